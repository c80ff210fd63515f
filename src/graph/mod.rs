//! The knowledge graph: what all records together say, as merged actors and merged events.
//!
//! After the verbs, before query and export; the only module that names petgraph. The hard decision: the graph is a
//! function of the *set* of records. Nothing in it depends on the order or the parts in which they arrived.

mod actors;
mod corrections;
mod intern;
mod node;
mod records;

pub use corrections::{Correction, Corrections, Stale};
pub use node::{ActorNode, Claim, EventNode, EventTopic, Participant, Report, SeenOffice};

/// How ids of merged events begin.
pub(crate) const EVENT_ID_PREFIX: &str = "event:";
