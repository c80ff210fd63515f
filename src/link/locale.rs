//! Whose a bare "the government" is, and where "gunmen" are: the countries that sentence, article and headline speak of.
//!
//! Under linking. The hard decision: every country told anywhere in the article speaks for itself, the louder the nearer
//! and the better it answers the question asked (a place for "gunmen", a state that acts for "the government"); the
//! dateline, the headline and the article as a whole have a say of their own. The loudest wins.

use crate::document::{Deprel, Document};
use crate::ontology::{ActorKind, Sector};
use crate::record::{Mention, MentionKind};
use crate::resources::Lexicon;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// A country told by one mention, with what it says of where and of whose.
struct Told {
    token: u32,
    sentence: usize,
    country: SmolStr,
    place: f32,
    state: f32,
    /// Whether the state is called by its name.
    named: bool,
}

/// The countries told in one article.
#[derive(Default)]
pub(super) struct Locale {
    told: Vec<Told>,
    /// What holds for the whole article: dateline, headline, and the share of each country in all that is told.
    general: BTreeMap<SmolStr, [f32; 2]>,
}

/// What the general evidence weighs: the dateline, a headline's country, the article's other words together.
const DATELINE: f32 = 1.0;
const HEADLINE: f32 = 0.8;
const SHARE: f32 = 5.0;

/// What counts of a country told only behind the unnamed in its sentence.
const LATER: f32 = 0.85;

impl Locale {
    /// `countries` says for each mention which state it is of, as far as known.
    pub(super) fn new(doc: &Document, mentions: &[Mention], countries: &[Option<SmolStr>], headline: &[SmolStr]) -> Self {
        let mut told = Vec::new();
        let mut general: BTreeMap<SmolStr, [f32; 2]> = BTreeMap::new();
        let mut sums = [0.0f32; 2];
        for (mention, country) in mentions.iter().zip(countries) {
            let Some(country) = country else { continue };
            // A newspaper's or agency's country says nothing of where its news is from.
            if mention.sector == Some(Sector::Med) {
                continue;
            }
            if mention.detail.dateline {
                general.entry(country.clone()).or_default().iter_mut().for_each(|w| *w += DATELINE);
                continue;
            }
            // "U.S. troops" tell their country once.
            let above = doc
                .token(mention.head)
                .head
                .and_then(|h| mentions.binary_search_by_key(&h, |m| m.head).ok());
            let part = above.is_some_and(|at| mentions[at].tokens.contains(mention.head) && countries[at].as_ref() == Some(country));
            if part {
                continue;
            }
            let [place, state] = weights(doc, mention);
            sums[0] += place;
            sums[1] += state;
            told.push(Told {
                token: mention.head.0,
                sentence: doc.sentence_of(mention.head).index(),
                country: country.clone(),
                place,
                state,
                named: mention.kind == MentionKind::Name && mention.actor == Some(ActorKind::State),
            });
        }
        for one in &told {
            let slot = general.entry(one.country.clone()).or_default();
            slot[0] += SHARE * one.place / sums[0];
            slot[1] += SHARE * one.state / sums[1];
        }
        for country in headline {
            general.entry(country.clone()).or_default().iter_mut().for_each(|w| *w += HEADLINE);
        }
        Self { told, general }
    }

    /// Where an unidentified actor of this sentence is.
    pub(super) fn place(&self, sentence: usize, token: u32) -> Option<SmolStr> {
        self.loudest(sentence, token, 0, |_| true)
    }

    /// Whose a bare body of a state in this sentence is.
    pub(super) fn state(&self, sentence: usize, token: u32) -> Option<SmolStr> {
        self.loudest(sentence, token, 1, |_| true)
    }

    /// [`Locale::state`] among these states alone; `None` where none of them is told.
    pub(super) fn state_among(&self, sentence: usize, token: u32, states: &[String]) -> Option<SmolStr> {
        self.loudest(sentence, token, 1, |c| states.iter().any(|s| s == c))
    }

    /// [`Locale::place`] without these states.
    pub(super) fn place_but(&self, sentence: usize, token: u32, states: &[SmolStr]) -> Option<SmolStr> {
        self.loudest(sentence, token, 0, |c| !states.iter().any(|s| s == c))
    }

    /// What "the country" is, these states left out: the one named last, in this sentence or the one before, else
    /// [`Locale::state`].
    pub(super) fn state_but(&self, sentence: usize, token: u32, states: &[SmolStr]) -> Option<SmolStr> {
        let asked = |c: &str| !states.iter().any(|s| s == c);
        let near = |t: &&Told| t.named && t.token < token && sentence - t.sentence <= 1 && asked(&t.country);
        let last = self.told.iter().rev().find(near).map(|t| t.country.clone());
        last.or_else(|| self.loudest(sentence, token, 1, asked))
    }

    fn loudest(&self, sentence: usize, token: u32, question: usize, asked: impl Fn(&str) -> bool) -> Option<SmolStr> {
        let mut votes: BTreeMap<&SmolStr, f32> = self.general.iter().map(|(c, w)| (c, w[question])).collect();
        for one in &self.told {
            let weight = if question == 0 { one.place } else { one.state };
            let near = match sentence.cmp(&one.sentence) {
                std::cmp::Ordering::Equal => 1.0 + 0.4 / (1.0 + one.token.abs_diff(token) as f32 / 8.0),
                std::cmp::Ordering::Greater if sentence - one.sentence == 1 => 0.8,
                std::cmp::Ordering::Greater if sentence - one.sentence <= 3 => 0.2,
                _ => 0.0,
            };
            // Who is unnamed is known from what was said before.
            let later = if one.sentence == sentence && one.token > token {
                LATER
            } else {
                1.0
            };
            *votes.entry(&one.country).or_default() += weight * near * later;
        }
        let mut best: Option<(f32, &SmolStr)> = None;
        for (country, votes) in votes {
            if asked(country) && best.is_none_or(|(most, _)| votes > most) {
                best = Some((votes, country));
            }
        }
        best.map(|(_, c)| c.clone())
    }
}

/// What a mention says of where things are, and of which state acts.
fn weights(doc: &Document, mention: &Mention) -> [f32; 2] {
    let lexicon = Lexicon::embedded();
    let located = doc
        .children_by(mention.head, Deprel::Case)
        .any(|c| lexicon.gives_place(&doc.form(c).to_lowercase()));
    let name = mention.kind == MentionKind::Name;
    // Soldiers stand abroad.
    if mention.sector == Some(Sector::Mil) {
        return [0.4, 0.9];
    }
    match mention.actor {
        None if located => [2.0, 1.6],
        None => [1.2, 0.6],
        Some(ActorKind::State) if name && located => [1.8, 0.9],
        Some(ActorKind::State) if name => [0.9, 1.2],
        Some(ActorKind::State) => [0.9, 0.6],
        Some(ActorKind::Person) if name => [0.6, 1.2],
        // Police and judges act at home.
        Some(_) if matches!(mention.sector, Some(Sector::Cop | Sector::Jud)) => [1.2, 1.4],
        Some(ActorKind::GovernmentBody | ActorKind::Party) => [1.0, 1.1],
        Some(_) if mention.kind == MentionKind::Pronoun => [0.3, 0.6],
        Some(_) => [0.8, 0.7],
    }
}
