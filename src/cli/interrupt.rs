//! Ctrl-C: the first asks the run to stop between two articles, the second ends it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);
static WATCHED: OnceLock<()> = OnceLock::new();

/// A flag that is set once the user, or the system, asks the run to end.
pub(super) fn watch() -> &'static AtomicBool {
    WATCHED.get_or_init(|| {
        // Without a handler an interrupt ends the run at once, which loses no finished output either.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            super::output::say("stopping after the articles at hand; again to stop at once");
        });
    });
    &STOP
}

/// Whether the run was asked to end.
pub(super) fn requested() -> bool {
    STOP.load(Ordering::Relaxed)
}
