//! Whose an actor is whose own words name no country: by what it is called, whom it belongs to, and what the text speaks of.
//!
//! Under linking. The hard decision: the noun decides which question is asked. Gunmen are of the place, a government is of
//! the state spoken of, diplomats are nobody's, and allies are anybody's but their possessor's.

use super::Linker;
use crate::document::Deprel;
use crate::ontology::{ActorKind, Sector};
use crate::record::{Entity, Mention, MentionKind, Number};
use crate::resources::Home;
use crate::span::TokenId;
use smol_str::SmolStr;

impl Linker<'_> {
    /// Whose an actor is whose words name no country.
    pub(super) fn home(&self, mention: &Mention) -> Option<SmolStr> {
        let foreign = mention
            .tokens
            .iter()
            .any(|t| self.lexicon.is_foreign(&self.doc.form(t).to_lowercase()));
        if foreign || mention.detail.stateless {
            return None;
        }
        let (sentence, token) = (self.doc.sentence_of(mention.head).index(), mention.head.0);
        // "the secretary of state": an office that only some states have.
        if let Some(country) = mention
            .detail
            .role
            .as_deref()
            .and_then(|r| self.only_state_with(r, sentence, token))
        {
            return Some(country);
        }
        let (words, head) = mention.detail.core.unwrap_or((mention.tokens, mention.head));
        let lemma = self.doc.lemma(head).to_lowercase();
        let noun = self.lexicon.noun(&lemma);
        // "Presidents and kings came": of many countries.
        let office = |r: &SmolStr| self.kb.office_words(r).iter().any(|w| w.leader || !w.offices.is_empty());
        let several = words.len() == 1 && mention.number == Number::Plural && mention.detail.role.as_ref().is_some_and(office);
        if several && noun.is_none_or(|n| n.home == Home::State && n.sector != Some(Sector::Leg)) {
            return None;
        }
        if mention.actor == Some(ActorKind::State) {
            // "other countries": not the one spoken of. "They visited the country": not their own.
            let one = mention.number != Number::Plural && mention.detail.definite;
            let home = one && noun.is_some_and(|n| n.home == Home::State);
            return home
                .then(|| self.locale.state_but(sentence, token, &self.subjects(mention)))
                .flatten();
        }
        // "rebel leaders", "insurgent groups", "labor unions": the words before the head may tell what it does not.
        let before = |t: &TokenId| *t < head && matches!(self.doc.token(*t).deprel, Deprel::Compound | Deprel::Amod);
        let nouns: Vec<String> = words.iter().filter(before).map(|t| self.doc.lemma(t).to_lowercase()).collect();
        let fights = |w: &String| self.lexicon.noun(w).is_some_and(|n| n.sector == Some(Sector::Reb));
        // "government forces" are one side where the fighting is.
        let loyal = mention.sector == Some(Sector::Mil) && nouns.iter().any(|w| matches!(w.as_str(), "government" | "regime"));
        if mention.actor == Some(ActorKind::ArmedGroup) || loyal || nouns.iter().any(fights) {
            return self.locale.place(sentence, token);
        }
        // "their kidnappers": not of those whom they hold.
        if self.lexicon.is_against(&lemma) && noun.is_none_or(|n| n.home == Home::Place) {
            let held = self.possessors(mention);
            return self.locale.place_but(sentence, token, &held);
        }
        // "ethnic Turks": a nationality that is not their state's.
        if noun.is_none() && mention.actor == Some(ActorKind::People) {
            return self.locale.place(sentence, token);
        }
        self.home_of(&lemma, sentence, token)
            .or_else(|| nouns.iter().find_map(|w| self.home_of(w, sentence, token)))
    }

    /// The countries of whoever the mention belongs to.
    fn possessors(&self, mention: &Mention) -> Vec<SmolStr> {
        let owners = self.doc.children_by(mention.head, Deprel::NmodPoss);
        owners
            .filter_map(|o| self.mentions.binary_search_by_key(&o, |m| m.head).ok())
            .flat_map(|at| self.of_chain(self.chain_of[at].index()))
            .filter_map(|m| m.country.clone())
            .collect()
    }

    /// The countries of whoever does what the sentence tells before this mention.
    fn subjects(&self, mention: &Mention) -> Vec<SmolStr> {
        let sentence = self.doc.sentence_of(mention.head);
        let does = |m: &&Mention| {
            matches!(self.doc.token(m.head).deprel, Deprel::Nsubj | Deprel::NsubjPass) && self.doc.sentence_of(m.head) == sentence
        };
        let before = self.mentions.iter().enumerate().take_while(|(_, m)| m.head < mention.head);
        before
            .filter(|(_, m)| does(m))
            .filter_map(|(i, m)| self.countries[i].clone().or_else(|| m.country.clone()))
            .collect()
    }

    /// Whose somebody called by this noun is, by the noun alone and what the text speaks of.
    pub(super) fn home_of(&self, noun: &str, sentence: usize, token: u32) -> Option<SmolStr> {
        match self.lexicon.noun(noun)?.home {
            Home::Nobody => None,
            Home::Place => self.locale.place(sentence, token),
            Home::State => self.locale.state(sentence, token),
        }
    }

    /// The state whose office this must be because no other has one of that name, as far as the text does not say otherwise.
    fn only_state_with(&self, role: &str, sentence: usize, token: u32) -> Option<SmolStr> {
        let words = self.kb.office_words(role);
        let states: Vec<String> = words.iter().flat_map(|w| w.countries.iter().cloned()).collect();
        if states.is_empty() || words.iter().any(|w| w.countries.is_empty()) {
            return None;
        }
        self.locale
            .state_among(sentence, token, &states)
            .or_else(|| states.first().map(SmolStr::new))
    }

    /// "his daughter Yulia", "Putin's spokesman": an unknown name takes the country of whose they are.
    fn take_relative(&self, chain: usize, found: &mut [Vec<Entity>]) {
        let [entity] = &found[chain][..] else { return };
        if entity.country.is_some() || entity.kind != ActorKind::Person || entity.wikidata.is_some() {
            return;
        }
        let owner = self
            .of_chain(chain)
            .filter(|m| m.kind == MentionKind::Name || m.detail.role.is_some())
            .find_map(|m| {
                let inside = m.tokens.iter().filter(|t| self.doc.token(*t).deprel == Deprel::NmodPoss);
                inside
                    .filter_map(|t| self.mentions.binary_search_by_key(&t, |m| m.head).ok())
                    .map(|at| self.chain_of[at].index())
                    .find(|c| *c != chain)
            });
        if let Some(country) = owner.and_then(|o| found[o].first()).and_then(|e| e.country.clone()) {
            found[chain][0].country = Some(country);
        }
    }

    /// "his spokesman", "its allies": the possessor's country.
    pub(super) fn take_possessor(&self, chain: usize, found: &mut [Vec<Entity>]) {
        self.take_relative(chain, found);
        let Some(mention) = self
            .of_chain(chain)
            .find(|m| m.kind == MentionKind::Nominal && m.actor.is_some() && m.country.is_none())
        else {
            return;
        };
        if !mention.candidates.is_empty() && !found[chain].is_empty() && found[chain][0].wikidata.is_some() {
            return;
        }
        let Some(possessor) = self.doc.children_by(mention.head, Deprel::NmodPoss).next() else {
            return;
        };
        let Ok(at) = self.mentions.binary_search_by_key(&possessor, |m| m.head) else {
            return;
        };
        let owner = self.chain_of[at].index();
        let country = found[owner].first().and_then(|e| e.country.clone());
        let lemma = self.doc.lemma(mention.head).to_lowercase();
        // "his group", "their organisation" is theirs.
        let body = !matches!(mention.actor, Some(ActorKind::Person | ActorKind::People)) && mention.number != Number::Plural;
        let others = self.lexicon.noun(&lemma).is_none_or(|n| n.home == Home::Nobody && !body) || self.lexicon.is_against(&lemma);
        // "its allies", "their kidnappers" are somebody else's.
        if let Some(country) = country.filter(|_| !others || mention.detail.role.is_some())
            && owner != chain
            && !self.of_chain(chain).any(|m| m.kind == MentionKind::Name)
        {
            found[chain] = vec![self.described(mention, Some(country), "its possessor")];
        }
    }
}
