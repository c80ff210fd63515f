//! What the gazetteer knows about one actor, place or topic.
//!
//! Between the table (rows of text) and the gazetteer (index and questions). The hard decision: a row stays text, and
//! an [`Entry`] is a view of it: twenty thousand rows load in milliseconds because nothing is copied out of them.

use super::gazetteer::Gazetteer;
use super::office::{Holding, Office};
use super::table::Row;
use crate::ontology::{ActorKind, Sector};
use jiff::civil::Date;

/// Position of an entry in its [`Gazetteer`]. Not stable across versions; [`Entry::id`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryIdx(pub u32);

impl EntryIdx {
    /// As a vector position.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// Somebody or something that acts.
    Actor(ActorKind),
    /// A city, region, building or venue.
    Place,
    /// A conflict, treaty, negotiation or issue.
    Topic,
}

/// Grammatical gender of a person, for pronouns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// "she"
    Female,
    /// "he"
    Male,
}

/// How an alias may be trusted when it is met in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AliasFlags(u8);

impl AliasFlags {
    /// Sigils of the table in the order of their bits: context, any case, metonym, surname, demonym, lookup only.
    pub const SIGILS: [char; 6] = ['~', '=', '@', '$', '%', '!'];
    /// A surname alone.
    pub(crate) const SURNAME_ALONE: Self = Self(Self::SURNAME);
    const CONTEXT: u8 = 1;
    const ANY_CASE: u8 = 2;
    const METONYM: u8 = 4;
    const SURNAME: u8 = 8;
    const DEMONYM: u8 = 16;
    const LOOKUP: u8 = 32;

    /// Splits the sigils from the front of an alias as the table writes it.
    pub(crate) fn split(alias: &str) -> (Self, &str) {
        let mut flags = 0;
        let mut rest = alias;
        while let Some(c) = rest.chars().next() {
            let Some(bit) = Self::SIGILS.iter().position(|&s| s == c) else {
                break;
            };
            flags |= 1 << bit;
            rest = &rest[c.len_utf8()..];
        }
        (Self(flags), rest)
    }

    /// `~`: an ordinary word or a shared name ("Reading", "Chad", "Lee"): believe it only with other evidence.
    #[must_use]
    pub fn needs_context(self) -> bool {
        self.0 & Self::CONTEXT != 0
    }

    /// `=`: matched in any case.
    #[must_use]
    pub fn any_case(self) -> bool {
        self.0 & Self::ANY_CASE != 0
    }

    /// `@`: a capital or a building that stands for its state or body when it acts ("Moscow said").
    #[must_use]
    pub fn is_metonym(self) -> bool {
        self.0 & Self::METONYM != 0
    }

    /// `$`: the surname alone.
    #[must_use]
    pub fn is_surname(self) -> bool {
        self.0 & Self::SURNAME != 0
    }

    /// `%`: the adjective or the noun for its people ("French", "Frenchman", "Israelis").
    #[must_use]
    pub fn is_demonym(self) -> bool {
        self.0 & Self::DEMONYM != 0
    }

    /// `!`: answered when asked for, never matched in running text (surnames of the less known).
    #[must_use]
    pub fn is_lookup_only(self) -> bool {
        self.0 & Self::LOOKUP != 0
    }
}

/// The end of a term of office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Until {
    /// Last day in office, as far as the table knows it.
    Ended(Date),
    /// In office when last seen, on this day; what came later is unknown.
    LastSeen(Date),
    /// In office at the date of the table.
    Open,
}

/// A stretch of time: a term of office, the life of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// First day; `None` where the table does not know it.
    pub from: Option<Date>,
    /// Last day.
    pub until: Until,
}

impl Term {
    /// Whether the day falls within the term. Where only the month or year of an end is known, all of it counts.
    #[must_use]
    pub fn covers(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day)
            && match self.until {
                Until::Ended(last) | Until::LastSeen(last) => day <= last,
                Until::Open => true,
            }
    }
}

/// One row of the gazetteer.
#[derive(Clone, Copy)]
pub struct Entry<'g> {
    pub(super) gazetteer: &'g Gazetteer,
    pub(super) idx: EntryIdx,
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.id()).finish()
    }
}

impl PartialEq for Entry<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.idx == other.idx && std::ptr::eq(self.gazetteer, other.gazetteer)
    }
}

impl<'g> Entry<'g> {
    fn row(&self) -> &'g Row {
        &self.gazetteer.rows[self.idx.index()]
    }

    /// Position in the gazetteer.
    #[must_use]
    pub fn idx(&self) -> EntryIdx {
        self.idx
    }

    /// Stable public id: `person:Q7747`, `state:RUS`, `body:RUS:foreign_ministry`, `org:nato`, `group:hamas`, …
    #[must_use]
    pub fn id(&self) -> &'g str {
        self.gazetteer.slice(self.row().id)
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        self.row().kind
    }

    /// The actor kind, where it is an actor.
    #[must_use]
    pub fn actor_kind(&self) -> Option<ActorKind> {
        match self.row().kind {
            EntryKind::Actor(kind) => Some(kind),
            EntryKind::Place | EntryKind::Topic => None,
        }
    }

    /// Canonical name, in the form newspapers use.
    #[must_use]
    pub fn name(&self) -> &'g str {
        self.gazetteer.slice(self.row().name)
    }

    /// ISO 3166-1 alpha-3 code of its state, or the acronym of its organisation; the first where a topic has several.
    #[must_use]
    pub fn country(&self) -> Option<&'g str> {
        self.countries().next()
    }

    /// All its countries (topics have several).
    pub fn countries(&self) -> impl Iterator<Item = &'g str> + use<'g> {
        self.gazetteer.slice(self.row().country).split('|').filter(|c| !c.is_empty())
    }

    /// PLOVER sector.
    #[must_use]
    pub fn sector(&self) -> Option<Sector> {
        self.row().sector
    }

    /// Gender of a person, where known.
    #[must_use]
    pub fn gender(&self) -> Option<Gender> {
        self.row().gender
    }

    /// Wikidata id ("Q7747"), where known.
    #[must_use]
    pub fn wikidata(&self) -> Option<&'g str> {
        Some(self.gazetteer.slice(self.row().wikidata)).filter(|q| !q.is_empty())
    }

    /// When it existed (states, bodies) or took place (topics), where known.
    #[must_use]
    pub fn dates(&self) -> Option<Term> {
        self.row().dates
    }

    /// Its names besides the canonical one, with their flags.
    pub fn aliases(&self) -> impl Iterator<Item = (AliasFlags, &'g str)> + use<'g> {
        self.gazetteer
            .slice(self.row().aliases)
            .split('|')
            .filter(|a| !a.is_empty())
            .map(AliasFlags::split)
    }

    /// The offices a person held, in the order of the table (earliest first).
    #[must_use]
    pub fn offices(&self) -> &'g [Holding] {
        self.gazetteer.holdings_of(self.idx)
    }

    /// The most important office held on that day, if any.
    #[must_use]
    pub fn office_on(&self, day: Date) -> Option<&'g Holding> {
        self.offices().iter().filter(|h| h.term.covers(day)).min_by_key(|h| h.office.rank())
    }

    /// The country or organisation the person acts for on that day: that of the office then held (a foreign minister
    /// who became secretary general acts for the UN), else [`Entry::country`].
    #[must_use]
    pub fn country_on(&self, day: Date) -> Option<&'g str> {
        match self.office_on(day) {
            Some(holding) => Some(self.gazetteer.actor_country(self.gazetteer.slice(holding.country))),
            None => self.country(),
        }
    }

    /// Whether the person ever held this office for this country or organisation.
    #[must_use]
    pub fn has_held(&self, country: &str, office: Office) -> bool {
        self.offices()
            .iter()
            .any(|h| h.office == office && self.gazetteer.slice(h.country) == country)
    }
}
