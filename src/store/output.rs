//! Files written whole or not at all.
//!
//! Part of [`crate::store`]. The hard decision: what is written stands beside its goal until it is complete and on the
//! disk; then it is renamed. Whoever reads the goal sees the old bytes or the new ones, never half. A link is followed,
//! and what is no plain file (a device, a pipe) is written straight into: a rename would put a plain file in its place.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What nobody has touched for so long was left behind by a run that was killed.
const ABANDONED: Duration = Duration::from_secs(3600);

/// A file being written beside its goal; dropped before [`OutputFile::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFile {
    goal: PathBuf,
    /// Where the bytes stand until they are complete; none for a device or a pipe, which takes them as they come.
    beside: Option<PathBuf>,
    writer: Option<BufWriter<File>>,
}

impl OutputFile {
    /// Opens a file beside `goal`, so that a bad path fails at once and not after a long run.
    ///
    /// # Errors
    /// Where the folder does not exist or may not be written.
    pub fn create(goal: impl AsRef<Path>) -> Result<Self> {
        let goal = goal.as_ref();
        let special = fs::metadata(goal).is_ok_and(|found| !found.is_file());
        let goal = if special || !goal.is_symlink() {
            goal.to_owned()
        } else {
            fs::canonicalize(goal).unwrap_or_else(|_| goal.to_owned())
        };
        let name = goal.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.is_empty() || goal.is_dir() {
            let cause = io::Error::new(io::ErrorKind::IsADirectory, "is a folder, not a file; name the file to write");
            return Err(Error::io(&goal, cause));
        }
        let beside = (!special).then(|| {
            remove_leftovers(&goal, &name);
            goal.with_file_name(format!(".{name}.{}.part", std::process::id()))
        });
        let file = File::create(beside.as_ref().unwrap_or(&goal)).map_err(|cause| Error::io(&goal, cause))?;
        Ok(Self {
            goal,
            beside,
            writer: Some(BufWriter::with_capacity(1 << 16, file)),
        })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// Where the last bytes cannot be written, as on a full disk; the goal is then as it was.
    pub fn finish(mut self) -> Result<()> {
        let wrong = |cause| Error::io(&self.goal, cause);
        if let Some(mut writer) = self.writer.take() {
            writer.flush().map_err(wrong)?;
            let file = writer.into_inner().map_err(|failed| wrong(failed.into_error()))?;
            if let Some(beside) = &self.beside {
                file.sync_all().map_err(wrong)?;
                fs::rename(beside, &self.goal).map_err(wrong)?;
            }
        }
        Ok(())
    }
}

/// Removes what killed runs left beside `goal`. A long run opens its outputs early and writes them late, so a file that is old may
/// still have its owner; where the system tells who runs, it is asked.
fn remove_leftovers(goal: &Path, name: &str) {
    let prefix = format!(".{name}.");
    let processes = Path::new("/proc");
    let runs = |process: &str| processes.join("self").exists() && processes.join(process).exists();
    let old = |file: &Path| {
        fs::metadata(file)
            .and_then(|found| found.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED))
    };
    // Whatever cannot be read or removed stays: it is in nobody's way.
    for file in fs::read_dir(goal.with_file_name(".")).into_iter().flatten().flatten() {
        let file_name = file.file_name();
        let process = file_name.to_str().and_then(|n| n.strip_prefix(&prefix)?.strip_suffix(".part"));
        let is_leftover = process.is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()) && !runs(p)) && old(&file.path());
        if is_leftover {
            let _ = fs::remove_file(file.path());
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        // After a finished rename there is nothing left to remove.
        if let Some(beside) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// Where `write` fails or the file cannot be written; what stood at `goal` then still stands there.
pub fn write_whole(goal: impl AsRef<Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let goal = goal.as_ref();
    let mut file = OutputFile::create(goal)?;
    write(&mut file).map_err(|cause| Error::io(goal, cause))?;
    file.finish()
}
