//! What SQLite's failures mean to the person at the keyboard.
//!
//! Part of [`crate::store`]. The hard decision: every failure that a user can cause or cure has its own words and
//! remedy; the rest passes SQLite's message on.

use crate::error::{Error, ErrorKind};
use rusqlite::ErrorCode;
use std::path::Path;

/// The error for a failure of the store at `path`.
pub(super) fn explained(path: &Path, cause: rusqlite::Error) -> Error {
    let message = match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "the store is being written by another diplograph; wait until it has finished, or give another --store".to_owned()
        }
        Some(ErrorCode::DiskFull) => "the disk is full; the store is as it was before: make room and run again".to_owned(),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            "the store cannot be written: its file or folder is read-only; give a --store in a folder you may write to".to_owned()
        }
        Some(ErrorCode::CannotOpen) => {
            "the store cannot be opened: its folder does not exist or may not be written; create it, or give another --store".to_owned()
        }
        Some(ErrorCode::NotADatabase) => "this file is no store; give another --store, or move the file away".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => {
            "the store is damaged; move it away and build anew from the articles, or put back a copy".to_owned()
        }
        Some(ErrorCode::SystemIoFailure) => format!("the store cannot be read or written ({cause}); check the disk and run again"),
        _ => format!("the store failed: {cause}"),
    };
    Error::new(ErrorKind::Store, message).at(path).because(cause)
}
