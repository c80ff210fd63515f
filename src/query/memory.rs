//! Contacts from a graph in memory.
//!
//! Part of [`crate::query`].

use super::actor::find_actors;
use super::{Evidence, Talk, TalkTopic, Talker, TalksFilter};
use crate::graph::{EventNode, KnowledgeGraph, Why};
use crate::ontology::{EventType, Role};
use crate::record::EventDate;
use crate::span::{EntityId, EventId};
use std::collections::BTreeSet;

/// Who talked to whom: contacts by date, those without one last, then by id.
pub fn talks<'a>(graph: &'a KnowledgeGraph, filter: &TalksFilter) -> impl Iterator<Item = Talk> + use<'a> {
    let ids = |text: &Option<String>| -> Option<BTreeSet<EntityId>> {
        let text = text.as_ref()?;
        Some(find_actors(graph, text).map(|actor| actor.id.clone()).collect())
    };
    let (actor, with) = (ids(&filter.actor), ids(&filter.with));
    // One person cannot be both sides, even where both names fit.
    let sides = |event: &EventNode| {
        let named = |wanted: &Option<BTreeSet<EntityId>>, id: &EntityId| wanted.as_ref().is_none_or(|ids| ids.contains(id));
        let parts = || event.participants.iter().filter(|p| p.role != Role::Venue).map(|p| &p.actor);
        match (&actor, &with) {
            (None, None) => true,
            (Some(_), Some(_)) => parts().any(|a| named(&actor, a) && parts().any(|b| a != b && named(&with, b))),
            _ => parts().any(|a| named(&actor, a) && named(&with, a)),
        }
    };
    let fits = |event: &EventNode| {
        event.event_type == EventType::Consult
            && sides(event)
            && filter.status.is_none_or(|status| event.status == status)
            && filter.mode.is_none_or(|mode| event.mode.contains(&mode))
            && filter.since.is_none_or(|day| event.date.as_ref().is_some_and(|d| d.end >= day))
            && filter.until.is_none_or(|day| event.date.as_ref().is_some_and(|d| d.start <= day))
            && filter.topic.as_ref().is_none_or(|wanted| {
                event
                    .topics
                    .iter()
                    .any(|t| TalksFilter::fits_topic(wanted, &t.label, t.id.as_deref()))
            })
    };
    let mut found: Vec<_> = match &actor {
        // The actor's own edges lead to all that can fit.
        Some(actors) => {
            let mut events = std::collections::BTreeMap::new();
            for actor in actors {
                events.extend(graph.events_of(actor).map(|(event, _)| (event.id.clone(), event)));
            }
            events.into_values().filter(fits).map(key).collect()
        }
        None => graph.events().filter(fits).map(key).collect(),
    };
    found.sort();
    found
        .into_iter()
        .filter_map(|(_, _, id)| graph.event(&id))
        .map(|event| talk(graph, event))
}

fn key(event: EventNode) -> (bool, Option<jiff::civil::Date>, EventId) {
    (event.date.is_none(), event.date.map(|d| d.start), event.id)
}

fn talk(graph: &KnowledgeGraph, event: EventNode) -> Talk {
    let mut articles: Vec<_> = event.reports.iter().map(|r| &r.article.id).collect();
    articles.sort_unstable();
    articles.dedup();
    let articles = articles.len();
    let evidence = event.evidence().map(|(report, mention)| Evidence {
        article: report.article.id.clone(),
        sentence: mention.sentence.0,
        span: mention.sentence_span,
        trigger: mention.trigger.clone(),
        text: mention.text.clone(),
    });
    let talker = |part: &crate::graph::Participant| Talker {
        id: part.actor.clone(),
        name: graph
            .actor(&part.actor)
            .map_or_else(|| part.actor.to_string(), |actor| actor.name.clone()),
        role: part.role,
        initiator: part.initiator,
    };
    Talk {
        disputed: event.disputed(),
        date: event.date.as_ref().map(|d| EventDate {
            text: String::new(),
            ..d.clone()
        }),
        talkers: event.participants.iter().map(talker).collect(),
        action: event.action,
        status: event.status,
        topics: event
            .topics
            .into_iter()
            .map(|t| TalkTopic {
                label: t.label,
                polarity: t.polarity,
            })
            .collect(),
        place: event.place.map(|p| p.name),
        mode: event.mode,
        event: event.id,
        articles,
        evidence,
    }
}

/// Why an event is one: every mention, every pairwise reason, and what kept near misses apart. `id` may also be the id of
/// a record.
#[must_use]
pub fn why(graph: &KnowledgeGraph, id: &EventId) -> Option<Why> {
    graph.why(id)
}
