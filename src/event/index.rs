//! Triggers by lemma and part of speech: one look-up a token, however many rules there are.

use crate::document::{Deprel, Document, Upos};
use crate::rule::{RuleSet, TriggerKind};
use crate::span::TokenId;
use smol_str::SmolStr;
use std::collections::HashMap;

/// Where a trigger word leads: rule, frame of the rule, and the words that must stand by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) rule: usize,
    pub(super) frame: usize,
    /// Particle of a verb, or modifiers of a noun.
    pub(super) beside: Vec<SmolStr>,
}

/// All triggers of a rule set.
#[derive(Debug, Default)]
pub(super) struct TriggerIndex {
    by_lemma: HashMap<(TriggerKind, SmolStr), Vec<Entry>>,
}

impl TriggerIndex {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut by_lemma: HashMap<_, Vec<Entry>> = HashMap::new();
        for (rule, r) in rules.rules.iter().enumerate() {
            for (frame, f) in r.frames.iter().enumerate() {
                for (kind, words) in &f.triggers {
                    let (key, beside) = match kind {
                        TriggerKind::Noun => words.split_last(),
                        _ => words.split_first(),
                    }
                    .map(|(key, beside)| (key.clone(), beside.to_vec()))
                    .unwrap_or_default();
                    by_lemma.entry((*kind, key)).or_default().push(Entry { rule, frame, beside });
                }
            }
        }
        Self { by_lemma }
    }

    /// The entries that a token may trigger, with the kind it triggers them as.
    pub(super) fn lookup(&self, doc: &Document, token: TokenId) -> Option<(TriggerKind, &[Entry])> {
        let t = doc.token(token);
        let kind = match t.upos {
            Upos::Verb => TriggerKind::Verb,
            Upos::Noun | Upos::Propn => TriggerKind::Noun,
            Upos::Adj => TriggerKind::Adjective,
            Upos::Aux if t.deprel == Deprel::Aux => TriggerKind::Auxiliary,
            _ => return None,
        };
        let key = if t.upos == Upos::Propn {
            SmolStr::from(t.lemma.to_lowercase())
        } else {
            t.lemma.clone()
        };
        if let Some(entries) = self.by_lemma.get(&(kind, key.clone())) {
            return Some((kind, entries));
        }
        // Participles used as adjectives keep their verb's lemma in some parses.
        (kind == TriggerKind::Adjective)
            .then(|| self.by_lemma.get(&(TriggerKind::Adjective, key)))?
            .map(|e| (kind, e.as_slice()))
    }
}

/// Whether the words that an entry wants beside the trigger are there.
pub(super) fn stands_by(doc: &Document, token: TokenId, kind: TriggerKind, beside: &[SmolStr]) -> bool {
    beside.iter().all(|word| {
        doc.children(token).iter().any(|c| {
            let fits = match kind {
                TriggerKind::Noun => matches!(
                    doc.token(*c).deprel,
                    Deprel::Amod
                        | Deprel::Compound
                        | Deprel::NmodPoss
                        | Deprel::NmodUnmarked
                        | Deprel::NmodDesc
                        | Deprel::Nummod
                        | Deprel::Punct
                        | Deprel::Flat
                ),
                _ => matches!(
                    doc.token(*c).deprel,
                    Deprel::CompoundPrt | Deprel::Advmod | Deprel::Obl | Deprel::Xcomp | Deprel::Advcl | Deprel::Case
                ),
            };
            fits && (doc.lemma(*c).eq_ignore_ascii_case(word) || doc.form(*c).eq_ignore_ascii_case(word))
        })
    })
}
