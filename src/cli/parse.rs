//! `parse`: text to CoNLL-U.

use super::args::ParseArgs;
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::plan::{self, Batch};
use super::reading::{read_all, unless_interrupted};
use diplograph::analyze::{self, Analyzer};
use diplograph::conllu;
use diplograph::diag::Warned;
use diplograph::document::Article;
use diplograph::ingest::{self, Options};

pub(super) fn run(args: &ParseArgs, quiet: bool) -> Result<ExitStatus, Stop> {
    let mut out = Output::open(args.output.as_deref())?;
    let batch = Batch {
        inputs: plan::inputs(&args.paths),
        options: Options::default(),
        jobs: args.jobs,
        quiet,
    };
    let analyzer = Analyzer::new(plan::engine(args.engine))?;
    let work = |article: &Article| {
        let doc = analyzer.analyze(article);
        Warned {
            value: conllu::write(&doc),
            warnings: analyze::remarks(&doc),
        }
    };
    let mut tally = read_all(&batch, work, |parse| out.write(&parse))?;
    unless_interrupted()?;
    out.finish()?;
    // A parse needs no date, so that a missing one is nothing to tell.
    tally.pass_over(ingest::NO_DATE);
    tally.tell(quiet);
    Ok(tally.status())
}
