//! The TOML form of a rule file, checked into a [`Rule`].

use super::class::Classes;
use super::{Condition, Example, Frame, Require, Rule, Slot, Test, TriggerKind};
use crate::error::{Error, ErrorKind, Result};
use crate::ontology::{Action, EventType, Mode, Status};
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    id: SmolStr,
    meaning: String,
    action: Action,
    #[serde(default)]
    mode: Vec<Mode>,
    #[serde(default)]
    class: BTreeMap<String, Vec<String>>,
    frame: Vec<FrameFile>,
    #[serde(default)]
    fires: Vec<ExampleFile>,
    #[serde(default)]
    silent: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    auxiliaries: Vec<String>,
    #[serde(default)]
    mode: Vec<Mode>,
    #[serde(default)]
    actor: Vec<String>,
    #[serde(default)]
    recipient: Vec<String>,
    #[serde(default)]
    host: Vec<String>,
    #[serde(default)]
    mediator: Vec<String>,
    #[serde(default)]
    topic: Vec<String>,
    #[serde(default)]
    symmetric: bool,
    initiator: Option<String>,
    #[serde(default)]
    need: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    bar: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    require: Vec<String>,
    #[serde(default)]
    negated: bool,
    #[serde(default)]
    clause_subject: bool,
    status: Option<Status>,
    weight: Option<f32>,
    #[serde(default)]
    adds: bool,
    content: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    text: String,
    actors: Option<Vec<String>>,
    recipients: Option<Vec<String>>,
    status: Option<Status>,
    mode: Option<Mode>,
    topic: Option<String>,
}

/// A rule-file error without a place yet.
pub(super) fn error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Data, message)
}

/// Reads one rule file.
pub(super) fn read(path: &str, text: &str, classes: &Classes) -> Result<Rule> {
    let file: RuleFile = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
        error(e.message().to_owned()).at(path).on_line(line)
    })?;
    let kind = file.action.event_type();
    if !file.id.starts_with(kind.as_str()) {
        return Err(error(format!("rule id {:?} must begin with its type, {kind}", file.id)).at(path));
    }
    let classes = classes.with(file.class).map_err(|e| e.at(path))?;
    let frames = file
        .frame
        .into_iter()
        .map(|f| frame(f, kind, &classes).map_err(|e| e.at(path)))
        .collect::<Result<Vec<_>>>()?;
    let fires = file.fires.into_iter().map(|e| Example {
        text: e.text,
        actors: e.actors,
        recipients: e.recipients,
        status: e.status,
        mode: e.mode,
        topic: e.topic,
    });
    Ok(Rule {
        id: file.id,
        meaning: file.meaning,
        action: file.action,
        mode: file.mode,
        frames,
        fires: fires.collect(),
        silent: file.silent,
    })
}

fn frame(file: FrameFile, kind: EventType, classes: &Classes) -> Result<Frame> {
    let lists = [
        (TriggerKind::Verb, file.verbs),
        (TriggerKind::Noun, file.nouns),
        (TriggerKind::Adjective, file.adjectives),
        (TriggerKind::Auxiliary, file.auxiliaries),
    ];
    let mut triggers = Vec::new();
    for (kind, words) in lists {
        for word in classes.expand(words)? {
            let parts: Vec<SmolStr> = word.split('_').map(SmolStr::new).collect();
            if parts.iter().any(|p| p.is_empty() || p.chars().any(char::is_whitespace)) {
                return Err(error(format!("trigger {word:?} must be lemmas joined by _")));
            }
            triggers.push((kind, parts));
        }
    }
    if triggers.is_empty() {
        return Err(error("a frame needs verbs, nouns, adjectives or auxiliaries"));
    }
    let slots = |names: Vec<String>| names.iter().map(|n| Slot::read(n)).collect::<Vec<_>>();
    let require = file
        .require
        .iter()
        .map(|word| match word.as_str() {
            "actor" => Ok(Require::Actor),
            "recipient" => Ok(Require::Recipient),
            "pair" => Ok(Require::Pair),
            "topic" => Ok(Require::Topic),
            "political_actor" => Ok(Require::PoliticalActor),
            "political_recipient" => Ok(Require::PoliticalRecipient),
            "political" => Ok(Require::Political),
            _ => Err(error(format!(
                "unknown requirement {word:?}; use one of: actor, recipient, pair, topic, political, political_actor, political_recipient"
            ))),
        })
        .collect::<Result<Vec<_>>>()?;
    use EventType as T;
    Ok(Frame {
        triggers,
        mode: file.mode,
        actor: slots(file.actor),
        recipient: slots(file.recipient),
        host: slots(file.host),
        mediator: slots(file.mediator),
        topic: slots(file.topic),
        symmetric: file.symmetric,
        initiator: file.initiator.as_deref().map(Slot::read),
        need: conditions(file.need, classes)?,
        bar: conditions(file.bar, classes)?,
        negated: file.negated,
        require,
        clause_subject: file.clause_subject,
        status: file.status,
        weight: file.weight.unwrap_or(0.8),
        adds: file.adds,
        content: file.content.unwrap_or(matches!(
            kind,
            T::Request | T::Agree | T::Threaten | T::Accuse | T::Reject | T::Concede
        )),
    })
}

/// The conditions of a frame: slots parted by `|`, and for each the tests of which one must hold.
fn conditions(map: BTreeMap<String, Vec<String>>, classes: &Classes) -> Result<Vec<Condition>> {
    map.into_iter()
        .map(|(slots, tests)| {
            let (marked, words): (Vec<String>, Vec<String>) = tests.into_iter().partition(|t| t.starts_with('@'));
            let mut tests = marked.iter().map(|t| test(t)).collect::<Result<Vec<_>>>()?;
            if !words.is_empty() {
                let words = classes.expand(words)?;
                tests.push(Test::Words(Arc::new(
                    words.iter().map(|w| SmolStr::from(w.to_lowercase())).collect(),
                )));
            }
            Ok(Condition {
                slots: slots.split('|').map(Slot::read).collect(),
                tests,
            })
        })
        .collect()
}

fn test(name: &str) -> Result<Test> {
    Ok(match name {
        "@any" => Test::Any,
        "@actor" => Test::Actor,
        "@political" => Test::Political,
        "@politician" => Test::Politician,
        "@person" => Test::Person,
        "@place" => Test::Place,
        "@clause" => Test::Clause,
        "@bidden" => Test::Bidden,
        _ => {
            return Err(error(format!(
                "unknown test {name:?}; use one of: @any, @actor, @political, @politician, @person, @place, @clause, @bidden"
            )));
        }
    })
}

/// All `.toml` files below `dir`, sorted by path, with their text.
pub(super) fn collect(dir: &Path, files: &mut Vec<(String, String)>) -> Result<()> {
    let mut paths = fs::read_dir(dir)
        .and_then(|entries| entries.map(|e| Ok(e?.path())).collect::<std::io::Result<Vec<_>>>())
        .map_err(|e| Error::io(dir, e))?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            let text = fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
            files.push((path.display().to_string(), text));
        }
    }
    Ok(())
}
