//! `graph.dot`: the graph for Graphviz, built with graphviz-rust.
//!
//! The hard decision: graphviz-rust prints what it is given and escapes nothing, so no string reaches it but through
//! [`quote`]. Events are boxes coloured by cooperation and conflict, actors have a shape by kind.

use crate::error::Result;
use crate::export::broken;
use crate::export::view::{GraphView, topic_id};
use crate::export::words::{date_words, deed_words, latest_office};
use crate::graph::{ActorNode, EventNode};
use crate::ontology::{ActorKind, Polarity, Quad, Role, Status};
use graphviz_rust::dot_structures::{Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Vertex};
use graphviz_rust::printer::{DotPrinter, PrinterContext};
use std::io;

/// How `graph.dot` is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DotOptions {
    /// Topics as nodes of their own; otherwise they stand in the labels of their events.
    pub topics: bool,
    /// A title above the graph.
    pub title: Option<String>,
}

impl DotOptions {
    /// With topics as nodes of their own.
    #[must_use]
    pub fn with_topics(mut self) -> Self {
        self.topics = true;
        self
    }

    /// With this title above the graph.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }
}

/// Writes the graph in the DOT language.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_dot(view: &GraphView, options: &DotOptions, mut out: impl io::Write) -> Result<()> {
    let mut stmts = vec![
        Stmt::GAttribute(GraphAttributes::Graph(graph_attributes(options))),
        Stmt::GAttribute(GraphAttributes::Node(vec![
            set("fontname", FONT),
            set("fontsize", "12"),
            set("style", "filled"),
            set("penwidth", "1"),
        ])),
        Stmt::GAttribute(GraphAttributes::Edge(vec![
            set("fontname", FONT),
            set("fontsize", "9"),
            set("color", "#8A939C"),
            set("fontcolor", "#56606A"),
            set("arrowsize", "0.7"),
        ])),
    ];
    stmts.extend(view.actors.iter().map(|a| Stmt::Node(actor_node(a))));
    for event in &view.events {
        stmts.push(Stmt::Node(event_node(event, options)));
    }
    if options.topics {
        for topic in &view.topics {
            let look = [("shape", "plaintext"), ("fillcolor", "#FFFFFF"), ("fontcolor", "#56606A")];
            stmts.push(Stmt::Node(node(&topic.id, &topic.label, &look)));
        }
    }
    for event in &view.events {
        stmts.extend(event_edges(event, options).into_iter().map(Stmt::Edge));
    }
    let graph = Graph::DiGraph {
        id: Id::Plain("diplograph".into()),
        strict: false,
        stmts,
    };
    let text = graph.print(&mut PrinterContext::default());
    out.write_all(text.as_bytes()).map_err(broken)?;
    out.write_all(b"\n").map_err(broken)
}

const FONT: &str = "Helvetica,Arial,sans-serif";

/// A DOT string: quoted, so that Graphviz reads back exactly this text.
///
/// Inside quotes DOT knows two escapes, `\"` and `\\`; line ends inside labels are written `\n`. Other control
/// characters, which no layout can show and which end the string early for some readers, become blanks.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Graphviz reads labels as if they were HTML text: `&lt;` would come out as `<`. An ampersand that is meant as one
/// must be written as an entity itself.
fn shown(text: &str) -> String {
    text.replace('&', "&amp;")
}

fn set(name: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(name.into()), Id::Escaped(quote(value)))
}

fn node_id(id: &str) -> NodeId {
    NodeId(Id::Escaped(quote(id)), None)
}

fn node(id: &str, label: &str, look: &[(&str, &str)]) -> Node {
    let mut attributes = vec![set("label", &shown(label))];
    attributes.extend(look.iter().map(|(name, value)| set(name, value)));
    Node::new(node_id(id), attributes)
}

fn graph_attributes(options: &DotOptions) -> Vec<Attribute> {
    let mut attributes = vec![
        set("rankdir", "LR"),
        set("fontname", FONT),
        set("bgcolor", "#FFFFFF"),
        set("nodesep", "0.2"),
        set("ranksep", "0.7"),
        set("overlap", "false"),
        set("splines", "true"),
        set("outputorder", "edgesfirst"),
    ];
    if let Some(title) = &options.title {
        attributes.push(set("label", &shown(title)));
        attributes.push(set("labelloc", "t"));
        attributes.push(set("fontsize", "20"));
    }
    attributes
}

fn actor_node(actor: &ActorNode) -> Node {
    let label = match latest_office(actor) {
        Some(office) => format!("{}\n{office}", actor.name),
        None => actor.name.clone(),
    };
    let (shape, fill) = match actor.kind {
        ActorKind::Person => ("ellipse", "#5B4B7A"),
        ActorKind::State => ("box", "#1F2D3D"),
        ActorKind::GovernmentBody => ("box", "#4A5B6D"),
        ActorKind::Organisation => ("hexagon", "#2F6657"),
        ActorKind::ArmedGroup => ("octagon", "#3B3B3B"),
        ActorKind::Party | ActorKind::People | ActorKind::Other => ("house", "#70757D"),
    };
    let look = [("shape", shape), ("fillcolor", fill), ("color", fill), ("fontcolor", "#FFFFFF")];
    node(actor.id.as_str(), &label, &look)
}

fn event_node(event: &EventNode, options: &DotOptions) -> Node {
    let mut label = deed_words(event);
    if let Some(date) = &event.date {
        label.push('\n');
        label.push_str(&date_words(date));
    }
    if !options.topics {
        for topic in &event.topics {
            label.push('\n');
            if topic.polarity == Polarity::NotDiscussed {
                label.push_str("not: ");
            }
            label.push_str(&topic.label);
        }
    }
    let (line, fill) = match event.event_type.quad() {
        Quad::VerbalCooperation => ("#4C9BCB", "#E4F1FA"),
        Quad::MaterialCooperation => ("#005A92", "#BFDDF0"),
        Quad::VerbalConflict => ("#D99000", "#FDF0D2"),
        Quad::MaterialConflict => ("#BF4B00", "#F8D3BC"),
    };
    let style = match event.status {
        Status::Happened => "filled,rounded",
        Status::Planned | Status::Hypothetical => "filled,rounded,dashed",
        Status::Denied => "filled,rounded,dotted",
    };
    let look = [
        ("shape", "box"),
        ("style", style),
        ("color", line),
        ("fillcolor", fill),
        ("fontcolor", "#1F2933"),
    ];
    node(event.id.as_str(), &label, &look)
}

fn event_edges(event: &EventNode, options: &DotOptions) -> Vec<Edge> {
    let id = event.id.as_str();
    let mut edges = Vec::new();
    for part in &event.participants {
        let actor = part.actor.as_str();
        edges.push(match part.role {
            Role::Actor if part.initiator => edge(actor, id, &[]),
            Role::Actor => edge(actor, id, &[("arrowhead", "none")]),
            Role::Recipient => edge(id, actor, &[]),
            Role::Host | Role::Mediator | Role::Venue => edge(
                actor,
                id,
                &[("label", part.role.as_str()), ("style", "dashed"), ("arrowhead", "none")],
            ),
        });
    }
    if options.topics {
        for topic in &event.topics {
            let label = match topic.polarity {
                Polarity::Discussed => "about",
                Polarity::NotDiscussed => "not about",
            };
            edges.push(edge(id, &topic_id(topic), &[("label", label), ("arrowhead", "none")]));
        }
    }
    edges
}

fn edge(from: &str, to: &str, look: &[(&str, &str)]) -> Edge {
    Edge {
        ty: EdgeTy::Pair(Vertex::N(node_id(from)), Vertex::N(node_id(to))),
        attributes: look.iter().map(|(name, value)| set(name, value)).collect(),
    }
}
