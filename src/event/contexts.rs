//! PLOVER's contexts of an event: the matters it was about, from its topics, mode, action and parties.
//!
//! Runs on finished records. The hard decision: topics are asked first, and the sentence only where they show nothing,
//! since a sentence speaks of more matters than its event; dealings between governments with no other matter are diplomatic.

use crate::error::{Error, ErrorKind, Result};
use crate::ontology::{Action, Context, EventType, Mode, Polarity, Sector};
use crate::record::{EventRecord, Party};
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// What tells a context.
#[derive(Debug)]
struct ContextLexicon {
    words: HashMap<SmolStr, Vec<Context>>,
    modes: BTreeMap<Mode, Vec<Context>>,
    actions: BTreeMap<Action, Vec<Context>>,
    sectors: BTreeMap<Sector, Vec<Context>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    words: BTreeMap<Context, Vec<SmolStr>>,
    modes: BTreeMap<Mode, Vec<Context>>,
    actions: BTreeMap<Action, Vec<Context>>,
    sectors: BTreeMap<Sector, Vec<Context>>,
}

impl ContextLexicon {
    fn embedded() -> &'static Self {
        static LEXICON: LazyLock<ContextLexicon> = LazyLock::new(|| {
            ContextLexicon::read(include_str!("../../data/lexicon/contexts.toml")).expect("the shipped context words are read by a test")
        });
        &LEXICON
    }

    fn read(text: &str) -> Result<Self> {
        let bad = |e: toml::de::Error| Error::new(ErrorKind::Data, e.message().to_owned()).at("data/lexicon/contexts.toml");
        let lists: Lists = toml::from_str(text).map_err(bad)?;
        let mut words: HashMap<SmolStr, Vec<Context>> = HashMap::new();
        for (context, list) in lists.words {
            for word in list {
                words.entry(word).or_default().push(context);
            }
        }
        Ok(Self {
            words,
            modes: lists.modes,
            actions: lists.actions,
            sectors: lists.sectors,
        })
    }

    /// The contexts that words of the text tell.
    fn told(&self, text: &str) -> BTreeSet<Context> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .map(|w| w.trim_matches('-'))
            .filter(|w| !w.is_empty())
            .collect();
        let mut found = BTreeSet::new();
        let mut phrase = String::new();
        for start in 0..words.len() {
            phrase.clear();
            for (i, word) in words[start..].iter().take(3).enumerate() {
                if i > 0 {
                    phrase.push(' ');
                }
                phrase.push_str(word);
                let singular = singular(&phrase);
                let known = self.words.get(phrase.as_str()).or_else(|| self.words.get(singular.as_str()));
                found.extend(known.into_iter().flatten());
            }
        }
        found
    }
}

/// The phrase with its last word in the singular, as far as an ending tells.
fn singular(phrase: &str) -> String {
    if let Some(stem) = phrase.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let sibilant = ["sses", "shes", "ches", "xes"].iter().any(|e| phrase.ends_with(e));
    let cut = if sibilant {
        2
    } else {
        usize::from(phrase.ends_with('s') && !phrase.ends_with("ss"))
    };
    phrase[..phrase.len() - cut].to_owned()
}

/// The contexts of the event, sorted.
#[must_use]
pub fn contexts(record: &EventRecord) -> Vec<Context> {
    let lexicon = ContextLexicon::embedded();
    let mut found: BTreeSet<Context> = BTreeSet::new();
    let discussed = record.topics.iter().filter(|t| t.polarity == Polarity::Discussed);
    for topic in discussed {
        found.extend(lexicon.told(&topic.label));
        // A known topic's own name says more than some wordings of it: "the conflict" of "war-ukraine".
        let known = topic.id.as_deref().unwrap_or_default();
        found.extend(lexicon.told(&known.replace([':', '-'], " ")));
    }
    if found.is_empty()
        && let Some(mention) = record.mentions.first()
    {
        // Who takes part is no matter: "the UK government" does not make it one of government.
        let mut rest = mention.text.clone();
        for party in record.actors.iter().chain(&record.recipients).filter(|p| !p.mention.is_empty()) {
            rest = rest.replace(&party.mention, " ");
        }
        found.extend(lexicon.told(&rest));
    }
    found.extend(record.mode.iter().filter_map(|m| lexicon.modes.get(m)).flatten());
    found.extend(lexicon.actions.get(&record.action).into_iter().flatten());
    let parties = || record.actors.iter().chain(&record.recipients);
    if found.is_empty() {
        let sectors = parties().filter_map(|p| p.entity.sector);
        found.extend(sectors.filter_map(|s| lexicon.sectors.get(&s)).flatten());
    }
    if found.is_empty()
        && (matches!(record.event_type, EventType::Agree | EventType::Consult | EventType::Support) || between_states(record))
    {
        found.insert(Context::Diplomatic);
    }
    found.into_iter().collect()
}

/// Whether those who act for one state say something to those who act for another.
fn between_states(record: &EventRecord) -> bool {
    let official = |p: &&Party| p.entity.sector == Some(Sector::Gov) && p.entity.country.is_some();
    let worded = matches!(
        record.event_type,
        EventType::Accuse | EventType::Concede | EventType::Reject | EventType::Request | EventType::Threaten
    );
    worded
        && record.actors.iter().filter(official).any(|a| {
            let others = record.recipients.iter().filter(official);
            others.into_iter().any(|r| r.entity.country != a.entity.country)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The contexts of a record with this topic, sentence and action, as words.
    fn told(kind: &str, action: &str, topics: &[&str], sentence: &str) -> String {
        let record: EventRecord = serde_json::from_value(json!({
            "id": "e1", "article": "a1", "type": kind, "action": action, "status": "happened", "actors": [], "confidence": 0.5,
            "topics": topics.iter().map(|t| json!({ "label": t, "polarity": "discussed" })).collect::<Vec<_>>(),
            "mentions": [{
                "sentence": 0, "sentence_span": [0, 1], "trigger_span": [0, 1], "trigger": "t", "text": sentence, "rule": "r",
            }],
            "meta": { "id": "a1" },
        }))
        .unwrap();
        contexts(&record).iter().map(|c| c.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn shipped_words_read() {
        let lexicon = ContextLexicon::read(include_str!("../../data/lexicon/contexts.toml")).unwrap();
        assert!(lexicon.words.keys().all(|w| w.split(' ').count() <= 3));
    }

    #[test]
    fn topics_tell_the_contexts() {
        for (topics, want) in [
            (&["grain exports"][..], "economic resource"),
            (&["the enrichment of uranium"], "cbrn"),
            (&["humanitarian aid for refugees"], "migration human_security"),
            (&["presidential elections"], "election"),
            (&["cyberattacks on ministries", "tariffs"], "economic cyber"),
        ] {
            let mut want: Vec<_> = want.split(' ').collect();
            let got = told("CONSULT", "met", topics, "They met in front of the army museum.");
            let mut got: Vec<_> = got.split(' ').collect();
            want.sort_unstable();
            got.sort_unstable();
            assert_eq!(got, want, "{topics:?}");
        }
    }

    #[test]
    fn the_sentence_is_asked_where_topics_say_nothing() {
        assert_eq!(
            told("REQUEST", "urged", &["restraint"], "They urged restraint after the earthquake."),
            "disaster"
        );
        assert_eq!(told("CONSULT", "met", &[], "They met over dinner."), "diplomatic");
        assert_eq!(told("ACCUSE", "criticised", &[], "They criticised him."), "");
        assert_eq!(told("COOPERATE", "exercised_with", &[], "They went to sea together."), "military");
    }
}
