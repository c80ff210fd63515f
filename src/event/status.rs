//! Whether an event happened, is planned, is merely possible, or did not happen: read from its clause and all
//! clauses above it.
//!
//! The hard decision: the strongest doubt wins (denied over hypothetical over planned over happened), and the climb
//! stops at a verb of saying, whose own tense says nothing of what it reports.

use super::clause::{ClauseReader, Predicate};
use crate::document::{Deprel, Upos, Xpos};
use crate::ontology::Status;
use crate::span::TokenId;

impl ClauseReader<'_> {
    /// The status of the clause at `anchor`, of which `trigger` is the telling word.
    pub(super) fn status(self, anchor: TokenId, trigger: TokenId) -> Status {
        let mut doubt = self.nominal_doubt(trigger);
        let mut here = trigger;
        if anchor != trigger {
            doubt = doubt.max(self.governor_doubt(trigger, anchor));
            here = anchor;
        }
        // Climb bounded by the sentence: ancestors() ends at its root.
        loop {
            doubt = doubt.max(self.clause_doubt(here));
            let token = self.doc.token(here);
            let Some(head) = token.head else { break };
            if token.deprel == Deprel::Conj {
                // "will meet X and discuss Y": the first verb's modals hold for the second, unless it has its own subject.
                let own = self
                    .doc
                    .children(here)
                    .iter()
                    .any(|c| matches!(self.doc.token(*c).deprel, Deprel::Nsubj | Deprel::NsubjPass));
                if own {
                    doubt = doubt.max(Doubt::None);
                } else {
                    here = head;
                    continue;
                }
                here = head;
                let Some(above) = self.doc.token(here).head else { break };
                if !self.climbs(here) {
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
            let said = matches!(token.deprel, Deprel::Ccomp | Deprel::Parataxis) && self.lexicon.say.contains(self.doc.lemma(head));
            if said {
                if self.negated(head) && self.doc.lemma(head) == "confirm" {
                    doubt = doubt.max(Doubt::Possible);
                }
                break;
            }
            here = head;
        }
        doubt.status()
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

    /// Doubt that the clause's own words raise: negation, modals, conditions.
    fn clause_doubt(self, head: TokenId) -> Doubt {
        let doc = self.doc;
        let mut doubt = Doubt::None;
        if self.negated(head) {
            doubt = Doubt::Denied;
        }
        for &child in doc.children(head) {
            let lemma = doc.lemma(child);
            doubt = doubt.max(match doc.token(child).deprel {
                Deprel::Aux if self.lexicon.planned_modals.contains(lemma) => Doubt::Planned,
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
                Deprel::Mark | Deprel::Case if lemma == "without" => Doubt::Denied,
                Deprel::Advmod if matches!(lemma, "reportedly_not" | "nearly" | "almost") => Doubt::Possible,
                _ => Doubt::None,
            });
        }
        doubt
    }

    /// "said it would send" is a plan; "would be a mistake" is not.
    fn reported_future(self, verb: TokenId) -> Doubt {
        let doc = self.doc;
        let conditional = doc
            .children_by(verb, Deprel::Advcl)
            .any(|c| doc.children_by(c, Deprel::Mark).any(|m| doc.lemma(m) == "if"));
        let reported = doc
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
                Deprel::Advmod => matches!(lemma, "not" | "n't" | "never" | "hardly") || matches!(doc.form(*c), "not" | "n't" | "n’t"),
                Deprel::Det => lemma == "no" || lemma == "neither",
                Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj => lemma == "nobody" || lemma == "none",
                _ => false,
            }
        })
    }

    /// Whether somebody says no to what the predicate tells: "will not accept", "is not ready to accept", "will no longer accept".
    pub(super) fn refused(self, predicate: &Predicate) -> bool {
        let doc = self.doc;
        let no_longer = |t: TokenId| {
            let mut adverbs = doc.children_by(t, Deprel::Advmod);
            adverbs.any(|a| doc.lemma(a) == "long" && doc.children(a).iter().any(|n| doc.lemma(*n) == "no"))
        };
        let said_no = |t: TokenId| self.negated(t) || no_longer(t);
        let above = match doc.token(predicate.anchor).deprel {
            Deprel::Xcomp => doc.token(predicate.anchor).head,
            _ => None,
        };
        said_no(predicate.trigger) || said_no(predicate.anchor) || above.is_some_and(said_no)
    }

    /// Doubt in the words right at a noun: "a planned visit", "possible sanctions".
    fn nominal_doubt(self, noun: TokenId) -> Doubt {
        let doc = self.doc;
        let mut doubt = Doubt::None;
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
        let lemma = doc.lemma(governor);
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
        if denied.contains(lemma) {
            return if self.negated(governor) { Doubt::None } else { Doubt::Denied };
        }
        if possible.contains(lemma) {
            return Doubt::Possible;
        }
        if planned.contains(lemma)
            && (clausal
                || nominal
                || matches!(
                    lemma,
                    "plan" | "schedule" | "expect" | "arrange" | "agree" | "prepare" | "postpone" | "set" | "announce_not"
                ))
        {
            return Doubt::Planned;
        }
        // "is to visit": a bare copula above an infinitive.
        if clausal && lemma == "be" && doc.token(dependant).xpos == Xpos::Vb {
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
