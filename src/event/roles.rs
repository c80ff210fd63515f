//! From syntactic arguments to parties: coordinated names each count, and a deed of "Israeli tanks" is Israel's.

use crate::document::{Deprel, Document, Upos, Xpos};
use crate::ontology::{ActorKind, Sector};
use crate::record::{Entities, Entity, MentionKind, Party, folded};
use crate::rule::Test;
use crate::rule::lexicon::ClauseLexicon;
use crate::span::{TokenId, TokenRange};

/// Finds who stands at a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct PartyFinder<'a> {
    pub(super) doc: &'a Document,
    pub(super) entities: &'a Entities,
    /// Whether deeds of words are meant: a condemned attack belongs to who made it, a bombed base to where it is.
    pub(super) verbal: bool,
    pub(super) lexicon: &'a ClauseLexicon,
}

/// What a party is looked for as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seat {
    /// Whoever does it: a town before a noun ("a Baghdad attack") says where, not who.
    Doer,
    /// Whom it is done to: towns and regions count for their state.
    Target,
}

impl PartyFinder<'_> {
    /// The parties that the noun phrase headed at `head` stands for, coordinated ones included, each once.
    pub(super) fn parties(self, head: TokenId, seat: Seat) -> Vec<Party> {
        let mut found: Vec<Party> = Vec::new();
        for member in self.coordinated(head) {
            let mut here = self.direct(member);
            // "on the eve of a visit by", "the Iraq war": times and matters are nobody's.
            if here.is_empty() && !self.lexicon.ownerless.contains(self.doc.lemma(member)) {
                here = self.owner(member, seat, 2);
            }
            for party in here {
                if found.iter().all(|p| p.entity.id != party.entity.id) {
                    found.push(party);
                }
            }
        }
        found
    }

    /// The head itself and what is coordinated with it, or with any word of its name; "elders in the area and officials"
    /// are two groups, whichever noun the parse hangs the second on.
    pub(super) fn coordinated(self, head: TokenId) -> Vec<TokenId> {
        let mut all = vec![head];
        let mut at = 0;
        while at < all.len() {
            let here = all[at];
            let name = self.entities.mention_at(here).and_then(|(_, m)| m.detail.name);
            let words = name.into_iter().flat_map(TokenRange::iter).filter(|t| *t != here);
            let members: Vec<TokenId> = [here]
                .into_iter()
                .chain(words)
                .flat_map(|t| self.doc.children_by(t, Deprel::Conj))
                .filter(|c| {
                    matches!(
                        self.doc.token(*c).upos,
                        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num | Upos::X
                    )
                })
                .filter(|c| !self.is_other_phrase(here, *c))
                .filter(|c| !self.is_second_place(here, *c))
                .chain(self.between(here))
                .chain(self.behind_place(here))
                .chain(self.included(here))
                .filter(|c| !all.contains(c))
                .collect();
            all.extend(members);
            at += 1;
        }
        all
    }

    /// The middle ones of several names, which the parse takes for other names of the first: "Chad, Niger and Mali".
    fn between(self, head: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let named = |t: TokenId| self.entities.mention_at(t).is_some_and(|(_, m)| m.kind == MentionKind::Name);
        let last = doc
            .children_by(head, Deprel::Conj)
            .find(|c| named(*c) && doc.children_by(*c, Deprel::Cc).next().is_some());
        let middle = |t: &TokenId| last.is_some_and(|l| *t < l) && named(*t);
        let all = doc.children_by(head, Deprel::Appos).filter(middle);
        all.filter(|_| named(head)).collect()
    }

    /// Those named as part of a group: "eleven people, including two Danish citizens".
    fn included(self, head: TokenId) -> impl Iterator<Item = TokenId> {
        let doc = self.doc;
        let including = move |n: &TokenId| {
            doc.children_by(*n, Deprel::Case)
                .any(|c| doc.lemma(c) == "include" || doc.form(c) == "including")
        };
        doc.children_by(head, Deprel::Nmod).filter(including)
    }

    /// Groups and bodies that the parse coordinates with a place in the phrase of another group.
    fn behind_place(self, head: TokenId) -> Vec<TokenId> {
        let acts = |t: TokenId| self.entities.mention_at(t).is_some_and(|(_, m)| m.actor.is_some() && !m.place);
        if !acts(head) {
            return Vec::new();
        }
        let places = self.doc.children_by(head, Deprel::Nmod).filter(|n| {
            let where_it_is = self
                .doc
                .children_by(*n, Deprel::Case)
                .any(|c| matches!(self.doc.lemma(c), "in" | "from"));
            where_it_is && self.entities.mention_at(*n).is_some_and(|(_, m)| m.place)
        });
        places
            .flat_map(|n| self.doc.children_by(n, Deprel::Conj))
            .filter(|c| acts(*c) && !self.names_place(*c))
            .collect()
    }

    /// Whether what is coordinated with a group is a place beside the place in the group's phrase: "forces in Mali and Niger".
    fn is_second_place(self, head: TokenId, member: TokenId) -> bool {
        let doc = self.doc;
        let located = |n: TokenId| {
            doc.children_by(n, Deprel::Case)
                .any(|c| matches!(doc.lemma(c), "in" | "from" | "across"))
        };
        let mut beside = doc.children_by(head, Deprel::Nmod).filter(|n| *n > head && *n < member);
        !self.names_place(head) && self.names_place(member) && beside.any(|n| self.names_place(n) && located(n))
    }

    /// Whether what is coordinated stands behind another preposition: "for the rebels, and by the incursion".
    fn is_other_phrase(self, head: TokenId, member: TokenId) -> bool {
        let preposition = |t: TokenId| self.doc.children_by(t, Deprel::Case).map(|c| self.doc.lemma(c)).next();
        matches!((preposition(head), preposition(member)), (Some(one), Some(other)) if one != other)
    }

    /// Whether a place or a state is called by its name here.
    fn names_place(self, head: TokenId) -> bool {
        let mention = self.entities.mention_at(head).map(|(_, m)| m);
        mention.is_some_and(|m| m.kind == MentionKind::Name && (m.place || m.actor == Some(ActorKind::State)))
    }

    /// Whether the words at this head name a town, region or building, even one that may stand for its state.
    pub(super) fn is_locality(self, head: TokenId) -> bool {
        self.entities.mention_at(head).is_some_and(|(_, m)| m.detail.locality)
    }

    /// A name in apposition to the noun, if not at once then behind another description.
    fn named_beside(self, head: TokenId, depth: u8) -> Option<TokenId> {
        let named = |t: TokenId| {
            let mention = self.entities.mention_at(t);
            mention.is_some_and(|(id, m)| m.kind == MentionKind::Name && self.entities.entities_of(id).next().is_some())
        };
        self.doc.children_by(head, Deprel::Appos).find_map(|beside| {
            if named(beside) {
                Some(beside)
            } else {
                depth.checked_sub(1).and_then(|d| self.named_beside(beside, d))
            }
        })
    }

    /// "the party and the prime minister, Ariel Sharon": the name behind the last of several, which the parse ties to the first.
    fn named_behind(self, member: TokenId) -> Option<TokenId> {
        let doc = self.doc;
        let first = doc.token(member).head.filter(|_| doc.token(member).deprel == Deprel::Conj)?;
        let next = doc.tokens.get(member.index() + 1)?.span.of(doc.text());
        self.named_beside(first, 0).filter(|name| {
            let start = self.entities.mention_at(*name).map_or(*name, |(_, m)| m.tokens.start);
            next == "," && start.index() == member.index() + 2
        })
    }

    /// Entities of the mention at exactly this head.
    pub(super) fn direct(self, head: TokenId) -> Vec<Party> {
        // "challenger John Kerry": the parse may have the title head the name.
        let named = || self.doc.children_by(head, Deprel::Flat).find_map(|t| self.entities.mention_at(t));
        let Some((id, mention)) = self.entities.mention_at(head).or_else(named) else {
            return Vec::new();
        };
        // "his main backer, the Russian president, Vladimir Putin": who is only described is whoever is named beside.
        let described = mention.kind == MentionKind::Nominal && self.entities.entities_of(id).all(|e| e.id.as_str().starts_with("name:"));
        // "the PKK, a group that fought": what stands beside a name is who is named.
        if described
            && self.doc.token(head).deprel == Deprel::Appos
            && let Some(above) = self.doc.token(head).head
            && self
                .entities
                .mention_at(above)
                .is_some_and(|(_, m)| m.kind == MentionKind::Name && !m.place)
        {
            return self.direct(above);
        }
        if described && let Some(named) = self.named_beside(head, 2).or_else(|| self.named_behind(head)) {
            return self.direct(named);
        }
        let words = folded(self.doc.span_of(mention.tokens).of(self.doc.text()));
        self.entities
            .entities_of(id)
            .map(|entity| Party {
                entity: entity.clone(),
                mention: words.clone(),
                initiator: false,
            })
            .collect()
    }

    /// Whoever owns or makes up a thing that is no actor itself: "Iran's nuclear sites", "US warplanes", "dozens of rebels".
    fn owner(self, head: TokenId, seat: Seat, depth: u8) -> Vec<Party> {
        let doc = self.doc;
        // "the French-led invasion" is France's.
        let led = doc
            .children_by(head, Deprel::Amod)
            .filter(|c| *c < head && matches!(doc.token(*c).xpos, Xpos::Vbn | Xpos::Vbd) && self.lexicon.led.contains(doc.lemma(*c)));
        for leader in led.flat_map(|c| doc.children(c).iter().copied()) {
            let found = self.direct(leader);
            if !found.is_empty() {
                return found;
            }
        }
        for wanted in [
            Deprel::NmodPoss,
            Deprel::Amod,
            Deprel::Compound,
            Deprel::NmodUnmarked,
            Deprel::OblUnmarked,
        ] {
            // What hangs so on a participle is who leads: "UN-brokered".
            if wanted == Deprel::OblUnmarked && !self.lexicon.led.contains(doc.lemma(head)) {
                continue;
            }
            for child in doc.children_by(head, wanted) {
                let found: Vec<Party> = self
                    .coordinated(child)
                    .into_iter()
                    .filter(|c| seat == Seat::Target || wanted == Deprel::NmodPoss || !self.is_locality(*c))
                    .flat_map(|c| self.direct(c))
                    .filter(|p| p.entity.country.is_some() || wanted != Deprel::Amod && is_political(&p.entity))
                    .collect();
                if !found.is_empty() {
                    return found;
                }
            }
        }
        // "crimes committed by rebels" are the rebels' crimes.
        let by_whom = doc
            .children_by(head, Deprel::Acl)
            .flat_map(|verb| doc.children(verb).iter().copied());
        let by_whom: Vec<Party> = by_whom
            .filter(|c| doc.token(*c).deprel == Deprel::OblAgent)
            .flat_map(|c| self.direct(c))
            .collect();
        if !by_whom.is_empty() {
            return by_whom;
        }
        for child in doc.children_by(head, Deprel::Nmod) {
            let of = doc.children_by(child, Deprel::Case).any(|c| match doc.lemma(c) {
                "by" | "of" | "from" => true,
                "in" | "at" | "near" => !self.verbal,
                _ => false,
            });
            if !of {
                continue;
            }
            // "the operation in Afrin": a town does nothing.
            let found: Vec<Party> = self
                .coordinated(child)
                .into_iter()
                .filter(|c| seat == Seat::Target || !self.is_locality(*c))
                .flat_map(|c| self.direct(c))
                .collect();
            if !found.is_empty() {
                return found;
            }
            if depth > 0 {
                let deeper = self.owner(child, seat, depth - 1);
                if !deeper.is_empty() {
                    return deeper;
                }
            }
        }
        Vec::new()
    }

    /// Those whom the head and what is coordinated with it name themselves, owners left out.
    fn named(self, head: TokenId) -> impl Iterator<Item = Party> {
        self.coordinated(head).into_iter().flat_map(move |c| self.direct(c))
    }

    /// Whether an argument's head passes one of a frame's tests.
    pub(super) fn passes(self, head: TokenId, tests: &[Test]) -> bool {
        let doc = self.doc;
        tests.iter().any(|test| match test {
            Test::Any => true,
            Test::Actor => !self.parties(head, Seat::Target).is_empty(),
            Test::Political => self.parties(head, Seat::Target).iter().any(|p| is_political(&p.entity)),
            Test::Politician => self.named(head).any(|p| is_political(&p.entity)),
            Test::Person => self
                .named(head)
                .any(|p| matches!(p.entity.kind, ActorKind::Person | ActorKind::People)),
            Test::Place => self.entities.mention_at(head).is_some_and(|(_, m)| m.place),
            Test::Clause => matches!(doc.token(head).upos, Upos::Verb | Upos::Aux),
            Test::Bidden => self.bidden(head),
            Test::Words(words) => self.told_by(head).into_iter().any(|t| {
                let lemma = doc.lemma(t);
                words.contains(lemma) || words.contains(&*lemma.to_lowercase()) || words.contains(&*doc.form(t).to_lowercase())
            }),
        })
    }

    /// The words that tell what an argument is: its head, what is coordinated with it, and of a head that tells nothing
    /// ("part of a military aid program") the words within it.
    fn told_by(self, head: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let mut all = vec![head];
        let mut at = 0;
        while at < all.len() {
            let here = all[at];
            let carrier = self.lexicon.carrier_nouns.contains(doc.lemma(here));
            all.extend(doc.children(here).iter().copied().filter(|c| match doc.token(*c).deprel {
                Deprel::Conj => true,
                // "Hurricane Delia"
                Deprel::Flat | Deprel::NmodDesc => doc.token(here).upos == Upos::Propn,
                Deprel::Compound | Deprel::Amod | Deprel::NmodUnmarked => carrier,
                Deprel::Nmod => carrier && doc.children_by(*c, Deprel::Case).any(|p| doc.lemma(p) == "of"),
                _ => false,
            }));
            at += 1;
        }
        all
    }

    /// Whether a clause says what is to be done: "that Iran stop", "that Iran must stop".
    fn bidden(self, head: TokenId) -> bool {
        let doc = self.doc;
        let helpers = || doc.children(head).iter().copied();
        let modals: Vec<TokenId> = helpers().filter(|c| doc.token(*c).deprel == Deprel::Aux).collect();
        if !modals.is_empty() {
            return modals.iter().any(|m| matches!(doc.lemma(*m), "must" | "should" | "ought"));
        }
        if doc.children_by(head, Deprel::Mark).any(|m| doc.lemma(m) == "to") {
            return false;
        }
        // "proposed that both sides declare a truce": the present within the past.
        let past = doc
            .token(head)
            .head
            .is_some_and(|above| matches!(doc.token(above).xpos, Xpos::Vbd | Xpos::Vbn));
        doc.token(head).xpos == Xpos::Vb
            || past && doc.token(head).xpos == Xpos::Vbp
            || helpers().any(|c| matches!(doc.token(c).deprel, Deprel::AuxPass | Deprel::Cop) && doc.token(c).xpos == Xpos::Vb)
    }
}

/// Whether the actor is a political one by the codebook's section 1.
pub(super) fn is_political(entity: &Entity) -> bool {
    match entity.kind {
        ActorKind::State | ActorKind::GovernmentBody | ActorKind::ArmedGroup | ActorKind::Party => true,
        ActorKind::Person | ActorKind::People | ActorKind::Organisation | ActorKind::Other => {
            entity.office.is_some()
                || entity.sector.is_some_and(|s| {
                    !matches!(
                        s,
                        Sector::Cvl | Sector::Med | Sector::Bus | Sector::Edu | Sector::Crm | Sector::Una | Sector::Lab
                    )
                })
        }
    }
}
