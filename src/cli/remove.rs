//! `remove`: articles out of a graph.

use super::args::RemoveArgs;
use super::exit::ExitStatus;
use super::output::{Stop, say};
use super::workspace::{self, Workspace};
use diplograph::span::ArticleId;

pub(super) fn run(args: &RemoveArgs, quiet: bool) -> Result<ExitStatus, Stop> {
    // Only what is there can be taken out: no store is made for it.
    let path = args.place.store.clone().unwrap_or_else(|| args.place.output.join("diplograph.db"));
    drop(workspace::ask(&path)?);
    let mut workspace = Workspace::open(&args.place)?;
    let mut removed = 0;
    for id in &args.articles {
        if workspace.store.remove_article(&ArticleId::new(id))? {
            removed += 1;
        } else {
            say(format_args!(
                "skipped: the store has no article {id:?}; ids stand in graph.json under \"articles\""
            ));
        }
    }
    if removed == 0 {
        return Ok(ExitStatus::Failed);
    }
    workspace.finish(None, quiet)?;
    Ok(if removed == args.articles.len() {
        ExitStatus::Done
    } else {
        ExitStatus::Skipped
    })
}
