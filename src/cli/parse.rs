//! `parse`: text to CoNLL-U.

use super::args::ParseArgs;
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::plan::{self, Reading};
use super::reading::read_all;
use diplograph::conllu;
use diplograph::ingest::Options;
use diplograph::pipeline::Knowledge;

pub(super) fn run(args: &ParseArgs, quiet: bool) -> Result<ExitStatus, Stop> {
    let mut out = Output::open(args.output.as_deref())?;
    let reading = Reading {
        inputs: plan::inputs(&args.paths),
        options: Options::default(),
        engine: plan::engine(args.engine),
        jobs: args.jobs,
        min_confidence: 0.0,
        knowledge: Knowledge::embedded(),
        quiet,
    };
    let pipeline = reading.pipeline()?;
    let tally = read_all(
        &reading,
        |article| conllu::write(&pipeline.parse(article)),
        |parse| out.write(&parse),
    )?;
    out.finish()?;
    // A parse needs no date, so that a missing one is nothing to tell.
    tally.tell(true);
    Ok(tally.status())
}
