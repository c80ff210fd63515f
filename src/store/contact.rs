//! What an answer shows of a contact beside the columns of its event, in one cell.
//!
//! Part of [`crate::store`], written when a graph is saved and read by queries. The hard decision: it repeats what other
//! tables hold, so that tens of thousands of contacts are read with one look each, not with five.

use crate::graph::EventNode;
use crate::ontology::{Polarity, Role};
use serde::{Deserialize, Serialize};

/// The cell, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    /// Row number of the actor, role, and whether it began it; by role, then id.
    pub(crate) talkers: Vec<(i64, Role, bool)>,
    /// Label and polarity, the best supported first.
    pub(crate) topics: Vec<(String, Polarity)>,
    /// The sentence that proves it.
    pub(crate) evidence: Option<Proof>,
}

/// A sentence and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proof {
    pub(crate) article: String,
    pub(crate) sentence: u32,
    pub(crate) span: [u32; 2],
    pub(crate) trigger: String,
    pub(crate) text: String,
}

impl Contact {
    /// What is shown of the event; `number` gives the row numbers of actors.
    pub(super) fn of(event: &EventNode, number: impl Fn(&str) -> Option<i64>) -> Self {
        let talkers = event
            .participants
            .iter()
            .filter_map(|part| Some((number(part.actor.as_str())?, part.role, part.initiator)));
        Self {
            talkers: talkers.collect(),
            topics: event.topics.iter().map(|topic| (topic.label.clone(), topic.polarity)).collect(),
            evidence: event.evidence().map(|(report, mention)| Proof {
                article: report.article.id.to_string(),
                sentence: mention.sentence.0,
                span: mention.sentence_span,
                trigger: mention.trigger.clone(),
                text: mention.text.clone(),
            }),
        }
    }
}
