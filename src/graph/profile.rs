//! What the decision looks at: a record reduced to the features that can speak for or against sameness.
//!
//! Part of [`crate::graph`]. The hard decision: records with equal features share one profile, so that an agency report
//! printed by a thousand newspapers is decided once and not half a million times.

use super::actors::{Actors, described, folded_words};
use super::intern::{ListId, Lists, Pool, Strings, Sym, hash_of};
use super::parties::{Cast, CastKind};
use super::records::{Packed, PackedDate, RecordSet};
use super::same_event::{bit, ways};
use crate::ontology::{Action, EventType, Mode, Polarity, Role, Status};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A day as a number; [`NO_DAY`] where there is none.
pub(crate) type Day = i32;
/// No day is known.
pub(crate) const NO_DAY: Day = Day::MIN;

/// Words that set an occasion apart from the talks around it, where they stand in a trigger or soon after it.
const OCCASIONS: &[(u8, &[&str])] = &[
    (
        1,
        &[
            "banquet",
            "breakfast",
            "dine",
            "dined",
            "dines",
            "dining",
            "dinner",
            "lunch",
            "luncheon",
            "lunched",
            "supper",
            "tea",
            "toast",
        ],
    ),
    (2, &["car", "drive", "drove", "limousine", "motorcade", "ride", "rode"]),
    (4, &["concert", "funeral", "gala", "match", "parade", "stroll", "walk"]),
    (8, &["alone", "aside"]),
];

/// How many words after the trigger may name the occasion: "met the visitors for dinner".
const REACH: usize = 6;

const ORDINALS: &[&str] = &[
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// Function words and words that every topic may have.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "and", "as", "at", "about", "between", "by", "for", "from", "how", "in", "into", "its", "his", "her", "of", "on", "or",
    "over", "possible", "s", "that", "the", "their", "this", "to", "with",
];

/// The features of one or more records, but for their topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Frame {
    pub(crate) event_type: EventType,
    pub(crate) action: Action,
    pub(crate) status: Status,
    /// One bit for each way in which the event may have been done.
    pub(crate) ways: u8,
    /// One bit a mode.
    pub(crate) modes: u64,
    /// One bit an occasion named by the trigger.
    pub(crate) occasions: u8,
    /// First and last day.
    pub(crate) start: Day,
    pub(crate) end: Day,
    /// Publication day; left out where the decision does not need it.
    pub(crate) published: Day,
    /// Number of the cast.
    pub(crate) cast: u32,
    /// Number of the place feature, from 1; 0 for none.
    pub(crate) place: u32,
}

impl Frame {
    /// What is told of one day, or told on it, stands together in the canonical order and goes on one shelf.
    pub(crate) fn shelf(&self) -> usize {
        const SHELVES: Day = 1 << 10;
        let day = if self.start == NO_DAY { self.published } else { self.start };
        day.rem_euclid(SHELVES) as usize
    }
}

/// The features of one or more records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Profile {
    /// Number of the frame.
    pub(crate) frame: u32,
    /// Sorted numbers of topic features.
    pub(crate) topics: ListId,
    /// A bit for each word and entry of the topics.
    pub(crate) signs: u64,
    /// One bit an ordinal named by trigger or topics: "third round".
    pub(crate) ordinals: u32,
    /// Set for a record that a correction names: it must stand alone to be moved alone.
    pub(crate) solo: u32,
}

/// A topic, as far as topics are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct TopicFeature {
    pub(crate) id: Option<Sym>,
    /// Sorted stems.
    pub(crate) words: Vec<u32>,
    /// Sorted numerals: "125" of "125 percent".
    pub(crate) numbers: Vec<u32>,
    /// A bit for the entry and for each word: topics without a common bit have nothing in common.
    pub(crate) signs: u64,
}

impl TopicFeature {
    fn new(id: Option<Sym>, words: Vec<u32>, numbers: Vec<u32>) -> Self {
        let sign = |kind: u8, number: u32| 1u64 << (hash_of(&(kind, number)) & 63);
        let signs = words.iter().fold(0, |signs, word| signs | sign(1, *word));
        Self {
            id,
            words,
            numbers,
            signs: id.map_or(signs, |id| signs | sign(0, id.0)),
        }
    }
}

/// A place, as far as places are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PlaceFeature {
    pub(crate) words: Vec<u32>,
    pub(crate) country: Option<Sym>,
    /// Named, not described: "Anchorage", not "the airport" or "the Hungarian capital".
    pub(crate) named: bool,
}

/// All profiles of a set of records, in canonical order of their first records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profiles {
    pub(crate) all: Pool<Profile>,
    pub(crate) frames: Pool<Frame>,
    pub(crate) lists: Lists,
    pub(crate) casts: Pool<Cast>,
    pub(crate) topics: Pool<TopicFeature>,
    pub(crate) places: Pool<PlaceFeature>,
    /// Words of the actors' names.
    pub(crate) actor_words: Vec<Vec<u32>>,
    /// The profile of each record, by canonical position.
    pub(crate) of_record: Vec<u32>,
}

/// What a topic of the set of records says.
struct ToldTopic {
    /// Number of its feature.
    feature: u32,
    signs: u64,
    ordinals: u32,
    discussed: bool,
}

struct Builder<'a> {
    set: &'a RecordSet,
    actors: &'a Actors,
    words: Strings,
    topics: Vec<ToldTopic>,
    /// Place features, first that of no place.
    places: Vec<u32>,
    /// First and last days, first those of no date.
    dates: Vec<(Day, Day)>,
    scratch: [Vec<u32>; 2],
}

impl Profiles {
    /// The profiles of these records of the set. `solo`: positions among them that share with nobody.
    pub(crate) fn build<'a>(set: &RecordSet, records: impl IntoIterator<Item = &'a Packed>, actors: &Actors, solo: &BTreeSet<u32>) -> Self {
        let mut profiles = Self::default();
        let mut builder = Builder {
            set,
            actors,
            words: Strings::default(),
            topics: Vec::new(),
            places: vec![0],
            dates: vec![(NO_DAY, NO_DAY)],
            scratch: Default::default(),
        };
        for topic in set.topics.values() {
            let label = set.strings.get(topic.label);
            let feature = TopicFeature::new(topic.id, builder.stems(label), builder.numerals(label));
            builder.topics.push(ToldTopic {
                signs: feature.signs,
                feature: profiles.topics.intern(feature),
                ordinals: folded_words(label).fold(0, |bits, word| bits | ordinal(&word)),
                discussed: topic.polarity == Polarity::Discussed,
            });
        }
        for place in set.places.values() {
            let name = set.strings.get(place.name);
            let feature = PlaceFeature {
                words: builder.stems(name),
                country: place.country,
                named: !described(name),
            };
            let entry = profiles.places.intern(feature) + 1;
            builder.places.push(entry);
        }
        let days = |date: &PackedDate| (day_number(date.start), day_number(date.end));
        builder.dates.extend(set.dates.values().iter().map(days));
        profiles.actor_words = actors.nodes.iter().map(|node| builder.stems(&node.name)).collect();
        for (position, record) in (0u32..).zip(records) {
            let mut profile = builder.profile(record, &mut profiles);
            if !solo.is_empty() && solo.contains(&position) {
                profile.solo = position + 1;
            }
            let shelf = profiles.frame(&profile).shelf();
            let number = profiles.all.intern_on(shelf, profile);
            profiles.of_record.push(number);
        }
        profiles
    }

    /// The profile with this number.
    pub(crate) fn get(&self, at: u32) -> &Profile {
        self.all.get(at)
    }

    /// What an account tells but for its topics.
    pub(crate) fn frame(&self, profile: &Profile) -> &Frame {
        self.frames.get(profile.frame)
    }

    /// Who takes part in an account.
    pub(crate) fn cast(&self, frame: &Frame) -> &Cast {
        self.casts.get(frame.cast)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.values().len()
    }
}

impl Builder<'_> {
    fn profile(&mut self, record: &Packed, profiles: &mut Profiles) -> Profile {
        let set = self.set;
        let (topics, signs, ordinals) = self.topics_of(record.topics, profiles);
        // A visit holds its dinners and drives; they do not tell it from others.
        let occasions = if record.action == Action::Visited { 0 } else { record.occasions };
        let (start, end) = self.dates[record.date as usize];
        let needs_publication = start == NO_DAY || matches!(record.status, Status::Planned | Status::Hypothetical);
        let published = record.published.filter(|_| needs_publication);
        let modes = set
            .lists
            .get(set.manners.get(record.manner).mode)
            .into_iter()
            .fold(0, |bits, mode| bits | 1 << mode)
            & !ruled_out(record.action);
        let kind = CastKind {
            together: together(record.event_type, record.action),
            consult: record.event_type == EventType::Consult,
            multilateral: modes & bit(Mode::Multilateral) != 0,
        };
        let frame = Frame {
            event_type: record.event_type,
            action: record.action,
            status: record.status,
            ways: ways(record.event_type, record.action, modes),
            modes,
            occasions,
            start,
            end,
            published: published.map_or(NO_DAY, day_number),
            cast: self.cast(record.parties, kind, profiles),
            place: self.places[record.place as usize],
        };
        Profile {
            frame: profiles.frames.intern_on(frame.shelf(), frame),
            topics,
            signs,
            ordinals: ordinals | record.ordinals,
            solo: 0,
        }
    }

    /// The number of the cast that a list of parties is.
    fn cast(&mut self, list: ListId, kind: CastKind, profiles: &mut Profiles) -> u32 {
        let [actors, recipients] = &mut self.scratch;
        actors.clear();
        recipients.clear();
        for party in self.set.lists.get(list) {
            let actor = self.actors.of(party);
            match self.set.parties.get(party).role {
                Role::Actor => actors.push(actor),
                Role::Recipient | Role::Mediator if kind.together => actors.push(actor),
                Role::Recipient => recipients.push(actor),
                Role::Host | Role::Mediator | Role::Venue => {}
            }
        }
        let [actors, recipients] = [actors, recipients].map(|list| {
            list.sort_unstable();
            list.dedup();
            profiles.lists.intern(list)
        });
        profiles.casts.intern(Cast { actors, recipients, kind })
    }

    /// The topics that are talked about with their signs, and the ordinals of all.
    fn topics_of(&mut self, list: ListId, profiles: &mut Profiles) -> (ListId, u64, u32) {
        let [features, _] = &mut self.scratch;
        features.clear();
        let (mut signs, mut ordinals) = (0, 0);
        for topic in self.set.lists.get(list) {
            let topic = &self.topics[topic as usize];
            ordinals |= topic.ordinals;
            if topic.discussed {
                signs |= topic.signs;
                features.push(topic.feature);
            }
        }
        features.sort_unstable();
        features.dedup();
        (profiles.lists.intern(features), signs, ordinals)
    }

    /// Sorted stems of the content words.
    fn stems(&mut self, text: &str) -> Vec<u32> {
        let words: BTreeSet<String> = folded_words(text).filter(|w| !EMPTY_WORDS.contains(&w.as_str())).collect();
        let stem = |w: &String| match w.strip_suffix('s') {
            Some(stem) if stem.len() >= 3 && !stem.ends_with('s') => self.words.intern(stem).0,
            _ => self.words.intern(w).0,
        };
        let mut stems: Vec<u32> = words.iter().map(stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn numerals(&mut self, text: &str) -> Vec<u32> {
        let numerals: BTreeSet<String> = folded_words(text).filter(|w| w.bytes().all(|b| b.is_ascii_digit())).collect();
        let mut numbers: Vec<u32> = numerals.iter().map(|w| self.words.intern(w).0).collect();
        numbers.sort_unstable();
        numbers
    }
}

const _: () = assert!(Mode::ALL.len() <= 64, "modes fit into the bits of a word");

/// Modes that the action itself rules out: who met did not do it by telephone, whatever else the sentence tells.
fn ruled_out(action: Action) -> u64 {
    match action {
        Action::Met | Action::Visited => 1 << Mode::Phone as u64,
        Action::Called | Action::WroteTo => 1 << Mode::Visit as u64,
        _ => 0,
    }
}

/// What is done together by all its participants, whoever is named first.
pub(crate) fn together(event_type: EventType, action: Action) -> bool {
    use Action as A;
    event_type == EventType::Consult
        || matches!(
            action,
            A::Agreed | A::Signed | A::OpenedRelations | A::Cooperated | A::ExercisedWith | A::TradedWith | A::CeasedFire | A::Fought
        )
}

fn ordinal(word: &str) -> u32 {
    ORDINALS.iter().position(|o| *o == word).map_or(0, |at| 1 << at)
}

/// The occasions and ordinals that a trigger names.
pub(crate) fn trigger_bits(trigger: &str) -> (u8, u32) {
    let ordinals = folded_words(trigger).fold(0, |bits, word| bits | ordinal(&word));
    let occasions = words_of(trigger).fold(0, |bits, word| bits | occasion(word));
    (occasions, ordinals)
}

/// The occasion named within a few words after the trigger.
pub(crate) fn occasion_after(trigger: &str, sentence: &str) -> u8 {
    let Some(at) = sentence.find(trigger).filter(|_| !trigger.is_empty()) else {
        return 0;
    };
    let rest = &sentence[at + trigger.len()..];
    words_of(rest).take(REACH).fold(0, |bits, word| bits | occasion(word))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

fn occasion(word: &str) -> u8 {
    if !matches!(word.len(), 3..=9) {
        return 0;
    }
    let named = |words: &[&str]| words.iter().any(|w| w.len() == word.len() && w.eq_ignore_ascii_case(word));
    OCCASIONS.iter().find(|(_, words)| named(words)).map_or(0, |(bit, _)| *bit)
}

/// Days since 1 March of the year 0 (proleptic Gregorian calendar): one subtraction instead of calendar arithmetic.
pub(crate) fn day_number(date: Date) -> Day {
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    // Years begin in March, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn day_numbers_count_days() {
        for (a, b, days) in [
            (date(2024, 2, 28), date(2024, 3, 1), 2),
            (date(2023, 2, 28), date(2023, 3, 1), 1),
            (date(1999, 12, 31), date(2000, 1, 1), 1),
            (date(1900, 1, 1), date(2000, 1, 1), 36_524),
            (date(2025, 7, 3), date(2026, 7, 3), 365),
        ] {
            assert_eq!(day_number(b) - day_number(a), days, "{a} to {b}");
        }
    }
}
