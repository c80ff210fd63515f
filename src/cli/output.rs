//! Where results go: standard output, or files that are written beside their place and renamed when whole.
//!
//! The hard decision: a reader who closes the pipe has seen enough; that is a success, not an error. Every write goes
//! through here, so that this holds everywhere.

use diplograph::error::{Error, ErrorKind, Result};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

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
    File(BufWriter<NamedTempFile>),
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
        let wrong = |e: io::Error| Error::io(path, e);
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.is_dir() {
            return Err(Error::new(ErrorKind::Io, "is a folder; name a file in it").at(path));
        }
        fs::create_dir_all(folder).map_err(wrong)?;
        let beside = tempfile::Builder::new()
            .prefix(".diplograph-")
            .suffix(".part")
            .tempfile_in(folder)
            .map_err(wrong)?;
        Ok(Self {
            shown: path.to_owned(),
            sink: Sink::File(BufWriter::with_capacity(1 << 16, beside)),
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
        let wrong = |e: io::Error| Error::io(&self.shown, e);
        match self.sink {
            Sink::Stdout(mut sink) => sink.flush().map_err(wrong),
            Sink::File(sink) => {
                let file = sink.into_inner().map_err(|e| wrong(e.into_error()))?;
                file.as_file().sync_all().map_err(wrong)?;
                readable(file.path()).map_err(wrong)?;
                file.persist(&self.shown).map_err(|e| wrong(e.error))?;
                Ok(())
            }
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

/// Temporary files are made for their owner alone; results are for everybody whom the folder admits.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Says something on standard error; a closed one is nobody's loss.
pub(super) fn say(words: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{words}");
}
