//! `parse`: text to CoNLL-U.

use super::args::ParseArgs;
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::plan::{self, Batch};
use super::reading::{read_all, unless_interrupted};
use diplograph::analyze::Analyzer;
use diplograph::conllu;
use diplograph::ingest::Options;

pub(super) fn run(args: &ParseArgs, quiet: bool) -> Result<ExitStatus, Stop> {
    let mut out = Output::open(args.output.as_deref())?;
    let batch = Batch {
        inputs: plan::inputs(&args.paths),
        options: Options::default(),
        jobs: args.jobs,
        quiet,
    };
    let analyzer = Analyzer::new(plan::engine(args.engine))?;
    let tally = read_all(
        &batch,
        |article| conllu::write(&analyzer.analyze(article)),
        |parse| out.write(&parse),
    )?;
    unless_interrupted()?;
    out.finish()?;
    // A parse needs no date, so that a missing one is nothing to tell.
    tally.tell(true);
    Ok(tally.status())
}
