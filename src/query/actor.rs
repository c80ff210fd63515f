//! Actors by name, and what is known of one.
//!
//! Part of [`crate::query`]. The hard decision: of several ways in which a name can fit, the best alone counts: who asks
//! for "Washington" by the name of a person does not get the state.

use super::stored::actor_numbers;
use super::{TalksFilter, talks};
use crate::error::Result;
use crate::graph::{ActorNode, EventNode, KnowledgeGraph};
use crate::ontology::{EventType, Role};
use crate::span::EntityId;
use crate::store::{Part, Store, lookup_names};
use serde::Serialize;
use std::collections::BTreeMap;

/// Somebody with whom an actor shares events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Partner {
    /// Public id.
    pub id: EntityId,
    /// Name.
    pub name: String,
    /// How many contacts the two had.
    pub talks: usize,
    /// How many events they share in all.
    pub events: usize,
}

/// What is known of an actor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorAnswer {
    /// The actor.
    pub actor: ActorNode,
    /// Its events, by date, those without one last, each with its roles there.
    pub events: Vec<(EventNode, Vec<Role>)>,
    /// How many of each type.
    pub types: BTreeMap<EventType, usize>,
    /// With whom it shares events, those it talked to most first.
    pub partners: Vec<Partner>,
}

/// The actors that a name may mean, by id: those whose id it is, else whose name, else whose alias, else whose surname.
pub fn find_actors<'a>(graph: &'a KnowledgeGraph, name: &str) -> impl Iterator<Item = &'a ActorNode> + use<'a> {
    let wanted = name.trim().to_lowercase();
    let mut best = u8::MAX;
    let mut found: Vec<&ActorNode> = Vec::new();
    for actor in graph.actors() {
        let Some(rank) = lookup_names(actor)
            .into_iter()
            .filter(|(_, n)| *n == wanted)
            .map(|(rank, _)| rank)
            .min()
        else {
            continue;
        };
        if rank < best {
            (best, found) = (rank, Vec::new());
        }
        if rank == best {
            found.push(actor);
        }
    }
    found.into_iter()
}

/// What is known of each actor that the name may mean.
pub fn actor<'a>(graph: &'a KnowledgeGraph, name: &str) -> impl Iterator<Item = ActorAnswer> + use<'a> {
    find_actors(graph, name).map(|actor| answer(graph, actor))
}

/// What a store knows of each actor that the name may mean; loads only the actor's own events.
///
/// # Errors
/// Where the store cannot be read, or its records changed since the last merge.
pub fn actor_in(store: &Store, name: &str) -> Result<Vec<ActorAnswer>> {
    let mut ids = Vec::new();
    for number in actor_numbers(store, name).map_err(|cause| store.failed(cause))? {
        let id = store
            .connection()
            .query_row("SELECT id FROM actor WHERE num = ?1", [number], |row| row.get::<_, String>(0));
        ids.push(EntityId::new(id.map_err(|cause| store.failed(cause))?));
    }
    ids.sort();
    let mut answers = Vec::new();
    for id in ids {
        let part = Part {
            actor: Some(id.clone()),
            ..Part::default()
        };
        let graph = store.load_graph(&part)?;
        answers.extend(graph.actor(&id).map(|actor| answer(&graph, actor)));
    }
    Ok(answers)
}

fn answer(graph: &KnowledgeGraph, actor: &ActorNode) -> ActorAnswer {
    let mut events: Vec<(EventNode, Vec<Role>)> = graph.events_of(&actor.id).collect();
    let key = |event: &EventNode| (event.date.is_none(), event.date.as_ref().map(|d| d.start), event.id.clone());
    events.sort_by_cached_key(|(event, _)| key(event));
    let mut types: BTreeMap<EventType, usize> = BTreeMap::new();
    let mut shared: BTreeMap<&EntityId, (usize, usize)> = BTreeMap::new();
    for (event, _) in &events {
        *types.entry(event.event_type).or_default() += 1;
        let mut others: Vec<&EntityId> = event.participants.iter().map(|p| &p.actor).filter(|id| **id != actor.id).collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            let (talks, all) = shared.entry(other).or_default();
            *talks += usize::from(event.event_type == EventType::Consult);
            *all += 1;
        }
    }
    let partner = |(id, (talks, events)): (&EntityId, (usize, usize))| Partner {
        id: id.clone(),
        name: graph.actor(id).map_or_else(|| id.to_string(), |a| a.name.clone()),
        talks,
        events,
    };
    let mut partners: Vec<Partner> = shared.into_iter().map(partner).collect();
    partners.sort_by(|a, b| (b.talks, b.events, &a.id).cmp(&(a.talks, a.events, &b.id)));
    ActorAnswer {
        actor: actor.clone(),
        events,
        types,
        partners,
    }
}

/// The pairs that talked most: names and number of contacts that are not denied.
#[must_use]
pub fn most_talks(graph: &KnowledgeGraph) -> Vec<([String; 2], usize)> {
    let mut pairs: BTreeMap<[String; 2], usize> = BTreeMap::new();
    for talk in talks(graph, &TalksFilter::default()) {
        if talk.status == crate::ontology::Status::Denied {
            continue;
        }
        for (at, one) in talk.talkers.iter().enumerate() {
            for other in &talk.talkers[at + 1..] {
                if one.id != other.id && ![one.role, other.role].contains(&Role::Venue) {
                    let mut names = [one.name.clone(), other.name.clone()];
                    names.sort();
                    *pairs.entry(names).or_default() += 1;
                }
            }
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    pairs
}
