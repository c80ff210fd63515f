//! What all exporters read: the merged graph as plain lists of actors, events, topics and articles, sorted by id.
//!
//! Between the store and the formats. The hard decision: exporters see neither petgraph nor the store's file, only this
//! value, and it sorts itself when it is made; so two stores with the same content give the same bytes in every format.

use crate::graph::{ActorNode, EventNode, EventTopic};
use crate::ontology::Status;
use crate::record::{ArticleMeta, EventDate, folded};
use std::collections::BTreeMap;

/// A merged graph, ready to be written.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct GraphView {
    /// Actors, by id.
    pub actors: Vec<ActorNode>,
    /// Events, by id.
    pub events: Vec<EventNode>,
    /// What events were about, by id.
    pub topics: Vec<TopicNode>,
    /// The articles that tell the events, by id.
    pub articles: Vec<ArticleMeta>,
}

/// Something events were about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicNode {
    /// Public id: `topic:` and the entry of the topic table, or the words themselves where the table has none.
    pub id: String,
    /// The wording most articles use.
    pub label: String,
}

impl GraphView {
    /// A view of these actors and events, given in any order; lists their topics and articles.
    #[must_use]
    pub fn new(mut actors: Vec<ActorNode>, mut events: Vec<EventNode>) -> Self {
        actors.sort_by(|a, b| a.id.cmp(&b.id));
        events.sort_by(|a, b| a.id.cmp(&b.id));
        let mut articles: Vec<ArticleMeta> = events.iter().flat_map(|e| &e.reports).map(|r| r.article.clone()).collect();
        articles.sort();
        articles.dedup_by(|b, a| a.id == b.id);
        let topics = topics_of(&events);
        Self {
            actors,
            events,
            topics,
            articles,
        }
    }
}

/// First and last day of the dated events that are not merely planned or supposed; an event dated only "in 2025" does
/// not stretch it, unless no other is dated better.
pub(crate) fn period<'a>(events: impl Iterator<Item = &'a EventNode>) -> Option<EventDate> {
    let told = events.filter(|e| matches!(e.status, Status::Happened | Status::Denied));
    let dates: Vec<&EventDate> = told.filter_map(|e| e.date.as_ref()).collect();
    let close = |d: &&&EventDate| d.end <= d.start.saturating_add(jiff::Span::new().days(31));
    let exact: Vec<&EventDate> = dates.iter().filter(close).copied().collect();
    let days = if exact.is_empty() { dates } else { exact };
    Some(EventDate {
        start: days.iter().map(|d| d.start).min()?,
        end: days.iter().map(|d| d.end).max()?,
        text: String::new(),
    })
}

/// The public id of a topic.
#[must_use]
pub fn topic_id(topic: &EventTopic) -> String {
    match &topic.id {
        Some(id) => format!("topic:{id}"),
        None => format!("topic:{}", folded(&topic.label).to_lowercase().replace(' ', "-")),
    }
}

fn topics_of(events: &[EventNode]) -> Vec<TopicNode> {
    let mut wordings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for topic in events.iter().flat_map(|e| &e.topics) {
        let wording = wordings.entry(topic_id(topic)).or_default().entry(&topic.label);
        *wording.or_default() += topic.articles.len().max(1);
    }
    // Of wordings used equally often the first of the alphabet, so that no order of articles shows.
    let best = |labels: BTreeMap<&str, usize>| {
        let most = labels.values().copied().max().unwrap_or(0);
        let first = labels.into_iter().find(|(_, n)| *n == most);
        first.map_or_else(String::new, |(label, _)| label.to_owned())
    };
    wordings
        .into_iter()
        .map(|(id, labels)| TopicNode { id, label: best(labels) })
        .collect()
}
