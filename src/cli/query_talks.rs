//! `query talks`: who talked to whom.

use super::args::{AnswerFormat, TalksArgs};
use super::exit::ExitStatus;
use super::output::{Output, Stop, say};
use super::plan;
use super::table::{UNDATED, csv_line, for_people, json};
use super::workspace;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::export::{action_words, date_words};
use diplograph::ontology::{Mode, Polarity, Role, Status};
use diplograph::query::{Talk, TalksFilter, actor_in, talks_in};

pub(super) fn run(args: &TalksArgs) -> std::result::Result<ExitStatus, Stop> {
    let filter = filter(args)?;
    let store = workspace::ask(&args.answer.store)?;
    let talks = talks_in(&store, &filter)?;
    if talks.is_empty() {
        for name in filter.actor.iter().chain(&filter.with) {
            if actor_in(&store, name)?.is_empty() {
                say(format_args!(
                    "note: nobody called {name:?} takes part in an event; names are listed in graph.json"
                ));
            }
        }
    }
    let mut out = Output::stdout();
    match args.answer.format {
        AnswerFormat::Json => out.write(&json(&talks)?)?,
        AnswerFormat::Csv => {
            out.write(&csv_line(&CSV_COLUMNS)?)?;
            for talk in &talks {
                out.write(&csv_line(&csv_row(talk))?)?;
            }
        }
        AnswerFormat::Table => out.write(&table(&talks, args.evidence))?,
    }
    out.finish()?;
    Ok(ExitStatus::Done)
}

fn filter(args: &TalksArgs) -> Result<TalksFilter> {
    let day = |option: &str, text: &Option<String>| text.as_deref().map(|t| plan::day(option, t)).transpose();
    let (since, until) = (day("--since", &args.since)?, day("--until", &args.until)?);
    if let (Some(since), Some(until)) = (since, until)
        && since > until
    {
        let message = format!("--since {since} is after --until {until}; no day lies between them");
        return Err(Error::new(ErrorKind::Usage, message));
    }
    Ok(TalksFilter {
        actor: args.actor.clone(),
        with: args.with.clone(),
        since,
        until,
        mode: args.mode.as_deref().map(mode).transpose()?,
        topic: args.topic.clone(),
        status: args.status.as_deref().map(str::parse).transpose()?,
    })
}

/// The modes of contacts.
const MODES: [Mode; 4] = [Mode::Phone, Mode::Visit, Mode::Multilateral, Mode::ThirdParty];

/// A mode that contacts can have; those of sanctions and attacks would never be found.
fn mode(text: &str) -> Result<Mode> {
    MODES.iter().copied().find(|mode| mode.as_str() == text).ok_or_else(|| {
        let known: Vec<&str> = MODES.iter().map(|m| m.as_str()).collect();
        let message = format!("unknown mode {text:?}; use one of: {}", known.join(", "));
        Error::new(ErrorKind::Usage, message)
    })
}

/// Names of those with a role, who began it first.
fn who(talk: &Talk, wanted: impl Fn(Role) -> bool) -> Vec<String> {
    let mut talkers: Vec<_> = talk.talkers.iter().filter(|t| wanted(t.role)).collect();
    talkers.sort_by_key(|t| !t.initiator);
    let mut names: Vec<String> = Vec::new();
    for talker in talkers {
        if !names.contains(&talker.name) {
            names.push(talker.name.clone());
        }
    }
    names
}

fn is_party(role: Role) -> bool {
    matches!(role, Role::Actor | Role::Recipient)
}

fn topics(talk: &Talk, polarity: Polarity) -> String {
    let labels: Vec<&str> = talk
        .topics
        .iter()
        .filter(|t| t.polarity == polarity)
        .map(|t| t.label.as_str())
        .collect();
    labels.join("; ")
}

fn table(talks: &[Talk], evidence: bool) -> String {
    if talks.is_empty() {
        return "nobody talked, as far as these articles and filters go\n".to_owned();
    }
    let mut rows = Vec::new();
    for talk in talks {
        let mut how = action_words(talk.action);
        if !talk.mode.is_empty() {
            how = format!("{how} ({})", talk.mode.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(", "));
        }
        if talk.status != Status::Happened {
            how = format!("{how}, {}", talk.status);
        }
        if let Some(place) = &talk.place {
            how = format!("{how}, in {place}");
        }
        let mut people = who(talk, is_party).join(", ");
        for role in [Role::Host, Role::Mediator, Role::Venue] {
            let names = who(talk, |r| r == role);
            if !names.is_empty() {
                people = format!("{people}; {role}: {}", names.join(", "));
            }
        }
        let mut about = topics(talk, Polarity::Discussed);
        let not = topics(talk, Polarity::NotDiscussed);
        if !not.is_empty() {
            about = format!("{about}{}not: {not}", if about.is_empty() { "" } else { "; " });
        }
        let date = talk.date.as_ref().map_or_else(|| UNDATED.to_owned(), date_words);
        let told = format!("{}{}", talk.articles, if talk.disputed { ", disputed" } else { "" });
        let mut row = vec![date, people, how, about, told];
        if evidence {
            row.push(
                talk.evidence
                    .as_ref()
                    .map(|e| format!("“{}” ({})", e.text, e.article))
                    .unwrap_or_default(),
            );
        }
        rows.push(row);
    }
    let mut columns = vec!["When", "Who", "How", "About", "Articles"];
    if evidence {
        columns.push("Evidence");
    }
    for_people(&columns, rows)
}

const CSV_COLUMNS: [&str; 15] = [
    "event",
    "date_start",
    "date_end",
    "parties",
    "others",
    "action",
    "mode",
    "status",
    "topics",
    "not_discussed",
    "place",
    "articles",
    "disputed",
    "evidence",
    "evidence_article",
];

fn csv_row(talk: &Talk) -> [String; 15] {
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    [
        talk.event.to_string(),
        day(talk.date.as_ref().map(|d| d.start)),
        day(talk.date.as_ref().map(|d| d.end)),
        who(talk, is_party).join("; "),
        who(talk, |r| !is_party(r)).join("; "),
        talk.action.to_string(),
        talk.mode.iter().map(|m| m.as_str()).collect::<Vec<_>>().join("; "),
        talk.status.to_string(),
        topics(talk, Polarity::Discussed),
        topics(talk, Polarity::NotDiscussed),
        talk.place.clone().unwrap_or_default(),
        talk.articles.to_string(),
        talk.disputed.to_string(),
        talk.evidence.as_ref().map(|e| e.text.clone()).unwrap_or_default(),
        talk.evidence.as_ref().map(|e| e.article.to_string()).unwrap_or_default(),
    ]
}
