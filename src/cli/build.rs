//! `build`: articles to a graph, its files, its picture and its summary.

use super::args::BuildArgs;
use super::exit::ExitStatus;
use super::output::Stop;
use super::plan::Reading;
use super::workspace::{Others, Workspace};

pub(super) fn run(args: &BuildArgs, quiet: bool) -> Result<ExitStatus, Stop> {
    let reading = Reading::new(&args.paths, &args.reading, quiet)?;
    let mut workspace = Workspace::open(&args.place)?;
    let tally = workspace.take_in(&reading, Others::Remove)?;
    if tally.read > 0 {
        workspace.finish(Some(&tally), quiet)?;
    }
    Ok(tally.status())
}
