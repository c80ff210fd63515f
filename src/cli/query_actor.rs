//! `query actor`: what is known of somebody.

use super::args::{ActorArgs, AnswerFormat};
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::summary::counted;
use super::table::{UNDATED, csv_line, for_people, json};
use super::workspace;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::export::{date_words, deed_words, event_words};
use diplograph::graph::EventNode;
use diplograph::query::{ActorAnswer, actor_in};
use diplograph::span::EntityId;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Partners that are listed.
const PARTNERS: usize = 10;

pub(super) fn run(args: &ActorArgs) -> std::result::Result<ExitStatus, Stop> {
    let answers = actor_in(&workspace::ask(&args.answer.store)?, &args.name)?;
    if answers.is_empty() {
        let message = format!(
            "nobody called {:?} takes part in an event; names are listed in graph.json",
            args.name
        );
        return Err(Error::new(ErrorKind::Usage, message).into());
    }
    let mut out = Output::stdout();
    match args.answer.format {
        AnswerFormat::Json => out.write(&json(&answers)?)?,
        AnswerFormat::Csv => out.write(&csv(&answers)?)?,
        AnswerFormat::Table => {
            for answer in &answers {
                out.write(&portrait(answer))?;
            }
        }
    }
    out.finish()?;
    Ok(ExitStatus::Done)
}

fn roles(roles: &[diplograph::ontology::Role]) -> String {
    roles.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(", ")
}

fn portrait(answer: &ActorAnswer) -> String {
    let actor = &answer.actor;
    let mut facts = vec![actor.kind.to_string().replace('_', " ")];
    facts.extend(actor.country.iter().map(ToString::to_string));
    facts.extend(actor.sector.iter().map(ToString::to_string));
    facts.extend(actor.wikidata.iter().map(ToString::to_string));
    let mut text = format!("{} [{}]\n  {}\n", actor.name, actor.id, facts.join(", "));
    for office in &actor.offices {
        let seen = match (office.first, office.last) {
            (Some(first), Some(last)) if first == last => format!(" (seen {first})"),
            (Some(first), Some(last)) => format!(" (seen {first} to {last})"),
            _ => String::new(),
        };
        let _ = writeln!(text, "  {}{seen}", office.title);
    }
    if !actor.aliases.is_empty() {
        let _ = writeln!(text, "  also: {}", actor.aliases.join(", "));
    }
    let types: Vec<String> = answer.types.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let _ = writeln!(
        text,
        "  {} in {}: {}",
        counted(actor.events, "event"),
        counted(actor.articles, "article"),
        types.join(", ")
    );
    let partners: Vec<String> = answer
        .partners
        .iter()
        .take(PARTNERS)
        .map(|p| format!("{} ({}, {})", p.name, counted(p.talks, "talk"), counted(p.events, "event")))
        .collect();
    if !partners.is_empty() {
        let _ = writeln!(text, "  with: {}", partners.join(", "));
    }
    let rows = answer.events.iter().map(|(event, part)| {
        let date = event.date.as_ref().map_or_else(|| UNDATED.to_owned(), date_words);
        let proof = event
            .evidence()
            .map(|(report, mention)| format!("“{}” ({})", mention.text, report.article.id));
        vec![date, deed_words(event), roles(part), with(answer, event), proof.unwrap_or_default()]
    });
    text.push_str(&for_people(&["When", "What", "As", "With", "Evidence"], rows.collect()));
    text.push('\n');
    text
}

/// The others in an event.
fn with(answer: &ActorAnswer, event: &EventNode) -> String {
    let others: BTreeSet<&EntityId> = event.participants.iter().map(|p| &p.actor).collect();
    let named = answer.partners.iter().filter(|p| others.contains(&p.id));
    named.map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn csv(answers: &[ActorAnswer]) -> Result<String> {
    let mut text = csv_line(&[
        "actor",
        "name",
        "event",
        "date_start",
        "date_end",
        "type",
        "action",
        "roles",
        "status",
        "words",
        "evidence",
    ])?;
    for answer in answers {
        for (event, part) in &answer.events {
            let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
            text.push_str(&csv_line(&[
                answer.actor.id.to_string(),
                answer.actor.name.clone(),
                event.id.to_string(),
                day(event.date.as_ref().map(|d| d.start)),
                day(event.date.as_ref().map(|d| d.end)),
                event.event_type.to_string(),
                event.action.to_string(),
                roles(part),
                event.status.to_string(),
                event_words(event),
                event.evidence().map(|(_, mention)| mention.text.clone()).unwrap_or_default(),
            ])?);
        }
    }
    Ok(text)
}
