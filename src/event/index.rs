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
            // "the kidnapped envoy": said of the noun, no clause of its own.
            Upos::Verb if t.deprel == Deprel::Amod => TriggerKind::Adjective,
            Upos::Verb => TriggerKind::Verb,
            Upos::Noun | Upos::Propn => TriggerKind::Noun,
            Upos::Adj => TriggerKind::Adjective,
            Upos::Aux if t.deprel == Deprel::Aux => TriggerKind::Auxiliary,
            _ => return None,
        };
        let key = match (t.upos, kind) {
            // Participles used as adjectives are listed as they are written.
            (Upos::Verb, TriggerKind::Adjective) => SmolStr::from(doc.form(token).to_lowercase()),
            (Upos::Propn, _) => SmolStr::from(t.lemma.to_lowercase()),
            _ => t.lemma.clone(),
        };
        let found = self.by_lemma.get(&(kind, key)).or_else(|| {
            let mut bases = (kind == TriggerKind::Verb).then(|| bases(doc.form(token))).into_iter().flatten();
            bases.find_map(|base| self.by_lemma.get(&(kind, base)))
        });
        found.map(|entries| (kind, entries.as_slice()))
    }
}

/// What an inflected verb may be a form of, for the verbs whose lemma is not known: "shelled" of "shell", "bombed" of "bomb".
fn bases(form: &str) -> impl Iterator<Item = SmolStr> {
    let form = form.to_lowercase();
    let stem = form.strip_suffix("ed").or_else(|| form.strip_suffix("ing")).map(str::to_owned);
    stem.into_iter().flat_map(|stem| {
        let last = stem.chars().next_back();
        let doubled = last.is_some_and(|c| stem.ends_with(&format!("{c}{c}")));
        let single = doubled.then(|| SmolStr::from(&stem[..stem.len() - last.map_or(0, char::len_utf8)]));
        [Some(SmolStr::from(&stem)), Some(SmolStr::from(format!("{stem}e"))), single]
            .into_iter()
            .flatten()
    })
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
                    Deprel::CompoundPrt | Deprel::Advmod | Deprel::Obj | Deprel::Obl | Deprel::Xcomp | Deprel::Advcl | Deprel::Case
                ),
            };
            fits && (doc.lemma(*c).eq_ignore_ascii_case(word) || doc.form(*c).eq_ignore_ascii_case(word))
        })
    })
}
