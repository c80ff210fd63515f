//! Where results go: standard output, or files that are written beside their place and renamed when whole.
//!
//! The hard decision: a reader who closes the pipe has seen enough; that is a success, not an error. Every write goes
//! through here, so that this holds everywhere.

use diplograph::error::{Error, Result};
use diplograph::store::OutputFile;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What went wrong, or nothing more to do.
#[derive(Debug)]
pub(super) enum Stop {
    /// Whoever read the output has closed it.
    Closed,
    /// An error to be told.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        let closed = std::error::Error::source(&error)
            .and_then(|cause| cause.downcast_ref::<io::Error>())
            .is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
        if closed { Self::Closed } else { Self::Failed(error) }
    }
}

/// A place to write to, opened before the work begins.
#[derive(Debug)]
pub(super) struct Output {
    shown: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Stdout(BufWriter<io::Stdout>),
    File(OutputFile),
}

impl Output {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        Self {
            shown: PathBuf::from("<stdout>"),
            sink: Sink::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())),
        }
    }

    /// A file, whose folder is made if it is not there. Until [`Output::finish`] what stood there before stays.
    pub(super) fn file(path: &Path) -> Result<Self> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        Ok(Self {
            shown: path.to_owned(),
            sink: Sink::File(OutputFile::create(path)?),
        })
    }

    /// `-` or nothing is standard output.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        match path {
            Some(path) if path.as_os_str() != "-" => Self::file(path),
            _ => Ok(Self::stdout()),
        }
    }

    /// Writes what `write` writes, with errors that name the place.
    pub(super) fn write_with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let outcome = match &mut self.sink {
            Sink::Stdout(sink) => write(sink),
            Sink::File(sink) => write(sink),
        };
        outcome.map_err(|e| Error::io(&self.shown, e))
    }

    /// Writes a text.
    pub(super) fn write(&mut self, text: &str) -> Result<()> {
        self.write_with(|sink| sink.write_all(text.as_bytes()))
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> Result<()> {
        match self.sink {
            Sink::Stdout(mut sink) => sink.flush().map_err(|e| Error::io(&self.shown, e)),
            Sink::File(sink) => sink.finish(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stdout(sink) => sink.write(bytes),
            Sink::File(sink) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(sink) => sink.flush(),
            Sink::File(sink) => sink.flush(),
        }
    }
}

/// Says something on standard error; a closed one is nobody's loss.
pub(super) fn say(words: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{words}");
}
