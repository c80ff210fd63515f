//! A store and the files made from it: articles go in, the merged graph comes out.
//!
//! The hard decision: records are committed while the reading goes on, the merged graph and its files only at the end.
//! A run that is stopped or killed has lost nothing it committed, and the next one ends with the same bytes.

use super::args::PlaceArgs;
use super::graph_files::{self, GraphFiles};
use super::interrupt;
use super::merge;
use super::output::{Output, Stop, say};
use super::plan::Reading;
use super::reading::{Tally, read_all};
use super::summary;
use diplograph::analyze;
use diplograph::diag::Warned;
use diplograph::document::Article;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::graph::Corrections;
use diplograph::record::EventRecord;
use diplograph::span::ArticleId;
use diplograph::store::{Store, article_hash};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Articles are committed together, at most so many ...
const COMMIT: usize = 500;
/// ... and at least this often, so that a kill costs little.
const COMMIT_EVERY: Duration = Duration::from_secs(2);

/// What becomes of articles that are in the store and not among those read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Keep,
    Remove,
}

/// An open store, and the files to be written from it.
#[derive(Debug)]
pub(super) struct Workspace {
    pub(super) store: Store,
    files: GraphFiles,
    corrections: Corrections,
    corrections_path: Option<PathBuf>,
}

impl Workspace {
    /// Opens everything that will be written.
    pub(super) fn open(args: &PlaceArgs) -> Result<Self> {
        let path = args.store.clone().unwrap_or_else(|| args.output.join("diplograph.db"));
        let files = GraphFiles::open(&args.output)?;
        if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        }
        let usual = path.with_file_name("corrections.txt");
        let corrections_path = args.corrections.clone().or_else(|| usual.is_file().then_some(usual));
        Ok(Self {
            files,
            corrections: merge::corrections(corrections_path.as_deref())?,
            corrections_path,
            store: Store::open(&path)?,
        })
    }

    /// Reads articles into the store. Those it has, word for word and read by this very version, are not read again.
    pub(super) fn take_in(&mut self, reading: &Reading, others: Others) -> std::result::Result<Tally, Stop> {
        let pipeline = reading.pipeline()?;
        let version = format!("{} confidence {}", pipeline.version(), reading.min_confidence);
        let known: BTreeMap<ArticleId, (String, String)> =
            self.store.articles()?.into_iter().map(|a| (a.id, (a.hash, a.extractor))).collect();
        let mut seen = BTreeSet::new();
        let mut pending: Vec<(Article, Vec<EventRecord>)> = Vec::new();
        let mut committed = Instant::now();
        let work = |article: &Article| {
            let before = known.get(&article.id);
            let same_text = before.is_some_and(|(hash, _)| *hash == article_hash(article));
            if same_text && before.is_some_and(|(_, by)| *by == version) {
                return Warned::new((article.id.clone(), None));
            }
            let mut read = pipeline.read(article);
            read.events.retain(|record| record.confidence >= reading.min_confidence);
            let mut done = Warned {
                warnings: analyze::remarks(&read.doc),
                value: (article.id.clone(), Some((read.doc.article, read.events))),
            };
            // No hash says that the text is to be read again.
            if !same_text && before.is_some_and(|(hash, _)| !hash.is_empty()) {
                done.warn("replaces another text of the same id", None);
            }
            done
        };
        let store = &mut self.store;
        let mut unchanged = 0;
        let mut tally = read_all(&reading.batch, work, |(id, fresh)| {
            seen.insert(id);
            unchanged += usize::from(fresh.is_none());
            pending.extend(fresh);
            if pending.len() >= COMMIT || committed.elapsed() >= COMMIT_EVERY {
                commit(store, &version, &mut pending)?;
                committed = Instant::now();
            }
            Ok(())
        })?;
        commit(store, &version, &mut pending)?;
        if interrupt::requested() {
            let message = format!(
                "interrupted; {} are in the store, run the same again to go on",
                summary::counted(seen.len(), "article")
            );
            return Err(Error::new(ErrorKind::Usage, message).into());
        }
        tally.tell(reading.batch.quiet);
        if others == Others::Remove && tally.read > 0 {
            let mut batch = store.batch()?;
            for id in known.keys().filter(|id| !seen.contains(*id)) {
                batch.remove_article(id)?;
            }
            batch.commit()?;
        }
        tally.known = unchanged;
        tally.in_store = store.articles()?.len();
        Ok(tally)
    }

    /// Merges what the store holds, keeps the graph in it and writes the files. The words are for people.
    pub(super) fn finish(mut self, tally: Option<&Tally>, quiet: bool) -> std::result::Result<(), Stop> {
        let store = self.store.path().to_owned();
        let corrections_path = self.corrections_path;
        let files = self.files;
        let (view, mut written) = self.store.settle(&self.corrections, |graph, report, _| -> Result<_> {
            merge::tell(report, corrections_path.as_deref());
            let view = graph_files::view(graph);
            let written = files.write(&view)?;
            Ok((view, written))
        })?;
        written.push(store);
        if quiet {
            return Ok(());
        }
        let mut out = Output::stdout();
        if let Some(tally) = tally {
            out.write(&summary::of_run(tally))?;
        }
        out.write(&summary::of_graph(&view, &written))?;
        out.finish()?;
        Ok(())
    }
}

fn commit(store: &mut Store, version: &str, pending: &mut Vec<(Article, Vec<EventRecord>)>) -> Result<()> {
    if pending.is_empty() {
        return Ok(());
    }
    let mut batch = store.batch()?;
    for (article, records) in pending.drain(..) {
        batch.add_article(&article, version, &records)?;
    }
    batch.commit()
}

/// Opens a store for questions, with a word on what to do if there is none.
pub(super) fn ask(path: &std::path::Path) -> Result<Store> {
    if !path.exists() {
        let message = "no graph here; make one with \"diplograph build ARTICLES\" or name it with --store";
        return Err(Error::new(ErrorKind::Store, message).at(path));
    }
    let store = Store::open_read_only(path)?;
    if !store.is_merged()? {
        say(format_args!(
            "note: {} changed since its graph was merged; run build or add to the end",
            path.display()
        ));
    }
    Ok(store)
}
