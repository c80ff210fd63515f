//! Why an event is one: every report, every pair of reports with its reasons, and what was kept apart from it.
//!
//! Part of [`crate::graph`]. The hard decision: nothing is remembered from the merge. The decision is a pure function,
//! so the reasons are found again by asking it again.

use super::KnowledgeGraph;
use super::actors::Actors;
use super::comparison::{Comparison, Verdict};
use super::node::EventNode;
use super::profile::Profiles;
use super::records::RecordSet;
use super::{Corrections, same_event as decision};
use crate::record::EventRecord;
use crate::span::EventId;
use std::collections::BTreeSet;

/// Two reports and how they compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Position of the one in [`EventNode::reports`].
    pub one: usize,
    /// Position of the other.
    pub other: usize,
    /// Reasons for and against.
    pub comparison: Comparison,
}

/// A report of another event that came near.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// The other event.
    pub event: EventId,
    /// Its report.
    pub record: EventId,
    /// The report of this event that it is nearest to: position in [`EventNode::reports`].
    pub nearest: usize,
    /// How those two compare.
    pub comparison: Comparison,
    /// What kept the two events apart.
    pub kept_apart_by: String,
}

/// Why an event is one and no more than it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The event with all its reports.
    pub event: EventNode,
    /// Every pair of its reports.
    pub pairs: Vec<Pair>,
    /// The nearest reports of other events, the nearest first; at most one of each event.
    pub near_misses: Vec<NearMiss>,
}

/// Decides whether two records tell one event, and says why: the codebook's section 6 as a function.
///
/// Type and mode agree or one is silent; the participants agree (nobody contradicts, and at least two are shared, or
/// one and a topic or the place); the dates overlap, or one is unknown and close to its article's date; plan and
/// fulfilment, claim and denial can stand in one event.
#[must_use]
pub fn same_event(a: &EventRecord, b: &EventRecord) -> Comparison {
    let mut set = RecordSet::default();
    set.insert(a);
    let mut b = b.clone();
    if a.id == b.id && a.article == b.article {
        b.id = EventId::new(format!("{}'", b.id));
    }
    set.insert(&b);
    let actors = Actors::gather(&set, &Corrections::none(), None);
    let profiles = Profiles::build(&set, &set.packed, &actors, &BTreeSet::new());
    let of = |record: usize| profiles.get(profiles.of_record[record]);
    decision::same_event(of(0), of(1), &actors, &profiles)
}

/// How many near misses are told.
const MISSES: usize = 12;

impl KnowledgeGraph {
    /// Why the event with this id (or the one this record belongs to) is one event.
    #[must_use]
    pub fn why(&self, id: &EventId) -> Option<Why> {
        let event = self.event_number(id)?;
        let members = self.members_of(event).to_vec();
        let near = self.neighbours(event);
        let positions: Vec<u32> = members.iter().copied().chain(near.iter().map(|(_, p)| *p)).collect();
        let records = positions.iter().map(|position| self.packed_at(*position));
        let profiles = Profiles::build(&self.set, records, &self.actors, &BTreeSet::new());
        let compare = |a: usize, b: usize| {
            let (a, b) = (profiles.get(profiles.of_record[a]), profiles.get(profiles.of_record[b]));
            decision::same_event(a, b, &self.actors, &profiles)
        };
        let mut pairs = Vec::new();
        for one in 0..members.len() {
            for other in one + 1..members.len() {
                let comparison = compare(one, other);
                pairs.push(Pair { one, other, comparison });
            }
        }
        let mut misses: Vec<NearMiss> = Vec::new();
        for (at, (other_event, position)) in near.iter().enumerate() {
            let compared = (0..members.len()).map(|one| (one, compare(one, members.len() + at)));
            let Some((nearest, comparison)) = compared.max_by_key(|(one, c)| (c.verdict(), c.score(), std::cmp::Reverse(*one))) else {
                continue;
            };
            let apart = match comparison.verdict() {
                Verdict::Different | Verdict::Unclear => comparison.verdict().to_string(),
                Verdict::Same => "most pairs of the two events, or a pair that one article tells apart, or a correction".to_owned(),
            };
            misses.push(NearMiss {
                event: self.ids[*other_event].0.clone(),
                record: EventId::new(self.set.read(self.packed_at(*position).id)),
                nearest,
                comparison,
                kept_apart_by: apart,
            });
        }
        misses.sort_by_key(|miss| std::cmp::Reverse((miss.comparison.verdict(), miss.comparison.score())));
        let mut told = BTreeSet::new();
        misses.retain(|miss| told.insert(miss.event.clone()));
        misses.truncate(MISSES);
        Some(Why {
            event: self.unfold(event),
            pairs,
            near_misses: misses,
        })
    }

    /// Records of other events of the same type that share an actor: event and canonical position.
    fn neighbours(&self, event: usize) -> Vec<(usize, u32)> {
        let kind = self.packed_at(self.members_of(event)[0]).event_type;
        let mut actors = BTreeSet::new();
        for member in self.members_of(event) {
            actors.extend(
                self.set
                    .lists
                    .get(self.packed_at(*member).parties)
                    .into_iter()
                    .map(|p| self.actors.of(p)),
            );
        }
        let mut others = BTreeSet::new();
        for actor in actors {
            others.extend(self.event_numbers_of(actor as usize).into_keys());
        }
        others.remove(&event);
        let mut near = Vec::new();
        for other in others {
            for member in self.members_of(other) {
                if self.packed_at(*member).event_type == kind {
                    near.push((other, *member));
                }
            }
        }
        near
    }
}
