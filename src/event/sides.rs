//! Who does what a verb says and whom it is done to, wherever the parse keeps them: relatives, control, participles,
//! coordination, misread subjects.
//!
//! Beside the clause reader, which sorts what is found here into slots. The hard decision: a missing subject or object is
//! looked for only where grammar shares it, never by nearness alone.

use super::clause::{ClauseReader, DEPTH};
use crate::document::{Deprel, NameKind, Upos, Xpos};
use crate::span::TokenId;

impl<'a> ClauseReader<'a> {
    /// Who does what the verb says: subject of the active, agent of the passive.
    pub(super) fn doers(self, verb: TokenId) -> Vec<TokenId> {
        if self.is_passive(verb) {
            self.agents(verb).collect()
        } else {
            self.surface_subjects(verb, DEPTH)
        }
    }

    /// Whether the verb's surface subject is what it is done to.
    pub(super) fn is_passive(self, verb: TokenId) -> bool {
        let doc = self.doc;
        let token = doc.token(verb);
        if doc
            .children(verb)
            .iter()
            .any(|c| matches!(doc.token(*c).deprel, Deprel::AuxPass | Deprel::NsubjPass | Deprel::CsubjPass))
        {
            return true;
        }
        // "Moscow, which has denied it, called on London": what the parse hangs on the name is what it does.
        let main = token.deprel == Deprel::Acl
            && token.head.is_some_and(|head| {
                let between = doc.children_by(head, Deprel::AclRelcl).any(|c| c < verb);
                between && doc.token(head).deprel == Deprel::Root && doc.children_by(head, Deprel::Cop).next().is_none()
            });
        if main {
            return false;
        }
        let participle = token.xpos == Xpos::Vbn || token.xpos == Xpos::Vbd && token.deprel == Deprel::Acl;
        if !participle
            || doc.children(verb).iter().any(|c| {
                matches!(doc.token(*c).deprel, Deprel::Aux | Deprel::Nsubj | Deprel::Obj)
                    && !self.lexicon.captive_states.contains(doc.lemma(*c))
            })
        {
            return false;
        }
        match (token.deprel, token.head) {
            (Deprel::Acl | Deprel::Advcl | Deprel::Amod | Deprel::AclRelcl | Deprel::Root | Deprel::Xcomp, _) => true,
            (Deprel::Conj, Some(head)) => self.is_passive(head),
            _ => false,
        }
    }

    pub(super) fn agents(self, verb: TokenId) -> impl Iterator<Item = TokenId> + 'a {
        let doc = self.doc;
        doc.children(verb).iter().copied().filter(move |c| match doc.token(*c).deprel {
            Deprel::OblAgent => true,
            Deprel::Obl => self.preposition(*c).as_deref() == Some("by"),
            _ => false,
        })
    }

    /// Grammatical subjects, found through relatives, control, participles and coordination where the verb has none.
    pub(super) fn surface_subjects(self, verb: TokenId, depth: u8) -> Vec<TokenId> {
        let doc = self.doc;
        let own: Vec<TokenId> = doc
            .children(verb)
            .iter()
            .copied()
            .filter(|c| matches!(doc.token(*c).deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter))
            // "..., killing one person, witnesses said": whoever stands behind a gerund says so.
            .filter(|c| *c < verb || doc.token(verb).xpos != Xpos::Vbg || doc.token(verb).deprel == Deprel::Root)
            .collect();
        if !own.is_empty() {
            return own.into_iter().map(|s| self.antecedent(verb, s)).collect();
        }
        // "Annan, under fire in Congress, received": the parse hangs the subject on the phrase between.
        let between = doc
            .children_by(verb, Deprel::Obl)
            .filter(|o| *o < verb && doc.children_by(*o, Deprel::Cop).next().is_none());
        let strayed: Vec<TokenId> = between.flat_map(|o| doc.children_by(o, Deprel::Nsubj)).collect();
        if !strayed.is_empty() {
            return strayed;
        }
        let (Some(head), Some(depth)) = (doc.token(verb).head, depth.checked_sub(1)) else {
            return Vec::new();
        };
        match doc.token(verb).deprel {
            Deprel::Conj | Deprel::Parataxis if self.is_predicate(head) => self.surface_subjects(self.tense_host(verb, head), depth),
            Deprel::Xcomp | Deprel::Ccomp => {
                let objects = self.objects(head);
                if !objects.is_empty() && !self.is_passive(head) && self.lexicon.object_control.contains(doc.lemma(head)) {
                    objects
                } else {
                    self.surface_subjects(head, depth)
                }
            }
            Deprel::Advcl => {
                let objects = self.objects(head);
                let infinitive = self.mark(verb).as_deref() == Some("to");
                let lemma = doc.lemma(head);
                let by_object = if infinitive {
                    self.lexicon.object_control.contains(lemma)
                } else {
                    self.lexicon.object_blame.contains(lemma) && !self.set_apart(verb)
                };
                if by_object && !objects.is_empty() {
                    objects
                } else {
                    self.surface_subjects(head, depth)
                }
            }
            Deprel::AclRelcl => vec![head],
            Deprel::Acl => match doc.token(verb).xpos {
                Xpos::Vbn | Xpos::Vbd => vec![head],
                Xpos::Vbg if self.set_apart(verb) && self.is_object(head) => {
                    let above = doc.token(head).head;
                    above.map(|above| self.surface_subjects(above, depth)).unwrap_or_default()
                }
                Xpos::Vbg if self.mark(verb).is_none() => vec![head],
                _ => self.owners(head, depth),
            },
            _ => Vec::new(),
        }
    }

    /// "recalled its envoy, accusing Poland": what a gerund behind a comma tells is done by whoever does what stands before it, not by the
    /// noun beside it.
    fn set_apart(self, gerund: TokenId) -> bool {
        let comma = gerund
            .index()
            .checked_sub(1)
            .is_some_and(|before| self.doc.form(TokenId::new(before)) == ",");
        comma && self.doc.token(gerund).xpos == Xpos::Vbg
    }

    fn is_object(self, noun: TokenId) -> bool {
        matches!(self.doc.token(noun).deprel, Deprel::Obj | Deprel::Obl)
    }

    /// The verb that a coordinated one shares its subject with: "warned that it would fail and urged talks" has a past tense
    /// hung on a modal's infinitive, which only the past tense above that can share with it.
    fn tense_host(self, verb: TokenId, head: TokenId) -> TokenId {
        let doc = self.doc;
        if doc.token(verb).xpos != Xpos::Vbd || doc.token(head).xpos != Xpos::Vb {
            return head;
        }
        doc.ancestors(head).find(|t| doc.token(*t).xpos == Xpos::Vbd).unwrap_or(head)
    }

    /// Who owns a noun that has an infinitive: "Iran's decision to resume", "Iran announced a decision to resume".
    fn owners(self, noun: TokenId, depth: u8) -> Vec<TokenId> {
        let doc = self.doc;
        let poss: Vec<TokenId> = doc.children_by(noun, Deprel::NmodPoss).collect();
        if !poss.is_empty() {
            return poss;
        }
        // "a United Nations decision to impose": a name before it.
        let named = |c: &TokenId| {
            let token = doc.token(*c);
            matches!(token.deprel, Deprel::Compound | Deprel::Amod) && token.upos == Upos::Propn && token.xpos != Xpos::Jj
        };
        let before: Vec<TokenId> = doc.children(noun).iter().copied().filter(named).collect();
        if !before.is_empty() {
            return before;
        }
        match (doc.token(noun).deprel, doc.token(noun).head) {
            // "forced a plane bound for Minsk to land": what is forced lands.
            (Deprel::Obj, Some(verb)) if self.lexicon.object_control.contains(doc.lemma(verb)) => vec![noun],
            (Deprel::Obj | Deprel::Obl, Some(verb)) => self.surface_subjects(verb, depth),
            (Deprel::Root, _) => doc.children_by(noun, Deprel::Nsubj).collect(),
            _ => Vec::new(),
        }
    }

    /// A relative pronoun stands for the noun its clause hangs on.
    fn antecedent(self, verb: TokenId, subject: TokenId) -> TokenId {
        let token = self.doc.token(verb);
        let relative = matches!(self.doc.token(subject).xpos, Xpos::Wp | Xpos::Wdt) || self.doc.lemma(subject) == "that";
        match (token.deprel, token.head) {
            (Deprel::AclRelcl | Deprel::Acl, Some(head)) if relative => self.all_meant(verb, head),
            _ => subject,
        }
    }

    /// "The president and the emir, who have backed": a verb in the plural behind one person means all that are coordinated.
    fn all_meant(self, verb: TokenId, head: TokenId) -> TokenId {
        let doc = self.doc;
        let token = doc.token(head);
        let first = token.head.filter(|_| token.deprel == Deprel::Conj);
        let singular = matches!(token.xpos, Xpos::Nn | Xpos::Nnp);
        let plural = |t: TokenId| doc.token(t).xpos == Xpos::Vbp || matches!(doc.form(t), "were" | "are");
        let plurally = plural(verb)
            || doc
                .children(verb)
                .iter()
                .any(|c| matches!(doc.token(*c).deprel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop) && plural(*c));
        first.filter(|_| singular && plurally).unwrap_or(head)
    }

    /// Direct objects, also of relative clauses and of coordinated verbs that share one.
    pub(super) fn objects(self, verb: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let own: Vec<TokenId> = doc.children_by(verb, Deprel::Obj).map(|o| self.antecedent(verb, o)).collect();
        if !own.is_empty() {
            return own;
        }
        let misread: Vec<TokenId> = doc.children(verb).iter().copied().filter(|c| self.is_misread_object(*c)).collect();
        if !misread.is_empty() {
            return misread;
        }
        let token = doc.token(verb);
        if token.deprel == Deprel::AclRelcl
            && let Some(head) = token.head
            && doc.children_by(verb, Deprel::Nsubj).any(|s| self.antecedent(verb, s) == s)
        {
            return vec![head];
        }
        // "accused India of it": some parses hold the only object for an indirect one.
        let only: Vec<TokenId> = doc.children_by(verb, Deprel::Iobj).collect();
        if !only.is_empty() {
            return only;
        }
        // "backed and later armed the group": the object behind the last of several hangs on the first.
        if token.deprel == Deprel::Conj
            && let Some(first) = token.head
        {
            let shared: Vec<TokenId> = doc.children_by(first, Deprel::Obj).filter(|o| *o > verb).collect();
            if !shared.is_empty() {
                return shared;
            }
        }
        // "condemned and rejected the plan": the object hangs on one of them.
        doc.children_by(verb, Deprel::Conj)
            .filter(|c| c.0 > verb.0 && c.0 - verb.0 <= 3 && doc.children_by(*c, Deprel::Nsubj).next().is_none())
            .flat_map(|c| doc.children_by(c, Deprel::Obj))
            .collect()
    }

    /// Whether a name stands where a complement would, or a phrase without its preposition: "called Angela Merkel to discuss". Without an
    /// object a name completes nothing.
    pub(super) fn is_misread_object(self, token: TokenId) -> bool {
        let doc = self.doc;
        let name = doc.token(token);
        let has = |verb: TokenId, deprel: Deprel| doc.children_by(verb, deprel).next().is_some();
        let active = |verb: TokenId| has(verb, Deprel::Nsubj) || doc.token(verb).deprel == Deprel::Conj && !self.is_passive(verb);
        let alone = |verb: TokenId| active(verb) && !has(verb, Deprel::Obj);
        let misplaced = match name.deprel {
            Deprel::Xcomp => !self.is_predicate(token),
            Deprel::Obl => self.preposition(token).is_none() && doc.name_of(token).is_some_and(|n| n.kind == NameKind::Person),
            _ => false,
        };
        misplaced && name.upos == Upos::Propn && name.head.is_some_and(|verb| verb < token && alone(verb))
    }

    fn is_predicate(self, token: TokenId) -> bool {
        matches!(self.doc.token(token).upos, Upos::Verb | Upos::Aux | Upos::Adj)
            || self
                .doc
                .children(token)
                .iter()
                .any(|c| matches!(self.doc.token(*c).deprel, Deprel::Cop | Deprel::Nsubj | Deprel::NsubjPass))
    }

    /// Who is quoted as saying the clause of `token`.
    pub(super) fn speakers(self, token: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        for here in doc.ancestors(token) {
            // "..., Rice said": the verb of saying hangs on what is said.
            for said in doc.children_by(here, Deprel::Parataxis) {
                if self.lexicon.say.contains(doc.lemma(said)) && said != token {
                    let subjects = self.doers(said);
                    if !subjects.is_empty() {
                        return subjects;
                    }
                }
            }
            let Some(head) = doc.token(here).head else { break };
            let said = matches!(
                doc.token(here).deprel,
                Deprel::Ccomp | Deprel::Parataxis | Deprel::Xcomp | Deprel::Advcl
            );
            if said && self.lexicon.say.contains(doc.lemma(head)) {
                let subjects = self.doers(head);
                if !subjects.is_empty() {
                    return subjects;
                }
            }
        }
        Vec::new()
    }
}
