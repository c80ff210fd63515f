//! Whose a bare "the government" is, and where "gunmen" are: the countries that sentence and article speak of.
//!
//! Under linking. The hard decision: the place told in the sentence comes before the dateline, the dateline before the
//! country the article names most; a sentence of several states gives the nearest before the word.

use crate::document::{Deprel, Document};
use crate::ontology::ActorKind;
use crate::record::{Mention, MentionKind};
use crate::resources::Lexicon;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// The countries told where in one article.
pub(super) struct Locale {
    /// For each sentence: places ("in Baghdad") and states told there, with the token they stand at.
    places: Vec<Vec<(u32, SmolStr)>>,
    states: Vec<Vec<(u32, SmolStr)>>,
    dateline: Option<SmolStr>,
    main: Option<SmolStr>,
}

impl Locale {
    pub(super) fn new(doc: &Document, mentions: &[Mention], is_state: impl Fn(&str) -> bool) -> Self {
        let lexicon = Lexicon::embedded();
        let mut places = vec![Vec::new(); doc.sentences.len()];
        let mut states = vec![Vec::new(); doc.sentences.len()];
        let mut weight: BTreeMap<SmolStr, f32> = BTreeMap::new();
        let mut dateline = None;
        for mention in mentions {
            let Some(country) = mention.country.as_ref().filter(|c| is_state(c)) else {
                continue;
            };
            let sentence = doc.sentence_of(mention.head).index();
            let located = mention.place || mention.actor == Some(ActorKind::State) && mention.kind == MentionKind::Name;
            let preposition = doc
                .children_by(mention.head, Deprel::Case)
                .any(|c| lexicon.gives_place(&doc.form(c).to_lowercase()));
            if located && dateline.is_none() && is_dateline(doc, mention) {
                dateline = Some(country.clone());
            }
            if located && preposition {
                places[sentence].push((mention.head.0, country.clone()));
            }
            states[sentence].push((mention.head.0, country.clone()));
            let own = if mention.kind == MentionKind::Nominal { 0.3 } else { 1.0 };
            *weight.entry(country.clone()).or_default() += own * if sentence == 0 { 1.5 } else { 1.0 };
        }
        let mut main: Option<(f32, SmolStr)> = None;
        for (country, weight) in weight {
            if main.as_ref().is_none_or(|(w, _)| weight > *w) {
                main = Some((weight, country));
            }
        }
        Self {
            places,
            states,
            dateline,
            main: main.map(|(_, c)| c),
        }
    }

    /// Where an unidentified actor of this sentence is.
    pub(super) fn place(&self, sentence: usize, token: u32) -> Option<SmolStr> {
        let near = |list: &[(u32, SmolStr)]| list.iter().min_by_key(|(t, _)| t.abs_diff(token)).map(|(_, c)| c.clone());
        near(&self.places[sentence])
            .or_else(|| sentence.checked_sub(1).and_then(|before| near(&self.places[before])))
            .or_else(|| self.dateline.clone())
            .or_else(|| self.places[..sentence].iter().rev().find_map(|p| p.last()).map(|(_, c)| c.clone()))
            .or_else(|| near(&self.states[sentence]))
            .or_else(|| self.main.clone())
    }

    /// Whose a bare body of a state in this sentence is.
    pub(super) fn state(&self, sentence: usize, token: u32) -> Option<SmolStr> {
        let before = |list: &[(u32, SmolStr)]| list.iter().rev().find(|(t, _)| *t < token).map(|(_, c)| c.clone());
        let here = &self.states[sentence];
        before(here)
            .or_else(|| sentence.checked_sub(1).and_then(|s| self.states[s].first()).map(|(_, c)| c.clone()))
            .or_else(|| here.first().map(|(_, c)| c.clone()))
            .or_else(|| self.dateline.clone())
            .or_else(|| self.main.clone())
    }
}

/// "BAGHDAD (Reuters) -", "MELLITAH, Libya :": a place at the very start, a dash or colon soon after.
fn is_dateline(doc: &Document, mention: &Mention) -> bool {
    let end = mention.tokens.end.index();
    if mention.tokens.start.index() > 5 {
        return false;
    }
    let capitals = doc.tokens.first().is_some_and(|t| {
        let form = t.span.of(doc.text());
        form.len() > 2 && !form.chars().any(char::is_lowercase)
    });
    let marks = doc.tokens[end..]
        .iter()
        .take(8)
        .any(|t| matches!(t.span.of(doc.text()), "-" | "--" | "–" | "—" | ":"));
    capitals && marks
}
