//! Questions to the graph, in memory or in the store: who talked to whom, what is known of an actor.
//!
//! After graph and store. The hard decision: the same question has the same answer from both, row for row. The store
//! answers from its indexes, without loading the graph, so that a million events cost no more than the answer.

mod actor;
mod memory;
mod stored;

use crate::ontology::{Action, Mode, Polarity, Role, Status};
use crate::record::EventDate;
use crate::span::{ArticleId, EntityId, EventId};
use jiff::civil::Date;
use serde::Serialize;

pub use actor::{ActorAnswer, Partner, actor, actor_in, find_actors, most_talks};
pub use memory::{talks, why};
pub use stored::talks_in;

/// Which contacts are asked for; what is empty does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TalksFilter {
    /// Somebody who took part: an id, a name, an alias, or a person's surname.
    pub actor: Option<String>,
    /// Somebody else who took part.
    pub with: Option<String>,
    /// Not over before this day; contacts without a date are left out.
    pub since: Option<Date>,
    /// Begun by this day; contacts without a date are left out.
    pub until: Option<Date>,
    /// How: by phone, on a visit.
    pub mode: Option<Mode>,
    /// Words of a topic, or the id of a topic.
    pub topic: Option<String>,
    /// Whether it happened.
    pub status: Option<Status>,
}

/// Somebody's part in a contact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Talker {
    /// Public id.
    pub id: EntityId,
    /// Name.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// Whether a report says that this party called, visited or began it.
    pub initiator: bool,
}

/// What was talked about, or expressly not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TalkTopic {
    /// As worded by most articles.
    pub label: String,
    /// Talked about or not.
    pub polarity: Polarity,
}

/// The sentence that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The article.
    pub article: ArticleId,
    /// Number of the sentence, from 0.
    pub sentence: u32,
    /// Its place in the article's text, in characters.
    pub span: [u32; 2],
    /// The words that tell the event.
    pub trigger: String,
    /// The sentence.
    pub text: String,
}

/// One contact: who talked to whom.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Talk {
    /// The merged event.
    pub event: EventId,
    /// When, as best supported; its words are left out.
    pub date: Option<EventDate>,
    /// Who, by role, then id.
    pub talkers: Vec<Talker>,
    /// What it is called.
    pub action: Action,
    /// How.
    pub mode: Vec<Mode>,
    /// Whether it happened.
    pub status: Status,
    /// About what, best supported first.
    pub topics: Vec<TalkTopic>,
    /// Where.
    pub place: Option<String>,
    /// How many articles tell it.
    pub articles: usize,
    /// Whether they disagree on its date, place or having happened.
    pub disputed: bool,
    /// The sentence that proves it.
    pub evidence: Option<Evidence>,
}

impl TalksFilter {
    fn fits_topic(wanted: &str, label: &str, id: Option<&str>) -> bool {
        id.is_some_and(|id| id.eq_ignore_ascii_case(wanted)) || label.to_lowercase().contains(&wanted.to_lowercase())
    }
}
