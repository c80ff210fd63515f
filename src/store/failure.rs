//! What SQLite's failures mean to the person at the keyboard.
//!
//! Part of [`crate::store`]. The hard decision: every failure that a user can cause or cure has its own words and
//! remedy; the rest passes SQLite's message on.

use crate::error::{Error, ErrorKind};
use rusqlite::ErrorCode;
use std::fmt::Display;
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
        // The files of the log cannot grow on a full disk, which SQLite does not tell from a broken one.
        Some(ErrorCode::SystemIoFailure) => {
            format!("the store cannot be read or written ({cause}): the disk may be full; make room, or check the disk, and run again")
        }
        _ if is_damage(&cause) => damaged(&cause),
        _ => format!("the store failed: {cause}"),
    };
    Error::new(ErrorKind::Store, message).at(path).because(cause)
}

/// Whether the store does not hold what was written: a broken page, a table that is gone, a cell that cannot be read.
fn is_damage(cause: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, QueryReturnedNoRows, Utf8Error};
    match cause.sqlite_error_code() {
        Some(code) => matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::Unknown),
        None => matches!(
            cause,
            FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | QueryReturnedNoRows | Utf8Error(..)
        ),
    }
}

/// What to do about a store that does not hold what was written into it.
pub(super) fn damaged(found: impl Display) -> String {
    format!("the store is damaged ({found}); move it away and build anew from the articles, or put back a copy")
}
