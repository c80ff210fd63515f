//! The relevance gate: which sentences can tell an event at all, by their words alone.
//!
//! Before the slow engine: a sentence that cannot is read by the fast one. The hard decision: forms decide and no tags, since a
//! tag that is wrong ("shelled" for an adjective) would lose the event; a word counts as trigger in whatever part of speech its
//! spelling allows, and any name, pronoun or noun for people as somebody who may act.

use super::lemma::Lemmatiser;
use crate::resources::Lexicon;
use smol_str::SmolStr;
use std::collections::HashSet;

/// Words under one of which every event is told.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    triggers: HashSet<SmolStr>,
    /// Nouns that point back to a contact told before ("the talks covered"): nobody need be named beside them.
    contacts: HashSet<SmolStr>,
}

/// Tags under which a form may have another lemma.
const READINGS: [(&str, &str); 6] = [
    ("VERB", "VBD"),
    ("VERB", "VBN"),
    ("VERB", "VBG"),
    ("VERB", "VBZ"),
    ("NOUN", "NNS"),
    ("ADJ", "JJ"),
];

/// Endings of verbs and nouns, with what may stand for them in the dictionary form.
const ENDINGS: [(&str, &[&str]); 7] = [
    ("s", &[""]),
    ("es", &["", "e"]),
    ("ies", &["y"]),
    ("ied", &["y"]),
    ("ed", &["", "e"]),
    ("ing", &["", "e"]),
    ("men", &["man"]),
];

/// Words that open a sentence with a capital and name nobody.
const OPENERS: [&str; 42] = [
    "a", "about", "after", "all", "also", "although", "an", "and", "another", "as", "at", "because", "before", "but", "by", "during",
    "even", "for", "from", "here", "how", "however", "if", "in", "it", "no", "not", "now", "of", "on", "or", "since", "so", "the", "then",
    "there", "this", "to", "what", "when", "while", "with",
];

impl Gate {
    /// A gate for events that these words tell, and those of contacts that may be told before; all in lower case.
    #[must_use]
    pub fn new(triggers: impl IntoIterator<Item = SmolStr>, contacts: impl IntoIterator<Item = SmolStr>) -> Self {
        Self {
            triggers: triggers.into_iter().collect(),
            contacts: contacts.into_iter().collect(),
        }
    }

    /// Whether a sentence of these tokens can tell an event.
    pub(super) fn lets_through(&self, forms: &[&str], lemmatiser: &Lemmatiser) -> bool {
        let acts = |(i, form): (usize, &&str)| may_act(form, i == 0) || spells(&self.contacts, &form.to_lowercase());
        forms.iter().any(|form| self.may_trigger(form, lemmatiser)) && forms.iter().enumerate().any(acts)
    }

    fn may_trigger(&self, form: &str, lemmatiser: &Lemmatiser) -> bool {
        if spells(&self.triggers, &form.to_lowercase()) {
            return true;
        }
        let mut lemma = String::new();
        READINGS.iter().any(|(upos, xpos)| {
            lemmatiser.lemma(form, upos, xpos, &mut lemma);
            self.triggers.contains(lemma.as_str())
        })
    }
}

/// Whether the word is one of these, or its spelling leads back to one.
fn spells(words: &HashSet<SmolStr>, lower: &str) -> bool {
    words.contains(lower) || bases(lower).any(|base| words.contains(base.as_str()))
}

/// What the spelling of an inflected word leads back to.
fn bases(lower: &str) -> impl Iterator<Item = String> {
    let stems = ENDINGS
        .iter()
        .filter_map(move |(ending, ends)| Some((lower.strip_suffix(ending)?, *ends)));
    stems.flat_map(|(stem, ends)| {
        let last = stem.chars().next_back();
        let doubled = last.is_some_and(|c| stem.strip_suffix(c).is_some_and(|short| short.ends_with(c)));
        let single = last.filter(|_| doubled).map(|c| stem[..stem.len() - c.len_utf8()].to_owned());
        ends.iter().map(move |end| format!("{stem}{end}")).chain(single)
    })
}

/// Whether the word may stand for somebody who acts: a name, a pronoun, or a noun for people, bodies or places.
fn may_act(form: &str, opens: bool) -> bool {
    let lexicon = Lexicon::embedded();
    let lower = form.to_lowercase();
    let named = form.chars().next().is_some_and(char::is_uppercase) && !(opens && OPENERS.contains(&lower.as_str()));
    let known = |word: &str| lexicon.noun(word).is_some() || lexicon.pronoun(word).is_some();
    named || known(&lower) || bases(&lower).any(|base| known(&base))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(sentence: &str) -> bool {
        let gate = Gate::new(["shell", "meet", "talk", "deny", "ban"].map(SmolStr::from), ["talk".into()]);
        gate.lets_through(&sentence.split(' ').collect::<Vec<_>>(), &Lemmatiser::default())
    }

    #[test]
    fn a_trigger_in_any_form_and_somebody_who_acts() {
        for sentence in [
            "The troops shelled two villages .",
            "He denied it .",
            "after banning rallies , police left",
            "TALKS in Oslo",
            "The talks were long .",
        ] {
            assert!(open(sentence), "{sentence}");
        }
    }

    #[test]
    fn neither_alone() {
        assert!(!open("The minister is in Oslo ."), "nothing is told");
        assert!(!open("The shelling was heavy ."), "nobody acts");
    }
}
