//! How far a name reaches: what tags, parse and casing say of the words at its ends.
//!
//! Last step of the accurate engine. The hard decision: the network says where names are, and syntax where they end, since
//! titles, prepositions and common nouns at a name's edge are a matter of annotation that syntax tells without exception.

use super::super::{Arc, Tag};
use crate::document::{Deprel, NameKind, Upos, Xpos};
use crate::ontology::ActorKind;
use crate::resources::{Lexicon, NounKind};

/// A name as (first, past last, kind).
type Extent = (usize, usize, NameKind);

/// The words of a sentence, tagged and parsed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) forms: &'a [&'a str],
    pub(super) tags: &'a [Tag],
    pub(super) arcs: &'a [Arc],
    /// Position of the first word, from which heads count.
    pub(super) first: usize,
}

impl Words<'_> {
    /// Whether the parse joins word `t` to the one before it: two proper nouns, the first a modifier of the second or both
    /// of the same word.
    pub(super) fn joined(&self, t: usize) -> bool {
        let modifies = |i: usize| matches!(self.arcs[i].deprel, Deprel::Compound | Deprel::Amod);
        let head = |i: usize| self.arcs[i].head.map(|h| h.index().wrapping_sub(self.first));
        let both = self.proper(t - 1) && self.proper(t) && self.capital(t) && modifies(t - 1);
        both && (head(t - 1) == Some(t) || head(t - 1) == head(t) && (modifies(t) || self.arcs[t].deprel == Deprel::Flat))
    }

    /// The names with what belongs to them, and without what does not.
    pub(super) fn settle(&self, names: Vec<Extent>) -> Vec<Extent> {
        let mut whole: Vec<Extent> = Vec::with_capacity(names.len());
        for (first, last, kind) in names {
            match whole.last_mut() {
                // "University of" "Kent": what an open preposition leads to is the name's rest.
                Some(before) if before.2 != NameKind::Person && self.leads(before.1, first) => before.1 = last,
                _ => whole.push((first, last, kind)),
            }
        }
        whole.into_iter().filter_map(|name| self.trimmed(name)).collect()
    }

    /// Whether the name that ends before `end` ends in "of" and what begins at `next` follows it.
    fn leads(&self, end: usize, next: usize) -> bool {
        let article = next == end + 1 && self.tags[end].upos == Upos::Det;
        (next == end || article) && self.forms[end - 1].eq_ignore_ascii_case("of")
    }

    fn trimmed(&self, (mut first, mut last, kind): Extent) -> Option<Extent> {
        let linking = |i: usize| {
            let mark = self.tags[i].upos == Upos::Punct && self.forms[i] != ".";
            mark || matches!(self.tags[i].upos, Upos::Adp | Upos::Det | Upos::Cconj)
        };
        while first < last && linking(last - 1) {
            last -= 1;
        }
        // "the Caldwell company": written small, the company is what kind of thing is named.
        if (first..last).any(|i| self.capital(i)) {
            while !self.capital(last - 1) && self.tags[last - 1].xpos != Xpos::Pos {
                last -= 1;
            }
        }
        if first == last || Lexicon::embedded().names_a_thing(&self.forms[last - 1].to_lowercase()) {
            return None;
        }
        if kind == NameKind::Person {
            while first + 1 < last && self.entitles(first) {
                first += 1;
            }
            if first + 1 == last && self.is_role(first) {
                return None;
            }
        }
        Some((first, last, kind))
    }

    /// Titles that the parse takes for parties of their own, each with the name behind it: "met Chancellor Merz", two objects.
    pub(super) fn parted_titles(&self, names: &[Extent]) -> Vec<(usize, usize)> {
        let named = |t: usize| names.iter().any(|name| (name.0..name.1).contains(&t));
        let persons = names.iter().filter(|name| name.2 == NameKind::Person);
        let before = persons.filter_map(|name| Some((name.0.checked_sub(1)?, name.0)));
        let parted = |&(title, name): &(usize, usize)| {
            let party = matches!(
                self.arcs[title].deprel,
                Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::Obl
            );
            party
                && self.arcs[title].head == self.arcs[name].head
                && !named(title)
                && self.capital(title)
                && (self.honours(title) || self.is_office(title))
        };
        before.filter(parted).collect()
    }

    /// Whether the word is a title before the rest of the name.
    fn entitles(&self, i: usize) -> bool {
        self.arcs[i].deprel == Deprel::NmodDesc || self.honours(i)
    }

    /// Whether the word alone says what somebody is and not who: "the President", "Madam Speaker".
    fn is_role(&self, i: usize) -> bool {
        let role = self.is_office(i);
        let before = i.checked_sub(1);
        let determined = before.is_some_and(|b| matches!(self.tags[b].upos, Upos::Det | Upos::Pron));
        // "the Bush administration" has the article of another word.
        let modifier = matches!(
            self.arcs[i].deprel,
            Deprel::Compound | Deprel::Amod | Deprel::Flat | Deprel::NmodPoss
        );
        let addressed = before.is_some_and(|b| self.entitles(b));
        self.honours(i) || determined && (role || !modifier && self.tags[i - 1].upos == Upos::Det) || role && addressed
    }

    fn is_office(&self, i: usize) -> bool {
        let noun = Lexicon::embedded().noun(&self.forms[i].to_lowercase());
        noun.is_some_and(|n| n.kind == NounKind::Actor(ActorKind::Person))
    }

    fn honours(&self, i: usize) -> bool {
        Lexicon::embedded().honorific(&self.forms[i].to_lowercase()).is_some()
    }

    fn proper(&self, i: usize) -> bool {
        self.tags[i].upos == Upos::Propn || matches!(self.tags[i].xpos, Xpos::Nnp | Xpos::Nnps)
    }

    /// Whether a capital or a digit makes the word more than a common noun.
    fn capital(&self, i: usize) -> bool {
        self.forms[i].chars().any(|c| c.is_uppercase() || c.is_numeric())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::TokenId;
    use NameKind::{Organisation, Person, Place};

    /// Words as `form TAG/XPOS head relation`, a line each.
    fn with<T>(sentence: &str, ask: impl FnOnce(Words<'_>) -> T) -> T {
        let rows: Vec<Vec<&str>> = sentence.lines().map(|l| l.split_whitespace().collect()).collect();
        let forms: Vec<&str> = rows.iter().map(|r| r[0]).collect();
        let tags: Vec<Tag> = rows
            .iter()
            .map(|r| {
                let (upos, xpos) = r[1].split_once('/').unwrap();
                Tag {
                    upos: upos.parse().unwrap(),
                    xpos: xpos.parse().unwrap(),
                }
            })
            .collect();
        let arcs: Vec<Arc> = rows
            .iter()
            .map(|r| Arc {
                head: r[2].parse::<usize>().unwrap().checked_sub(1).map(TokenId::new),
                deprel: Deprel::read(r[3]),
            })
            .collect();
        ask(Words {
            forms: &forms,
            tags: &tags,
            arcs: &arcs,
            first: 0,
        })
    }

    #[test]
    fn an_open_preposition_leads_to_the_rest() {
        let text = "University PROPN/NNP 0 root\nof ADP/IN 3 case\nKent PROPN/NNP 1 nmod";
        let names = vec![(0, 2, Organisation), (2, 3, Place)];
        assert_eq!(with(text, |w| w.settle(names)), [(0, 3, Organisation)]);
        assert_eq!(with(text, |w| w.settle(vec![(0, 2, Organisation)])), [(0, 1, Organisation)]);
    }

    #[test]
    fn a_title_beside_its_name_is_no_party() {
        let text = "Holm PROPN/NNP 2 nsubj\nmet VERB/VBD 0 root\nChancellor PROPN/NNP 2 iobj\nBerg PROPN/NNP 2 obj";
        let names = [(0, 1, Person), (3, 4, Person)];
        assert_eq!(with(text, |w| w.parted_titles(&names)), [(2, 3)]);
        let whole = text.replace("2 iobj", "4 nmod:desc");
        assert!(with(&whole, |w| w.parted_titles(&names)).is_empty());
        let month = text.replace("Chancellor", "March");
        assert!(with(&month, |w| w.parted_titles(&names)).is_empty());
    }

    #[test]
    fn titles_and_roles_are_no_names() {
        let text =
            "Justice PROPN/NNP 2 nmod:desc\nHolm PROPN/NNP 3 nsubj\ntold VERB/VBD 0 root\nthe DET/DT 5 det\nPresident PROPN/NNP 3 obj";
        let names = vec![(0, 2, Person), (4, 5, Person)];
        assert_eq!(with(text, |w| w.settle(names)), [(1, 2, Person)]);
    }

    #[test]
    fn what_is_written_small_and_deeds_are_no_names() {
        let text = "Kivu PROPN/NNP 2 compound\ncourts PROPN/NNPS 0 root\nLake PROPN/NNP 4 compound\nAct PROPN/NNP 2 nmod";
        let names = vec![(0, 2, Organisation), (2, 4, Organisation)];
        assert_eq!(with(text, |w| w.settle(names)), [(0, 1, Organisation)]);
    }

    #[test]
    fn the_parse_joins_modifiers_to_their_noun() {
        let text = "World PROPN/NNP 3 compound\nTrade PROPN/NNP 3 compound\nForum PROPN/NNP 4 nsubj\nmet VERB/VBD 0 root";
        assert_eq!(with(text, |w| [w.joined(1), w.joined(2), w.joined(3)]), [true, true, false]);
    }
}
