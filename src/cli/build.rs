//! `build`: articles to a graph, its files, its picture and its summary.

use super::args::BuildArgs;
use super::exit::ExitStatus;
use super::graph_files::{self, GraphFiles};
use super::interrupt;
use super::merge;
use super::output::{Output, Stop};
use super::plan::Reading;
use super::reading::read_all;
use super::summary;
use diplograph::error::{Error, ErrorKind};
use diplograph::graph::{Corrections, GraphBuilder};

pub(super) fn run(args: &BuildArgs, quiet: bool) -> Result<ExitStatus, Stop> {
    let files = GraphFiles::open(&args.output)?;
    let reading = Reading::new(&args.paths, &args.reading, quiet)?;
    let pipeline = reading.pipeline()?;
    let mut builder = GraphBuilder::new();
    let tally = read_all(
        &reading,
        |article| {
            let mut events = pipeline.read(article).events;
            events.retain(|record| record.confidence >= reading.min_confidence);
            events
        },
        |events| {
            events.iter().for_each(|record| builder.add(record));
            Ok(())
        },
    )?;
    if interrupt::requested() {
        return Err(Error::new(ErrorKind::Usage, "interrupted; what stood in the output folder was left as it was").into());
    }
    tally.tell(quiet);
    if tally.read == 0 {
        return Ok(ExitStatus::Failed);
    }
    let (graph, report) = builder.finish(&Corrections::none());
    merge::tell(&report, None);
    let view = graph_files::view(&graph);
    let written = files.write(&view)?;
    if !quiet {
        let mut out = Output::stdout();
        out.write(&summary::of_run(&tally))?;
        out.write(&summary::of_graph(&view, &written))?;
        out.finish()?;
    }
    Ok(tally.status())
}
