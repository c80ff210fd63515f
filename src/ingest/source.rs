//! Which files there are to read, and their bytes.
//!
//! Part of ingest. The hard decision: files are read in the order of their ids, not of the command line or the disk, so
//! that the same articles give the same output however they are named.

use crate::error::{Error, ErrorKind, Result};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where articles come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder of them.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

impl From<&Path> for Input {
    /// `-` is standard input.
    fn from(path: &Path) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::Path(path.to_owned())
        }
    }
}

/// One file to read.
#[derive(Debug)]
pub(super) struct Found {
    /// Shown in messages.
    pub(super) path: PathBuf,
    /// Path relative to the folder that was named, with `/`: the id of an article that has no other.
    pub(super) id: Option<String>,
    pub(super) bytes: u64,
    pub(super) stdin: bool,
    /// Found in a folder rather than named.
    pub(super) walked: bool,
}

/// All files under the inputs, each once, by id; then what cannot be read.
pub(super) fn find(inputs: &[Input]) -> (Vec<Found>, Vec<Error>) {
    let mut found = BTreeMap::new();
    let mut errors = Vec::new();
    let mut stdin = None;
    for input in inputs {
        match input {
            Input::Stdin => {
                stdin = Some(Found {
                    path: PathBuf::from("<stdin>"),
                    id: None,
                    bytes: 0,
                    stdin: true,
                    walked: false,
                });
            }
            Input::Path(root) => walk(root, &mut found, &mut errors),
        }
    }
    let mut files: Vec<Found> = found.into_values().collect();
    files.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
    files.extend(stdin);
    (files, errors)
}

fn walk(root: &Path, found: &mut BTreeMap<PathBuf, Found>, errors: &mut Vec<Error>) {
    let is_folder = root.is_dir();
    let visible = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || entry.file_type().is_file() && name.to_ascii_uppercase().starts_with("README"))
    };
    let mut any = false;
    for entry in walkdir::WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(visible)
    {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                any = true;
                let path = e.path().unwrap_or(root).to_owned();
                let message = match e.io_error().map(io::Error::kind) {
                    Some(io::ErrorKind::NotFound) => "no such file or folder".to_owned(),
                    Some(_) => e.io_error().map(ToString::to_string).unwrap_or_default(),
                    None => "a link that leads back to a folder above it".to_owned(),
                };
                errors.push(Error::new(ErrorKind::Io, message).at(path));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        any = true;
        let path = entry.path().to_owned();
        // A pipe that is named is read, as shells make them; one met in a folder would be waited for without end.
        if is_folder && !entry.file_type().is_file() {
            errors.push(Error::new(ErrorKind::Input, "a pipe, socket or device, not a file").at(path));
            continue;
        }
        let relative = if is_folder {
            path.strip_prefix(root).unwrap_or(&path)
        } else {
            Path::new(entry.file_name())
        };
        let id = relative
            .components()
            .map(|c| c.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let bytes = entry.metadata().map_or(0, |m| m.len());
        let file = Found {
            path: path.clone(),
            id: Some(id),
            bytes,
            stdin: false,
            walked: is_folder,
        };
        // The same file named twice, or named and found, is read once.
        found.entry(path.canonicalize().unwrap_or(path)).or_insert(file);
    }
    if !any {
        errors.push(Error::new(ErrorKind::Input, "no articles in this folder").at(root));
    }
}

/// A file's bytes, transcoded from UTF-16 where a byte order mark says so, with the first of them read ahead.
pub(super) struct Opened {
    pub(super) head: Vec<u8>,
    pub(super) reader: BufReader<io::Chain<Cursor<Vec<u8>>, Stream>>,
}

type Stream = DecodeReaderBytes<Counted, Vec<u8>>;

/// How much is read ahead to recognise a format.
const HEAD: u64 = 64 << 10;

pub(super) fn open(file: &Found, read: &Arc<AtomicU64>) -> Result<Opened> {
    let source: Box<dyn Read + Send> = if file.stdin {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(&file.path).map_err(|e| Error::io(&file.path, e))?)
    };
    let counted = Counted {
        source,
        read: Arc::clone(read),
    };
    let mut stream = DecodeReaderBytesBuilder::new()
        .bom_sniffing(true)
        .utf8_passthru(true)
        .strip_bom(true)
        .build(counted);
    let mut head = Vec::new();
    (&mut stream)
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|e| Error::io(&file.path, e))?;
    let reader = BufReader::with_capacity(1 << 16, Cursor::new(head.clone()).chain(stream));
    Ok(Opened { head, reader })
}

/// Counts the bytes that pass, for progress.
pub(super) struct Counted {
    source: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
