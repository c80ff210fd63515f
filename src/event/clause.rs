//! Normalised arguments of a trigger: who does it, to whom, with which phrases and clauses.
//!
//! Between the dependency parse and the frames. The hard decision: active and passive, relative clauses, control,
//! participles, coordination and light verbs are all undone here, so that a frame never needs to know of them:
//! `subj` is whoever does it, `obj` whoever it is done to.

use crate::document::{Deprel, Document, Upos, Xpos};
use crate::rule::lexicon::ClauseLexicon;
use crate::rule::{Slot, TriggerKind};
use crate::span::TokenId;
use smol_str::SmolStr;

/// How far control and coordination chains are followed.
pub(super) const DEPTH: u8 = 8;

/// A trigger with its arguments.
#[derive(Debug, Clone)]
pub(super) struct Predicate {
    /// The trigger's own token.
    pub(super) trigger: TokenId,
    /// The token that heads the clause: the trigger, or the verb that carries a noun.
    pub(super) anchor: TokenId,
    /// Arguments by slot, the nearest first.
    pub(super) args: Vec<(Slot, TokenId)>,
    /// Whether the trigger is a noun.
    pub(super) nominal: bool,
    /// Subjects of the clause a noun stands in, if frames want them.
    pub(super) clause_subjects: Vec<TokenId>,
}

impl Predicate {
    /// Where a slot is empty, the slots that tell the same: whoever owns a deed does it, unless a light verb tells who.
    pub(super) fn fallbacks(&self, slot: &Slot) -> &'static [Slot] {
        static OWNERS: std::sync::LazyLock<[Slot; 3]> = std::sync::LazyLock::new(|| [Slot::Poss, Slot::Prep("by".into()), Slot::Mod]);
        if self.nominal && *slot == Slot::Subj { &*OWNERS } else { &[] }
    }

    /// The arguments in this slot.
    pub(super) fn slot<'a>(&'a self, slot: &'a Slot) -> impl Iterator<Item = TokenId> + 'a {
        self.args.iter().filter(move |(s, _)| s == slot).map(|(_, t)| *t)
    }
}

/// Reads clauses of one document.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClauseReader<'a> {
    pub(super) doc: &'a Document,
    pub(super) lexicon: &'a ClauseLexicon,
}

impl<'a> ClauseReader<'a> {
    /// The trigger with all its arguments.
    pub(super) fn predicate(self, trigger: TokenId, kind: TriggerKind) -> Predicate {
        let mut predicate = match kind {
            TriggerKind::Verb => self.verb(trigger),
            TriggerKind::Noun => self.noun(trigger),
            TriggerKind::Adjective => self.adjective(trigger),
            TriggerKind::Auxiliary => self.auxiliary(trigger),
        };
        for speaker in self.speakers(predicate.anchor) {
            predicate.args.push((Slot::Speaker, speaker));
        }
        predicate
    }

    fn verb(self, verb: TokenId) -> Predicate {
        let mut args = Vec::new();
        let passive = self.is_passive(verb);
        let mut surface = self.surface_subjects(verb, DEPTH);
        // Of two subjects around a verb the one behind it is its object, misread: "the president urged his counterpart to".
        let behind = surface.iter().position(|s| *s > verb).filter(|at| *at > 0 && !passive);
        let mistaken = behind.map(|at| surface.split_off(at)).unwrap_or_default();
        args.extend(mistaken.into_iter().map(|t| (Slot::Obj, t)));
        if passive {
            args.extend(surface.into_iter().map(|t| (Slot::Obj, t)));
            args.extend(self.agents(verb).map(|t| (Slot::Subj, t)));
            let held_as = self.doc.children_by(verb, Deprel::Obj);
            args.extend(held_as.map(|t| (Slot::Prep("as".into()), t)));
        } else {
            args.extend(surface.into_iter().map(|t| (Slot::Subj, t)));
            args.extend(self.objects(verb).into_iter().map(|t| (Slot::Obj, t)));
        }
        self.dependants(verb, &mut args);
        self.object_phrases(&mut args);
        self.complement_phrases(&mut args);
        Predicate {
            trigger: verb,
            anchor: verb,
            args,
            nominal: false,
            clause_subjects: Vec::new(),
        }
    }

    /// What hangs on the object: "imposed sanctions on Iran" may be parsed either way, so the object's phrases follow
    /// the verb's own; `obj.poss`, `obj.mod` and `obj.to` name them apart, `subj.mod` what the subject is called ("halted US aid to Ukraine").
    fn object_phrases(self, args: &mut Vec<(Slot, TokenId)>) {
        let doc = self.doc;
        let subjects: Vec<TokenId> = args.iter().filter(|(slot, _)| *slot == Slot::Subj).map(|(_, t)| *t).collect();
        let modifiers = subjects.into_iter().flat_map(|s| doc.children(s).iter().copied());
        let modifiers = modifiers.filter(|c| matches!(doc.token(*c).deprel, Deprel::Amod | Deprel::Compound | Deprel::NmodUnmarked));
        args.extend(modifiers.map(|c| (Slot::Prep("subj.mod".into()), c)));
        let objects: Vec<TokenId> = args.iter().filter(|(slot, _)| *slot == Slot::Obj).map(|(_, t)| *t).collect();
        for object in objects {
            for &child in doc.children(object) {
                match doc.token(child).deprel {
                    Deprel::NmodPoss => args.push((Slot::Prep("obj.poss".into()), child)),
                    Deprel::Acl if self.mark(child).as_deref() == Some("to") => args.push((Slot::Prep("obj.xcomp".into()), child)),
                    Deprel::Amod | Deprel::Compound | Deprel::NmodUnmarked => args.push((Slot::Prep("obj.mod".into()), child)),
                    Deprel::Nmod => {
                        let mut phrases = vec![child];
                        // "held hours of talks with": whom the talks were with, not the hours.
                        if self.counted_by(child).is_some() {
                            phrases.extend(doc.children_by(child, Deprel::Nmod));
                        }
                        for phrase in phrases {
                            if let Some(preposition) = self.preposition(phrase) {
                                args.push((Slot::Prep(format!("obj.{preposition}").into()), phrase));
                                args.push((Slot::Prep(preposition), phrase));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Who takes part in a complement: "threatened to attack Iran" has Iran in `comp.obj`, "demanded that Iran stop" in `comp.subj`.
    fn complement_phrases(self, args: &mut Vec<(Slot, TokenId)>) {
        let doc = self.doc;
        let clauses: Vec<(Slot, TokenId)> = args
            .iter()
            .filter(|(slot, _)| matches!(slot, Slot::Xcomp | Slot::Ccomp))
            .cloned()
            .collect();
        for (slot, clause) in clauses {
            let passive = self.is_passive(clause);
            if slot == Slot::Ccomp {
                let name = if passive { "comp.obj" } else { "comp.subj" };
                args.extend(self.surface_subjects(clause, 0).into_iter().map(|t| (Slot::Prep(name.into()), t)));
            }
            // "that they were behind the plot": a phrase that is itself what is said.
            args.extend(self.preposition(clause).map(|p| (Slot::Prep(format!("comp.{p}").into()), clause)));
            let objects = self.objects(clause);
            args.extend(objects.iter().map(|t| (Slot::Prep("comp.obj".into()), *t)));
            let inner = objects.iter().flat_map(|o| doc.children_by(*o, Deprel::Nmod));
            let inner = inner.filter_map(|n| Some((Slot::Prep(format!("comp.{}", self.preposition(n)?).into()), n)));
            args.extend(inner);
            for &child in doc.children(clause) {
                if doc.token(child).deprel == Deprel::Advcl
                    && let Some(mark) = self.mark(child).filter(|m| matches!(m.as_str(), "if" | "unless"))
                {
                    self.subordinate(mark, child, args);
                }
                if matches!(doc.token(child).deprel, Deprel::Obl | Deprel::OblAgent)
                    && let Some(preposition) = self.preposition(child)
                {
                    args.push((Slot::Prep(format!("comp.{preposition}").into()), child));
                }
            }
        }
    }

    fn adjective(self, adjective: TokenId) -> Predicate {
        let doc = self.doc;
        let mut args: Vec<_> = self
            .surface_subjects(adjective, DEPTH)
            .into_iter()
            .map(|t| (Slot::Subj, t))
            .collect();
        if doc.token(adjective).deprel == Deprel::Amod {
            args.extend(doc.token(adjective).head.map(|noun| (Slot::Prep("head".into()), noun)));
        }
        self.dependants(adjective, &mut args);
        self.complement_phrases(&mut args);
        Predicate {
            trigger: adjective,
            anchor: adjective,
            args,
            nominal: false,
            clause_subjects: Vec::new(),
        }
    }

    fn auxiliary(self, modal: TokenId) -> Predicate {
        let Some(verb) = self.doc.token(modal).head else {
            return Predicate {
                trigger: modal,
                anchor: modal,
                args: Vec::new(),
                nominal: false,
                clause_subjects: Vec::new(),
            };
        };
        let mut predicate = self.verb(verb);
        predicate.args.push((Slot::Xcomp, verb));
        predicate.trigger = modal;
        predicate
    }

    fn noun(self, noun: TokenId) -> Predicate {
        let doc = self.doc;
        // "the kidnappers of": the noun itself is who does it.
        let mut args = vec![(Slot::Prep("self".into()), noun)];
        // "during their call": what the noun stands behind.
        args.extend(self.preposition(noun).map(|p| (Slot::Prep(format!("self.{p}").into()), noun)));
        let mut clause_subjects = Vec::new();
        let mut anchor = noun;
        // A coordinated noun stands where the first one stands: "for talks and a dinner with".
        let mut first = if doc.token(noun).deprel == Deprel::Conj {
            doc.token(noun).head.unwrap_or(noun)
        } else {
            noun
        };
        // "held five hours of talks": what only counts a noun stands where the noun would.
        let mut counted = first;
        while let Some(count) = self.counted_by(counted) {
            counted = count;
        }
        if doc.token(counted).deprel == Deprel::Obj {
            first = counted;
        }
        let holder = doc.token(first).head;
        if let Some(holder) = holder {
            let verbal = matches!(doc.token(holder).upos, Upos::Verb | Upos::Aux);
            match doc.token(first).deprel {
                Deprel::Obj if verbal => {
                    let subjects = self.doers(holder);
                    // Whoever discusses talks or a visit need not take part in them.
                    if !self.lexicon.mentioning.contains(doc.lemma(holder)) {
                        clause_subjects.clone_from(&subjects);
                    }
                    if self.lexicon.light.contains(doc.lemma(holder)) {
                        anchor = holder;
                        args.extend(subjects.into_iter().map(|t| (Slot::Subj, t)));
                        self.obliques(holder, noun, &mut args);
                    } else {
                        anchor = holder;
                        // "rejected calls from his cabinet": whose call it is may hang on the verb.
                        if self.lexicon.sayings.contains(doc.lemma(noun)) {
                            let mut beside = Vec::new();
                            self.obliques(holder, noun, &mut beside);
                            beside.retain(|(slot, _)| matches!(slot, Slot::Prep(p) if matches!(p.as_str(), "from" | "by")));
                            args.append(&mut beside);
                        }
                    }
                }
                Deprel::NsubjPass => {
                    anchor = holder;
                    args.extend(self.agents(holder).map(|t| (Slot::Subj, t)));
                    self.obliques(holder, noun, &mut args);
                }
                Deprel::Nsubj => {
                    anchor = holder;
                    self.obliques(holder, noun, &mut args);
                    clause_subjects = self.doers_above(holder);
                }
                Deprel::Obl | Deprel::Advcl if verbal => {
                    let mut subjects = self.doers(holder);
                    // "were engaged in talks": a state, not something done to them.
                    if subjects.is_empty() && self.lexicon.light_oblique.contains(doc.lemma(holder)) {
                        subjects = self.surface_subjects(holder, DEPTH);
                    }
                    if self.preposition(first).as_deref() == Some("under") {
                        args.extend(subjects.iter().map(|t| (Slot::Obj, *t)));
                    } else if self.lexicon.light_oblique.contains(doc.lemma(holder)) && self.carries(first) {
                        args.extend(subjects.iter().map(|t| (Slot::Subj, *t)));
                        self.obliques(holder, noun, &mut args);
                    }
                    // "recalled its envoy for consultations": with whom is not told.
                    let aimed = self.preposition(first).as_deref() == Some("for");
                    if !aimed || self.lexicon.light_oblique.contains(doc.lemma(holder)) {
                        clause_subjects = subjects;
                    }
                }
                Deprel::Xcomp | Deprel::Ccomp if verbal => clause_subjects = self.doers(holder),
                // "received advice in a meeting with": what happens within a contact has its parties for subjects.
                Deprel::Nmod
                    if self
                        .preposition(first)
                        .is_some_and(|p| matches!(p.as_str(), "in" | "during" | "at")) =>
                {
                    let above = doc
                        .token(holder)
                        .head
                        .filter(|_| matches!(doc.token(holder).deprel, Deprel::Obj | Deprel::Obl));
                    clause_subjects = above.map(|verb| self.doers(verb)).unwrap_or_default();
                }
                _ => {}
            }
        }
        // "Meeting in Vienna, the two ministers said": the parse takes the gerund for a noun with whoever met beside it.
        clause_subjects.extend(self.opening(noun));
        // "was a call to": a noun as predicate has a subject of its own.
        clause_subjects.extend(doc.children_by(noun, Deprel::Nsubj));
        for &child in doc.children(noun) {
            match doc.token(child).deprel {
                Deprel::NmodPoss => args.push((Slot::Poss, child)),
                Deprel::Amod | Deprel::Compound | Deprel::NmodDesc | Deprel::NmodUnmarked | Deprel::Flat => args.push((Slot::Mod, child)),
                Deprel::AclRelcl => self.relative_sides(child, &mut args),
                _ => {}
            }
        }
        self.dependants(noun, &mut args);
        self.inner_phrases(noun, &mut args);
        self.complement_phrases(&mut args);
        Predicate {
            trigger: noun,
            anchor,
            args,
            nominal: true,
            clause_subjects,
        }
    }

    /// The noun that only counts or holds this one: the hours of "five hours of talks".
    fn counted_by(self, noun: TokenId) -> Option<TokenId> {
        let token = self.doc.token(noun);
        let of = token.deprel == Deprel::Nmod && self.preposition(noun).as_deref() == Some("of");
        let counts = |h: &TokenId| {
            let lemma = self.doc.lemma(*h);
            self.lexicon.measures.contains(lemma) || self.lexicon.carrier_nouns.contains(lemma)
        };
        token.head.filter(|_| of).filter(counts)
    }

    /// Who does what the clause above an adverbial one tells: "the bloc will go ahead if talks with Japan fail".
    fn doers_above(self, verb: TokenId) -> Vec<TokenId> {
        let above = self.doc.token(verb).head.filter(|_| self.doc.token(verb).deprel == Deprel::Advcl);
        above.map(|verb| self.doers(verb)).unwrap_or_default()
    }

    /// Whom a gerund that opens its sentence and is read as a noun has beside it.
    fn opening(self, noun: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let opens = doc.sentence(doc.sentence_of(noun)).tokens.start == noun && doc.form(noun).ends_with("ing");
        doc.children_by(noun, Deprel::Appos).filter(|_| opens).collect()
    }

    /// The sides that a relative clause names: "talks, which are a matter between the two states".
    fn relative_sides(self, clause: TokenId, args: &mut Vec<(Slot, TokenId)>) {
        let doc = self.doc;
        let predicates = [clause].into_iter().chain(doc.children_by(clause, Deprel::Ccomp));
        for sides in predicates.flat_map(|p| doc.children_by(p, Deprel::Nmod)) {
            if self.preposition(sides).as_deref() == Some("between") {
                args.push((Slot::Prep("between".into()), sides));
            }
        }
    }

    /// "the release of the sailors by Nigeria", "the lifting of sanctions on Iran": what hangs on the noun after "of" or "by" may be meant for
    /// the deed; it follows the deed's own phrases.
    fn inner_phrases(self, noun: TokenId, args: &mut Vec<(Slot, TokenId)>) {
        let doc = self.doc;
        let of = doc
            .children_by(noun, Deprel::Nmod)
            .filter(|n| matches!(self.preposition(*n).as_deref(), Some("of" | "by")));
        let inner = of.flat_map(|n| doc.children_by(n, Deprel::Nmod));
        args.extend(inner.filter_map(|n| {
            let preposition = self.preposition(n).filter(|p| p != "of")?;
            Some((Slot::Prep(preposition), n))
        }));
    }

    /// Whether the preposition before the noun says that the clause's subject takes part in it.
    fn carries(self, noun: TokenId) -> bool {
        self.preposition(noun)
            .is_some_and(|p| matches!(p.as_str(), "in" | "for" | "on" | "at" | "to" | "into" | "during"))
    }

    /// Complements, phrases and particles of any predicate.
    fn dependants(self, head: TokenId, args: &mut Vec<(Slot, TokenId)>) {
        let doc = self.doc;
        for &child in doc.children(head) {
            match doc.token(child).deprel {
                Deprel::Iobj => args.push((Slot::Iobj, child)),
                // "called Xi, the palace said": what quotes the clause may hang below it.
                Deprel::Xcomp if self.is_misread_object(child) || self.is_quoting(child) => {}
                Deprel::Xcomp => args.push((Slot::Xcomp, child)),
                Deprel::Ccomp => {
                    // "assured the United States that it would": who stands before the conjunction was told.
                    let mark = doc.children_by(child, Deprel::Mark).next();
                    let told = doc
                        .children_by(child, Deprel::Iobj)
                        .filter(|t| *t > head && mark.is_some_and(|m| *t < m));
                    args.extend(told.map(|t| (Slot::Iobj, t)));
                    args.push((Slot::Ccomp, child));
                }
                Deprel::Advcl => {
                    match self.mark(child) {
                        Some(mark) if mark == "to" => args.push((Slot::Xcomp, child)),
                        Some(mark) => self.subordinate(mark, child, args),
                        None => {}
                    }
                    args.push((Slot::Advcl, child));
                }
                Deprel::Acl => match self.mark(child) {
                    Some(mark) if mark == "to" => args.push((Slot::Xcomp, child)),
                    Some(mark) if mark == "that" => args.push((Slot::Ccomp, child)),
                    Some(mark) => self.subordinate(mark, child, args),
                    None => {}
                },
                Deprel::Obl if self.purpose_noun(child).is_some() => {
                    let aims = doc.children_by(child, Deprel::Acl);
                    args.extend(aims.filter(|a| self.mark(*a).as_deref() == Some("to")).map(|a| (Slot::Xcomp, a)));
                }
                Deprel::CompoundPrt => args.push((Slot::Particle, child)),
                Deprel::Aux => args.push((Slot::Aux, child)),
                Deprel::Advmod => args.push((Slot::Prep("advmod".into()), child)),
                Deprel::AuxPass => args.push((Slot::Prep("auxpass".into()), child)),
                _ => {}
            }
        }
        self.obliques(head, head, args);
    }

    /// Whether the verb says something and stands in a tense, which no complement of another does.
    fn is_quoting(self, verb: TokenId) -> bool {
        matches!(self.doc.token(verb).xpos, Xpos::Vbd | Xpos::Vbz) && self.lexicon.say.contains(self.doc.lemma(verb))
    }

    /// A clause behind a conjunction or preposition: "unless Iran stops", "calls for the government to act" have whoever would
    /// have to act in `unless.subj`, `for.subj`.
    fn subordinate(self, mark: SmolStr, clause: TokenId, args: &mut Vec<(Slot, TokenId)>) {
        let doers = self.surface_subjects(clause, 0);
        args.extend(doers.into_iter().map(|t| (Slot::Prep(format!("{mark}.subj").into()), t)));
        args.push((Slot::Prep(mark), clause));
    }

    /// The verb that a noun of purpose says what it is for: "campaigned in a bid to win".
    pub(super) fn purpose_noun(self, noun: TokenId) -> Option<TokenId> {
        let token = self.doc.token(noun);
        let purpose = token.deprel == Deprel::Obl && self.lexicon.purposes.contains(self.doc.lemma(noun));
        token.head.filter(|_| purpose && self.preposition(noun).as_deref() == Some("in"))
    }

    /// Prepositional phrases of `head`, leaving out the one that `not` heads.
    fn obliques(self, head: TokenId, not: TokenId, args: &mut Vec<(Slot, TokenId)>) {
        let doc = self.doc;
        for &child in doc.children(head) {
            if child == not
                || !matches!(
                    doc.token(child).deprel,
                    Deprel::Obl | Deprel::OblAgent | Deprel::Nmod | Deprel::OblUnmarked
                )
            {
                continue;
            }
            if let Some(preposition) = self.preposition(child) {
                args.push((Slot::Prep(preposition), child));
            }
            // "spoke by telephone with": what hangs on the means is the verb's.
            if self.lexicon.means.contains(doc.lemma(child)) {
                self.obliques(child, not, args);
            }
            // Each member of "with A and with B" stands for itself.
            for conj in doc.children_by(child, Deprel::Conj) {
                if let Some(preposition) = self.preposition(conj) {
                    args.push((Slot::Prep(preposition), conj));
                }
            }
        }
    }

    /// The preposition before a noun, `_` joining those of several words.
    pub(super) fn preposition(self, noun: TokenId) -> Option<SmolStr> {
        self.marker(noun, Deprel::Case)
    }

    /// The conjunction or infinitive marker before a clause; a preposition where a gerund follows one.
    pub(super) fn mark(self, verb: TokenId) -> Option<SmolStr> {
        let when = || {
            self.doc
                .children_by(verb, Deprel::Advmod)
                .find(|a| *a < verb && self.doc.lemma(*a) == "when")
        };
        self.marker(verb, Deprel::Mark)
            .or_else(|| self.marker(verb, Deprel::Case))
            .or_else(|| when().map(|_| "when".into()))
    }

    fn marker(self, head: TokenId, deprel: Deprel) -> Option<SmolStr> {
        let doc = self.doc;
        let mut marks = doc.children_by(head, deprel).filter(|c| doc.token(*c).xpos != Xpos::Pos);
        let first = marks.next()?;
        let out_of = doc.lemma(first) == "out" && marks.next().is_some_and(|next| doc.lemma(next) == "of");
        if out_of {
            return Some("out_of".into());
        }
        let fixed: Vec<&str> = doc.children_by(first, Deprel::Fixed).map(|c| doc.form(c)).collect();
        let word = doc.form(first).to_lowercase();
        if fixed.is_empty() {
            Some(word.into())
        } else {
            Some(format!("{word}_{}", fixed.join("_").to_lowercase()).into())
        }
    }
}
