//! Modes told by words of the clause ("air", "by phone") where the rule itself sets none.

use crate::document::{Document, Upos};
use crate::ontology::{EventType, Mode};
use crate::span::{TokenId, TokenRange};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static MODES: LazyLock<HashMap<(EventType, String), Mode>> =
    LazyLock::new(|| read(include_str!("../../data/lexicon/modes.toml")).expect("the shipped mode words are read by a test"));

fn read(text: &str) -> Result<HashMap<(EventType, String), Mode>, String> {
    let table: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut modes = HashMap::new();
    for (kind, lists) in table {
        let kind: EventType = kind.parse().map_err(|e: crate::Error| e.to_string())?;
        for (mode, words) in lists {
            let mode: Mode = mode.parse().map_err(|e: crate::Error| e.to_string())?;
            for word in words {
                modes.insert((kind, word), mode);
            }
        }
    }
    Ok(modes)
}

/// The mode of the mode word nearest to the trigger within `clause`, if there is one.
pub(super) fn told(doc: &Document, kind: EventType, trigger: TokenId, clause: TokenRange) -> Option<Mode> {
    clause
        .iter()
        .filter(|t| matches!(doc.token(*t).upos, Upos::Noun | Upos::Verb | Upos::Adj | Upos::Propn))
        .filter_map(|t| {
            let lemma = doc.lemma(t).to_lowercase();
            Some((t.0.abs_diff(trigger.0), *MODES.get(&(kind, lemma))?))
        })
        .min()
        .map(|(_, mode)| mode)
}

#[cfg(test)]
mod tests {
    #[test]
    fn shipped_words_read() {
        assert!(super::read(include_str!("../../data/lexicon/modes.toml")).unwrap().len() > 50);
    }
}
