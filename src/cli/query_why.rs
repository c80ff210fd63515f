//! `query why`: why reports are one event, and what was kept apart from it.

use super::args::WhyArgs;
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::workspace;
use diplograph::error::{Error, ErrorKind};
use diplograph::export::{date_words, event_words};
use diplograph::graph::Why;
use diplograph::query::why;
use diplograph::span::EventId;
use diplograph::store::Part;
use std::fmt::Write as _;

pub(super) fn run(args: &WhyArgs) -> Result<ExitStatus, Stop> {
    // Near misses may be anywhere: this question needs the whole graph.
    let graph = workspace::ask(&args.store)?.load_graph(&Part::default())?;
    let Some(answer) = why(&graph, &EventId::new(&args.event)) else {
        let message = format!(
            "no event {:?}; ids stand in graph.json and in \"query talks --format csv\"",
            args.event
        );
        return Err(Error::new(ErrorKind::Usage, message).into());
    };
    let mut out = Output::stdout();
    out.write(&told(&answer))?;
    out.finish()?;
    Ok(ExitStatus::Done)
}

fn told(answer: &Why) -> String {
    let event = &answer.event;
    let date = event.date.as_ref().map(date_words).unwrap_or_default();
    let mut text = format!(
        "{} [{}]\n{} {}, {}, {date}\n",
        event_words(event),
        event.id,
        event.event_type,
        event.action,
        event.status
    );
    let _ = writeln!(text, "\nTold in {} reports", event.reports.len());
    for (at, report) in event.reports.iter().enumerate() {
        let _ = writeln!(text, "  {}. {} [{}]", at + 1, report.article.id, report.record);
        for mention in &report.mentions {
            let _ = writeln!(text, "     “{}” ({}, {:?})", mention.text, mention.rule, mention.trigger);
        }
    }
    if !answer.pairs.is_empty() {
        text.push_str("\nPair by pair\n");
    }
    for pair in &answer.pairs {
        let _ = writeln!(text, "  {} and {}: {}", pair.one + 1, pair.other + 1, pair.comparison.verdict());
        for reason in pair.comparison.reasons() {
            let _ = writeln!(text, "     {reason}");
        }
    }
    if !answer.near_misses.is_empty() {
        text.push_str("\nKept apart\n");
    }
    for miss in &answer.near_misses {
        let _ = writeln!(
            text,
            "  {} (nearest to report {}): {}",
            miss.event,
            miss.nearest + 1,
            miss.kept_apart_by
        );
        for reason in miss.comparison.reasons() {
            let _ = writeln!(text, "     {reason}");
        }
    }
    text
}
