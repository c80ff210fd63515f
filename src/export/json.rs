//! `graph.json`: the graph as a node-link document that D3, networkx and other tools read as it is.
//!
//! The hard decision: the links stand in it twice, as `links` (D3, older networkx) and as `edges` (newer networkx),
//! because a reader that finds its key missing fails or, worse, reads a graph without edges. The document is described
//! by `data/schema/graph.schema.json`; its wire types live here alone, so that inner types may change and it may not.

use crate::error::Result;
use crate::export::view::{ActorNode, EventNode, GraphView, TopicNode, topic_id, topic_role};
use crate::export::{broken, event_words};
use crate::ontology::{Action, ActorKind, Context, EventType, Mode, Quad, Role, Sector, Status};
use crate::record::{ArticleMeta, EventDate, EventMention, EventPlace};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// Version of the document: the first number changes when a reader may break, the second when something is added.
pub const SCHEMA_VERSION: &str = "1.0";

/// How `graph.json` is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonOptions {
    /// Indented, one field a line.
    pub pretty: bool,
}

impl Default for JsonOptions {
    fn default() -> Self {
        Self { pretty: true }
    }
}

impl JsonOptions {
    /// All on one line.
    #[must_use]
    pub fn compact() -> Self {
        Self { pretty: false }
    }
}

#[derive(Serialize)]
struct Root<'a> {
    schema_version: &'static str,
    generator: Generator,
    directed: bool,
    multigraph: bool,
    graph: Summary,
    nodes: Vec<Node<'a>>,
    links: &'a [Link<'a>],
    edges: &'a [Link<'a>],
    articles: &'a [ArticleMeta],
}

#[derive(Serialize)]
struct Generator {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    actors: usize,
    events: usize,
    topics: usize,
    articles: usize,
    events_by_type: BTreeMap<&'static str, usize>,
    from: Option<jiff::civil::Date>,
    to: Option<jiff::civil::Date>,
}

#[derive(Serialize)]
#[serde(tag = "node_type", rename_all = "lowercase")]
enum Node<'a> {
    Actor(Actor<'a>),
    Event(Box<Event<'a>>),
    Topic(TopicWire<'a>),
}

#[derive(Serialize)]
struct Actor<'a> {
    id: &'a str,
    label: &'a str,
    kind: ActorKind,
    country: Option<&'a str>,
    sector: Option<Sector>,
    office: Option<&'a str>,
    wikidata: Option<&'a str>,
    aliases: &'a [String],
    mentions: usize,
}

#[derive(Serialize)]
struct Event<'a> {
    id: &'a str,
    label: String,
    #[serde(rename = "type")]
    event_type: EventType,
    mode: &'a [Mode],
    action: Action,
    quad: Quad,
    status: Status,
    date: Option<&'a EventDate>,
    place: Option<&'a EventPlace>,
    contexts: &'a [Context],
    attribution: &'a [String],
    confidence: f64,
    sources: usize,
    evidence: Vec<EvidenceWire<'a>>,
    alternatives: Vec<AlternativeWire<'a>>,
}

#[derive(Serialize)]
struct EvidenceWire<'a> {
    article: &'a str,
    #[serde(flatten)]
    mention: &'a EventMention,
}

#[derive(Serialize)]
struct AlternativeWire<'a> {
    field: &'a str,
    value: &'a str,
    articles: Vec<&'a str>,
}

#[derive(Serialize)]
struct TopicWire<'a> {
    id: &'a str,
    label: &'a str,
}

/// `key` is what networkx keeps parallel edges of a multigraph apart by.
#[derive(Serialize)]
struct Link<'a> {
    source: &'a str,
    target: std::borrow::Cow<'a, str>,
    key: &'static str,
    role: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    initiator: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

/// Writes the graph as a node-link document.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_json(view: &GraphView, options: &JsonOptions, mut out: impl io::Write) -> Result<()> {
    let links = links(view);
    let period = view.period();
    let mut events_by_type = BTreeMap::new();
    for event in &view.events {
        *events_by_type.entry(event.event_type.as_str()).or_default() += 1;
    }
    let root = Root {
        schema_version: SCHEMA_VERSION,
        generator: Generator {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        directed: true,
        multigraph: true,
        graph: Summary {
            actors: view.actors.len(),
            events: view.events.len(),
            topics: view.topics.len(),
            articles: view.articles.len(),
            events_by_type,
            from: period.as_ref().map(|p| p.start),
            to: period.as_ref().map(|p| p.end),
        },
        nodes: nodes(view),
        links: &links,
        edges: &links,
        articles: &view.articles,
    };
    let written = if options.pretty {
        serde_json::to_writer_pretty(&mut out, &root)
    } else {
        serde_json::to_writer(&mut out, &root)
    };
    written.map_err(|e| broken(e.into()))?;
    out.write_all(b"\n").map_err(broken)
}

fn nodes(view: &GraphView) -> Vec<Node<'_>> {
    let actors = view.actors.iter().map(|a| Node::Actor(actor(a)));
    let events = view.events.iter().map(|e| Node::Event(Box::new(event(e))));
    let topics = view
        .topics
        .iter()
        .map(|TopicNode { id, label }| Node::Topic(TopicWire { id, label }));
    actors.chain(events).chain(topics).collect()
}

fn actor(node: &ActorNode) -> Actor<'_> {
    let entity = &node.entity;
    Actor {
        id: entity.id.as_str(),
        label: &entity.name,
        kind: entity.kind,
        country: entity.country.as_deref(),
        sector: entity.sector,
        office: entity.office.as_deref(),
        wikidata: entity.wikidata.as_deref(),
        aliases: &entity.aliases,
        mentions: node.mentions,
    }
}

fn event(node: &EventNode) -> Event<'_> {
    Event {
        id: node.id.as_str(),
        label: event_words(node),
        event_type: node.event_type,
        mode: &node.mode,
        action: node.action,
        quad: node.event_type.quad(),
        status: node.status,
        date: node.date.as_ref(),
        place: node.place.as_ref(),
        contexts: &node.contexts,
        attribution: &node.attribution,
        confidence: (f64::from(node.confidence) * 1000.0).round() / 1000.0,
        sources: node.sources(),
        evidence: node
            .evidence
            .iter()
            .map(|e| EvidenceWire {
                article: e.article.as_str(),
                mention: &e.mention,
            })
            .collect(),
        alternatives: node
            .alternatives
            .iter()
            .map(|a| AlternativeWire {
                field: &a.field,
                value: &a.value,
                articles: a.articles.iter().map(|a| a.as_str()).collect(),
            })
            .collect(),
    }
}

/// Links run the way the deed runs: from who does it to the event, from the event to whom it is done and to its matter.
fn links(view: &GraphView) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    for event in &view.events {
        let id = event.id.as_str();
        for part in &event.participants {
            let actor = part.actor.as_str();
            let (source, target) = if part.role == Role::Recipient { (id, actor) } else { (actor, id) };
            links.push(Link {
                source,
                target: target.into(),
                key: part.role.as_str(),
                role: part.role.as_str(),
                initiator: part.initiator,
                label: None,
            });
        }
        for topic in &event.topics {
            links.push(Link {
                source: id,
                target: topic_id(topic).into(),
                key: topic_role(topic.polarity),
                role: topic_role(topic.polarity),
                initiator: false,
                label: Some(&topic.label),
            });
        }
    }
    // Two wordings of one topic in one event would be one edge twice.
    links.sort_by(|a, b| (a.source, &a.target, a.key, a.label).cmp(&(b.source, &b.target, b.key, b.label)));
    links.dedup_by(|b, a| (a.source, &a.target, a.key) == (b.source, &b.target, b.key));
    links
}
