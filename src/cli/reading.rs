//! Runs articles through the stages on all cores, tells what was skipped and what was odd, and keeps the tally.

use super::exit::ExitStatus;
use super::interrupt;
use super::output::{Stop, say};
use super::plan::Batch;
use super::progress::Progress;
use diplograph::diag::{Diagnostic, Warned};
use diplograph::document::Article;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::ingest;
use diplograph::pipeline::map_in_order;
use diplograph::span::ArticleId;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Skipped articles that are named one by one; of more, only the number is told.
const NAMED: usize = 40;

/// Different remarks that are kept; further ones are only counted, so that odd input cannot fill the memory.
const REMARKS: usize = 100;

/// Articles that are named with a remark.
const EXAMPLES: usize = 3;

/// What came of a run.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) read: usize,
    pub(super) skipped: usize,
    pub(super) duplicates: usize,
    /// Bytes of text in the articles that were read.
    pub(super) bytes: u64,
    pub(super) time: Duration,
    /// Articles in the store after the run, if there is one.
    pub(super) in_store: usize,
    /// Of those read, how many the store knew already.
    pub(super) known: usize,
    /// Remarks: how often each was made, and about which articles first.
    remarks: BTreeMap<String, (usize, Vec<String>)>,
    /// Remarks beyond those.
    unkept: usize,
}

impl Tally {
    /// How the run ended.
    pub(super) fn status(&self) -> ExitStatus {
        match (self.read, self.skipped) {
            (0, _) => ExitStatus::Failed,
            (_, 0) => ExitStatus::Done,
            _ => ExitStatus::Skipped,
        }
    }

    /// Tells what was odd, each remark once.
    pub(super) fn tell(&self, quiet: bool) {
        if self.skipped > NAMED {
            say(format_args!("{} more skipped", self.skipped - NAMED));
        }
        if self.read == 0 && !interrupt::requested() {
            say("error: nothing could be read");
        }
        if quiet {
            return;
        }
        for (remark, (count, examples)) in &self.remarks {
            let mut names = examples.join(", ");
            if *count > examples.len() {
                let _ = write!(names, " and {} more", count - examples.len());
            }
            say(format_args!("note: {remark} ({names})"));
        }
        if self.unkept > 0 {
            say(format_args!("note: {} further remarks", self.unkept));
        }
    }

    /// Counts an article that was read, with what was odd in it.
    pub(super) fn take(&mut self, article: &ArticleId, remarks: impl IntoIterator<Item = Diagnostic>) {
        self.read += 1;
        for remark in remarks {
            self.remark(remark.message, article);
        }
    }

    /// Counts an article that was skipped; of the first ones tells why.
    pub(super) fn skip(&mut self, why: &Error, say: impl FnOnce(&str)) {
        self.skipped += 1;
        if self.skipped <= NAMED {
            say(&format!("skipped: {why}"));
        }
    }

    /// Passes over a remark that does not concern this run.
    pub(super) fn pass_over(&mut self, remark: &str) {
        self.remarks.remove(remark);
    }

    fn remark(&mut self, words: String, article: &ArticleId) {
        if self.remarks.len() >= REMARKS && !self.remarks.contains_key(&words) {
            self.unkept += 1;
            return;
        }
        let (count, examples) = self.remarks.entry(words).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(article.to_string());
        }
    }
}

/// An error if the user asked the run to end before it was through.
pub(super) fn unless_interrupted() -> Result<()> {
    if interrupt::requested() {
        return Err(Error::new(ErrorKind::Usage, "interrupted; what was written so far is not all"));
    }
    Ok(())
}

/// Reads all articles: `work` on many threads, with remarks on what it found odd; `take` in their order.
pub(super) fn read_all<T: Send>(
    batch: &Batch,
    work: impl Fn(&Article) -> Warned<T> + Sync,
    mut take: impl FnMut(T) -> Result<()> + Send,
) -> std::result::Result<Tally, Stop> {
    let begun = Instant::now();
    let mut articles = ingest::articles(&batch.inputs, batch.options);
    let mut progress = Progress::new(articles.bytes_read(), articles.bytes_total(), batch.quiet);
    let mut tally = Tally::default();
    let size = |item: &Result<Warned<Article>>| item.as_ref().map_or(0, |a| a.value.text.len());
    let work = |item: Result<Warned<Article>>| item.and_then(|article| guarded(&article.value, &work).map(|done| (article, done)));
    let outcome = map_in_order(&mut articles, size, batch.jobs, interrupt::watch(), work, |item| {
        match item {
            Ok((article, done)) => {
                tally.bytes += article.value.text.len() as u64;
                tally.take(&article.value.id, article.warnings.into_iter().chain(done.warnings));
                take(done.value)?;
            }
            Err(why) => tally.skip(&why, |words| progress.say(words)),
        }
        progress.step();
        Ok(())
    });
    progress.finish();
    outcome?;
    tally.duplicates = articles.duplicates();
    tally.time = begun.elapsed();
    Ok(tally)
}

/// A bug that one article in a million brings to light costs that article, not the run.
fn guarded<T>(article: &Article, work: impl Fn(&Article) -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(|| work(article))).map_err(|_| {
        let message = format!("reading {} failed inside diplograph; please report it with the article", article.id);
        Error::new(ErrorKind::Input, message)
    })
}
