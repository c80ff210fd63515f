//! The knowledge graph: what all records together say, as merged actors and merged events.
//!
//! After the verbs, before query and export; the only module that names petgraph. The hard decision: the graph is a
//! function of the *set* of records. Nothing in it depends on the order or the parts in which they arrived, and a
//! record given twice counts once.
//!
//! Events are nodes, not edges: several actors, a place, dates and many reports cannot hang on one edge. Roles are the
//! edges. Merged events are packed inside and unfolded into an [`EventNode`] when asked for, so that a million of them
//! fit into memory.

mod actors;
mod block;
mod comparison;
mod corrections;
mod fuse;
mod group;
mod intern;
mod known;
mod node;
mod parties;
mod profile;
mod records;
mod rows;
mod same_event;
mod seldom;
mod unit;
mod why;
mod wording;

use crate::error::{Error, ErrorKind, Result};
use crate::ontology::Role;
use crate::record::EventRecord;
use crate::span::{ArticleId, EntityId, EventId};
use actors::Actors;
pub(crate) use actors::KnownActors;
use group::Decided;
use intern::{ListId, number};
use petgraph::Direction;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef;
use profile::Profiles;
use records::{Inserted, Packed, RecordSet};
use rows::Rows;
use sha2::{Digest, Sha256};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use unit::Units;

pub use comparison::{Comparison, KindFit, PartyFit, PlaceFit, StatusFit, TimeFit, TopicFit, Verdict};
use corrections::MADE_ONE;
pub use corrections::{Correction, Corrections, Stale};
pub use node::{ActorNode, Claim, EventNode, EventTopic, Participant, Report, SeenOffice};
pub use why::{NearMiss, Pair, Why, same_event};

/// How ids of merged events begin.
pub(crate) const EVENT_ID_PREFIX: &str = "event:";

/// The public id of an event whose first report is this record.
#[must_use]
pub fn event_id(article: &ArticleId, record: &EventId) -> EventId {
    hashed_id(article.as_str(), record.as_str())
}

fn hashed_id(article: &str, record: &str) -> EventId {
    use std::fmt::Write as _;
    let mut hasher = Sha256::new();
    hasher.update(article.as_bytes());
    hasher.update([0]);
    hasher.update(record.as_bytes());
    let mut id = String::from(EVENT_ID_PREFIX);
    for byte in &hasher.finalize()[..8] {
        let _ = write!(id, "{byte:02x}");
    }
    EventId::new(id)
}

/// A node of the graph in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    /// By its number among [`Actors::nodes`].
    Actor(u32),
    /// By its number among [`KnowledgeGraph::ids`].
    Event(u32),
}

/// An edge, from event to actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    role: Role,
    initiator: bool,
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeReport {
    /// Records that were new.
    pub added: usize,
    /// Records that were there already, word for word.
    pub known: usize,
    /// Records under whose article and id another stood; the more confident one was kept.
    pub conflicting: usize,
    /// Corrections that changed nothing, and why.
    pub stale: Vec<Stale>,
}

/// Merged actors and merged events with everything that is said about them.
#[derive(Debug, Clone, Default)]
pub struct KnowledgeGraph {
    /// In canonical order.
    set: RecordSet,
    actors: Actors,
    /// Ids of the events, sorted, and for each its group.
    ids: Vec<(EventId, u32)>,
    /// Members of the groups by canonical position, and where each group ends.
    members: Vec<u32>,
    ends: Vec<u32>,
    graph: StableDiGraph<Node, Edge>,
    event_nodes: Vec<NodeIndex>,
    actor_nodes: Vec<NodeIndex>,
    corrections: Corrections,
}

/// Collects records for a [`KnowledgeGraph`], one at a time.
#[derive(Debug, Clone, Default)]
pub struct GraphBuilder {
    set: RecordSet,
    report: MergeReport,
    /// The event of each record, where that is known already.
    grouped: Vec<EventId>,
}

impl GraphBuilder {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a record.
    pub fn add(&mut self, record: &EventRecord) {
        match self.set.insert(record) {
            Inserted::Added => self.report.added += 1,
            Inserted::Known => self.report.known += 1,
            Inserted::Conflicting => self.report.conflicting += 1,
        }
    }

    /// Adds the records of a JSONL stream, one a line, reading one at a time; says how many lines held one. Lines that are
    /// no record are left out and handed to `skipped`, with their number.
    ///
    /// # Errors
    /// Where the stream cannot be read, with the number of the line.
    pub fn read_jsonl(&mut self, mut input: impl BufRead, mut skipped: impl FnMut(Error)) -> Result<usize> {
        let (mut count, mut line) = (0, Vec::new());
        for number in 1.. {
            let wrong = |message: String| Error::new(ErrorKind::Input, message).on_line(number);
            line.clear();
            let read = input.read_until(b'\n', &mut line);
            if read.map_err(|cause| wrong(format!("cannot read the records: {cause}")))? == 0 {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(&line) {
                Ok(record) => {
                    self.add(&record);
                    count += 1;
                }
                Err(cause) => skipped(wrong(format!("not an event record: {cause}; give what \"extract\" writes"))),
            }
        }
        Ok(count)
    }

    /// Takes all records of an article out; says how many there were.
    pub fn remove_article(&mut self, article: &ArticleId) -> usize {
        self.set.remove_article(article)
    }

    /// Adds a record to an event that is known already.
    pub(crate) fn add_to(&mut self, record: &EventRecord, event: &EventId) {
        if self.set.insert(record) == Inserted::Added {
            self.grouped.push(event.clone());
        }
    }

    /// The graph of records whose events are known already, see [`GraphBuilder::add_to`].
    pub(crate) fn finish_grouped(self, known: &KnownActors) -> KnowledgeGraph {
        let mut graph = KnowledgeGraph {
            set: self.set,
            ..KnowledgeGraph::default()
        };
        let order = graph.set.sort();
        graph.actors = Actors::gather(&graph.set, &graph.corrections, Some(known));
        let mut events: Vec<(&EventId, u32)> = Vec::with_capacity(order.len());
        for (position, at) in (0u32..).zip(&order) {
            events.push((&self.grouped[*at as usize], position));
        }
        events.sort_unstable();
        for group in events.chunk_by(|a, b| a.0 == b.0) {
            graph.push_group(group[0].0.clone(), group.iter().map(|(_, position)| *position));
        }
        graph.wire();
        graph
    }

    /// Merges what was collected.
    #[must_use]
    pub fn finish(self, corrections: &Corrections) -> (KnowledgeGraph, MergeReport) {
        let mut graph = KnowledgeGraph {
            set: self.set,
            corrections: corrections.clone(),
            ..KnowledgeGraph::default()
        };
        let mut report = self.report;
        report.stale = graph.regroup();
        (graph, report)
    }
}

impl KnowledgeGraph {
    /// The graph of a set of records.
    #[must_use]
    pub fn from_records<R: Borrow<EventRecord>>(records: impl IntoIterator<Item = R>, corrections: &Corrections) -> Self {
        let mut builder = GraphBuilder::new();
        for record in records {
            builder.add(record.borrow());
        }
        builder.finish(corrections).0
    }

    /// Adds records. The result is the graph of all records together, however they were divided.
    pub fn merge<R: Borrow<EventRecord>>(&mut self, records: impl IntoIterator<Item = R>) -> MergeReport {
        let mut builder = GraphBuilder {
            set: std::mem::take(&mut self.set),
            ..GraphBuilder::default()
        };
        for record in records {
            builder.add(record.borrow());
        }
        let (graph, report) = builder.finish(&self.corrections.clone());
        *self = graph;
        report
    }

    /// Takes an article's records out; says how many there were.
    pub fn remove_article(&mut self, article: &ArticleId) -> usize {
        let removed = self.set.remove_article(article);
        if removed > 0 {
            self.regroup();
        }
        removed
    }

    /// The records, in canonical order, as they were given.
    pub fn records(&self) -> impl Iterator<Item = EventRecord> + '_ {
        self.set.packed.iter().map(|record| self.set.unpack(record))
    }

    /// How many records the graph is made of.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.set.packed.len()
    }

    /// How many merged events there are.
    #[must_use]
    pub fn event_count(&self) -> usize {
        self.ids.len()
    }

    /// How many actors there are.
    #[must_use]
    pub fn actor_count(&self) -> usize {
        self.actors.nodes.len()
    }

    /// How many articles the records come from.
    #[must_use]
    pub fn article_count(&self) -> usize {
        let articles: BTreeSet<u32> = self.set.packed.iter().map(|record| record.article).collect();
        articles.len()
    }

    /// All actors, by id.
    pub fn actors(&self) -> impl ExactSizeIterator<Item = &ActorNode> + '_ {
        self.actors.nodes.iter()
    }

    /// The actor with this id.
    #[must_use]
    pub fn actor(&self, id: &EntityId) -> Option<&ActorNode> {
        Some(&self.actors.nodes[self.actor_number(id)?])
    }

    /// All events, by id.
    pub fn events(&self) -> impl ExactSizeIterator<Item = EventNode> + '_ {
        (0..self.ids.len()).map(|at| self.unfold(at))
    }

    /// The event with this id, or the one that this record belongs to.
    #[must_use]
    pub fn event(&self, id: &EventId) -> Option<EventNode> {
        self.event_number(id).map(|at| self.unfold(at))
    }

    /// The events in which an actor takes part, by id, each with the roles it has there.
    pub fn events_of(&self, actor: &EntityId) -> impl Iterator<Item = (EventNode, Vec<Role>)> + '_ {
        let numbers = self.actor_number(actor).map(|at| self.event_numbers_of(at)).unwrap_or_default();
        numbers.into_iter().map(|(event, roles)| (self.unfold(event), roles))
    }

    /// All edges: event, role, actor, whether it began it; by event, then role, then actor.
    pub fn edges(&self) -> impl Iterator<Item = (&EventId, Role, &EntityId, bool)> + '_ {
        self.event_nodes.iter().enumerate().flat_map(move |(event, node)| {
            let mut edges: Vec<(Role, u32, bool)> = Vec::new();
            for edge in self.graph.edges_directed(*node, Direction::Outgoing) {
                if let Some(Node::Actor(actor)) = self.graph.node_weight(edge.target()) {
                    edges.push((edge.weight().role, *actor, edge.weight().initiator));
                }
            }
            edges.sort_unstable();
            let id = &self.ids[event].0;
            edges
                .into_iter()
                .map(move |(role, actor, initiator)| (id, role, &self.actors.nodes[actor as usize].id, initiator))
        })
    }

    fn actor_number(&self, id: &EntityId) -> Option<usize> {
        self.actors.nodes.binary_search_by(|node| node.id.cmp(id)).ok()
    }

    fn event_numbers_of(&self, actor: usize) -> BTreeMap<usize, Vec<Role>> {
        let mut found: BTreeMap<usize, Vec<Role>> = BTreeMap::new();
        for edge in self.graph.edges_directed(self.actor_nodes[actor], Direction::Incoming) {
            if let Some(Node::Event(event)) = self.graph.node_weight(edge.source()) {
                found.entry(*event as usize).or_default().push(edge.weight().role);
            }
        }
        for roles in found.values_mut() {
            roles.sort_unstable();
        }
        found
    }

    fn event_number(&self, id: &EventId) -> Option<usize> {
        if let Ok(at) = self.ids.binary_search_by(|(other, _)| other.cmp(id)) {
            return Some(at);
        }
        // Every record keeps the id of the event it would head: find the record, then its group.
        let position = self.position_of(id)?;
        let at = self.members.iter().position(|m| *m == position)?;
        let group = self.ends.partition_point(|end| *end as usize <= at);
        self.ids.iter().position(|(_, g)| *g as usize == group)
    }

    /// The canonical position of the record with this id, its own or that of the event it would head.
    fn position_of(&self, id: &EventId) -> Option<u32> {
        let hashed = id.as_str().starts_with(EVENT_ID_PREFIX);
        let fits = |record: &Packed| self.set.read(record.id) == id.as_str() || hashed && self.id_headed_by(record) == *id;
        let found = (0u32..).zip(&self.set.packed).find(|(_, record)| fits(record));
        found.map(|(position, _)| position)
    }

    /// The canonical positions of all records that corrections name, by the text that names them.
    fn positions_named(&self) -> BTreeMap<&str, u32> {
        let wanted: BTreeSet<&str> = self.corrections.named().collect();
        let hashed = wanted.iter().any(|id| id.starts_with(EVENT_ID_PREFIX));
        let mut found = BTreeMap::new();
        for (position, record) in (0u32..).zip(&self.set.packed) {
            let own = self.set.read(record.id);
            let headed = hashed.then(|| self.id_headed_by(record));
            for id in [Some(own), headed.as_ref().map(EventId::as_str)].into_iter().flatten() {
                if let Some(id) = wanted.get(id) {
                    found.entry(*id).or_insert(position);
                }
            }
        }
        found
    }

    fn id_headed_by(&self, record: &Packed) -> EventId {
        hashed_id(self.set.article_id(record), self.set.read(record.id))
    }

    fn members_of(&self, event: usize) -> &[u32] {
        let group = self.ids[event].1 as usize;
        let from = if group == 0 { 0 } else { self.ends[group - 1] as usize };
        &self.members[from..self.ends[group] as usize]
    }

    fn packed_at(&self, position: u32) -> &Packed {
        &self.set.packed[position as usize]
    }

    fn unfold(&self, event: usize) -> EventNode {
        let records: Vec<&Packed> = self.members_of(event).iter().map(|m| self.packed_at(*m)).collect();
        fuse::fuse(&self.set, &self.actors, &records, self.ids[event].0.clone())
    }

    /// Merges anew from the set of records.
    fn regroup(&mut self) -> Vec<Stale> {
        self.set.sort();
        self.actors = Actors::gather(&self.set, &self.corrections, None);
        let mut stale = self.actors.stale.clone();
        let wishes = self.wishes(&mut stale);
        let solo: BTreeSet<u32> = wishes.positions().collect();
        let mut profiles = Profiles::build(&self.set, &self.set.packed, &self.actors, &solo);
        let units = Units::build(&mut profiles, &self.actors);
        let articles = self.set.packed.iter().map(|record| record.article);
        let told = || profiles.of_record.iter().copied().zip(articles.clone());
        let of_unit = told().map(|(profile, article)| (units.of_profile[profile as usize], article));
        let articles = [
            Rows::gather(profiles.len(), told()).sorted(),
            Rows::gather(units.len(), of_unit).sorted(),
        ];
        let decided = wishes.for_units(&profiles, &units);
        let groups = group::group(&units, &profiles, &self.actors, &articles, &decided);
        self.collect(&profiles, &groups, &wishes);
        self.wire();
        stale.sort_by_key(|s| s.line);
        stale
    }

    /// Lists the members of every group that is not dropped.
    fn collect(&mut self, profiles: &Profiles, groups: &[u32], wishes: &Wishes) {
        let group_of: Vec<u32> = profiles.of_record.iter().map(|profile| groups[*profile as usize]).collect();
        let dropped: BTreeSet<u32> = wishes.drop.iter().map(|position| group_of[*position as usize]).collect();
        let count = groups.iter().max().map_or(0, |last| *last as usize + 1);
        let by_group = Rows::gather(count, group_of.iter().copied().zip(0u32..));
        (self.members, self.ends, self.ids) = (Vec::with_capacity(group_of.len()), Vec::new(), Vec::new());
        for (group, members) in (0u32..).zip(by_group.iter()) {
            let Some(first) = members.first().filter(|_| !dropped.contains(&group)) else {
                continue;
            };
            let id = self.id_headed_by(self.packed_at(*first));
            self.push_group(id, members.iter().copied());
        }
        self.ids.sort_unstable();
    }

    fn push_group(&mut self, id: EventId, members: impl Iterator<Item = u32>) {
        self.ids.push((id, number(self.ends.len())));
        self.members.extend(members);
        self.ends.push(number(self.members.len()));
    }

    /// The parties whom a correction moved: entity, name, wording, and the actor that they are.
    pub(crate) fn moved_parties(&self) -> impl Iterator<Item = [smol_str::SmolStr; 4]> + '_ {
        self.actors.moved(&self.set)
    }

    /// Builds nodes and edges.
    fn wire(&mut self) {
        let mut graph = StableDiGraph::with_capacity(self.ids.len() + self.actors.nodes.len(), 2 * self.ids.len());
        let (events, actors) = (self.ids.len(), self.actors.nodes.len());
        self.actor_nodes = (0..actors).map(|at| graph.add_node(Node::Actor(number(at)))).collect();
        self.event_nodes = (0..events).map(|at| graph.add_node(Node::Event(number(at)))).collect();
        let parties: Vec<ListId> = self.set.packed.iter().map(|record| record.parties).collect();
        let (mut told, mut edges) = (Vec::new(), Vec::new());
        let (mut events_of, mut counted) = (vec![0usize; actors], vec![usize::MAX; actors]);
        let mut by_group = vec![0; events];
        for (event, (_, group)) in self.ids.iter().enumerate() {
            by_group[*group as usize] = event;
        }
        // By group, since the records of one group stand near those of the next, whereas ids are in no order of time.
        for event in by_group {
            told.clear();
            told.extend(self.members_of(event).iter().map(|member| parties[*member as usize]));
            told.sort_unstable();
            told.dedup();
            edges.clear();
            for list in &told {
                for at in self.set.lists.get(*list) {
                    let party = self.set.parties.get(at);
                    edges.push((party.role, self.actors.of(at), party.initiator));
                }
            }
            // Sorted, the edge with an initiator comes last of its kind: keep that one.
            edges.sort_unstable();
            for (at, (role, actor, initiator)) in edges.iter().enumerate() {
                // In whatever roles, it is one event.
                if std::mem::replace(&mut counted[*actor as usize], event) != event {
                    events_of[*actor as usize] += 1;
                }
                let more = edges.get(at + 1).is_some_and(|next| (next.0, next.1) == (*role, *actor));
                if more {
                    continue;
                }
                let edge = Edge {
                    role: *role,
                    initiator: *initiator,
                };
                graph.add_edge(self.event_nodes[event], self.actor_nodes[*actor as usize], edge);
            }
        }
        self.graph = graph;
        for (node, events) in self.actors.nodes.iter_mut().zip(events_of) {
            node.events = events;
        }
    }

    /// What people decided about events, by canonical position of the records they name.
    fn wishes(&self, stale: &mut Vec<Stale>) -> Wishes {
        let mut wishes = Wishes::default();
        if self.corrections.is_empty() {
            return wishes;
        }
        let positions = self.positions_named();
        let find = |id: &str| {
            let why = || format!("no event {id:?} in these records; its first report may be gone: look it up with \"query talks\"");
            positions.get(id).copied().ok_or_else(why)
        };
        let both = |a: &str, b: &str| match (find(a)?, find(b)?) {
            (one, other) if one == other => Err("both sides name one report".to_owned()),
            pair => Ok(pair),
        };
        for (line, text, correction) in &self.corrections.lines {
            let is_event = |id: &str| id.starts_with(EVENT_ID_PREFIX) || positions.contains_key(id);
            let applied = match correction {
                Correction::Same(a, b) if is_event(a) || is_event(b) => both(a, b).map(|pair| wishes.same.push(pair)),
                Correction::Different(a, b) if is_event(a) || is_event(b) => {
                    both(a, b).map(|pair| wishes.different.push((*line, text.clone(), pair)))
                }
                Correction::Drop(id) => find(id).map(|position| wishes.drop.push(position)),
                _ => Ok(()),
            };
            stale.extend(applied.err().map(|why| Stale::new(*line, text, why)));
        }
        wishes.yield_to_same(stale);
        wishes
    }
}

/// Corrections of events, by canonical position of the records they name.
#[derive(Debug, Default)]
struct Wishes {
    same: Vec<(u32, u32)>,
    /// With the line and words of the correction.
    different: Vec<(usize, String, (u32, u32))>,
    drop: Vec<u32>,
}

impl Wishes {
    fn positions(&self) -> impl Iterator<Item = u32> + '_ {
        let pairs = self.same.iter().chain(self.different.iter().map(|(_, _, pair)| pair));
        pairs.flat_map(|(a, b)| [*a, *b])
    }

    /// What other lines make one, in however many steps, a line cannot keep apart: it is told so.
    fn yield_to_same(&mut self, stale: &mut Vec<Stale>) {
        let mut one = UnionFind::new(self.positions().max().map_or(0, |last| last as usize + 1));
        for (a, b) in &self.same {
            one.union(*a as usize, *b as usize);
        }
        self.different.retain(|(line, text, (a, b))| {
            let apart = !one.equiv(*a as usize, *b as usize);
            if !apart {
                stale.push(Stale::new(*line, text, MADE_ONE.to_owned()));
            }
            apart
        });
    }

    fn for_units(&self, profiles: &Profiles, units: &Units) -> Decided {
        let unit = |position: u32| units.of_profile[profiles.of_record[position as usize] as usize];
        let mut same: Vec<(u32, u32)> = self.same.iter().map(|(a, b)| (unit(*a), unit(*b))).collect();
        same.sort_unstable();
        let both = |(_, _, (a, b)): &(usize, String, (u32, u32))| [(unit(*a), unit(*b)), (unit(*b), unit(*a))];
        Decided {
            same,
            different: self.different.iter().flat_map(both).collect(),
        }
    }
}
