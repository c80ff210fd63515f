//! What a person wants to know when a graph is built: how much was read, what happened, who and what it was about.

use super::reading::Tally;
use diplograph::export::GraphView;
use diplograph::ontology::{EventType, Polarity, Role};
use diplograph::span::EntityId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Lines of a list.
const LISTED: usize = 8;
/// Characters of the longest bar.
const BAR: usize = 24;

/// How the reading went.
pub(super) fn of_run(tally: &Tally) -> String {
    let seconds = tally.time.as_secs_f64().max(1e-6);
    let articles = counted(tally.read, "article");
    // A speed says something only where all of the text was read.
    let mut text = match tally.known {
        0 => format!(
            "{articles} read in {seconds:.1} s ({:.1} kB of text, {:.1} kB a second)",
            tally.bytes as f64 / 1e3,
            tally.bytes as f64 / 1e3 / seconds,
        ),
        known if known == tally.read => format!("{articles}, known already and not read again"),
        known => format!("{articles} in {seconds:.1} s, {known} of them known already and not read again"),
    };
    if tally.duplicates > 0 {
        let _ = write!(text, ", {} met twice", counted(tally.duplicates, "article"));
    }
    if tally.skipped > 0 {
        let _ = write!(text, ", {} skipped (see above)", tally.skipped);
    }
    if tally.in_store > tally.read {
        let _ = write!(text, ", {} in the store", counted(tally.in_store, "article"));
    }
    text.push('\n');
    text
}

/// What the graph holds.
pub(super) fn of_graph(view: &GraphView, written: &[PathBuf]) -> String {
    let reports: usize = view.events.iter().map(|e| e.reports.len()).sum();
    let mut text = format!(
        "{} in {}, {}, {}\n",
        counted(view.events.len(), "event"),
        counted(reports, "report"),
        counted(view.actors.len(), "actor"),
        counted(view.topics.len(), "topic"),
    );
    let name = |id: &EntityId| {
        view.actors
            .iter()
            .find(|a| a.id == *id)
            .map_or(id.as_str(), |a| a.name.as_str())
            .to_owned()
    };

    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let mut actors: BTreeMap<String, usize> = BTreeMap::new();
    let mut topics: BTreeMap<String, usize> = BTreeMap::new();
    let mut pairs: BTreeMap<String, usize> = BTreeMap::new();
    for event in &view.events {
        *types.entry(event.event_type.as_str()).or_default() += 1;
        let taking_part: BTreeSet<&EntityId> = event.participants.iter().map(|p| &p.actor).collect();
        for actor in taking_part {
            *actors.entry(name(actor)).or_default() += 1;
        }
        for topic in event.topics.iter().filter(|t| t.polarity == Polarity::Discussed) {
            *topics.entry(topic.label.clone()).or_default() += 1;
        }
        if event.event_type == EventType::Consult && event.status != diplograph::ontology::Status::Denied {
            let talking: BTreeSet<String> = event
                .in_role(Role::Actor)
                .chain(event.in_role(Role::Recipient))
                .map(|p| name(&p.actor))
                .collect();
            let talking: Vec<String> = talking.into_iter().collect();
            for (at, one) in talking.iter().enumerate() {
                for other in &talking[at + 1..] {
                    *pairs.entry(format!("{one} – {other}")).or_default() += 1;
                }
            }
        }
    }
    let types = types.into_iter().map(|(k, n)| (k.to_owned(), n)).collect();
    for (title, counts) in [
        ("Events by type", types),
        ("Actors", actors),
        ("Topics", topics),
        ("Who talked most", pairs),
    ] {
        list(&mut text, title, counts);
    }
    if !written.is_empty() {
        let paths: Vec<String> = written.iter().map(|p| p.display().to_string()).collect();
        let _ = writeln!(text, "\nWritten: {}", paths.join(", "));
    }
    text
}

/// The most frequent, with bars.
fn list(text: &mut String, title: &str, counts: BTreeMap<String, usize>) {
    if counts.is_empty() {
        return;
    }
    let all = counts.len();
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let shown = if title == "Events by type" { EventType::ALL.len() } else { LISTED };
    counts.truncate(shown);
    let most = counts.first().map_or(1, |c| c.1);
    let width = counts.iter().map(|c| c.0.chars().count()).max().unwrap_or(0).min(48);
    let _ = writeln!(text, "\n{title}");
    for (name, count) in &counts {
        let name = clipped(name, width);
        let bar = "▇".repeat((count * BAR).div_ceil(most));
        let _ = writeln!(text, "  {name:<width$}  {count:>4}  {bar}");
    }
    if all > counts.len() {
        let _ = writeln!(text, "  and {} more", all - counts.len());
    }
}

fn clipped(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// "1 article", "2 articles".
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
