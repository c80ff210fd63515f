//! `add`: further articles into a graph.

use super::args::AddArgs;
use super::exit::ExitStatus;
use super::output::Stop;
use super::plan::Reading;
use super::workspace::{Others, Workspace};

pub(super) fn run(args: &AddArgs, quiet: bool) -> Result<ExitStatus, Stop> {
    let reading = Reading::new(&args.paths, &args.reading, quiet)?;
    let mut workspace = Workspace::open(&args.place)?;
    let tally = workspace.take_in(&reading, Others::Keep)?;
    if tally.read > 0 {
        workspace.finish(Some(&tally), quiet)?;
    }
    Ok(tally.status())
}
