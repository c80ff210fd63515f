//! What all exporters read: the merged graph as plain, sorted lists of actors, events, topics and articles.
//!
//! Between the store and the formats. The hard decision: exporters see no petgraph and no store, only this value, and
//! it sorts itself when it is made; so two stores with the same content give the same bytes in every format.

use crate::ontology::{Action, Context, EventType, Mode, Polarity, Role, Status};
use crate::record::{ArticleMeta, Entity, EventDate, EventMention, EventPlace, Topic, folded};
use crate::span::{ArticleId, EntityId, EventId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

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

/// An actor of the merged graph.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorNode {
    /// Who it is; `aliases` holds every name seen in any article.
    pub entity: Entity,
    /// How many event mentions it takes part in.
    pub mentions: usize,
}

/// An event of the merged graph, with the best supported value of every field.
#[derive(Debug, Clone, PartialEq)]
pub struct EventNode {
    /// Public id.
    pub id: EventId,
    /// PLOVER type.
    pub event_type: EventType,
    /// PLOVER modes, sorted.
    pub mode: Vec<Mode>,
    /// The relation's name.
    pub action: Action,
    /// Everybody who took part, by role, then by id.
    pub participants: Vec<Participant>,
    /// What it was about.
    pub topics: Vec<Topic>,
    /// PLOVER contexts, sorted.
    pub contexts: Vec<Context>,
    /// When it happened, best supported.
    pub date: Option<EventDate>,
    /// Where it happened, best supported.
    pub place: Option<EventPlace>,
    /// Did it happen.
    pub status: Status,
    /// Who says so, if not the articles themselves.
    pub attribution: Vec<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// Every place of every article that tells it.
    pub evidence: Vec<Evidence>,
    /// What other sources report instead of a best supported value.
    pub alternatives: Vec<Alternative>,
}

/// An edge between an event and an actor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Participant {
    /// As what.
    pub role: Role,
    /// Who.
    pub actor: EntityId,
    /// Whether this party called, visited or began it.
    pub initiator: bool,
}

/// The words of one article that tell an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Which article.
    pub article: ArticleId,
    /// Where in it, and by which rule.
    pub mention: EventMention,
}

/// A value that some sources report and the best supported one disagrees with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alternative {
    /// `date`, `place` or `status`.
    pub field: String,
    /// The value, as `graph.json` would write it in words.
    pub value: String,
    /// The articles that say so.
    pub articles: Vec<ArticleId>,
}

/// Something events were about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicNode {
    /// Public id: `topic:` and the entry of the topic table, or the words themselves where the table has none.
    pub id: String,
    /// The wording most events use.
    pub label: String,
}

impl GraphView {
    /// Puts a view together in any order; sorts everything and lists the topics.
    #[must_use]
    pub fn new(mut actors: Vec<ActorNode>, mut events: Vec<EventNode>, mut articles: Vec<ArticleMeta>) -> Self {
        for actor in &mut actors {
            sort_unique(&mut actor.entity.aliases);
        }
        for event in &mut events {
            sort_unique(&mut event.mode);
            sort_unique(&mut event.participants);
            sort_unique(&mut event.topics);
            sort_unique(&mut event.contexts);
            sort_unique(&mut event.attribution);
            sort_unique(&mut event.evidence);
            for alternative in &mut event.alternatives {
                sort_unique(&mut alternative.articles);
            }
            sort_unique(&mut event.alternatives);
        }
        actors.sort_by(|a, b| a.entity.id.cmp(&b.entity.id));
        events.sort_by(|a, b| a.id.cmp(&b.id));
        sort_unique(&mut articles);
        let topics = topics_of(&events);
        Self {
            actors,
            events,
            topics,
            articles,
        }
    }

    /// First and last day of all dated events that happened or were denied; plans do not stretch it.
    #[must_use]
    pub fn period(&self) -> Option<EventDate> {
        period(self.events.iter())
    }
}

impl EventNode {
    /// How many different articles tell it.
    #[must_use]
    pub fn sources(&self) -> usize {
        self.evidence.iter().map(|e| &e.article).collect::<BTreeSet<_>>().len()
    }
}

/// First and last day of the dated events that are not merely planned or supposed.
pub(crate) fn period<'a>(events: impl Iterator<Item = &'a EventNode>) -> Option<EventDate> {
    let told = events.filter(|e| matches!(e.status, Status::Happened | Status::Denied));
    let days: Vec<(Date, Date)> = told.filter_map(|e| e.date.as_ref()).map(|d| (d.start, d.end)).collect();
    Some(EventDate {
        start: days.iter().map(|d| d.0).min()?,
        end: days.iter().map(|d| d.1).max()?,
        text: String::new(),
    })
}

/// The public id of a topic.
#[must_use]
pub fn topic_id(topic: &Topic) -> String {
    match &topic.id {
        Some(id) => format!("topic:{id}"),
        None => format!("topic:{}", folded(&topic.label).to_lowercase().replace(' ', "-")),
    }
}

fn topics_of(events: &[EventNode]) -> Vec<TopicNode> {
    let mut wordings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for topic in events.iter().flat_map(|e| &e.topics) {
        *wordings.entry(topic_id(topic)).or_default().entry(&topic.label).or_default() += 1;
    }
    let best = |labels: BTreeMap<&str, usize>| {
        let most = labels.values().copied().max().unwrap_or(0);
        labels
            .into_iter()
            .find(|(_, n)| *n == most)
            .map_or_else(String::new, |(label, _)| label.to_owned())
    };
    wordings
        .into_iter()
        .map(|(id, labels)| TopicNode { id, label: best(labels) })
        .collect()
}

fn sort_unique<T: Ord>(list: &mut Vec<T>) {
    list.sort();
    list.dedup();
}

/// The link label of a topic.
pub(crate) fn topic_role(polarity: Polarity) -> &'static str {
    polarity.as_str()
}
