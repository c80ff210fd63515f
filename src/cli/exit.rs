//! How a run ended, as its exit code.

use std::process::ExitCode;

/// Exit codes. The same for every command, so that scripts can rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExitStatus {
    /// All was read.
    Done = 0,
    /// The run finished, but some articles or records were skipped.
    Skipped = 1,
    /// It could not run, or nothing could be read.
    Failed = 2,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}
