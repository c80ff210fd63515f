//! Common nouns that point back: "the militants", "the country", "the company".
//!
//! After names, before pronouns. The hard decision: only a definite phrase points back, and only to what shares its
//! head noun without contradicting modifiers, or is a name of just the kind the noun tells.

use super::clusters::Clusters;
use crate::document::{Deprel, Upos};
use crate::ontology::ActorKind;
use crate::record::{Mention, MentionKind};
use crate::span::TokenId;

/// How many sentences back a noun may point.
const REACH: usize = 12;

/// Which names a common noun may point back to by what it says of them; `None` where it says too little.
fn wanted(lemma: &str) -> Option<fn(&Mention) -> bool> {
    Some(match lemma {
        "country" | "nation" | "state" | "republic" | "kingdom" => |m| m.actor == Some(ActorKind::State) && !m.place,
        "city" | "town" | "village" | "province" | "region" | "capital" | "island" | "enclave" | "district" => |m| m.place,
        "party" => |m| m.actor == Some(ActorKind::Party),
        "company" | "firm" | "organisation" | "organization" | "agency" | "association" | "university" | "bank" | "newspaper" | "bloc" => {
            |m| m.actor == Some(ActorKind::Organisation)
        }
        "group" | "militia" | "movement" => |m| matches!(m.actor, Some(ActorKind::ArmedGroup | ActorKind::Organisation)),
        _ => return None,
    })
}

/// The last name of the kind wanted within so many sentences before the phrase, if the phrase may stand for it.
fn last_named(clusters: &Clusters<'_>, i: usize, reach: usize, wanted: fn(&Mention) -> bool) -> Option<usize> {
    let here = clusters.sentence(i);
    (0..i).rev().take_while(|o| here - clusters.sentence(*o) <= reach).find(|o| {
        let other = &clusters.mentions[*o];
        other.kind == MentionKind::Name && wanted(other) && clusters.agree(*o, i) && !apart(clusters, *o, i)
    })
}

/// Joins definite phrases with an earlier one of the same head noun.
pub(super) fn same_head(clusters: &mut Clusters<'_>) {
    for i in 0..clusters.mentions.len() {
        let mention = &clusters.mentions[i];
        if mention.kind != MentionKind::Nominal || !mention.detail.definite {
            continue;
        }
        let lemma = clusters.doc.lemma(mention.head);
        let here = clusters.sentence(i);
        // Which state or group is meant changes with every one that is named.
        let named = wanted(lemma).and_then(|wanted| last_named(clusters, i, REACH, wanted));
        let since = named.map_or(0, |n| clusters.sentence(n));
        let near = |o: &usize| here - clusters.sentence(*o) <= REACH && clusters.sentence(*o) >= since;
        let found = (0..i).rev().take_while(near).find(|o| {
            let other = &clusters.mentions[*o];
            other.kind == MentionKind::Nominal
                && clusters.doc.lemma(other.head) == lemma
                && other.number == mention.number
                && clusters.agree(*o, i)
                && !apart(clusters, *o, i)
                && modifiers_fit(clusters, *o, i)
        });
        if let Some(other) = found {
            clusters.join(other, i);
        }
    }
}

/// Whether the two cannot be one because one stands inside the other or both are arguments of one verb.
pub(super) fn apart(clusters: &Clusters<'_>, a: usize, b: usize) -> bool {
    let doc = clusters.doc;
    let (x, y) = (&clusters.mentions[a], &clusters.mentions[b]);
    if x.tokens.contains(y.head) && x.tokens.len() > 1 || y.tokens.contains(x.head) && y.tokens.len() > 1 {
        return true;
    }
    if doc.sentence_of(x.head) != doc.sentence_of(y.head) {
        return false;
    }
    let argument = |d: Deprel| {
        matches!(
            d,
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent
        )
    };
    let (p, q) = (doc.token(x.head), doc.token(y.head));
    let same_verb = p.head.is_some() && p.head == q.head && argument(p.deprel) && argument(q.deprel);
    let coordinated = p.deprel == Deprel::Conj && p.head == Some(y.head) || q.deprel == Deprel::Conj && q.head == Some(x.head);
    let above = doc.ancestors(x.head).any(|t| t == y.head) && p.deprel != Deprel::Appos
        || doc.ancestors(y.head).any(|t| t == x.head) && q.deprel != Deprel::Appos;
    same_verb || coordinated || above
}

/// Whether the later phrase brings no modifier that the earlier one lacks, nor another possessor.
fn modifiers_fit(clusters: &Clusters<'_>, earlier: usize, later: usize) -> bool {
    let doc = clusters.doc;
    let words = |m: usize| {
        let mention = &clusters.mentions[m];
        mention.tokens.iter().filter(move |t| {
            *t != mention.head && matches!(doc.token(*t).upos, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Pron)
        })
    };
    words(later).all(|t| words(earlier).any(|u| doc.lemma(t) == doc.lemma(u)))
        && doc.children_by(clusters.mentions[later].head, Deprel::Nmod).all(|n| {
            doc.children_by(clusters.mentions[earlier].head, Deprel::Nmod)
                .any(|m| doc.lemma(m) == doc.lemma(n))
        })
}

/// Joins "the country", "the company", "the city" with the nearest name of that kind.
pub(super) fn by_kind(clusters: &mut Clusters<'_>) {
    for i in 0..clusters.mentions.len() {
        let mention = &clusters.mentions[i];
        let bare = mention.kind == MentionKind::Nominal && mention.detail.definite && clusters.of(i).mentions.len() == 1;
        let plain = |t: TokenId| t == mention.head || matches!(clusters.doc.token(t).upos, Upos::Det | Upos::Adj);
        if !bare
            || mention.tokens.len() > 3
            || !mention.tokens.iter().all(plain)
            || mention.country.is_some()
            || clusters.doc.children_by(mention.head, Deprel::NmodPoss).next().is_some()
        {
            continue;
        }
        if clusters.doc.children_by(mention.head, Deprel::Nmod).next().is_some() {
            continue;
        }
        let lemma = clusters.doc.lemma(mention.head);
        let Some(wanted) = wanted(lemma) else { continue };
        let found = last_named(clusters, i, 3, wanted);
        if let Some(other) = found {
            clusters.join(other, i);
        }
    }
}
