//! `merge`: records from anywhere to one graph.

use super::args::MergeArgs;
use super::exit::ExitStatus;
use super::graph_files::{self, GraphFiles};
use super::output::{Output, Stop, say};
use super::summary;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::graph::{Corrections, GraphBuilder, MergeReport};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

pub(super) fn run(args: &MergeArgs, quiet: bool) -> std::result::Result<ExitStatus, Stop> {
    let files = GraphFiles::open(&args.output)?;
    let corrections = corrections(args.corrections.as_deref())?;
    let mut builder = GraphBuilder::new();
    let (mut skipped, mut records) = (0, 0);
    for path in &args.files {
        let mut skip = |error: Error| {
            skipped += 1;
            say(format_args!("skipped: {error}"));
        };
        let read = open(path).and_then(|input| {
            let read = builder.read_jsonl(input, |error| skip(error.at(path)));
            read.map_err(|error| error.at(path))
        });
        match read {
            Ok(count) => records += count,
            Err(error) => skip(error),
        }
    }
    if records == 0 && skipped > 0 {
        return Err(Error::new(ErrorKind::Input, "nothing could be read").into());
    }
    let (graph, report) = builder.finish(&corrections);
    tell(&report, args.corrections.as_deref());
    let view = graph_files::view(&graph);
    let written = files.write(&view)?;
    if !quiet {
        let mut out = Output::stdout();
        out.write(&summary::of_graph(&view, &written))?;
        out.finish()?;
    }
    Ok(if skipped == 0 { ExitStatus::Done } else { ExitStatus::Skipped })
}

fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// Loads what people decided.
pub(super) fn corrections(path: Option<&Path>) -> Result<Corrections> {
    path.map_or_else(|| Ok(Corrections::none()), Corrections::load)
}

/// Tells of records that stood against others, and of corrections that changed nothing.
pub(super) fn tell(report: &MergeReport, corrections: Option<&Path>) {
    if report.conflicting > 0 {
        say(format_args!(
            "note: {} records stood beside another of their id; the more confident was kept",
            report.conflicting
        ));
    }
    for stale in &report.stale {
        let path = corrections.map(|p| p.display().to_string()).unwrap_or_default();
        say(format_args!(
            "note: {path}:{}: {:?} changes nothing: {}",
            stale.line, stale.text, stale.why
        ));
    }
}
