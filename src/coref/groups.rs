//! Phrases that stand for several who were named: "the two leaders", "both sides", "they" after "Putin and Trump".
//!
//! Last step of coreference. The hard decision: a group is exactly as many as the words count, the last ones that fit,
//! and preferably ones that the text itself has put together.

use super::clusters::Clusters;
use super::nominals::apart;
use crate::document::Deprel;
use crate::ontology::ActorKind;
use crate::record::{Mention, MentionKind, Number};
use crate::resources::Lexicon;
use std::collections::HashMap;

/// How many sentences back the members may stand.
const REACH: usize = 6;

/// Finds the members of counted groups and of plural pronouns that found nobody.
pub(super) fn resolve(clusters: &mut Clusters<'_>, lexicon: &Lexicon, at_head: &HashMap<u32, usize>) {
    let mut chain_of_members: Vec<(Vec<usize>, usize)> = Vec::new();
    for i in 0..clusters.mentions.len() {
        let mention = &clusters.mentions[i];
        if clusters.of(i).mentions.first() != Some(&i) {
            continue;
        }
        let counted = mention.kind == MentionKind::Nominal
            && mention.number == Number::Plural
            && mention.detail.count.is_some()
            && mention.detail.definite
            && lexicon.is_both(clusters.doc.lemma(mention.head))
            && mention.country.is_none();
        let they = mention.kind == MentionKind::Pronoun
            && mention.number == Number::Plural
            && matches!(mention.gender, crate::record::Gender::Unknown)
            && third(clusters, lexicon, i);
        if !counted && !they {
            continue;
        }
        let count = mention.detail.count.map(usize::from).or(counted.then_some(2));
        let lemma = clusters.doc.lemma(mention.head);
        let fits: fn(&Mention, Option<ActorKind>) -> bool = match lemma {
            "leader" | "man" | "president" | "minister" => |_, kind| kind == Some(ActorKind::Person),
            "country" | "nation" | "state" | "neighbour" | "neighbor" | "government" => {
                |m, kind| kind == Some(ActorKind::State) && m.kind != MentionKind::Pronoun
            }
            _ => |_, kind| kind.is_some(),
        };
        let members = together(clusters, i, count, fits, at_head).or_else(|| count.and_then(|count| last_named(clusters, i, count, fits)));
        let Some(members) = members else { continue };
        let mut key: Vec<usize> = members.iter().map(|m| clusters.id(*m)).collect();
        key.sort_unstable();
        // The same two again are the same group.
        match chain_of_members.iter().find(|(k, _)| *k == key).map(|(_, m)| *m) {
            Some(earlier) if clusters.join(earlier, i) => {}
            _ => {
                clusters.members.push((i, members));
                chain_of_members.push((key, i));
            }
        }
    }
}

fn third(clusters: &Clusters<'_>, lexicon: &Lexicon, i: usize) -> bool {
    let form = clusters.doc.form(clusters.mentions[i].head).to_lowercase();
    lexicon.pronoun(&form).is_some_and(|p| p.person == crate::resources::Person::Third)
}

/// The nearest coordination before the phrase whose parts fit, of as many as are counted: "Putin and Trump", "between Israel
/// and Iran".
fn together(
    clusters: &Clusters<'_>,
    i: usize,
    count: Option<usize>,
    fits: fn(&Mention, Option<ActorKind>) -> bool,
    at_head: &HashMap<u32, usize>,
) -> Option<Vec<usize>> {
    let doc = clusters.doc;
    let here = clusters.sentence(i);
    let reach = if clusters.mentions[i].kind == MentionKind::Pronoun {
        1
    } else {
        REACH
    };
    for first in (0..i).rev().take_while(|o| here - clusters.sentence(*o) <= reach) {
        let head = clusters.mentions[first].head;
        let parts: Vec<usize> = std::iter::once(first)
            .chain(doc.children_by(head, Deprel::Conj).filter_map(|c| at_head.get(&c.0).copied()))
            .collect();
        let all = doc.children_by(head, Deprel::Conj).count() + 1;
        let plural = parts.iter().any(|p| clusters.mentions[*p].number == Number::Plural);
        let matching = parts
            .iter()
            .all(|p| fits(&clusters.mentions[*p], clusters.of(*p).kind) && !clusters.mentions[*p].place && *p < i);
        if parts.len() > 1 && parts.len() == all && count.is_none_or(|c| c == all) && matching && !plural {
            return Some(parts);
        }
    }
    None
}

/// The last ones of the kind that were named, one mention each.
fn last_named(clusters: &Clusters<'_>, i: usize, count: usize, fits: fn(&Mention, Option<ActorKind>) -> bool) -> Option<Vec<usize>> {
    let here = clusters.sentence(i);
    let mut found: Vec<usize> = Vec::new();
    for other in (0..i).rev().take_while(|o| here - clusters.sentence(*o) <= REACH) {
        let mention = &clusters.mentions[other];
        let cluster = clusters.of(other);
        // Who was named, and not who does to the group what its sentence tells: "the United States urged both governments".
        let one = cluster.named && mention.number != Number::Plural && mention.kind != MentionKind::Modifier && !apart(clusters, other, i);
        if one && fits(mention, cluster.kind) && !mention.place && !found.iter().any(|f| clusters.same(*f, other)) {
            found.push(other);
            if found.len() == count {
                found.reverse();
                return Some(found);
            }
        }
    }
    None
}
