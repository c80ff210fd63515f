//! `query talks`: who talked to whom.

use super::args::{AnswerFormat, TalksArgs};
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::plan;
use super::table::{csv_line, for_people, json};
use super::workspace;
use diplograph::error::Result;
use diplograph::export::{action_words, date_words};
use diplograph::ontology::{Polarity, Role, Status};
use diplograph::query::{Talk, TalksFilter, talks_in};

pub(super) fn run(args: &TalksArgs) -> std::result::Result<ExitStatus, Stop> {
    let filter = filter(args)?;
    let talks = talks_in(&workspace::ask(&args.answer.store)?, &filter)?;
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
    Ok(TalksFilter {
        actor: args.actor.clone(),
        with: args.with.clone(),
        since: day("--since", &args.since)?,
        until: day("--until", &args.until)?,
        mode: args.mode.as_deref().map(str::parse).transpose()?,
        topic: args.topic.clone(),
        status: args.status.as_deref().map(str::parse).transpose()?,
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
        let date = talk.date.as_ref().map(date_words).unwrap_or_default();
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
