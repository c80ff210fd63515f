//! What fits on the page: the events most reported and their actors, gathered into cards.
//!
//! Part of the picture. The hard decision: events with the same parties in the same roles stand on one card in order
//! of date, so five calls between two presidents are one node with five lines and two edges, not five nodes with ten.
//! Nothing is left out silently: a card says how many more it stands for, and the page says how many of how many.

use crate::export::view::GraphView;
use crate::graph::{ActorNode, EventNode};
use crate::ontology::{ActorKind, Quad, Role, Status};
use crate::span::EntityId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The part of a graph that is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Selection<'a> {
    /// Actors on the page, by id.
    pub(crate) actors: Vec<&'a ActorNode>,
    /// Cards, by their first event.
    pub(crate) cards: Vec<Card<'a>>,
}

/// Events of the same parties in the same roles, all cooperation or all conflict.
#[derive(Debug, Clone)]
pub(crate) struct Card<'a> {
    /// Events shown, oldest first, undated last.
    pub(crate) events: Vec<&'a EventNode>,
    /// How many more events these parties have in these roles.
    pub(crate) more: usize,
    /// Parties not on the page.
    pub(crate) others: usize,
    /// Who takes part: position in [`Selection::actors`] and how.
    pub(crate) links: Vec<Link>,
}

/// One actor's part in all events of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) actor: usize,
    pub(crate) role: Role,
    pub(crate) initiator: bool,
}

/// How much goes on a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) events: usize,
    pub(crate) actors: usize,
    pub(crate) rows: usize,
}

/// Actors less certain than this are not much to show.
const DOUBTFUL: f32 = 0.7;

/// An event with more parties than this may be shown without all of them.
const CROWD: usize = 6;

/// What events on one card share: whether they are conflict, and who takes part in which role.
type Kind<'a> = (bool, Vec<(Role, &'a EntityId)>);

/// The parties of an event, each in its weightiest role.
fn parties(event: &EventNode) -> BTreeMap<&EntityId, (Role, bool)> {
    let mut parties: BTreeMap<&EntityId, (Role, bool)> = BTreeMap::new();
    for part in &event.participants {
        let known = parties.entry(&part.actor).or_insert((part.role, false));
        known.0 = known.0.min(part.role);
        known.1 |= part.initiator;
    }
    parties
}

impl<'a> Selection<'a> {
    /// Chooses what is shown.
    pub(crate) fn new(view: &'a GraphView, limits: Limits) -> Self {
        let known: BTreeMap<&EntityId, &ActorNode> = view.actors.iter().map(|a| (&a.id, a)).collect();
        let mut chosen: BTreeSet<&EntityId> = BTreeSet::new();
        let mut groups: BTreeMap<Kind<'a>, Card<'a>> = BTreeMap::new();
        let mut shown = 0;
        for event in ranked(view) {
            let parties = parties(event);
            let mut on_page: Vec<_> = parties.iter().filter(|(id, _)| known.contains_key(**id)).collect();
            let fresh = on_page.iter().filter(|(id, _)| !chosen.contains(**id)).count();
            if chosen.len() + fresh > limits.actors {
                if parties.len() <= CROWD {
                    continue;
                }
                on_page.retain(|(id, _)| chosen.contains(**id));
            }
            if on_page.is_empty() || (on_page.len() == 1 && parties.len() > 1) {
                continue;
            }
            let roles = on_page.iter().map(|(id, (role, _))| (*role, **id)).collect::<Vec<_>>();
            let key = (is_conflict(event), roles);
            if let Some(card) = groups.get_mut(&key) {
                if card.events.len() < limits.rows && shown < limits.events {
                    card.events.push(event);
                    card.others = card.others.max(parties.len() - on_page.len());
                    shown += 1;
                } else {
                    card.more += 1;
                }
            } else if shown < limits.events {
                chosen.extend(on_page.iter().map(|(id, _)| **id));
                shown += 1;
                let card = Card {
                    events: vec![event],
                    more: 0,
                    others: parties.len() - on_page.len(),
                    links: Vec::new(),
                };
                groups.insert(key, card);
            }
        }
        let actors: Vec<&ActorNode> = view.actors.iter().filter(|a| chosen.contains(&a.id)).collect();
        let mut cards: Vec<Card<'a>> = groups
            .into_iter()
            .map(|((_, roles), mut card)| {
                card.events.sort_by_key(|e| in_time(e));
                card.links = roles
                    .iter()
                    .filter_map(|(role, id)| link(&actors, &card.events, *role, id))
                    .collect();
                card
            })
            .collect();
        cards.sort_by_key(|c| c.events.first().map(|e| in_time(e)));
        Self { actors, cards }
    }

    /// How many events are drawn.
    pub(crate) fn events(&self) -> usize {
        self.cards.iter().map(|c| c.events.len()).sum()
    }
}

fn link(actors: &[&ActorNode], events: &[&EventNode], role: Role, id: &EntityId) -> Option<Link> {
    let began = |e: &&EventNode| e.participants.iter().any(|p| p.initiator && &p.actor == id);
    Some(Link {
        actor: actors.binary_search_by(|a| a.id.cmp(id)).ok()?,
        role,
        initiator: role == Role::Actor && events.iter().all(began),
    })
}

/// Whether the event is conflict, in words or in deeds.
pub(crate) fn is_conflict(event: &EventNode) -> bool {
    matches!(event.event_type.quad(), Quad::VerbalConflict | Quad::MaterialConflict)
}

/// Sort key: oldest first, undated last.
fn in_time(event: &EventNode) -> (bool, Option<jiff::civil::Date>, &crate::span::EventId) {
    (event.date.is_none(), event.date.as_ref().map(|d| d.start), &event.id)
}

/// Events, the weightiest first: told by many articles, between parties who are much in the news.
fn ranked(view: &GraphView) -> Vec<&EventNode> {
    let mut weight: BTreeMap<&EntityId, usize> = BTreeMap::new();
    for event in &view.events {
        for id in parties(event).keys() {
            *weight.entry(*id).or_default() += event.reports.len().max(1);
        }
    }
    let doubtful: BTreeSet<&EntityId> = view
        .actors
        .iter()
        .filter(|a| a.kind == ActorKind::Other || a.certainty < DOUBTFUL)
        .map(|a| &a.id)
        .collect();
    let score = |event: &EventNode| {
        let sure = event.participants.iter().all(|p| !doubtful.contains(&p.actor));
        let mut parties: Vec<usize> = parties(event).keys().map(|id| weight[*id]).collect();
        parties.sort_unstable_by_key(|w| Reverse(*w));
        let prominence = match parties[..] {
            [] => 0,
            [alone] => alone.isqrt(),
            [first, second, ..] => 2 * (first * second).isqrt().isqrt() + 2,
        };
        let real = usize::from(event.status == Status::Happened) + 3 * usize::from(event.date.is_some());
        let score = 4 * event.reports.len() + prominence + real;
        // A picture of relations: an event of one party, or of somebody of whom little is known, tells half as much.
        let halvings = u32::from(parties.len() < 2) + u32::from(!sure);
        (2 * score) >> halvings
    };
    let mut events: Vec<(usize, &EventNode)> = view.events.iter().map(|e| (score(e), e)).collect();
    let by_weight = |(score, e): &(usize, &EventNode)| (Reverse(*score), Reverse(e.date.as_ref().map(|d| d.start)), e.id.clone());
    events.sort_by_cached_key(by_weight);
    // The tenth attack of a war tells less than the first word of a peace: each further event of the same parties
    // weighs less.
    let mut told: BTreeMap<Kind<'_>, usize> = BTreeMap::new();
    for (score, event) in &mut events {
        let roles = parties(event).into_iter().map(|(id, (role, _))| (role, id)).collect();
        let before = told.entry((is_conflict(event), roles)).or_default();
        *score = *score * 12 / (3 + *before);
        *before += 1;
    }
    events.sort_by_cached_key(by_weight);
    events.into_iter().map(|(_, event)| event).collect()
}
