//! What leaves the graph: merged actors and merged events with everything that was said about them.
//!
//! Part of [`crate::graph`]. The hard decision: where reports disagree, nothing is thrown away. Every field that can
//! disagree is a list of [`Claim`]s, the best supported first, and the plain field repeats that first one.

use crate::ontology::{Action, ActorKind, Context, EventType, Mode, Polarity, Role, Sector, Status};
use crate::record::{ArticleMeta, EventDate, EventMention, EventPlace};
use crate::span::{ArticleId, EntityId, EventId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Something said about an event, with the articles that say so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim<T> {
    /// What is said.
    pub value: T,
    /// Who says it: sorted, each once, never empty.
    pub articles: Vec<ArticleId>,
}

/// An office somebody was seen in, and the days of the first and the last article that saw them in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeenOffice {
    /// The office, as text: "President of Russia".
    pub title: String,
    /// Publication day of the first article that says so, where articles have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Date>,
    /// Publication day of the last article that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

/// An actor as all articles together show it. Its id is that of its records and never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActorNode {
    /// Public id.
    pub id: EntityId,
    /// The name most articles give, unless a correction renames it.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-3, or the usual acronym of an IGO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<SmolStr>,
    /// PLOVER/CAMEO sector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// Offices, by title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<SeenOffice>,
    /// Wikidata id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<SmolStr>,
    /// Every name and wording seen, sorted, without [`ActorNode::name`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Number of articles with an event in which it takes part.
    pub articles: usize,
    /// Number of merged events in which it takes part.
    pub events: usize,
    /// How sure the surest link is, 0 to 1.
    pub certainty: f32,
}

/// One edge of the graph: an actor's part in an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// Who.
    pub actor: EntityId,
    /// In which role; an actor in two roles has two edges.
    pub role: Role,
    /// Whether a report says that this party called, visited or began it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub initiator: bool,
    /// The articles that say so: sorted, each once.
    pub articles: Vec<ArticleId>,
}

/// A topic of a merged event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventTopic {
    /// The wording most articles use.
    pub label: String,
    /// Whether it was talked about or expressly not; said both ways, it stands twice.
    pub polarity: Polarity,
    /// Entry of the topic table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SmolStr>,
    /// The articles that name it: sorted, each once.
    pub articles: Vec<ArticleId>,
}

/// One article's account of a merged event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Id of the record.
    pub record: EventId,
    /// The article.
    pub article: ArticleMeta,
    /// What it calls the event.
    pub action: Action,
    /// Whether it says that it happened.
    pub status: Status,
    /// When, according to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<EventDate>,
    /// Where, according to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<EventPlace>,
    /// Whom it has it from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<String>,
    /// The sentences that tell it.
    pub mentions: Vec<EventMention>,
    /// What the extractor holds of it, 0 to 1.
    pub confidence: f32,
}

/// An event as all articles together tell it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventNode {
    /// Public id, derived from the event's first report.
    pub id: EventId,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// PLOVER modes, sorted.
    pub mode: Vec<Mode>,
    /// The best supported of [`EventNode::actions`].
    pub action: Action,
    /// The first of [`EventNode::statuses`]: a plan that was carried out has happened.
    pub status: Status,
    /// The first of [`EventNode::dates`].
    pub date: Option<EventDate>,
    /// The first of [`EventNode::places`].
    pub place: Option<EventPlace>,
    /// Who takes part and how: the event's edges, by role, then actor.
    pub participants: Vec<Participant>,
    /// Topics, best supported first.
    pub topics: Vec<EventTopic>,
    /// PLOVER contexts, sorted.
    pub contexts: Vec<Context>,
    /// Who is named as the source of the news, best supported first.
    pub attribution: Vec<Claim<String>>,
    /// What articles call it, best supported first.
    pub actions: Vec<Claim<Action>>,
    /// What articles say of whether it happened.
    pub statuses: Vec<Claim<Status>>,
    /// Every date given, best supported first.
    pub dates: Vec<Claim<EventDate>>,
    /// Every place given, best supported first.
    pub places: Vec<Claim<EventPlace>>,
    /// The chance that at least one of the reports is right, were they independent; 0 to 1.
    pub confidence: f32,
    /// Every report, the earliest published first.
    pub reports: Vec<Report>,
}

impl EventNode {
    /// The participants in this role.
    pub fn in_role(&self, role: Role) -> impl Iterator<Item = &Participant> + '_ {
        self.participants.iter().filter(move |p| p.role == role)
    }

    /// The sentence to show as proof: the first mention of the most confident report.
    #[must_use]
    pub fn evidence(&self) -> Option<(&Report, &EventMention)> {
        let mut best: Option<&Report> = None;
        for report in &self.reports {
            if best.is_none_or(|b| report.confidence > b.confidence) {
                best = Some(report);
            }
        }
        best.and_then(|report| Some((report, report.mentions.first()?)))
    }

    /// Whether reports disagree on a day, a place or on its having happened.
    #[must_use]
    pub fn disputed(&self) -> bool {
        self.dates.len() > 1 || self.places.len() > 1 || self.statuses.len() > 1
    }
}
