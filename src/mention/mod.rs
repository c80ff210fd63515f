//! Finds mentions: the words of a document that stand for actors and places.
//!
//! Document → mentions. Names come first, then noun phrases whose head names people, bodies or places, then pronouns.
//! The hard decision: one mention per syntactic head, so that whoever holds an argument of the parse holds its mention.

mod names;
mod phrase;

use crate::document::{Deprel, Document, Upos, Xpos};
use crate::ontology::{ActorKind, Sector};
use crate::record::{Gender, Mention, MentionDetail, MentionKind, Number};
use crate::resources::{ActorNoun, EntryIdx, Gazetteer, Gender as KnownGender, Lexicon, NounKind};
use crate::span::{TokenId, TokenRange};
use names::{Name, NameClass};
use phrase::{Scene, lower};
use smol_str::SmolStr;

/// All mentions of actors and places, sorted by head; at most one per head.
#[must_use]
pub fn find_mentions(doc: &Document, kb: &Gazetteer) -> Vec<Mention> {
    let lexicon = Lexicon::embedded();
    let names = names::find(doc, kb, lexicon);
    let scene = Scene::new(doc, kb, lexicon, &names);
    let mut mentions = Vec::new();
    for at in 0..doc.tokens.len() {
        let token = TokenId::new(at);
        mentions.extend(scene.mention_at(token));
    }
    let dateline = dateline(doc, &names);
    for mention in mentions.iter_mut().take_while(|m| m.head.index() < dateline) {
        mention.detail.dateline = true;
        mention.place = mention.sector != Some(Sector::Med);
    }
    mentions
}

/// How many tokens at the start say where and by whom the article was written: "BAGHDAD (Reuters) -", "Cairo/Rome:", "AP -".
fn dateline(doc: &Document, names: &[Name]) -> usize {
    let Some(first) = names.first().filter(|n| n.tokens.start.index() <= 1) else {
        return 0;
    };
    let place = matches!(
        first.class,
        NameClass::Place | NameClass::State | NameClass::Unknown | NameClass::Body(_)
    );
    if !place {
        return 0;
    }
    let text = doc.text();
    let mut end = 0;
    for at in (0..doc.tokens.len().min(DATELINE_TOKENS)).map(TokenId::new) {
        let token = doc.token(at);
        let form = token.span.of(text);
        let spaced = text[..token.span.start as usize].ends_with(char::is_whitespace);
        if matches!(form, "--" | "–" | "—" | ":") || form == "-" && spaced {
            // The sentence proper begins after it: the splitter has seen that it is no speaker's colon.
            let parted = doc.sentences.iter().any(|s| s.tokens.start.index() == at.index() + 1);
            end = if parted { at.index() + 1 } else { end };
            continue;
        }
        let bracket = matches!(form, "(" | ")" | "," | "/" | "." | "[" | "]" | "-");
        let capital = form.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        if !bracket && !capital && !matches!(form, "and" | "of" | "de" | "el") {
            break;
        }
    }
    end
}

/// A dateline is no longer than this.
const DATELINE_TOKENS: usize = 20;

impl Scene<'_> {
    /// The name that this token heads, as part of it or of the titles before it.
    fn headed(&self, token: TokenId) -> Option<&Name> {
        let own = self.name_at(token).filter(|n| n.head == token && !n.absorbed);
        own.or_else(|| {
            let after = self.names.partition_point(|n| n.tokens.start <= token);
            self.names[after..]
                .iter()
                .take(3)
                .find(|n| n.head == token && n.run.contains(token))
        })
    }

    /// The mention whose head is this token.
    fn mention_at(&self, token: TokenId) -> Option<Mention> {
        if let Some(name) = self.headed(token) {
            return Some(self.named(name));
        }
        if self.name_at(token).is_some() {
            return None;
        }
        match self.doc.token(token).upos {
            Upos::Pron => self.pronoun(token),
            Upos::Det if self.deprel(token) == Deprel::NmodPoss => self.pronoun(token),
            Upos::Noun | Upos::Propn => self.nominal(token),
            Upos::Adj if matches!(self.deprel(token), Deprel::Nsubj | Deprel::Obj | Deprel::NsubjPass | Deprel::Obl) => self.nominal(token),
            _ => None,
        }
    }

    fn blank(tokens: TokenRange, head: TokenId, kind: MentionKind) -> Mention {
        Mention {
            tokens,
            head,
            kind,
            actor: None,
            country: None,
            sector: None,
            candidates: Vec::new(),
            number: Number::Unknown,
            gender: Gender::Unknown,
            place: false,
            detail: MentionDetail::default(),
        }
    }

    fn named(&self, name: &Name) -> Mention {
        let deprel = self.deprel(name.head);
        if name.class == NameClass::Demonym {
            return self.demonym(name);
        }
        // A name that a title heads in the parse ("spokesman" with "Dmitry Peskov" as its apposition) is its own mention, too.
        let phrase = self.phrase(name.head);
        let mut mention = Self::blank(phrase, name.head, MentionKind::Name);
        mention.detail.name = Some(name.tokens);
        mention.detail.doubtful = name.doubtful;
        mention.detail.definite = true;
        mention.candidates = name.candidates.iter().map(|c| SmolStr::new(self.kb.entry(*c).id())).collect();
        mention.number = Number::Singular;
        let first = name.candidates.first().map(|c| self.kb.entry(*c));
        let country = first.and_then(|e| e.country()).map(SmolStr::new);
        match name.class {
            NameClass::Person => {
                mention.actor = Some(ActorKind::Person);
                self.describe_person(&mut mention, name, deprel);
            }
            NameClass::State => {
                mention.actor = Some(ActorKind::State);
                // "in the Republic of Georgia (RG)": what stands beside the name stands for the same place.
                let beside = (deprel == Deprel::Appos).then(|| self.doc.token(name.head).head).flatten();
                mention.place = [Some(name.head), beside]
                    .into_iter()
                    .flatten()
                    .filter_map(|t| self.preposition(t))
                    .any(|p| self.lexicon.gives_place(&self.lower(p)));
                mention.country = country;
                mention.sector = Some(Sector::Gov);
                mention.gender = Gender::Neuter;
            }
            NameClass::Body(kind) => {
                mention.actor = Some(first.and_then(|e| e.actor_kind()).unwrap_or(kind));
                mention.sector = first
                    .and_then(|e| e.sector())
                    .or_else(|| self.noun_at(name.head).and_then(|n| n.sector));
                mention.gender = Gender::Neuter;
                // Of several of one name and several states linking chooses.
                let one = name
                    .candidates
                    .iter()
                    .all(|c| self.kb.entry(*c).country() == first.and_then(|e| e.country()));
                mention.country = country.filter(|_| one);
                self.pick_namesake(&mut mention);
                if mention.candidates.is_empty() {
                    self.give_countries(&mut mention);
                }
                if self.is_plural(name.head) || kind == ActorKind::People {
                    mention.number = Number::Plural;
                }
            }
            NameClass::Place => {
                mention.place = true;
                mention.detail.locality = true;
                mention.country = country;
                mention.gender = Gender::Neuter;
                if name.metonym {
                    mention.actor = first.and_then(|e| e.actor_kind());
                    mention.sector = Some(Sector::Gov);
                }
                if mention.candidates.is_empty() {
                    self.give_countries(&mut mention);
                }
            }
            NameClass::Unknown | NameClass::Demonym => {
                mention.actor = Some(ActorKind::Other);
                self.give_countries(&mut mention);
                if self.is_plural(name.head) {
                    mention.number = Number::Plural;
                }
            }
        }
        mention
    }

    /// "Israel's opposition Labour Party" is none of the other Labour parties.
    fn pick_namesake(&self, mention: &mut Mention) {
        let national = matches!(mention.actor, Some(ActorKind::Party | ActorKind::GovernmentBody));
        if !national {
            return;
        }
        let told = self.countries(mention.head, mention.tokens, 0);
        let Some(told) = told.first() else { return };
        if !mention.candidates.is_empty() && mention.country.as_ref() != Some(told) {
            mention
                .candidates
                .retain(|c| self.kb.by_id(c).is_some_and(|e| e.country() == Some(told)));
            mention.country = Some(told.clone());
        }
    }

    fn describe_person(&self, mention: &mut Mention, name: &Name, deprel: Deprel) {
        let mut words = TokenRange::new(mention.tokens.start.min(name.run.start).index(), mention.tokens.end.index());
        // "spokesman Dmitry Peskov" with the title as syntactic head: its words describe him all the same.
        let head = self.doc.token(name.head).head.filter(|h| {
            matches!(deprel, Deprel::Flat | Deprel::Appos | Deprel::NmodDesc | Deprel::Compound)
                && h.index() + 1 == mention.tokens.start.index()
        });
        if let Some(head) = head {
            words = TokenRange::new(self.phrase(head).start.index(), mention.tokens.end.index());
        }
        mention.detail.role = self.role(words, Some(name.tokens));
        mention.detail.former = self.is_former(words);
        let known: Vec<_> = name.candidates.iter().map(|c| self.kb.entry(*c)).collect();
        let told = self.countries(head.unwrap_or(name.head), words, 0);
        if let Some(country) = told.first() {
            mention.country = Some(country.clone());
        } else if let Some(first) = known.first().and_then(|e| e.country()).filter(|_| !name.doubtful)
            && known.iter().all(|e| e.country() == Some(first))
        {
            mention.country = Some(SmolStr::new(first));
        }
        let mut genders = known.iter().map(|e| e.gender());
        if let Some(gender) = genders.next().flatten().filter(|g| genders.all(|o| o == Some(*g))) {
            mention.gender = match gender {
                KnownGender::Female => Gender::Feminine,
                KnownGender::Male => Gender::Masculine,
            };
        }
        for token in words.iter().filter(|t| !name.tokens.contains(*t)) {
            let told = self
                .lexicon
                .honorific(&self.lower(token))
                .or_else(|| self.noun_at(token).map(|n| n.gender));
            if let Some(gender) = told.filter(|g| *g != Gender::Unknown) {
                mention.gender = gender;
            }
            mention.sector = mention.sector.or_else(|| self.noun_at(token).and_then(|n| n.sector));
        }
        mention.sector = known.first().and_then(|e| e.sector()).or(mention.sector);
    }

    /// "Russian" in "Russian demands" is a modifier, "the Russians" are people, "an Israeli" is a person.
    fn demonym(&self, name: &Name) -> Mention {
        let countries: Vec<SmolStr> = name
            .candidates
            .iter()
            .filter_map(|c| self.kb.entry(*c).country())
            .map(SmolStr::new)
            .collect();
        let modifier = matches!(self.deprel(name.head), Deprel::Amod | Deprel::Compound | Deprel::NmodDesc)
            || self.doc.token(name.head).upos == Upos::Adj && self.deprel(name.head) != Deprel::Nsubj;
        let first = self.kb.entry(name.candidates[0]);
        let mut mention = if modifier {
            let mut mention = Self::blank(name.tokens, name.head, MentionKind::Modifier);
            mention.candidates = name.candidates.iter().map(|c| SmolStr::new(self.kb.entry(*c).id())).collect();
            mention.actor = first.actor_kind();
            mention.sector = first.sector();
            mention
        } else {
            let plural = self.is_plural(name.head) || self.doc.children_by(name.head, Deprel::Det).any(|d| self.lower(d) == "the");
            let mut mention = Self::blank(self.phrase(name.head), name.head, MentionKind::Nominal);
            mention.actor = Some(if plural { ActorKind::People } else { ActorKind::Person });
            mention.number = if plural { Number::Plural } else { Number::Singular };
            mention.sector = Some(Sector::Cvl);
            self.determine(&mut mention);
            mention
        };
        mention.detail.name = Some(name.tokens);
        let by_descent = !modifier && mention.tokens.iter().any(|t| self.lexicon.is_descent(&self.lower(t)));
        mention.country = countries.first().filter(|_| !by_descent).cloned();
        mention
    }

    fn noun_at(&self, token: TokenId) -> Option<&ActorNoun> {
        let lemma = self.doc.lemma(token);
        self.lexicon.noun(&lower(lemma)).or_else(|| self.lexicon.noun(&self.lower(token)))
    }

    fn is_plural(&self, token: TokenId) -> bool {
        matches!(self.doc.token(token).xpos, Xpos::Nns | Xpos::Nnps)
            || self.doc.token(token).xpos == Xpos::None && self.doc.form(token).ends_with('s') && !self.doc.lemma(token).ends_with('s')
            || self.doc.form(token).ends_with("men") && self.doc.token(token).upos != Upos::Propn
            || matches!(self.doc.lemma(token), "police" | "people" | "troops" | "authorities")
    }

    fn is_former(&self, words: TokenRange) -> bool {
        words.iter().any(|t| {
            let word = self.lower(t);
            self.lexicon.is_former(&word) || self.lexicon.is_future(&word)
        })
    }

    fn give_countries(&self, mention: &mut Mention) {
        if self.belongs_to_none(mention.head, mention.tokens) {
            mention.detail.stateless = true;
            return;
        }
        let countries = self.countries(mention.head, mention.tokens, 2);
        mention.country = countries.first().cloned();
        if countries.len() > 1 {
            mention.detail.countries = countries;
        }
    }

    /// Definiteness and count, from the words before the head.
    fn determine(&self, mention: &mut Mention) {
        for token in mention.tokens.iter().take_while(|t| *t < mention.head) {
            let word = self.lower(token);
            match self.deprel(token) {
                Deprel::Det | Deprel::DetPredet if self.doc.token(token).head == Some(mention.head) => {
                    mention.detail.definite |= matches!(word.as_str(), "the" | "this" | "that" | "these" | "those" | "both");
                    if word == "both" {
                        mention.detail.count = Some(2);
                    }
                }
                Deprel::NmodPoss if self.doc.token(token).head == Some(mention.head) => mention.detail.definite = true,
                Deprel::Nummod => {
                    mention.detail.count = match word.as_str() {
                        "two" | "2" => Some(2),
                        "three" | "3" => Some(3),
                        "four" | "4" => Some(4),
                        _ => None,
                    }
                }
                _ => {}
            }
        }
    }

    fn nominal(&self, token: TokenId) -> Option<Mention> {
        // A title before a name, and the first part of a compound, speak for their heads.
        if matches!(
            self.deprel(token),
            Deprel::NmodDesc | Deprel::Compound | Deprel::Flat | Deprel::Fixed | Deprel::Goeswith
        ) {
            return None;
        }
        let phrase = self.phrase(token);
        let role = self.role(phrase, None);
        let noun = self.noun_at(token).copied();
        // "a group of foreign diplomats": those after "of" are meant.
        let lemma = lower(self.doc.lemma(token));
        if self.lexicon.is_partitive(&lemma)
            && let Some(inner) = self.after_of(token)
        {
            let mut mention = self.headed(inner).map_or_else(|| self.nominal(inner), |n| Some(self.named(n)))?;
            mention.detail.core = mention.detail.core.or(Some((mention.tokens, mention.head)));
            mention.head = token;
            mention.tokens = TokenRange::new(phrase.start.index(), mention.tokens.end.index().max(phrase.end.index()));
            mention.number = if matches!(lemma.as_str(), "member" | "one") && !self.is_plural(token) {
                Number::Singular
            } else {
                Number::Plural
            };
            if mention.kind == MentionKind::Name {
                mention.kind = MentionKind::Nominal;
                mention.candidates.clear();
            }
            mention.detail.definite = false;
            return Some(mention);
        }
        // "official statements" are no officials: what names no actor needs an office that its own word tells.
        if noun.is_none() && !role.as_ref().is_some_and(|r| r.split(' ').any(|w| w == lemma)) {
            return None;
        }
        // "the city of Basra" is Basra.
        if self.lexicon.is_appositive(&lemma) && !self.is_plural(token) {
            let named = self
                .after_of(token)
                .and_then(|t| self.headed(t))
                .filter(|n| matches!(n.class, NameClass::Place | NameClass::State));
            if let Some(name) = named {
                let mut mention = self.named(name);
                mention.head = token;
                mention.tokens = TokenRange::new(phrase.start.index(), name.tokens.end.index());
                return Some(mention);
            }
        }
        let kind = noun.map_or(NounKind::Actor(ActorKind::Person), |n| n.kind);
        let mut mention = Self::blank(phrase, token, MentionKind::Nominal);
        match kind {
            NounKind::Actor(kind) => mention.actor = Some(kind),
            NounKind::Place => mention.place = true,
        }
        mention.number = if self.is_plural(token) { Number::Plural } else { Number::Singular };
        mention.sector = noun.and_then(|n| n.sector);
        mention.gender = match (kind, noun.map(|n| n.gender)) {
            (NounKind::Actor(ActorKind::Person), Some(gender)) => gender,
            (NounKind::Actor(ActorKind::Person), None) => Gender::Unknown,
            _ => Gender::Neuter,
        };
        // "an armed group", "insurgent factions", "a Hamas cell".
        if mention.actor == Some(ActorKind::Organisation) && self.is_fighting(token, phrase) {
            mention.actor = Some(ActorKind::ArmedGroup);
            mention.sector = Some(Sector::Reb);
        }
        self.determine(&mut mention);
        self.give_countries(&mut mention);
        if let Some(group) = self.fighters_of(token, phrase, noun) {
            let entry = self.kb.entry(group);
            mention.actor = Some(ActorKind::ArmedGroup);
            mention.sector = entry.sector();
            mention.candidates = vec![SmolStr::new(entry.id())];
            mention.country = entry.country().map(SmolStr::new);
            return Some(mention);
        }
        mention.detail.former = self.is_former(phrase);
        if mention.actor == Some(ActorKind::Person) {
            mention.detail.role = role;
            self.name_holder(&mut mention);
            self.name_inside(&mut mention);
        }
        Some(mention)
    }

    /// Whether the words before the noun say that it fights: a noun for rebels, such an adjective, the name of an armed group.
    fn is_fighting(&self, noun: TokenId, phrase: TokenRange) -> bool {
        phrase.iter().take_while(|t| *t < noun).any(|t| {
            let armed = self.name_at(t).is_some_and(|n| n.class == NameClass::Body(ActorKind::ArmedGroup));
            armed
                || self.lexicon.is_fighting(&self.lower(t))
                || self.name_at(t).is_none() && self.noun_at(t).is_some_and(|n| n.sector == Some(Sector::Reb))
        })
    }

    /// The armed group whose "fighters", "militants" or "forces" these are: all of them together are the group.
    fn fighters_of(&self, noun: TokenId, phrase: TokenRange, known: Option<ActorNoun>) -> Option<EntryIdx> {
        let fight = known.is_some_and(|n| matches!(n.sector, Some(Sector::Reb | Sector::Mil))) && self.is_plural(noun);
        let name = phrase
            .iter()
            .take_while(|t| *t < noun)
            .filter_map(|t| self.name_at(t))
            .find(|n| n.class == NameClass::Body(ActorKind::ArmedGroup) && self.doc.token(n.head).head == Some(noun))?;
        let next = self.doc.form(name.tokens.end);
        (fight && next != "-").then(|| name.candidates.first().copied()).flatten()
    }

    fn after_of(&self, token: TokenId) -> Option<TokenId> {
        let nmod = self.doc.children_by(token, Deprel::Nmod).find(|c| *c > token)?;
        let preposition = self.preposition(nmod)?;
        (self.lower(preposition) == "of").then_some(nmod)
    }

    /// Who held the office on the article's day; everybody who ever did where the day is unknown.
    fn name_holder(&self, mention: &mut Mention) {
        let (Some(country), Some(role)) = (&mention.country, &mention.detail.role) else {
            return;
        };
        if mention.number == Number::Plural || mention.detail.former || !self.kb.is_single_post(role, country) {
            return;
        }
        let indefinite = self
            .doc
            .children_by(mention.head, Deprel::Det)
            .any(|d| matches!(self.lower(d).as_str(), "a" | "an" | "another" | "one"));
        if indefinite {
            return;
        }
        let date = self.doc.article.published;
        let holders = self.kb.holders(country, role, date);
        let meant = if date.is_some() { 1 } else { holders.len() };
        mention.candidates = holders.iter().take(meant).map(|e| SmolStr::new(e.id())).collect();
    }

    /// A title that heads the name after it: "spokesman Dmitry Peskov".
    fn name_inside(&self, mention: &mut Mention) {
        let after = TokenId(mention.head.0 + 1);
        if !mention.tokens.contains(after) {
            return;
        }
        let Some(name) = self
            .name_at(after)
            .filter(|n| matches!(n.class, NameClass::Person | NameClass::Unknown))
        else {
            return;
        };
        mention.kind = MentionKind::Name;
        mention.detail.name = Some(name.tokens);
        mention.detail.doubtful = name.doubtful;
        mention.candidates = name.candidates.iter().map(|c| SmolStr::new(self.kb.entry(*c).id())).collect();
    }

    fn pronoun(&self, token: TokenId) -> Option<Mention> {
        if self.deprel(token) == Deprel::Expl {
            return None;
        }
        let pronoun = self.lexicon.pronoun(&self.lower(token))?;
        let mut mention = Self::blank(TokenRange::new(token.index(), token.index() + 1), token, MentionKind::Pronoun);
        mention.number = pronoun.number;
        mention.gender = pronoun.gender;
        Some(mention)
    }
}
