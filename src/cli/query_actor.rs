//! `query actor`: what is known of somebody.

use super::args::{ActorArgs, AnswerFormat};
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::summary::counted;
use super::table::{UNDATED, csv_line, for_people, json};
use super::workspace;
use diplograph::error::{Error, ErrorKind};
use diplograph::export::{date_words, deed_words, event_words};
use diplograph::graph::EventNode;
use diplograph::ontology::{Action, EventType, Role, Status};
use diplograph::query::{ActorAnswer, actor_in};
use diplograph::span::EntityId;
use jiff::civil::Date;
use serde::Serialize;
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
        AnswerFormat::Json => out.write(&json(&rows(&answers).collect::<Vec<_>>())?)?,
        AnswerFormat::Csv => {
            out.write(&csv_line(&CSV_COLUMNS)?)?;
            for row in rows(&answers) {
                out.write(&csv_line(&row.fields())?)?;
            }
        }
        AnswerFormat::Table => {
            for answer in &answers {
                out.write(&portrait(answer))?;
            }
        }
    }
    out.finish()?;
    Ok(ExitStatus::Done)
}

fn roles(roles: &[Role]) -> String {
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

/// An event of the actor: a row of a table, so that whoever reads it needs to unfold nothing.
#[derive(Serialize)]
struct Row<'a> {
    actor: &'a str,
    name: &'a str,
    event: &'a str,
    date_start: Option<Date>,
    date_end: Option<Date>,
    r#type: EventType,
    action: Action,
    roles: String,
    status: Status,
    words: String,
    evidence: Option<&'a str>,
}

const CSV_COLUMNS: [&str; 11] = [
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
];

impl Row<'_> {
    fn fields(&self) -> [String; CSV_COLUMNS.len()] {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            self.actor.to_owned(),
            self.name.to_owned(),
            self.event.to_owned(),
            day(self.date_start),
            day(self.date_end),
            self.r#type.to_string(),
            self.action.to_string(),
            self.roles.clone(),
            self.status.to_string(),
            self.words.clone(),
            self.evidence.unwrap_or_default().to_owned(),
        ]
    }
}

fn rows(answers: &[ActorAnswer]) -> impl Iterator<Item = Row<'_>> {
    answers.iter().flat_map(|answer| {
        answer.events.iter().map(|(event, part)| Row {
            actor: answer.actor.id.as_str(),
            name: &answer.actor.name,
            event: event.id.as_str(),
            date_start: event.date.as_ref().map(|date| date.start),
            date_end: event.date.as_ref().map(|date| date.end),
            r#type: event.event_type,
            action: event.action,
            roles: roles(part),
            status: event.status,
            words: event_words(event),
            evidence: event.evidence().map(|(_, mention)| mention.text.as_str()),
        })
    })
}
