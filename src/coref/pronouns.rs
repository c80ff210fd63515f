//! Third-person pronouns: who "he", "it" and "their" point to.
//!
//! Last step but groups. The hard decision: things compete. "It" looks at every noun before it, also at those that are no
//! actors; when one of these is the likelier antecedent, the pronoun stays unresolved.

use super::clusters::Clusters;
use super::nominals::apart;
use crate::document::{Deprel, Document, Upos, Xpos};
use crate::ontology::ActorKind;
use crate::record::{Gender, Mention, MentionKind, Number};
use crate::resources::{Lexicon, Person, Pronoun, PronounUse};
use crate::span::TokenId;
use std::collections::HashMap;

/// How many sentences back a pronoun may point.
const REACH: usize = 3;

/// A possible antecedent.
struct Antecedent {
    mention: Option<usize>,
    score: f32,
}

/// Resolves third-person pronouns in text order.
pub(super) fn resolve(clusters: &mut Clusters<'_>, lexicon: &Lexicon, at_head: &HashMap<u32, usize>) {
    for i in 0..clusters.mentions.len() {
        let mention = &clusters.mentions[i];
        if mention.kind != MentionKind::Pronoun {
            continue;
        }
        let Some(pronoun) = lexicon.pronoun(&clusters.doc.form(mention.head).to_lowercase()).copied() else {
            continue;
        };
        if pronoun.person != Person::Third || pleonastic(clusters.doc, mention.head, pronoun) {
            continue;
        }
        if let Some(found) = antecedent(clusters, lexicon, i, pronoun, at_head) {
            clusters.join(found, i);
        }
    }
}

/// "It is likely that", "it rained", "it is time".
fn pleonastic(doc: &Document, token: TokenId, pronoun: Pronoun) -> bool {
    if pronoun.gender != Gender::Neuter || pronoun.usage != PronounUse::Subject {
        return false;
    }
    let Some(verb) = doc.token(token).head else { return true };
    if doc.token(token).deprel == Deprel::Expl {
        return true;
    }
    let clause = |d: Deprel| matches!(d, Deprel::Csubj | Deprel::CsubjPass | Deprel::Ccomp | Deprel::Advcl);
    let copular = doc.children_by(verb, Deprel::Cop).next().is_some();
    let adjective = matches!(doc.token(verb).upos, Upos::Adj);
    let weather = matches!(doc.lemma(verb), "rain" | "snow" | "seem" | "appear" | "happen" | "time");
    weather || copular && adjective && doc.children(verb).iter().any(|c| *c > verb && clause(doc.token(*c).deprel))
}

fn agrees(mention: &Mention, pronoun: Pronoun, gender: Gender, number: Number, kind: Option<ActorKind>) -> bool {
    let person = kind == Some(ActorKind::Person);
    let people = matches!(kind, Some(ActorKind::People));
    match (pronoun.gender, pronoun.number) {
        (Gender::Masculine | Gender::Feminine, _) => {
            let human = person || kind == Some(ActorKind::Other) && mention.kind == MentionKind::Name;
            human && number != Number::Plural && (gender == Gender::Unknown || gender == pronoun.gender)
        }
        (Gender::Neuter, _) => !person && !people && number != Number::Plural && matches!(gender, Gender::Neuter | Gender::Unknown),
        (_, Number::Plural) => {
            let body = matches!(
                kind,
                Some(ActorKind::GovernmentBody | ActorKind::Organisation | ActorKind::ArmedGroup | ActorKind::Party | ActorKind::People)
            );
            number == Number::Plural || body
        }
        _ => false,
    }
}

fn antecedent(clusters: &Clusters<'_>, lexicon: &Lexicon, i: usize, pronoun: Pronoun, at_head: &HashMap<u32, usize>) -> Option<usize> {
    let doc = clusters.doc;
    let here = &clusters.mentions[i];
    let sentence = clusters.sentence(i);
    let mut best: Option<Antecedent> = None;
    let mut offer = |mention: Option<usize>, score: f32| {
        if best.as_ref().is_none_or(|b| score > b.score) {
            best = Some(Antecedent { mention, score });
        }
    };
    let quoted = says(doc, lexicon, here.head);
    for other in (0..i).rev().take_while(|o| clusters.prose_between(*o, i) <= REACH) {
        let mention = &clusters.mentions[other];
        // "a US plan that it would ...": a modifier is spoken of only within what it modifies.
        let inside = mention.kind != MentionKind::Modifier || owns(doc, mention, here.head);
        if !inside || mention.tokens.contains(here.head) {
            continue;
        }
        let cluster = clusters.of(other);
        if mention.kind == MentionKind::Pronoun
            && lexicon
                .pronoun(&doc.form(mention.head).to_lowercase())
                .is_none_or(|p| p.person != Person::Third)
        {
            continue;
        }
        let kind = cluster.kind;
        let third = mention.kind == MentionKind::Pronoun;
        let same_form = third && mention.gender == here.gender && mention.number == here.number;
        if !(same_form || agrees(mention, pronoun, cluster.gender, cluster.number, kind)) || !clusters.agree_pronoun(other, i) {
            continue;
        }
        if !allowed(clusters, other, i, pronoun) {
            continue;
        }
        let mut score = weight(doc, mention.head, here.head, clusters.prose_between(other, i));
        if quoted && says(doc, lexicon, mention.head) {
            // Whoever was quoted before goes on speaking.
            score += 2.0;
        }
        if mention.kind == MentionKind::Modifier {
            score += 3.0;
        }
        let before = cluster.mentions.partition_point(|m| *m < i);
        score += (before.min(6) as f32) * 0.25;
        if third && clusters.of(other).mentions.len() == 1 {
            // A pronoun that found nobody itself: what it meant is not among the actors.
            score += if same_form { 0.5 } else { -1.0 };
        }
        if mention.kind == MentionKind::Name {
            score += 0.6;
        }
        if pronoun.number == Number::Plural && cluster.number != Number::Plural {
            score -= 1.2;
        }
        if pronoun.gender == Gender::Neuter && mention.place && kind.is_none() {
            score -= 0.8;
        }
        if mention.actor.is_none() && mention.kind == MentionKind::Nominal {
            score -= 0.4;
        }
        let target = if third && cluster.mentions.len() == 1 && !cluster.named {
            None
        } else {
            Some(other)
        };
        offer(target.or(Some(other)), score);
    }
    // Things compete for "it" and "they".
    if matches!(pronoun.gender, Gender::Neuter) || pronoun.number == Number::Plural {
        let from = doc.sentence(crate::span::SentenceId::new(sentence.saturating_sub(1))).tokens.start;
        for token in (from.0..here.head.0).map(TokenId) {
            let t = doc.token(token);
            if t.upos != Upos::Noun
                || at_head.contains_key(&token.0)
                || matches!(t.deprel, Deprel::Compound | Deprel::NmodUnmarked | Deprel::OblUnmarked)
            {
                continue;
            }
            let plural = matches!(t.xpos, Xpos::Nns | Xpos::Nnps);
            if plural != (pronoun.number == Number::Plural) {
                continue;
            }
            offer(None, weight(doc, token, here.head, sentence - doc.sentence_of(token).index()));
        }
    }
    best.filter(|b| b.score > 0.0).and_then(|b| b.mention)
}

/// Whether the word is the subject of a verb of saying that is not itself said: the source of its sentence.
fn says(doc: &Document, lexicon: &Lexicon, subject: TokenId) -> bool {
    let verb = doc.token(subject).head.filter(|v| lexicon.is_speech(doc.lemma(*v)));
    doc.token(subject).deprel == Deprel::Nsubj
        && verb.is_some_and(|v| {
            !matches!(
                doc.token(v).deprel,
                Deprel::Ccomp | Deprel::Xcomp | Deprel::Advcl | Deprel::Acl | Deprel::AclRelcl
            )
        })
}

/// Whether the pronoun stands in a clause that hangs on the noun which the modifier modifies.
fn owns(doc: &Document, modifier: &Mention, pronoun: TokenId) -> bool {
    let known = modifier.actor == Some(ActorKind::State);
    let noun = doc.token(modifier.head).head.filter(|n| doc.token(*n).upos == Upos::Noun);
    known && noun.is_some_and(|n| doc.ancestors(pronoun).any(|t| t == n))
}

/// How near and how prominent a noun is, seen from the pronoun.
fn weight(doc: &Document, noun: TokenId, pronoun: TokenId, sentences: usize) -> f32 {
    let role = |t: TokenId| doc.token(t).deprel;
    let prominence = match role(noun) {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter => 3.0,
        Deprel::Obj | Deprel::Iobj => 1.6,
        Deprel::Root | Deprel::Appos | Deprel::Conj | Deprel::Parataxis => 1.4,
        Deprel::Obl | Deprel::OblAgent => 1.2,
        Deprel::NmodPoss => 1.2,
        _ => 0.7,
    };
    let parallel = if role(noun) == role(pronoun) { 0.5 } else { 0.0 };
    let distance = match sentences {
        0 => 1.6,
        1 => 0.8,
        2 => -0.6,
        _ => -1.6,
    };
    let gap = pronoun.index().saturating_sub(noun.index()) as f32;
    prominence + parallel + distance - gap * 0.012
}

/// Binding: "he saw him" are two; "Putin told his aide" is one; "himself" is the subject.
fn allowed(clusters: &Clusters<'_>, antecedent: usize, pronoun_at: usize, pronoun: Pronoun) -> bool {
    let doc = clusters.doc;
    let (a, p) = (clusters.mentions[antecedent].head, clusters.mentions[pronoun_at].head);
    let subject = |t: TokenId| matches!(doc.token(t).deprel, Deprel::Nsubj | Deprel::NsubjPass);
    match pronoun.usage {
        PronounUse::Reflexive => subject(a) && doc.sentence_of(a) == doc.sentence_of(p),
        PronounUse::Possessive => {
            doc.token(p).head != Some(a) && !clusters.mentions[antecedent].tokens.contains(p) && !is_ousted(clusters, antecedent, p)
        }
        _ if doc.token(p).deprel == Deprel::NmodPoss => doc.token(p).head != Some(a) && !is_ousted(clusters, antecedent, p),
        _ => {
            // Not with another argument of the same verb, nor with the phrase that holds the pronoun.
            !apart(clusters, antecedent, pronoun_at)
                && clusters
                    .of(antecedent)
                    .mentions
                    .iter()
                    .all(|m| *m >= pronoun_at || !co_argument(doc, clusters.mentions[*m].head, p))
        }
    }
}

/// "Norway listed Iran and expelled its ambassador": nobody expels or summons an envoy of his own.
fn is_ousted(clusters: &Clusters<'_>, antecedent: usize, possessor: TokenId) -> bool {
    let doc = clusters.doc;
    let owned = doc.token(possessor).head.map(|noun| doc.token(noun));
    let Some(verb) = owned.filter(|o| o.deprel == Deprel::Obj).and_then(|o| o.head) else {
        return false;
    };
    if !Lexicon::embedded().ousts(doc.lemma(verb)) {
        return false;
    }
    let first = doc.ancestors(verb).find(|v| doc.token(*v).deprel != Deprel::Conj).unwrap_or(verb);
    let subjects = [verb, first].into_iter().flat_map(|v| doc.children_by(v, Deprel::Nsubj));
    let own = subjects.filter_map(|s| clusters.mentions.binary_search_by_key(&s, |m| m.head).ok());
    own.into_iter().any(|s| clusters.same(s, antecedent))
}

fn co_argument(doc: &Document, a: TokenId, b: TokenId) -> bool {
    let argument = |t: TokenId| {
        matches!(
            doc.token(t).deprel,
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent
        )
    };
    let verb = |t: TokenId| doc.token(t).head;
    argument(a) && argument(b) && verb(a).is_some() && verb(a) == verb(b)
}
