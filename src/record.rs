//! What is found in a document: mentions, chains, entities, time expressions, and events on the wire.
//!
//! Base of the module order: all verbs meet here. The hard decision: [`EventRecord`] is self-contained (it carries its
//! article's metadata, its actors' descriptions and the sentences that prove it), so that records from anywhere can be
//! merged without the articles at hand.

use crate::ontology::{Action, ActorKind, Context, EventType, Mode, Polarity, Role, Sector, Status, closed_enum};
use crate::span::{ArticleId, ChainId, EntityId, EventId, MentionId, SentenceId, TokenId, TokenRange};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

closed_enum! {
    /// How a mention names its entity.
    MentionKind {
        /// A proper name: "Vladimir Putin", "the European Union".
        Name = "name",
        /// A common-noun phrase: "the Russian president", "Israeli troops", "the two leaders".
        Nominal = "nominal",
        /// A nationality or demonym used by itself as modifier: "Russian" in "Russian demands", "Israel's".
        Modifier = "modifier",
        /// A pronoun, also possessive: "he", "their".
        Pronoun = "pronoun",
    }
}

/// Grammatical number, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Number {
    /// One.
    Singular,
    /// Several.
    Plural,
    /// Not known.
    #[default]
    Unknown,
}

/// Gender, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// "she".
    Feminine,
    /// "he".
    Masculine,
    /// "it".
    Neuter,
    /// Not known.
    #[default]
    Unknown,
}

/// Words that stand for an actor or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its tokens (the name or noun phrase without relative clauses).
    pub tokens: TokenRange,
    /// Its syntactic head: the one token by which the rest of the parse reaches it.
    pub head: TokenId,
    /// How it names its entity.
    pub kind: MentionKind,
    /// What it names, if it is an actor; `None` for a plain place.
    pub actor: Option<ActorKind>,
    /// Country or IGO code known from the words themselves.
    pub country: Option<SmolStr>,
    /// Sector known from the words themselves.
    pub sector: Option<Sector>,
    /// Knowledge-base entries the words may stand for, best first.
    pub candidates: Vec<SmolStr>,
    /// Grammatical number.
    pub number: Number,
    /// Gender.
    pub gender: Gender,
    /// Whether the words are a place name that may be metonym for its state ("Moscow"); the event coder decides by role.
    pub place: bool,
    /// What else the words say.
    pub detail: MentionDetail,
}

/// What the words of a mention say beside kind, country and number: what coreference and linking go by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MentionDetail {
    /// The proper name inside the words: "Vladimir Putin" of "Russian President Vladimir Putin".
    pub name: Option<TokenRange>,
    /// The office or role the words tell, lower case: "foreign minister".
    pub role: Option<SmolStr>,
    /// Whether the office is told to be held no longer, or not yet.
    pub former: bool,
    /// Whether the phrase is definite: "the", "this", a possessor.
    pub definite: bool,
    /// How many the words count: two in "the two leaders".
    pub count: Option<u8>,
    /// All countries where the words name several: "Hungarian and Romanian officials".
    pub countries: Vec<SmolStr>,
    /// Whether every candidate goes by a name that ordinary words or other people share.
    pub doubtful: bool,
    /// Whether the name is a town's, region's or building's rather than a state's: "Tehran", where "Iran" would be the state.
    pub locality: bool,
    /// Whether it stands in the line that says where and by whom the article was written, and takes no part in the news.
    pub dateline: bool,
    /// Where the head only says how many or what sort ("a group of diplomats"): the words that say who, and their head.
    pub core: Option<(TokenRange, TokenId)>,
    /// Whether the words tell an owner that is of no state ("Red Cross officials"), so that no state is to be looked for.
    pub stateless: bool,
}

/// Mentions of one entity within one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    /// In text order.
    pub mentions: Vec<MentionId>,
    /// For a chain that stands for several ("the two leaders"): the chains of its members.
    pub members: Vec<ChainId>,
}

/// A resolved actor: what an actor node carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Stable across articles.
    pub id: EntityId,
    /// Canonical name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-3, or the usual acronym of an IGO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<SmolStr>,
    /// PLOVER/CAMEO sector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// Office held at the article's date, as text: "President of Russia".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Wikidata id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<SmolStr>,
    /// Names seen in the article, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Why the mentions were linked to this entity, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// How sure the link is, 0 to 1.
    #[serde(default = "certain")]
    pub certainty: f32,
}

fn certain() -> f32 {
    1.0
}

/// Everything known about who is who in one document: mentions, their chains, the chains' entities.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entities {
    /// All mentions, sorted by head token; at most one mention per head.
    pub mentions: Vec<Mention>,
    /// All chains.
    pub chains: Vec<Chain>,
    /// The chain of each mention; every mention is in one, if alone.
    pub chain_of: Vec<ChainId>,
    /// The entities a chain stands for: one, several for a group, none for a plain place or an unresolved pronoun.
    pub entities_of: Vec<Vec<usize>>,
    /// All entities of the article.
    pub entities: Vec<Entity>,
}

impl Entities {
    /// The mention whose head is this token.
    #[must_use]
    pub fn mention_at(&self, head: TokenId) -> Option<(MentionId, &Mention)> {
        let at = self.mentions.binary_search_by_key(&head, |m| m.head).ok()?;
        Some((MentionId::new(at), &self.mentions[at]))
    }

    /// The entities the mention stands for.
    pub fn entities_of(&self, mention: MentionId) -> impl Iterator<Item = &Entity> + '_ {
        let chain = self.chain_of.get(mention.index()).map_or(usize::MAX, |c| c.index());
        self.entities_of
            .get(chain)
            .into_iter()
            .flatten()
            .filter_map(|e| self.entities.get(*e))
    }
}

/// A time expression resolved to days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeExpression {
    /// Its tokens.
    pub tokens: TokenRange,
    /// First and last day it may mean; equal for a day. `None` where it cannot be resolved ("recently", or no article date).
    pub days: Option<(Date, Date)>,
    /// Whether it can date the event it hangs on ("on Thursday") or not ("ahead of the July 4 holiday", "for two hours").
    pub anchors: bool,
}

/// The article a record came from, as every record carries it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ArticleMeta {
    /// Public id of the article.
    pub id: ArticleId,
    /// Headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Somebody taking part in an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Who, resolved.
    #[serde(flatten)]
    pub entity: Entity,
    /// The words that named them here.
    pub mention: String,
    /// Whether the text says that this party called, visited or began it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub initiator: bool,
}

/// A party with a role other than actor or recipient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OtherParty {
    /// Host, mediator or venue.
    pub role: Role,
    /// Who.
    #[serde(flatten)]
    pub party: Party,
}

/// What an event was about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Topic {
    /// A short noun phrase, as worded in the article.
    pub label: String,
    /// Whether it was talked about or expressly not.
    pub polarity: Polarity,
    /// Entry of the topic table, where known: "war in Ukraine" and "the Ukraine conflict" share one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SmolStr>,
}

/// When an event happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventDate {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// The words it came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// Where an event happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventPlace {
    /// As named.
    pub name: String,
    /// Its state, ISO 3166-1 alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<SmolStr>,
}

/// One place of an article that tells an event: what every edge leads back to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventMention {
    /// Number of the sentence in its article, from 0.
    pub sentence: SentenceId,
    /// The sentence's place in the article's text, in characters.
    pub sentence_span: [u32; 2],
    /// The trigger's place in the article's text, in characters.
    pub trigger_span: [u32; 2],
    /// The trigger's words.
    pub trigger: String,
    /// The sentence, white space folded.
    pub text: String,
    /// The rule that fired.
    pub rule: SmolStr,
}

/// One event as one article tells it: a line of `extract`'s output, and what `merge` reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventRecord {
    /// Derived from the article and the first mention.
    pub id: EventId,
    /// Id of the article.
    pub article: ArticleId,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// PLOVER modes, sorted; usually one or none.
    #[serde(default)]
    pub mode: Vec<Mode>,
    /// The relation's name.
    pub action: Action,
    /// Who did it; all parties of a symmetric event.
    pub actors: Vec<Party>,
    /// Whom it was done to.
    #[serde(default)]
    pub recipients: Vec<Party>,
    /// Hosts, mediators, venues.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherParty>,
    /// What it was about.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// PLOVER contexts, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<Context>,
    /// When it happened; unknown stays unknown.
    #[serde(default)]
    pub date: Option<EventDate>,
    /// Where it happened.
    #[serde(default)]
    pub place: Option<EventPlace>,
    /// Did it happen.
    pub status: Status,
    /// Who says so, if not the article itself.
    #[serde(default)]
    pub attribution: Vec<String>,
    /// Where the article tells it, in text order; never empty.
    pub mentions: Vec<EventMention>,
    /// What the extractor holds of it, 0 to 1.
    pub confidence: f32,
    /// The article's metadata.
    pub meta: ArticleMeta,
}

/// The text with every run of white space folded to one blank: how sentences are quoted.
#[must_use]
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl From<&crate::document::Article> for ArticleMeta {
    fn from(article: &crate::document::Article) -> Self {
        Self {
            id: article.id.clone(),
            title: article.title.clone(),
            published: article.published,
            source: article.source.clone(),
            url: article.url.clone(),
        }
    }
}
