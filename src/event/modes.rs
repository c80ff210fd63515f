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
            let matters: Vec<TokenId> = candidate.content.iter().flat_map(|head| matter_words(doc, *head)).collect();
            let told = matters.iter().find_map(|t| word_mode(doc, words, *t));
            let plain = !matters.is_empty() && matters.iter().all(|t| !words.unmoded.contains(doc.lemma(*t)));
            told.or_else(|| words.otherwise.filter(|_| plain))
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

/// The words that say what content comes to, the weightiest first: its head, its objects and what describes them, and
/// the same of the verbs it leads to ("agree to withdraw"); not what is told beside it ("to protect the harvest").
fn matter_words(doc: &Document, head: TokenId) -> Vec<TokenId> {
    let mut found = vec![head];
    let mut heads = vec![head];
    while let Some(here) = heads.pop() {
        let verbal = matches!(doc.token(here).upos, Upos::Verb | Upos::Aux);
        for &child in doc.children(here) {
            match doc.token(child).deprel {
                Deprel::Obj | Deprel::Obl | Deprel::NsubjPass => {
                    found.push(child);
                    let before = doc.children(child).iter().copied();
                    found.extend(before.filter(|c| matches!(doc.token(*c).deprel, Deprel::Compound | Deprel::Amod)));
                }
                Deprel::Compound | Deprel::Amod => found.push(child),
                Deprel::Nmod if !verbal => found.push(child),
                Deprel::Xcomp | Deprel::Ccomp | Deprel::Conj if found.len() < 32 => {
                    found.push(child);
                    heads.push(child);
                }
                _ => {}
            }
        }
    }
    found
}

/// The mode that a word tells, with its particle or the noun before it where those make it another word.
fn word_mode(doc: &Document, words: &ModeWords, token: TokenId) -> Option<Mode> {
    let lemma = doc.lemma(token).to_lowercase();
    let joined = doc.children(token).iter().find_map(|c| match doc.token(*c).deprel {
        Deprel::CompoundPrt | Deprel::Advmod if *c > token => words.words.get(&format!("{lemma}_{}", doc.lemma(*c))),
        Deprel::Compound if *c < token => words.words.get(&format!("{}_{lemma}", doc.lemma(*c))),
        _ => None,
    });
    joined.or_else(|| words.words.get(&lemma)).copied()
}

/// The mode of the mode word nearest to a token within a range.
fn nearest(doc: &Document, words: &ModeWords, from: TokenId, range: TokenRange) -> Option<Mode> {
    range
        .iter()
        .filter(|t| matches!(doc.token(*t).upos, Upos::Noun | Upos::Verb | Upos::Adj | Upos::Propn))
        .filter_map(|t| Some((t.0.abs_diff(from.0), word_mode(doc, words, t)?)))
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
