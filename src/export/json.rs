//! `graph.json`: the graph as a node-link document that D3, networkx and other tools read as it is.
//!
//! The hard decision: the links stand in it twice, as `links` (D3, older networkx) and as `edges` (newer networkx),
//! because a reader that finds its key missing fails or, worse, reads a graph without edges. The document is described
//! by `data/schema/graph.schema.json`; its wire types live here alone, so that inner types may change and it may not.

use crate::error::Result;
use crate::export::view::{GraphView, period, topic_id};
use crate::export::{broken, event_words, latest_office};
use crate::graph::{ActorNode, Claim, EventNode, Report, SeenOffice};
use crate::ontology::{Action, ActorKind, Context, EventType, Mode, Quad, Role, Sector, Status};
use crate::record::{ArticleMeta, EventDate, EventMention, EventPlace};
use crate::span::ArticleId;
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
    Topic(Topic<'a>),
}

#[derive(Serialize)]
struct Actor<'a> {
    id: &'a str,
    label: &'a str,
    kind: ActorKind,
    country: Option<&'a str>,
    sector: Option<Sector>,
    office: Option<&'a str>,
    offices: &'a [SeenOffice],
    wikidata: Option<&'a str>,
    aliases: &'a [String],
    events: usize,
    articles: usize,
    certainty: f64,
}

/// The plain fields hold what is best supported; `reported` holds everything that is said, with who says it.
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
    attribution: Vec<&'a str>,
    confidence: f64,
    articles: usize,
    reported: Reported<'a>,
    evidence: Vec<Evidence<'a>>,
}

#[derive(Serialize)]
struct Reported<'a> {
    actions: &'a [Claim<Action>],
    statuses: &'a [Claim<Status>],
    dates: &'a [Claim<EventDate>],
    places: &'a [Claim<EventPlace>],
    attribution: &'a [Claim<String>],
}

#[derive(Serialize)]
struct Evidence<'a> {
    article: &'a str,
    record: &'a str,
    confidence: f64,
    #[serde(flatten)]
    mention: &'a EventMention,
}

#[derive(Serialize)]
struct Topic<'a> {
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
    articles: &'a [ArticleId],
}

/// Writes the graph as a node-link document.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_json(view: &GraphView, options: &JsonOptions, mut out: impl io::Write) -> Result<()> {
    let links = links(view);
    let period = period(view.events.iter());
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
    let topics = view.topics.iter().map(|t| {
        Node::Topic(Topic {
            id: &t.id,
            label: &t.label,
        })
    });
    actors.chain(events).chain(topics).collect()
}

fn actor(node: &ActorNode) -> Actor<'_> {
    Actor {
        id: node.id.as_str(),
        label: &node.name,
        kind: node.kind,
        country: node.country.as_deref(),
        sector: node.sector,
        office: latest_office(node),
        offices: &node.offices,
        wikidata: node.wikidata.as_deref(),
        aliases: &node.aliases,
        events: node.events,
        articles: node.articles,
        certainty: rounded(node.certainty),
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
        attribution: node.attribution.iter().map(|a| a.value.as_str()).collect(),
        confidence: rounded(node.confidence),
        articles: node.reports.len(),
        reported: Reported {
            actions: &node.actions,
            statuses: &node.statuses,
            dates: &node.dates,
            places: &node.places,
            attribution: &node.attribution,
        },
        evidence: node.reports.iter().flat_map(evidence).collect(),
    }
}

fn evidence(report: &Report) -> impl Iterator<Item = Evidence<'_>> {
    report.mentions.iter().map(|mention| Evidence {
        article: report.article.id.as_str(),
        record: report.record.as_str(),
        confidence: rounded(report.confidence),
        mention,
    })
}

/// Three decimals: a single-precision number written out in full would pretend to a precision nobody has.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1000.0).round() / 1000.0
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
                articles: &part.articles,
            });
        }
        for topic in &event.topics {
            links.push(Link {
                source: id,
                target: topic_id(topic).into(),
                key: topic.polarity.as_str(),
                role: topic.polarity.as_str(),
                initiator: false,
                label: Some(&topic.label),
                articles: &topic.articles,
            });
        }
    }
    // Two wordings of one topic in one event would be one edge twice.
    links.sort_by(|a, b| (a.source, &a.target, a.key, a.label).cmp(&(b.source, &b.target, b.key, b.label)));
    links.dedup_by(|b, a| (a.source, &a.target, a.key) == (b.source, &b.target, b.key));
    links
}
