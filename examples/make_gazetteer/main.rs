//! Makes the tables of `data/gazetteer` from raw tables of facts and the hand-written overlays beside them.
//!
//! Run it as `cargo run --release --example make_gazetteer -- ../shared/facts data/gazetteer`. Output is sorted and
//! depends on its input alone. The hard decision: what is wrong in the raw tables is mended here by rule where a rule
//! exists, and by a line in an overlay where none does; nobody edits the tables that come out.

mod bodies;
mod merge;
mod names;
mod organisations;
mod out;
mod persons;
mod places;
mod reports;
mod states;
mod terms;
mod topics;
mod tsv;

use std::path::Path;

/// What may go wrong: a file that cannot be read or written, a column that is missing.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [facts, dir] = &args[..] else {
        return Err("usage: make_gazetteer FACTS_DIR GAZETTEER_DIR".into());
    };
    let (facts, dir) = (Path::new(facts), Path::new(dir));
    let overlay = dir.join("overlay");
    let states = states::States::read(facts, &overlay)?;
    out::write(&dir.join("states.tsv"), states.rows())?;
    out::write(&dir.join("bodies.tsv"), bodies::rows(&states, &overlay)?)?;
    for (file, rows) in organisations::rows(facts, &overlay)? {
        out::write(&dir.join(file), rows)?;
    }
    out::write(&dir.join("peoples.tsv"), organisations::overlay_rows(&overlay.join("peoples.tsv"))?)?;
    out::write(&dir.join("persons.tsv"), persons::rows(facts, &overlay)?)?;
    out::write(&dir.join("places.tsv"), places::rows(facts, &overlay)?)?;
    out::write(&dir.join("topics.tsv"), topics::rows(facts, &overlay)?)?;
    Ok(())
}
