//! Noun phrases: how far they reach, whose they are, and which office they tell.
//!
//! Between names and mentions. The hard decision: a country belongs to a phrase only through words that modify its head
//! ("Israeli", "Israel's", "of Israel"); a country that merely stands near does not.

use super::names::{Name, NameClass};
use crate::document::{Deprel, Document, Upos, Xpos};
use crate::ontology::ActorKind;
use crate::resources::{Gazetteer, Lexicon};
use crate::span::{TokenId, TokenRange};
use smol_str::SmolStr;

/// What finding mentions goes by: the document, the knowledge, and the names at their tokens.
pub(super) struct Scene<'a> {
    pub(super) doc: &'a Document,
    pub(super) kb: &'a Gazetteer,
    pub(super) lexicon: &'a Lexicon,
    pub(super) names: &'a [Name],
    /// The name each token is part of.
    pub(super) name_of: Vec<Option<usize>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(doc: &'a Document, kb: &'a Gazetteer, lexicon: &'a Lexicon, names: &'a [Name]) -> Self {
        let mut name_of = vec![None; doc.tokens.len()];
        for (i, name) in names.iter().enumerate() {
            name.tokens.iter().for_each(|t| name_of[t.index()] = Some(i));
        }
        Self {
            doc,
            kb,
            lexicon,
            names,
            name_of,
        }
    }

    pub(super) fn name_at(&self, token: TokenId) -> Option<&'a Name> {
        self.name_of[token.index()].map(|i| &self.names[i])
    }

    pub(super) fn deprel(&self, token: TokenId) -> Deprel {
        self.doc.token(token).deprel
    }

    pub(super) fn lower(&self, token: TokenId) -> SmolStr {
        lower(self.doc.form(token))
    }

    /// The noun phrase around `head`: what stands before it and belongs to it, the name that follows close, no clauses
    /// and no prepositions.
    pub(super) fn phrase(&self, head: TokenId) -> TokenRange {
        let (mut start, mut end) = (head, head.index() + 1);
        if let Some(name) = self.name_at(head).filter(|n| n.head == head) {
            start = start.min(name.run.start);
            end = end.max(name.tokens.end.index());
        }
        let children = self.doc.children(head);
        for child in children.iter().rev().copied().filter(|c| *c < head) {
            if self.is_premodifier(child) {
                start = start.min(self.doc.subtree(child).start);
            }
        }
        for child in children.iter().copied().filter(|c| *c > head) {
            let range = self.doc.subtree(child);
            let close = range.start.index() <= end;
            let name_follows = matches!(self.deprel(child), Deprel::Appos | Deprel::NmodDesc | Deprel::Nmod)
                && self.doc.token(child).upos == Upos::Propn
                && self.doc.children(child).iter().all(|c| *c > child);
            if close
                && (matches!(
                    self.deprel(child),
                    Deprel::Flat | Deprel::Compound | Deprel::Fixed | Deprel::Goeswith
                ) || name_follows)
            {
                end = end.max(self.name_at(child).map_or(child.index() + 1, |n| n.tokens.end.index()));
            }
        }
        TokenRange::new(start.index(), end)
    }

    fn is_premodifier(&self, child: TokenId) -> bool {
        use Deprel as D;
        matches!(
            self.deprel(child),
            D::Det
                | D::DetPredet
                | D::Amod
                | D::Compound
                | D::Nummod
                | D::NmodPoss
                | D::NmodDesc
                | D::Flat
                | D::NmodUnmarked
                | D::CcPreconj
        )
    }

    /// The preposition of a noun, where it has one.
    pub(super) fn preposition(&self, noun: TokenId) -> Option<TokenId> {
        self.doc.children_by(noun, Deprel::Case).find(|c| *c < noun)
    }

    /// The country a name gives to what it modifies.
    fn country_of_name(&self, name: &Name) -> Option<SmolStr> {
        if name.class == NameClass::Unknown || name.doubtful && name.class == NameClass::Person {
            return None;
        }
        let entry = self.kb.entry(*name.candidates.first()?);
        let country = entry.country()?;
        // Two people of one surname, two parties of one name may be of two countries; a place is the one best known.
        let same = name.candidates.iter().all(|c| self.kb.entry(*c).country() == Some(country));
        let told = same || !matches!(name.class, NameClass::Person | NameClass::Body(ActorKind::Party));
        told.then(|| SmolStr::new(country))
    }

    /// Whether the nationality is cut off from its noun: "pro-Syrian", "US-led", "anti-American".
    fn is_cut_off(&self, tokens: TokenRange, head: TokenId) -> bool {
        let near = |at: Option<usize>| at.and_then(|i| self.doc.tokens.get(i)).map(|t| t.span.of(self.doc.text()));
        let before = tokens.start.index().checked_sub(1);
        // "the former Soviet republic": no longer.
        let demonym = self.name_at(tokens.start).is_some_and(|n| n.class == NameClass::Demonym);
        let land = self.lexicon.is_appositive(&lower(self.doc.lemma(head)));
        if demonym && land && near(before).is_some_and(|w| w.eq_ignore_ascii_case("former")) {
            return true;
        }
        let hyphen = |w: Option<&str>| matches!(w, Some("-" | "‑" | "–"));
        if hyphen(near(Some(tokens.end.index()))) {
            // "Israeli-Palestinian", "South Korean-born": only what follows the hyphen tells; a second nationality keeps it,
            // and so does a word for whose command they are under ("US-led troops").
            let next = TokenId(tokens.end.0 + 1);
            return next.index() >= self.doc.tokens.len() || self.name_at(next).is_none() && !self.lexicon.is_under(&self.lower(next));
        }
        if hyphen(near(before)) {
            let prefix = near(before.and_then(|b| b.checked_sub(1))).unwrap_or("").to_lowercase();
            return matches!(prefix.as_str(), "pro" | "anti" | "non" | "ex" | "post" | "pre");
        }
        false
    }

    /// The countries that the words of the phrase give its head, in text order.
    pub(super) fn countries(&self, head: TokenId, phrase: TokenRange, depth: u8) -> Vec<SmolStr> {
        let own = self.name_at(head).filter(|n| n.head == head).map(|n| n.tokens);
        let inside = |t: TokenId| own.is_some_and(|o| o.contains(t));
        let mut direct: Vec<SmolStr> = Vec::new();
        let mut nested: Vec<SmolStr> = Vec::new();
        let mut seen = None;
        for token in phrase.iter().filter(|t| !inside(*t) && *t != head) {
            let Some(index) = self.name_of[token.index()].filter(|i| seen != Some(*i)) else {
                continue;
            };
            seen = Some(index);
            let name = &self.names[index];
            if self.is_cut_off(name.tokens, head) || self.is_opposed(name.head, head) {
                continue;
            }
            let Some(country) = self.country_of_name(name) else { continue };
            let list = if self.modifies(name.head, head) { &mut direct } else { &mut nested };
            if !list.contains(&country) {
                list.push(country);
            }
        }
        let adjectives = |list: &[SmolStr]| list.len() > 1 && phrase.iter().any(|t| self.doc.token(t).upos == Upos::Cconj);
        if !direct.is_empty() {
            if !adjectives(&direct) {
                // "Syrian Kurdish fighters", "US Iraqi policy": the first word is whose they are.
                direct.truncate(1);
            }
            return direct;
        }
        if !nested.is_empty() {
            nested.truncate(1);
            return nested;
        }
        let after = self.countries_after(head, depth);
        if after.is_empty() {
            self.shared_owner(head).into_iter().collect()
        } else {
            after
        }
    }

    /// "Turkey's president and foreign minister": whose the first office is, the second is too.
    fn shared_owner(&self, head: TokenId) -> Option<SmolStr> {
        let doc = self.doc;
        let first = doc.token(head).head.filter(|_| self.deprel(head) == Deprel::Conj)?;
        let bare = doc
            .children(head)
            .iter()
            .all(|c| !matches!(self.deprel(*c), Deprel::Det | Deprel::NmodPoss));
        let office = |t: TokenId| doc.token(t).upos == Upos::Noun && !self.kb.office_words(&lower(doc.lemma(t))).is_empty();
        if !bare || !office(head) || !office(first) {
            return None;
        }
        let owner = doc.children_by(first, Deprel::NmodPoss).find_map(|o| self.name_at(o))?;
        self.country_of_name(owner)
    }

    /// Whether the possessor of `head` is the other side: "the Americans' killers".
    fn is_opposed(&self, possessor: TokenId, head: TokenId) -> bool {
        self.deprel(possessor) == Deprel::NmodPoss && self.lexicon.is_against(&lower(self.doc.lemma(head)))
    }

    /// Whether a body or group of no state is what the words of the phrase say the head belongs to: "Red Cross officials".
    pub(super) fn belongs_to_none(&self, head: TokenId, phrase: TokenRange) -> bool {
        // "the US-led coalition" is of all who are in it.
        let joint = phrase
            .iter()
            .take_while(|t| *t < head)
            .any(|t| self.lexicon.is_under(&self.lower(t)));
        if joint && self.lexicon.is_joint(&lower(self.doc.lemma(head))) {
            return true;
        }
        // "defence chiefs from eighteen nations": of many states.
        let behind = self.doc.tokens.get(head.index() + 1).and_then(|t| t.head);
        let many = behind.is_some_and(|n| {
            let plural = self.doc.token(n).xpos == Xpos::Nns && matches!(self.doc.lemma(n), "country" | "nation" | "state");
            let told = self.doc.children(n).iter().any(|t| *t < n && self.name_at(*t).is_some());
            plural && !told && self.preposition(n).is_some_and(|p| matches!(self.lower(p).as_str(), "of" | "from"))
        });
        if many {
            return true;
        }
        phrase.iter().filter(|t| *t < head).any(|t| {
            self.name_at(t).is_some_and(|n| {
                let body = matches!(
                    n.class,
                    NameClass::Body(ActorKind::Organisation | ActorKind::ArmedGroup | ActorKind::Party)
                );
                let none = n.candidates.first().is_some_and(|c| self.kb.entry(*c).country().is_none());
                n.head == t && body && none && !self.is_cut_off(n.tokens, head) && self.modifies(t, head)
            })
        })
    }

    /// Whether `word` is a direct modifier of `head`, or coordinated with one, or modifies the title of a name.
    fn modifies(&self, word: TokenId, head: TokenId) -> bool {
        let mut here = word;
        for _ in 0..4 {
            let Some(up) = self.doc.token(here).head else { return false };
            if up == head {
                return true;
            }
            if !matches!(self.deprel(here), Deprel::Conj | Deprel::Amod | Deprel::Compound | Deprel::NmodPoss) {
                return false;
            }
            here = up;
        }
        false
    }

    /// "leaders of Belarus", "the foreign minister of the former Soviet republic of Georgia".
    fn countries_after(&self, head: TokenId, depth: u8) -> Vec<SmolStr> {
        if depth == 0 || self.lexicon.is_against(&lower(self.doc.lemma(head))) {
            return Vec::new();
        }
        let after = |c: &TokenId| *c > head && matches!(self.deprel(*c), Deprel::Nmod | Deprel::Acl);
        for child in self.doc.children(head).iter().copied().filter(after) {
            let Some(preposition) = self.preposition(child) else { continue };
            if !self.lexicon.gives_country(&self.lower(preposition)) || !self.bears_country(child) {
                continue;
            }
            let found = self.countries_named(child, depth);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// Whether the noun after a preposition can say whose the noun before it is: a name, a place or a body, but not the
    /// victims of "the kidnappers of two Chinese engineers".
    fn bears_country(&self, noun: TokenId) -> bool {
        use crate::resources::NounKind;
        let lemma = lower(self.doc.lemma(noun));
        self.name_at(noun).is_some_and(|n| n.class != NameClass::Demonym)
            || self.lexicon.is_partitive(&lemma)
            || self
                .lexicon
                .noun(&lemma)
                .is_some_and(|n| !matches!(n.kind, NounKind::Actor(ActorKind::Person | ActorKind::People)))
    }

    /// The countries of a noun and of what is coordinated with it: by its own name, else by its words.
    fn countries_named(&self, noun: TokenId, depth: u8) -> Vec<SmolStr> {
        let mut found: Vec<SmolStr> = Vec::new();
        // "the Serbian half of Bosnia": a part is of the whole.
        if depth > 0 && self.lexicon.is_partitive(&lower(self.doc.lemma(noun))) {
            let whole = self.countries_after(noun, depth);
            if !whole.is_empty() {
                return whole;
            }
        }
        for part in std::iter::once(noun).chain(self.doc.children_by(noun, Deprel::Conj)) {
            let own = self.name_at(part).and_then(|n| self.country_of_name(n));
            let here = own.map_or_else(|| self.countries(part, self.phrase(part), depth - 1), |c| vec![c]);
            for country in here {
                if !found.contains(&country) {
                    found.push(country);
                }
            }
        }
        found
    }

    /// The office or role told by the words of the phrase outside its name, longest first, with its tokens' position.
    pub(super) fn role(&self, phrase: TokenRange, name: Option<TokenRange>) -> Option<SmolStr> {
        let outside =
            |t: TokenId| !name.is_some_and(|n| n.contains(t)) && self.name_at(t).is_none_or(|n| !matches!(n.class, NameClass::Person));
        let mut best: Option<SmolStr> = None;
        let mut text = String::new();
        for last in phrase.iter().filter(|t| outside(*t)) {
            for len in (1..=4usize).rev() {
                let Some(start) = (last.index() + 1).checked_sub(len).filter(|s| *s >= phrase.start.index()) else {
                    continue;
                };
                if !(start..=last.index()).all(|t| outside(TokenId::new(t))) {
                    continue;
                }
                if self.joined_office(start, last.index() + 1, &mut text) {
                    let longer = best.as_ref().is_none_or(|b| b.len() <= text.len());
                    if longer {
                        best = Some(SmolStr::new(&text));
                    }
                    break;
                }
            }
        }
        // "secretary of state", "minister of foreign affairs", "chief of staff".
        let end = phrase.end.index();
        let of = self.doc.tokens.get(end).is_some_and(|t| t.span.of(self.doc.text()) == "of");
        if name.is_none() && of {
            for start in phrase.range().rev() {
                for len in (2..=4usize).rev() {
                    if end + len <= self.doc.tokens.len() && self.joined_office(start, end + len, &mut text) {
                        return Some(SmolStr::new(&text));
                    }
                }
            }
        }
        best
    }

    /// Writes the tokens in lower case, the last in the singular, and says whether they are an office.
    fn joined_office(&self, start: usize, end: usize, text: &mut String) -> bool {
        text.clear();
        for at in start..end {
            let token = TokenId::new(at);
            let last = at + 1 == end;
            let form = self.doc.form(token);
            if !text.is_empty() && form != "-" && !text.ends_with('-') {
                text.push(' ');
            }
            let word = if last && self.doc.token(token).upos == Upos::Noun {
                self.doc.lemma(token)
            } else {
                form
            };
            text.extend(word.chars().flat_map(char::to_lowercase));
        }
        !self.kb.office_words(text).is_empty()
    }
}

/// The word in lower case.
pub(super) fn lower(word: &str) -> SmolStr {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        SmolStr::new(word)
    } else {
        SmolStr::from(word.to_lowercase())
    }
}
