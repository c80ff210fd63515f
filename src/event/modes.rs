//! Modes told by words of the clause ("air", "by phone") where the rule itself sets none.

use super::clause::ClauseReader;
use super::matching::Candidate;
use crate::document::{Deprel, Document, Upos};
use crate::ontology::{EventType, Mode};
use crate::record::Party;
use crate::span::{TokenId, TokenRange};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// What tells the modes of one event type.
#[derive(Debug, Default)]
struct ModeWords {
    words: HashMap<String, Mode>,
    /// The mode of an event whose content tells none.
    otherwise: Option<Mode>,
    /// Words of content that is of no mode.
    unmoded: BTreeSet<String>,
}

static MODES: LazyLock<HashMap<EventType, ModeWords>> =
    LazyLock::new(|| read(include_str!("../../data/lexicon/modes.toml")).expect("the shipped mode words are read by a test"));

fn read(text: &str) -> Result<HashMap<EventType, ModeWords>, String> {
    let table: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut modes: HashMap<EventType, ModeWords> = HashMap::new();
    for (kind, lists) in table {
        let kind: EventType = kind.parse().map_err(|e: crate::Error| e.to_string())?;
        let known = modes.entry(kind).or_default();
        for (name, words) in lists {
            match name.as_str() {
                "otherwise" => {
                    let mode = words.first().ok_or("otherwise names one mode")?;
                    known.otherwise = Some(mode.parse().map_err(|e: crate::Error| e.to_string())?);
                }
                "unmoded" => known.unmoded.extend(words),
                mode => {
                    let mode: Mode = mode.parse().map_err(|e: crate::Error| e.to_string())?;
                    known.words.extend(words.into_iter().map(|w| (w, mode)));
                }
            }
        }
    }
    Ok(modes)
}

/// The mode that the words of an event tell, if they tell one.
pub(super) fn told(reader: ClauseReader<'_>, candidate: &Candidate<'_>, clause: TokenRange) -> Option<Mode> {
    let doc = reader.doc;
    let kind = candidate.rule.event_type();
    let words = MODES.get(&kind)?;
    let trigger = candidate.predicate.trigger;
    match kind {
        // What is asked, refused or threatened tells how, not the words around it.
        EventType::Request | EventType::Reject => {
            let content = candidate
                .content
                .iter()
                .find_map(|head| nearest(doc, words, *head, content_range(doc, *head)));
            if content.is_some() || candidate.content.is_empty() {
                return content;
            }
            let plain = candidate.content.iter().all(|head| {
                let mut near = content_range(doc, *head).iter().take(8);
                near.all(|t| !words.unmoded.contains(doc.lemma(t)))
            });
            words.otherwise.filter(|_| plain)
        }
        EventType::Consult => nearest(doc, words, trigger, clause).or_else(|| many(&candidate.actors)),
        EventType::Assault => {
            let sentence = doc.sentence(doc.sentence_of(trigger)).tokens;
            nearest(doc, words, trigger, clause).or_else(|| nearest(doc, words, trigger, sentence))
        }
        _ => nearest(doc, words, trigger, clause),
    }
}

/// Contacts of three states and more are multilateral.
fn many(parties: &[Party]) -> Option<Mode> {
    let countries: BTreeSet<_> = parties.iter().filter_map(|p| p.entity.country.as_ref()).collect();
    (countries.len() > 2).then_some(Mode::Multilateral)
}

/// Content without what is told beside it in relative clauses.
fn content_range(doc: &Document, head: TokenId) -> TokenRange {
    let whole = doc.subtree(head);
    let end = whole.iter().find(|t| *t > head && doc.token(*t).deprel == Deprel::AclRelcl);
    TokenRange {
        start: whole.start,
        end: end.unwrap_or(whole.end),
    }
}

/// The mode of the mode word nearest to a token within a range.
fn nearest(doc: &Document, words: &ModeWords, from: TokenId, range: TokenRange) -> Option<Mode> {
    range
        .iter()
        .filter(|t| matches!(doc.token(*t).upos, Upos::Noun | Upos::Verb | Upos::Adj | Upos::Propn))
        .filter_map(|t| {
            let lemma = doc.lemma(t).to_lowercase();
            let particle = doc
                .children(t)
                .iter()
                .find(|c| matches!(doc.token(**c).deprel, Deprel::CompoundPrt | Deprel::Advmod) && **c > t);
            let joined = particle.and_then(|p| words.words.get(&format!("{lemma}_{}", doc.lemma(*p))));
            Some((t.0.abs_diff(from.0), *joined.or_else(|| words.words.get(&lemma))?))
        })
        .min()
        .map(|(_, mode)| mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_words_read() {
        let modes = read(include_str!("../../data/lexicon/modes.toml")).unwrap();
        assert!(modes.values().map(|m| m.words.len()).sum::<usize>() > 50);
        assert_eq!(modes[&EventType::Request].otherwise, Some(Mode::Change));
    }
}
