//! How far a long run is: a bar on a terminal, a line every few seconds elsewhere, on standard error.

use super::output::say;
use super::summary::counted;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often a line is written where there is no terminal.
const EVERY: Duration = Duration::from_secs(5);

/// Shows how much of the input is read.
pub(super) struct Progress {
    read: Arc<AtomicU64>,
    total: Option<u64>,
    begun: Instant,
    said: Instant,
    articles: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// `read` counts the bytes that have been read of `total`.
    pub(super) fn new(read: Arc<AtomicU64>, total: Option<u64>, quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
            let shape = if total.is_some() {
                "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {msg}, {eta} left"
            } else {
                "{spinner} {bytes}  {bytes_per_sec}  {msg}"
            };
            ProgressStyle::with_template(shape)
                .into_iter()
                .for_each(|style| bar.set_style(style));
            bar
        });
        let now = Instant::now();
        // Quiet runs never reach the moment of their next line.
        let said = if quiet {
            now + Duration::from_secs(u64::from(u32::MAX))
        } else {
            now
        };
        Self {
            read,
            total,
            begun: now,
            said,
            articles: 0,
            bar,
        }
    }

    /// One more article is done.
    pub(super) fn step(&mut self) {
        self.articles += 1;
        let read = self.read.load(Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_position(read);
            bar.set_message(format!("{} articles", self.articles));
        } else if Instant::now().saturating_duration_since(self.said) >= EVERY {
            self.said = Instant::now();
            let seconds = self.begun.elapsed().as_secs_f64();
            let rate = read as f64 / seconds;
            let left = self
                .total
                .map(|total| format!(", {:.0} s left", total.saturating_sub(read) as f64 / rate))
                .unwrap_or_default();
            say(format_args!(
                "{}, {:.1} MB, {:.0} kB/s{left}",
                counted(usize::try_from(self.articles).unwrap_or(usize::MAX), "article"),
                read as f64 / 1e6,
                rate / 1e3
            ));
        }
    }

    /// Says something without tearing the bar.
    pub(super) fn say(&self, words: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(words)),
            None => say(words),
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
