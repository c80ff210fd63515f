//! How sure a coding is: a logistic model over what is known of rule, parties, clause and status.
//!
//! The weights (`data/lexicon/confidence.toml`) are fitted on development texts by `train/calibrate.py`, so that of
//! the events given 0.8 about eight in ten are right; the features are the same few for every type.

use super::matching::Candidate;
use super::roles::is_political;
use crate::document::{Deprel, Document, Upos};
use crate::ontology::{ActorKind, Status};
use crate::span::TokenId;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Features by name; those that are absent count as 0.
pub type Features = BTreeMap<String, f32>;

/// The fitted model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    floor: f32,
    weights: BTreeMap<String, f32>,
}

static MODEL: LazyLock<Model> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/lexicon/confidence.toml")).expect("the shipped model is read by a test"));

/// Events less sure than this are not told at all: where the event F1 of the development texts is best.
pub(super) fn floor() -> f32 {
    MODEL.floor
}

/// A value in 0 to 1, rounded to two places.
pub(super) fn confidence(features: &Features) -> f32 {
    let sum: f32 = features
        .iter()
        .map(|(name, value)| MODEL.weights.get(name).copied().unwrap_or(0.0) * value)
        .sum();
    let value = 1.0 / (1.0 + (-sum).exp());
    (value * 100.0).round() / 100.0
}

/// What is known of a candidate.
pub(super) fn features(doc: &Document, candidate: &Candidate<'_>) -> Features {
    let mut all = Features::new();
    let mut set = |name: String, value: f32| {
        all.insert(name, value);
    };
    let (actors, recipients) = (&candidate.actors, &candidate.recipients);
    let parties = || actors.iter().chain(recipients);
    set("bias".into(), 1.0);
    set("weight".into(), candidate.frame.weight);
    set("needs".into(), if candidate.frame.need.is_empty() { 0.0 } else { 1.0 });
    set(format!("type.{}", candidate.rule.event_type()), 1.0);
    set(format!("position.{}", position(doc, candidate.predicate.anchor)), 1.0);
    let trigger = doc.token(candidate.predicate.trigger).upos;
    let carried = candidate.predicate.anchor != candidate.predicate.trigger;
    set(
        format!("trigger.{}", if trigger == Upos::Propn { Upos::Noun } else { trigger }),
        1.0,
    );
    set("noun.carried".into(), f32::from(u8::from(trigger != Upos::Verb && carried)));
    set("actor".into(), f32::from(u8::from(!actors.is_empty())));
    set("recipient".into(), f32::from(u8::from(!recipients.is_empty())));
    set("pair".into(), f32::from(u8::from(actors.len() + recipients.len() > 1)));
    set(
        "actor.political".into(),
        f32::from(u8::from(actors.iter().any(|p| is_political(&p.entity)))),
    );
    set(
        "recipient.political".into(),
        f32::from(u8::from(recipients.iter().any(|p| is_political(&p.entity)))),
    );
    set("country".into(), f32::from(u8::from(parties().any(|p| p.entity.country.is_some()))));
    set("abroad".into(), f32::from(u8::from(abroad(candidate))));
    set(
        "thing".into(),
        f32::from(u8::from(parties().any(|p| p.entity.kind == ActorKind::Other))),
    );
    set("topic".into(), f32::from(u8::from(!candidate.topics.is_empty())));
    set(
        "lead".into(),
        f32::from(u8::from(doc.sentence_of(candidate.predicate.trigger).0 == 0)),
    );
    set("link".into(), parties().map(|p| p.entity.certainty).fold(1.0f32, f32::min));
    set("doubted".into(), f32::from(u8::from(candidate.status != Status::Happened)));
    let length = doc.sentence(doc.sentence_of(candidate.predicate.trigger)).tokens.len();
    // A long sentence is parsed less surely.
    #[allow(clippy::cast_precision_loss, reason = "no sentence is longer than an f32 counts")]
    set("length".into(), (length as f32 / 40.0).min(2.0));
    all
}

/// Whether parties of two countries meet in it.
fn abroad(candidate: &Candidate<'_>) -> bool {
    let mut countries = candidate
        .actors
        .iter()
        .chain(&candidate.recipients)
        .filter_map(|p| p.entity.country.as_ref());
    countries.next().is_some_and(|first| countries.any(|c| c != first))
}

/// Where the clause stands: what is told in the main clause is told for its own sake.
fn position(doc: &Document, anchor: TokenId) -> &'static str {
    let mut here = anchor;
    loop {
        let token = doc.token(here);
        let Some(head) = token.head else { return "main" };
        here = match token.deprel {
            Deprel::Conj | Deprel::Parataxis => head,
            Deprel::Ccomp => return "said",
            Deprel::Xcomp => return "open",
            Deprel::AclRelcl => return "relative",
            Deprel::Advcl => return "adverbial",
            Deprel::Acl => return "attribute",
            Deprel::Obj | Deprel::NsubjPass => return "object",
            Deprel::Nsubj => return "subject",
            Deprel::Obl => return "oblique",
            Deprel::Nmod | Deprel::NmodPoss | Deprel::Compound | Deprel::Amod => return "nominal",
            _ => return "other",
        };
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn shipped_model_reads() {
        assert!(super::MODEL.weights.contains_key("bias"));
        assert!((0.0..1.0).contains(&super::floor()));
    }
}
