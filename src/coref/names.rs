//! Names that are one: the same words, the same entry, a surname after the full name, an acronym, an apposition.
//!
//! First steps of coreference. The hard decision: a surname goes to the one person of that name in the article; where
//! the article has two, and nothing else tells them apart, to none.

use super::clusters::Clusters;
use crate::document::{Deprel, Upos};
use crate::ontology::ActorKind;
use crate::record::{MentionKind, Number};
use crate::resources::Lexicon;
use crate::resources::fold::fold_lower;
use std::collections::HashMap;

/// Joins names that are spelled alike or have the same only candidate.
pub(super) fn alike(clusters: &mut Clusters<'_>) {
    let mut by_text: HashMap<String, usize> = HashMap::new();
    let mut by_entry: HashMap<(&str, bool), usize> = HashMap::new();
    for (i, mention) in clusters.mentions.iter().enumerate() {
        if !matches!(mention.kind, MentionKind::Name | MentionKind::Modifier) || mention.detail.dateline {
            continue;
        }
        if let Some(first) = mention
            .candidates
            .first()
            .filter(|_| !mention.detail.doubtful || mention.kind == MentionKind::Modifier)
        {
            let sure = mention.candidates.len() == 1 || mention.actor != Some(ActorKind::Person);
            if sure {
                let same = *by_entry
                    .entry((first, mention.place && mention.actor != Some(ActorKind::State)))
                    .or_insert(i);
                if clusters.join(same, i) {
                    continue;
                }
            }
        }
        if mention.kind == MentionKind::Modifier {
            continue;
        }
        let text = fold_lower(clusters.name(i));
        let text = text.strip_prefix("the ").unwrap_or(&text).to_owned();
        match by_text.get(&text) {
            Some(same) if clusters.join(*same, i) => {}
            _ => {
                by_text.insert(text, i);
            }
        }
    }
}

/// "ARIEL SHARON, the Israeli Prime Minister"; "Erdogan is the president of Turkey"; "the World Food Programme (WFP)".
pub(super) fn appositions(clusters: &mut Clusters<'_>, at_head: &HashMap<u32, usize>) {
    for i in 0..clusters.mentions.len() {
        let head = clusters.mentions[i].head;
        let doc = clusters.doc;
        let token = doc.token(head);
        let upper = match token.deprel {
            Deprel::Appos | Deprel::Flat | Deprel::NmodDesc => token.head,
            _ => None,
        };
        if let Some(other) = upper.and_then(|h| at_head.get(&h.0)).copied() {
            let close = token.deprel != Deprel::Appos || fits(clusters, other, i);
            if close {
                clusters.join(other, i);
            }
        }
        // Predicate: the subject and what it is said to be.
        if doc.children_by(head, Deprel::Cop).next().is_some() && clusters.mentions[i].kind != MentionKind::Pronoun {
            let subject = doc.children_by(head, Deprel::Nsubj).find_map(|s| at_head.get(&s.0)).copied();
            let negated = doc
                .children_by(head, Deprel::Advmod)
                .any(|a| matches!(doc.lemma(a), "not" | "never" | "n't"));
            let hedged = doc.children_by(head, Deprel::Aux).next().is_some();
            if let Some(subject) = subject.filter(|_| !negated && !hedged) {
                let told = clusters.mentions[i].detail.definite || clusters.mentions[i].detail.role.is_some();
                let speaker = clusters.mentions[subject].kind != MentionKind::Pronoun || clusters.mentions[i].kind == MentionKind::Name;
                if told && speaker && fits(clusters, subject, i) {
                    clusters.join(subject, i);
                }
            }
        }
    }
}

/// Whether two phrases can be two descriptions of one: no two different names, no two places.
fn fits(clusters: &Clusters<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&clusters.mentions[a], &clusters.mentions[b]);
    let names = x.kind == MentionKind::Name && y.kind == MentionKind::Name;
    if names && x.actor == Some(ActorKind::Person) && y.actor == Some(ActorKind::Person) {
        return shares_surname(clusters, a, b);
    }
    if names {
        return is_acronym(clusters.name(a), clusters.name(b)) || is_acronym(clusters.name(b), clusters.name(a));
    }
    // "Basra, the southern city": places only with places.
    x.actor.is_some() == y.actor.is_some()
        || x.place && y.place
        || x.actor == Some(ActorKind::State) && y.place
        || y.actor == Some(ActorKind::State) && x.place
}

fn surname(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

fn shares_surname(clusters: &Clusters<'_>, a: usize, b: usize) -> bool {
    surname(clusters.name(a)).eq_ignore_ascii_case(surname(clusters.name(b)))
}

/// Whether `short` is made of the first letters of `long`: "YPG" of "People's Protection Units" is not, "WFP" is.
pub(super) fn is_acronym(short: &str, long: &str) -> bool {
    let letters: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.len() < 2 || letters.chars().any(char::is_lowercase) || !long.contains(' ') {
        return false;
    }
    let initials: String = long
        .split([' ', '-'])
        .filter_map(|w| w.chars().next())
        .filter(|c| c.is_uppercase())
        .collect();
    initials == letters
}

/// "Putin" after "Vladimir Putin", "the Commission" after "the European Commission", "WFP" after "World Food Programme".
pub(super) fn shortened(clusters: &mut Clusters<'_>, lexicon: &Lexicon) {
    // Full names by their words, as they come.
    let mut longer: Vec<usize> = Vec::new();
    for i in 0..clusters.mentions.len() {
        let mention = &clusters.mentions[i];
        if mention.kind != MentionKind::Name || clusters.of(i).mentions.first() != Some(&i) {
            continue;
        }
        let name = clusters.name(i);
        let person = mention.actor == Some(ActorKind::Person) || mention.actor == Some(ActorKind::Other);
        let mut matches: Vec<usize> = Vec::new();
        for &full in &longer {
            let other = &clusters.mentions[full];
            let other_name = clusters.name(full);
            let people = person && matches!(other.actor, Some(ActorKind::Person | ActorKind::Other));
            let hit = if name.contains(' ') {
                // "Condi Rice" is not "Susan Rice"; "George Bush" is "George W. Bush".
                people && first_and_last(name, other_name) || !people && body_shortened(clusters, lexicon, i, full)
            } else if people && other_name.contains(' ') {
                surname(other_name).eq_ignore_ascii_case(name)
                    || other_name.split(' ').next() == Some(name) && mention.candidates.is_empty()
            } else {
                is_acronym(name, other_name) || !people && body_shortened(clusters, lexicon, i, full)
            };
            if hit && clusters.agree(full, i) && !matches.iter().any(|m| clusters.same(*m, full)) {
                matches.push(full);
            }
        }
        match matches[..] {
            [only] => {
                clusters.join(only, i);
            }
            [] => longer.push(i),
            _ => {
                // Two of that surname: only a title or honorific that one of them carries tells.
                let role = mention.detail.role.clone();
                let mut titled = matches
                    .iter()
                    .copied()
                    .filter(|m| role.is_some() && clusters.of(*m).mentions.iter().any(|o| clusters.mentions[*o].detail.role == role));
                if let (Some(only), None) = (titled.next(), titled.next()) {
                    clusters.join(only, i);
                }
            }
        }
    }
}

fn first_and_last(short: &str, long: &str) -> bool {
    let (a, b): (Vec<_>, Vec<_>) = (short.split(' ').collect(), long.split(' ').collect());
    a.len() < b.len() && a.first() == b.first() && a.last() == b.last()
        || b.len() < a.len() && a.first() == b.first() && a.last() == b.last()
}

/// Whether the later name is the earlier one with words left out, its head kept.
fn body_shortened(clusters: &Clusters<'_>, lexicon: &Lexicon, short: usize, long: usize) -> bool {
    let doc = clusters.doc;
    let (a, b) = (&clusters.mentions[short], &clusters.mentions[long]);
    let (Some(x), Some(y)) = (a.detail.name, b.detail.name) else {
        return false;
    };
    if a.place != b.place || x.len() >= y.len() || doc.token(a.head).upos != Upos::Propn {
        return false;
    }
    let head = doc.form(a.head);
    let same_head = head == doc.form(b.head);
    // The head alone must be a word that can be left alone: "the Commission", not "the Street" of every street.
    let common = lexicon.noun(&head.to_lowercase()).is_some() || x.len() > 1;
    same_head && common && x.iter().all(|t| y.iter().any(|u| doc.form(t) == doc.form(u)))
}

/// Offices and descriptions that hold for one who is named: "the Russian president", "the prime minister".
pub(super) fn offices(clusters: &mut Clusters<'_>) {
    for i in 0..clusters.mentions.len() {
        let mention = &clusters.mentions[i];
        let alone = mention.kind == MentionKind::Nominal && mention.actor == Some(ActorKind::Person) && mention.number != Number::Plural;
        if !alone || clusters.of(i).named {
            continue;
        }
        if !mention.candidates.is_empty() {
            let mut found: Vec<usize> = Vec::new();
            for other in clusters.firsts().collect::<Vec<_>>() {
                let cluster = clusters.of(other);
                let known = cluster.named && cluster.candidates.len() == 1 && mention.candidates.contains(&cluster.candidates[0]);
                if known && !clusters.same(other, i) && clusters.agree(other, i) {
                    found.push(other);
                }
            }
            if let [only] = found[..] {
                clusters.join(only, i);
                continue;
            }
        }
        let Some(role) = &mention.detail.role else { continue };
        if !mention.detail.definite && mention.country.is_none() || mention.detail.former {
            continue;
        }
        // The nearest before it who was called that.
        let called = |other: usize| {
            let m = &clusters.mentions[other];
            let same = m
                .detail
                .role
                .as_ref()
                .is_some_and(|r| r == role || r.ends_with(role.as_str()) && r.as_bytes()[r.len() - role.len() - 1] == b' ');
            same && !m.detail.former && m.number != Number::Plural && m.kind != MentionKind::Pronoun
        };
        let found = (0..i).rev().find(|o| called(*o) && clusters.agree(*o, i));
        if let Some(other) = found {
            clusters.join(other, i);
        }
    }
}
