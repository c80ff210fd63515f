//! Whether an event happened, is planned, is merely possible, or did not happen: read from its clause and all
//! clauses above it.
//!
//! The hard decision: the strongest doubt wins (denied over hypothetical over planned over happened), and the climb
//! stops at a verb of saying, whose own tense says nothing of what it reports.

use super::clause::{ClauseReader, Predicate};
use super::matching::Candidate;
use super::narrative::is_worded;
use crate::document::{Deprel, Upos, Xpos};
use crate::ontology::{EventType, Status};
use crate::record::EventDate;
use crate::span::TokenId;
use smol_str::SmolStr;

impl ClauseReader<'_> {
    /// The status of the clause at `anchor`, of which `trigger` is the telling word.
    pub(super) fn status(self, anchor: TokenId, trigger: TokenId) -> Status {
        self.doubt(anchor, trigger).status()
    }

    /// The status of a whole coding: what its type takes for granted, and what its date shows, decide beside the clause.
    pub(super) fn told_status(self, candidate: &Candidate<'_>, date: Option<&EventDate>) -> Status {
        let predicate = &candidate.predicate;
        let kind = candidate.rule.event_type();
        match candidate.status {
            // "threatened to strike unless they left" has been threatened: what is conditional is the strike.
            Status::Hypothetical
                if matches!(kind, EventType::Threaten | EventType::Request)
                    && self.doubt(predicate.anchor, predicate.trigger) <= Doubt::Conditional =>
            {
                candidate.frame.status.unwrap_or(Status::Happened)
            }
            Status::Happened if kind == EventType::Agree && self.has_condition(predicate.anchor) => Status::Hypothetical,
            Status::Happened if !is_worded(kind) && self.lies_ahead(predicate, date) => Status::Planned,
            status => status,
        }
    }

    /// Whether an offer is tied to a condition: "is ready to stop if they withdraw".
    fn has_condition(self, anchor: TokenId) -> bool {
        let doc = self.doc;
        let conditional = |verb: TokenId| {
            doc.children_by(verb, Deprel::Advcl)
                .any(|c| doc.children_by(c, Deprel::Mark).any(|m| matches!(doc.lemma(m), "if" | "unless")))
        };
        conditional(anchor)
            || doc
                .children(anchor)
                .iter()
                .any(|c| matches!(doc.token(*c).deprel, Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl) && conditional(*c))
    }

    /// Whether the time of an event has yet to come: "during his visit next week".
    fn lies_ahead(self, predicate: &Predicate, date: Option<&EventDate>) -> bool {
        let doc = self.doc;
        if let Some(date) = date {
            return doc.article.published.is_some_and(|published| date.start > published);
        }
        let ahead = |head: TokenId| {
            doc.children(head).iter().any(|c| {
                let token = doc.token(*c);
                let time = matches!(
                    token.deprel,
                    Deprel::OblUnmarked | Deprel::NmodUnmarked | Deprel::Advmod | Deprel::Obl
                );
                time && (self.lexicon.ahead.contains(doc.lemma(*c))
                    || doc
                        .children(*c)
                        .iter()
                        .any(|m| matches!(doc.token(*m).deprel, Deprel::Amod) && doc.lemma(*m) == "next"))
            })
        };
        // Behind a past tense the time is seen from then: "said next week would show".
        let past = matches!(doc.token(predicate.anchor).xpos, Xpos::Vbd | Xpos::Vbn);
        !past
            && (ahead(predicate.trigger)
                || ahead(predicate.anchor)
                || predicate.nominal && self.clause_verb(predicate.trigger).is_some_and(ahead))
    }

    /// What the words of the clause and of all that governs it leave open.
    fn doubt(self, anchor: TokenId, trigger: TokenId) -> Doubt {
        let doc = self.doc;
        let mut doubt = self.nominal_doubt(trigger);
        let mut here = trigger;
        // A modal that is itself the trigger ("must withdraw") raises no doubt of the demand.
        let modal = doc.token(trigger).deprel == Deprel::Aux;
        if anchor != trigger && !modal {
            // A coordinated noun stands where the first one stands.
            let first = self.first_conjunct(trigger);
            doubt = doubt.max(self.governor_doubt(first, anchor));
            if !self.hands_on(first, anchor) {
                return doubt;
            }
            here = anchor;
        }
        if modal {
            let Some(verb) = doc.token(trigger).head else { return doubt };
            here = verb;
        }
        if self.asks(here) {
            doubt = doubt.max(Doubt::Possible);
        }
        // Climb bounded by the sentence: the last word has no head.
        loop {
            doubt = doubt.max(self.clause_doubt(here, trigger));
            let token = doc.token(here);
            let Some(head) = token.head else { break };
            if token.deprel == Deprel::Conj {
                // "will meet X and discuss Y": the first verb's modals hold for the second, unless that has its own subject or tense.
                let own = doc
                    .children(here)
                    .iter()
                    .any(|c| matches!(doc.token(*c).deprel, Deprel::Nsubj | Deprel::NsubjPass));
                if !own && (token.xpos == doc.token(head).xpos || !self.is_clause(here)) {
                    here = head;
                    continue;
                }
                // "would lead to war and proposed talks": a past tense is not told by the modal it was hung on.
                if token.xpos == Xpos::Vbd && doc.token(head).xpos == Xpos::Vb {
                    break;
                }
                here = self.first_conjunct(here);
                let Some(above) = doc.token(here).head else { break };
                if !self.climbs(here) || !self.hands_on(here, above) {
                    break;
                }
                doubt = doubt.max(self.governor_doubt(here, above));
                here = above;
                continue;
            }
            if !self.climbs(here) {
                break;
            }
            doubt = doubt.max(self.governor_doubt(here, head));
            if !self.hands_on(here, head) {
                break;
            }
            let said = matches!(token.deprel, Deprel::Ccomp | Deprel::Parataxis) && self.lexicon.say.contains(doc.lemma(head));
            if said {
                if self.negated(head) && doc.lemma(head) == "confirm" {
                    doubt = doubt.max(Doubt::Possible);
                }
                break;
            }
            here = head;
        }
        doubt
    }

    fn first_conjunct(self, token: TokenId) -> TokenId {
        let doc = self.doc;
        doc.ancestors(token).find(|t| doc.token(*t).deprel != Deprel::Conj).unwrap_or(token)
    }

    /// Whether the sentence asks, and the clause is what it asks.
    fn asks(self, clause: TokenId) -> bool {
        let doc = self.doc;
        let sentence = doc.sentence(doc.sentence_of(clause)).tokens;
        let mark = sentence
            .iter()
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .take(2)
            .any(|t| doc.form(t) == "?");
        mark && doc
            .ancestors(clause)
            .all(|t| matches!(doc.token(t).deprel, Deprel::Root | Deprel::Conj | Deprel::Xcomp | Deprel::Parataxis))
    }

    /// Whether doubt about the governing clause is doubt about what hangs on it; otherwise that is taken for granted:
    /// "did not condemn the attack", "the talks will not succeed", "will hold talks on the attack".
    fn hands_on(self, dependant: TokenId, governor: TokenId) -> bool {
        let doc = self.doc;
        let lexicon = self.lexicon;
        let key = self.with_particle(governor);
        let nominal = matches!(doc.token(governor).upos, Upos::Noun | Upos::Propn);
        // "did not discuss new talks" denies no talks.
        if lexicon.mentioning.contains(&key) && matches!(doc.token(dependant).deprel, Deprel::Obj | Deprel::NsubjPass) {
            return false;
        }
        let doubting = if nominal {
            lexicon.planned_nouns.contains(&key)
                || lexicon.hypothetical_nouns.contains(&key)
                || lexicon.denied_nouns.contains(&key)
                || lexicon.measures.contains(&key)
        } else {
            lexicon.planned.contains(&key)
                || lexicon.hypothetical.contains(&key)
                || lexicon.denied.contains(&key)
                || lexicon.light.contains(&key)
                || lexicon.light_oblique.contains(&key)
                || lexicon.occur.contains(&key)
        };
        match doc.token(dependant).deprel {
            Deprel::Nsubj => lexicon.occur.contains(&key) || nominal && doubting,
            Deprel::Nmod | Deprel::Compound | Deprel::Obl => doubting,
            Deprel::Obj | Deprel::NsubjPass => doubting || !self.is_definite(dependant),
            _ => true,
        }
    }

    fn is_definite(self, noun: TokenId) -> bool {
        let doc = self.doc;
        doc.children(noun).iter().any(|c| match doc.token(*c).deprel {
            Deprel::Det => matches!(doc.lemma(*c), "the" | "this" | "that" | "these" | "those" | "both"),
            Deprel::NmodPoss => true,
            _ => false,
        })
    }

    /// The lemma, with the particle of a verb: `rule_out`.
    fn with_particle(self, token: TokenId) -> SmolStr {
        let doc = self.doc;
        match doc.children_by(token, Deprel::CompoundPrt).next() {
            Some(particle) => format!("{}_{}", doc.lemma(token), doc.lemma(particle)).into(),
            None => doc.token(token).lemma.clone(),
        }
    }

    /// Whether what stands above the token bears on its status.
    fn climbs(self, token: TokenId) -> bool {
        let doc = self.doc;
        match doc.token(token).deprel {
            Deprel::Xcomp | Deprel::Ccomp | Deprel::Csubj | Deprel::CsubjPass => true,
            // "made no progress during the call": the call is taken for granted.
            Deprel::Nmod | Deprel::Obl
                if !self
                    .preposition(token)
                    .is_some_and(|p| matches!(p.as_str(), "for" | "of" | "to" | "on")) =>
            {
                false
            }
            Deprel::Obj | Deprel::NsubjPass | Deprel::Nmod | Deprel::Obl | Deprel::Compound | Deprel::Nsubj => {
                matches!(doc.token(token).upos, Upos::Noun | Upos::Propn | Upos::Verb)
            }
            Deprel::Acl | Deprel::Advcl => {
                doc.token(token).xpos == Xpos::Vb || doc.children_by(token, Deprel::Mark).any(|m| doc.lemma(m) == "of")
            }
            _ => false,
        }
    }

    /// Doubt that the clause's own words raise: negation, modals, conditions, "is to".
    fn clause_doubt(self, head: TokenId, trigger: TokenId) -> Doubt {
        let doc = self.doc;
        let mut doubt = Doubt::None;
        if self.negated(head) {
            doubt = Doubt::Denied;
        }
        let perfect = doc.children_by(head, Deprel::Aux).any(|c| doc.lemma(c) == "have");
        let already = perfect && doc.children_by(head, Deprel::Advmod).any(|c| doc.lemma(c) == "already");
        for &child in doc.children(head) {
            if child == trigger {
                continue;
            }
            let lemma = doc.lemma(child);
            doubt = doubt.max(match doc.token(child).deprel {
                // "will already have shared" is a guess at what has happened.
                Deprel::Aux if self.lexicon.planned_modals.contains(lemma) && already => Doubt::None,
                Deprel::Aux if self.lexicon.planned_modals.contains(lemma) => Doubt::Planned,
                Deprel::Aux if (lemma == "would" || doc.form(child).eq_ignore_ascii_case("would")) && perfect => Doubt::Possible,
                Deprel::Aux if lemma == "would" || doc.form(child).eq_ignore_ascii_case("would") => self.reported_future(head),
                Deprel::Aux
                    if self.lexicon.hypothetical_modals.contains(lemma)
                        || self.lexicon.hypothetical_modals.contains(&*doc.form(child).to_lowercase()) =>
                {
                    Doubt::Possible
                }
                Deprel::Mark if matches!(lemma, "if" | "unless" | "whether") => Doubt::Possible,
                Deprel::Advcl
                    if doc
                        .children_by(child, Deprel::Mark)
                        .any(|m| matches!(doc.lemma(m), "if" | "unless")) =>
                {
                    Doubt::Conditional
                }
                Deprel::Mark | Deprel::Case | Deprel::Cc
                    if matches!(
                        self.word(child).as_str(),
                        "without" | "instead_of" | "rather_than" | "short_of" | "in_place_of"
                    ) =>
                {
                    Doubt::Denied
                }
                Deprel::Advmod if matches!(lemma, "nearly" | "almost") => Doubt::Possible,
                // "are due to resume", whatever the parse makes of the words between.
                _ if lemma == "due" && child < head && doc.children_by(head, Deprel::Cop).next().is_some() => Doubt::Planned,
                _ => Doubt::None,
            });
        }
        doubt.max(self.infinitive_doubt(head))
    }

    /// A marker with its further words: `instead_of`.
    fn word(self, marker: TokenId) -> String {
        let doc = self.doc;
        let mut word = doc.form(marker).to_lowercase();
        for more in doc.children_by(marker, Deprel::Fixed) {
            word.push('_');
            word.push_str(&doc.form(more).to_lowercase());
        }
        word
    }

    /// "is to meet", "are due to meet", "has yet to answer", and the "to visit" of headlines: infinitives that are the clause's verb.
    fn infinitive_doubt(self, verb: TokenId) -> Doubt {
        let doc = self.doc;
        let Some(to) = doc
            .children(verb)
            .iter()
            .copied()
            .find(|c| matches!(doc.token(*c).deprel, Deprel::Mark | Deprel::Aux) && doc.form(*c).eq_ignore_ascii_case("to"))
        else {
            return Doubt::None;
        };
        let before = || doc.children(verb).iter().copied().filter(move |c| *c < to);
        let word = |word: &str| before().any(|c| doc.lemma(c) == word && !matches!(doc.token(c).deprel, Deprel::Nsubj | Deprel::Obl));
        if word("have") && word("yet") {
            return Doubt::Denied;
        }
        if word("be") {
            return if word("unlikely") || word("likely") {
                Doubt::Possible
            } else {
                Doubt::Planned
            };
        }
        let subject = before().any(|c| matches!(doc.token(c).deprel, Deprel::Nsubj | Deprel::NsubjPass));
        if doc.token(verb).head.is_none() && subject {
            return Doubt::Planned;
        }
        Doubt::None
    }

    /// "said it would send" is a plan; "would be a mistake" is not.
    fn reported_future(self, verb: TokenId) -> Doubt {
        let doc = self.doc;
        let conditional = doc
            .children_by(verb, Deprel::Advcl)
            .any(|c| doc.children_by(c, Deprel::Mark).any(|m| doc.lemma(m) == "if"));
        let reported = doc.token(self.first_conjunct(verb)).deprel == Deprel::Ccomp
            || doc
                .ancestors(verb)
                .skip(1)
                .any(|a| self.lexicon.say.contains(doc.lemma(a)) || self.lexicon.planned.contains(doc.lemma(a)));
        if reported && !conditional {
            Doubt::Planned
        } else {
            Doubt::Possible
        }
    }

    /// Whether the word itself is negated.
    pub(super) fn negated(self, head: TokenId) -> bool {
        let doc = self.doc;
        doc.children(head).iter().any(|c| {
            let lemma = doc.lemma(*c);
            match doc.token(*c).deprel {
                Deprel::Advmod => {
                    matches!(lemma, "not" | "n't" | "never" | "hardly")
                        || matches!(doc.form(*c), "not" | "n't" | "n’t")
                        || self.no_longer(*c)
                }
                Deprel::Det => lemma == "no" || lemma == "neither",
                Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj => lemma == "nobody" || lemma == "none",
                _ => false,
            }
        })
    }

    /// Whether somebody says no to what the predicate tells: "will not accept", "is not ready to accept", "will no longer accept".
    pub(super) fn refused(self, predicate: &Predicate) -> bool {
        let doc = self.doc;
        let above = match doc.token(predicate.anchor).deprel {
            Deprel::Xcomp => doc.token(predicate.anchor).head,
            _ => None,
        };
        self.negated(predicate.trigger) || self.negated(predicate.anchor) || above.is_some_and(|verb| self.negated(verb))
    }

    fn no_longer(self, adverb: TokenId) -> bool {
        let doc = self.doc;
        doc.lemma(adverb) == "long" && doc.form(adverb) == "longer" && doc.children(adverb).iter().any(|c| doc.lemma(*c) == "no")
    }

    /// Doubt in the words right at a noun: "a planned visit", "possible sanctions", "no meeting".
    fn nominal_doubt(self, noun: TokenId) -> Doubt {
        let doc = self.doc;
        let mut doubt = Doubt::None;
        if !self.is_clause(noun) && doc.children_by(noun, Deprel::Det).any(|c| matches!(doc.lemma(c), "no" | "neither")) {
            doubt = Doubt::Denied;
        }
        for &child in doc.children(noun) {
            if matches!(doc.token(child).deprel, Deprel::Amod | Deprel::Det | Deprel::Compound) {
                let lemma = doc.lemma(child);
                let form = doc.form(child).to_lowercase();
                if self.lexicon.planned_adjectives.contains(lemma) || self.lexicon.planned_adjectives.contains(form.as_str()) {
                    doubt = doubt.max(Doubt::Planned);
                } else if self.lexicon.hypothetical_adjectives.contains(lemma)
                    || self.lexicon.hypothetical_adjectives.contains(form.as_str())
                {
                    doubt = doubt.max(Doubt::Possible);
                }
            }
        }
        doubt
    }

    /// Doubt that a governing word throws on what depends on it.
    fn governor_doubt(self, dependant: TokenId, governor: TokenId) -> Doubt {
        let doc = self.doc;
        let token = doc.token(governor);
        let key = self.with_particle(governor);
        let lemma = key.as_str();
        let clausal = matches!(
            doc.token(dependant).deprel,
            Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Advcl
        );
        let nominal = matches!(token.upos, Upos::Noun | Upos::Propn);
        let (planned, possible, denied) = if nominal {
            (
                &self.lexicon.planned_nouns,
                &self.lexicon.hypothetical_nouns,
                &self.lexicon.denied_nouns,
            )
        } else {
            (&self.lexicon.planned, &self.lexicon.hypothetical, &self.lexicon.denied)
        };
        let object = matches!(
            doc.token(dependant).deprel,
            Deprel::Obj | Deprel::NsubjPass | Deprel::Nmod | Deprel::Obl | Deprel::Compound
        );
        if !clausal && !object {
            return Doubt::None;
        }
        // "for" and "of" hand a governor's doubt on ("call for talks", "threat of war"); other prepositions do not.
        if matches!(doc.token(dependant).deprel, Deprel::Nmod | Deprel::Obl)
            && !self
                .preposition(dependant)
                .is_some_and(|p| matches!(p.as_str(), "for" | "of" | "to" | "on"))
        {
            return Doubt::None;
        }
        // What is said stays said, whoever rejects it: "denied the accusation", "rejected the offer".
        if object && self.lexicon.sayings.contains(doc.lemma(dependant)) {
            return Doubt::None;
        }
        if denied.contains(lemma) {
            return if self.negated(governor) { Doubt::None } else { Doubt::Denied };
        }
        let yet = |t: TokenId| doc.children_by(t, Deprel::Advmod).any(|c| doc.lemma(c) == "yet");
        if lemma == "have" && clausal && (yet(governor) || yet(dependant)) {
            return Doubt::Denied;
        }
        if lemma == "stop" && doc.children(governor).iter().any(|c| doc.form(*c) == "short") {
            return Doubt::Denied;
        }
        // "called the attack a crime" calls for none.
        let named = !self.is_clause(dependant) && !matches!(doc.token(dependant).deprel, Deprel::Nmod | Deprel::Obl);
        if lemma == "call" && named {
            return Doubt::None;
        }
        if possible.contains(lemma) {
            return Doubt::Possible;
        }
        // "told reporters he had met": a finite clause tells its own time.
        let infinite = doc.token(dependant).deprel != Deprel::Ccomp || doc.token(dependant).xpos == Xpos::Vb;
        if planned.contains(lemma)
            && (clausal && infinite
                || nominal
                || matches!(
                    lemma,
                    "plan" | "schedule" | "expect" | "arrange" | "agree" | "prepare" | "postpone" | "set"
                ))
        {
            return Doubt::Planned;
        }
        // "is to visit": a bare copula above an infinitive; "is going to visit".
        let going = lemma == "go" && token.xpos == Xpos::Vbg;
        if clausal && (lemma == "be" || going) && doc.token(dependant).xpos == Xpos::Vb {
            return Doubt::Planned;
        }
        Doubt::None
    }
}

/// Doubts in rising strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    None,
    Planned,
    Conditional,
    Possible,
    Denied,
}

impl Doubt {
    fn status(self) -> Status {
        match self {
            Self::None => Status::Happened,
            Self::Planned => Status::Planned,
            Self::Conditional | Self::Possible => Status::Hypothetical,
            Self::Denied => Status::Denied,
        }
    }
}
