//! Which pairs are compared at all: only those that share what sameness would need.
//!
//! Part of [`crate::graph`]. The hard decision: a block is left only by what the decision itself demands (two shared
//! participants, or one and a topic or the place, within the days the decision allows), so that blocking loses no
//! pair that would be the same event; and in a block of thousands each compares itself with its neighbours in
//! canonical order only, so that work grows as n log n whatever the news.

use super::actors::{ActorFeature, Actors};
use super::intern::number;
use super::profile::{Day, Frame, NO_DAY, Profiles};
use super::rows::Rows;
use super::unit::Units;
use crate::ontology::{Action, EventType, Status};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// In a larger block, each frame is compared with this many that follow it.
pub(crate) const NEIGHBOURS: u32 = 192;
/// Days in a block.
const BUCKET: i32 = 16;
/// A date of more buckets than a year has is compared whatever the day.
const MAX_BUCKETS: i32 = 26;

/// Candidate pairs, for each frame those that come after it.
pub(crate) struct Blocks {
    /// Frames by block, each block in canonical order.
    members: Vec<Member>,
    /// For each frame the places that follow its own in `members`, a stretch in each of its blocks.
    following: Rows<(u32, u32)>,
}

/// A frame in a block, with what excludes most of the others at a glance.
#[derive(Debug, Clone, Copy)]
struct Member {
    frame: u32,
    /// The first of the days on which its event may lie, where the block demands that days meet.
    from: Day,
    /// How many follow; no end of them where they are too many to count.
    more: u16,
    ways: u8,
}

impl Member {
    fn to(&self) -> Day {
        if self.more == u16::MAX {
            Day::MAX
        } else {
            self.from + Day::from(self.more)
        }
    }

    fn may_be(&self, other: &Self) -> bool {
        (self.ways & other.ways != 0) & (self.from <= other.to()) & (other.from <= self.to())
    }
}

impl Blocks {
    /// Sorts the frames into blocks.
    pub(crate) fn build(units: &Units, profiles: &Profiles, actors: &Actors) -> Self {
        let entries = Keys::new(units, profiles, actors).all();
        let (mut members, mut ends) = (Vec::with_capacity(entries.len()), vec![0]);
        let blocks = entries.chunk_by(|a, b| a.0 == b.0);
        let mut blocks: Vec<&[(u64, u32)]> = blocks.filter(|block| block.len() > 1).collect();
        // Those who share a block share the next, or are told soon after: they stay at hand from block to block.
        blocks.sort_unstable_by_key(|block| block[0].1);
        for block in blocks {
            for (key, at) in block {
                let frame = profiles.frames.get(*at);
                let (from, to) = window(frame).filter(|_| !holds_ever(*key)).unwrap_or((Day::MIN, Day::MAX));
                members.push(Member {
                    frame: *at,
                    from,
                    more: u16::try_from(to.saturating_sub(from)).unwrap_or(u16::MAX),
                    ways: frame.ways,
                });
            }
            ends.push(number(members.len()));
        }
        drop(entries);
        let following = ends.windows(2).flat_map(|block| {
            let (block_members, end) = (&members[block[0] as usize..block[1] as usize], block[1]);
            let follow = move |next: u32| (next, end.min(next + NEIGHBOURS));
            block_members.iter().map(|member| member.frame).zip((block[0] + 1..).map(follow))
        });
        let following = Rows::gather(profiles.frames.values().len(), following);
        Self { members, following }
    }

    /// The frames that have candidates, block by block, each once for every block.
    pub(crate) fn frames(&self) -> impl Iterator<Item = u32> {
        self.members.iter().map(|member| member.frame)
    }

    /// Lists every candidate after `frame` once. `seen` holds a mark for every frame and is the caller's to keep between
    /// calls.
    pub(crate) fn candidates(&self, frame: u32, seen: &mut [u32], found: &mut Vec<u32>) {
        found.clear();
        for (from, to) in self.following.of(frame) {
            let (from, to) = (*from as usize, *to as usize);
            let own = self.members[from - 1];
            for other in self.members[from..to].iter().filter(|other| own.may_be(other)) {
                let mark = &mut seen[other.frame as usize];
                if *mark != frame + 1 {
                    *mark = frame + 1;
                    found.push(other.frame);
                }
            }
        }
    }
}

/// Makes the block keys of a frame.
///
/// A base key names what two accounts must share beside the time: the type, and a pair of participants, or of whatever
/// the decision takes in a participant's place. Base keys are then tied to the days on which the event may lie.
struct Keys<'a> {
    units: &'a Units,
    profiles: &'a Profiles,
    actors: &'a Actors,
    /// Surnames by which somebody is known who has no other name.
    bare: FxHashSet<&'a str>,
    /// Keys without a time, of frames that have none, or so long a one that buckets would be too many.
    timeless: FxHashSet<u64>,
    /// Keys of one participant and a detail, of frames that may be known by no more.
    scant: FxHashSet<u64>,
    /// Keys of blocks so large that not all in them are compared with all.
    crowded: FxHashSet<u64>,
    /// Base keys of the frame at hand, and those that hold for its action alone.
    base: Vec<u64>,
    lasting: Vec<u64>,
    /// Base keys that another base key implies: with their own blocks only where that one's is crowded.
    implied: Vec<(u64, u64)>,
    found: Vec<u64>,
    parties: Vec<u32>,
    kin: Vec<u64>,
    atoms: Vec<u32>,
}

/// The bit of keys that hold whatever the days.
const EVER: u64 = 1;

fn key(parts: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish() & !EVER
}

/// The key of a base key and a stretch of days.
fn timed(base: u64, bucket: i32) -> u64 {
    key((base, bucket))
}

/// What those of one country share with their kin.
fn country_key(country: u32) -> u64 {
    key((0u8, country))
}

/// Of a type and two things in order that participants share with their kin.
fn kin_key(kind: EventType, one: u64, other: u64) -> u64 {
    key((4u8, kind, one, other))
}

fn holds_ever(key: u64) -> bool {
    key & EVER != 0
}

impl<'a> Keys<'a> {
    fn new(units: &'a Units, profiles: &'a Profiles, actors: &'a Actors) -> Self {
        let mut keys = Self {
            units,
            profiles,
            actors,
            bare: actors.features.iter().filter_map(ActorFeature::bare_surname).collect(),
            timeless: FxHashSet::default(),
            scant: FxHashSet::default(),
            crowded: FxHashSet::default(),
            base: Vec::new(),
            lasting: Vec::new(),
            implied: Vec::new(),
            found: Vec::new(),
            parties: Vec::new(),
            kin: Vec::new(),
            atoms: Vec::new(),
        };
        let frames = || (0u32..).zip(profiles.frames.values());
        for (at, frame) in frames().filter(|(_, frame)| scant(frame, profiles, actors)) {
            keys.gather_parties(frame);
            keys.gather_atoms(at);
            let details = keys.parties.iter().flat_map(|one| keys.atoms.iter().map(move |atom| (one, atom)));
            keys.scant
                .extend(details.map(|(one, atom)| key((2u8, frame.event_type, one, atom))));
        }
        for (at, frame) in frames() {
            match buckets(frame) {
                Buckets::None => {
                    let whole = keys.whole(frame);
                    keys.timeless.insert(whole);
                }
                Buckets::Many => {
                    keys.gather(at);
                    keys.timeless.extend(&keys.base);
                    keys.timeless.extend(keys.implied.iter().map(|(key, _)| key));
                }
                Buckets::Few(..) => {}
            }
        }
        keys
    }

    /// Type, action and all participants: what two accounts share of which one has no time at all.
    fn whole(&mut self, frame: &Frame) -> u64 {
        self.gather_parties(frame);
        key((0u8, frame.event_type, frame.action, &self.parties))
    }

    /// Pairs of key and frame, those of a key together and in order of the frames.
    fn all(&mut self) -> Vec<(u64, u32)> {
        let mut entries = self.entries(Self::of);
        let blocks = entries.chunk_by(|a, b| a.0 == b.0);
        let crowded = blocks.filter(|block| block.len() > NEIGHBOURS as usize + 1);
        self.crowded = crowded.map(|block| block[0].0).collect();
        if !self.crowded.is_empty() {
            entries.extend(self.entries(Self::within_crowds));
        }
        entries
    }

    /// Sorted pairs of key and frame, of the keys that `find` finds.
    fn entries(&mut self, find: impl Fn(&mut Self, u32)) -> Vec<(u64, u32)> {
        let mut entries = Vec::new();
        for at in 0..number(self.profiles.frames.values().len()) {
            self.found.clear();
            find(self, at);
            entries.extend(self.found.iter().map(|key| (*key, at)));
        }
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// All keys of a frame, but for the implied ones.
    fn of(&mut self, at: u32) {
        let frame = self.profiles.frames.get(at);
        let whole = self.whole(frame);
        self.gather(at);
        if !self.timeless.is_empty() {
            let known = [&whole].into_iter().chain(&self.base).filter(|key| self.timeless.contains(key));
            self.found.extend(known);
        }
        if let Buckets::Few(from, to) = buckets(frame) {
            for bucket in from..=to {
                self.found.extend(self.base.iter().map(|base| timed(*base, bucket)));
            }
        }
        self.found.extend_from_slice(&self.lasting);
    }

    /// The implied keys of a frame where those that imply them are crowded.
    fn within_crowds(&mut self, at: u32) {
        let frame = self.profiles.frames.get(at);
        self.gather_pairs(frame);
        for (key, by) in &self.implied {
            if self.timeless.contains(key) && self.crowded.contains(by) {
                self.found.push(*key);
            }
            if let Buckets::Few(from, to) = buckets(frame) {
                let crowded = (from..=to).filter(|bucket| self.crowded.contains(&timed(*by, *bucket)));
                self.found.extend(crowded.map(|bucket| timed(*key, bucket)));
            }
        }
    }

    /// Fills in all keys without a time.
    fn gather(&mut self, at: u32) {
        let frame = self.profiles.frames.get(at);
        self.gather_pairs(frame);
        self.gather_atoms(at);
        self.gather_kin(frame);
        let (kind, action) = (frame.event_type, frame.action);
        let lasts = lasts(action);
        for one in &self.parties {
            for atom in &self.atoms {
                let detail = key((2u8, kind, one, atom));
                if self.scant.contains(&detail) {
                    self.base.push(detail);
                }
                if lasts {
                    self.lasting.push(key((6u8, kind, action, one, atom)) | EVER);
                }
            }
            // Whoever has no country stands for itself beside another's kin.
            if self.actors.features[*one as usize].country.is_none() {
                self.base.extend(self.kin.iter().map(|kin| key((7u8, kind, one, kin))));
            }
        }
        if let [alone] = self.parties[..] {
            self.base.push(key((3u8, kind, action, alone)));
        }
        for (at, one) in self.kin.iter().enumerate() {
            self.base.extend(self.kin[at + 1..].iter().map(|other| kin_key(kind, *one, *other)));
        }
    }

    /// Fills in the keys of two participants, and no others.
    fn gather_pairs(&mut self, frame: &Frame) {
        self.gather_parties(frame);
        self.base.clear();
        self.lasting.clear();
        self.implied.clear();
        let (kind, action) = (frame.event_type, frame.action);
        let country = |party: &u32| self.actors.features[*party as usize].country.map(country_key);
        for (at, one) in self.parties.iter().enumerate() {
            for other in &self.parties[at + 1..] {
                let pair = key((1u8, kind, one, other));
                match country(one).zip(country(other)) {
                    // Who shares two participants shares their countries.
                    Some((a, b)) => self.implied.push((pair, kin_key(kind, a.min(b), a.max(b)))),
                    None => self.base.push(pair),
                }
                if lasts(action) {
                    self.lasting.push(key((5u8, kind, action, one, other)) | EVER);
                }
            }
        }
    }

    fn gather_parties(&mut self, frame: &Frame) {
        self.parties.clear();
        let cast = self.profiles.cast(frame);
        self.parties.extend_from_slice(&self.profiles.lists.get(cast.actors));
        self.parties.extend_from_slice(&self.profiles.lists.get(cast.recipients));
        self.parties.sort_unstable();
        self.parties.dedup();
    }

    /// Topic entries and the words of all topics and of the place; of those without words, their own numbers.
    fn gather_atoms(&mut self, frame: u32) {
        const TOPIC_ID: u32 = 1 << 31;
        const TOPIC: u32 = 1 << 30;
        const PLACE: u32 = TOPIC_ID | TOPIC;
        self.atoms.clear();
        for unit in self.units.of_frame(frame) {
            for at in self.profiles.lists.get(self.units.all[*unit as usize].topics) {
                let topic = self.profiles.topics.get(at);
                self.atoms.extend(topic.id.map(|id| id.0 | TOPIC_ID));
                self.atoms.extend_from_slice(&topic.words);
                if topic.id.is_none() && topic.words.is_empty() {
                    self.atoms.push(at | TOPIC);
                }
            }
        }
        let place = self.profiles.frames.get(frame).place;
        if place > 0 {
            let words = &self.profiles.places.get(place - 1).words;
            self.atoms.extend_from_slice(words);
            if words.is_empty() {
                self.atoms.push(place | PLACE);
            }
        }
        self.atoms.sort_unstable();
        self.atoms.dedup();
    }

    /// What a participant's kin shares with it: its country (twice where it may be shared by two), and the surname by
    /// which somebody without a known country may be called. Who stands on both sides is two.
    fn gather_kin(&mut self, frame: &Frame) {
        self.kin.clear();
        let cast = self.profiles.cast(frame);
        let sides = [cast.actors, cast.recipients].map(|list| self.profiles.lists.get(list));
        for party in sides.into_iter().flatten() {
            let feature = &self.actors.features[party as usize];
            self.kin.extend(feature.country.map(country_key));
            if let Some(surname) = feature.surname().filter(|name| self.bare.contains(name)) {
                self.kin.push(key((1u8, surname)));
            }
        }
        self.kin.sort_unstable();
        let (mut last, mut times) = (None, 0);
        self.kin.retain(|kin| {
            times = if last == Some(*kin) { times + 1 } else { 1 };
            last = Some(*kin);
            times <= 2
        });
    }
}

/// Whether another account may share but one participant with this one and contradict it in nobody. Two that are not so
/// share a second one, or its kin by country: who is left on both sides must fit.
fn scant(frame: &Frame, profiles: &Profiles, actors: &Actors) -> bool {
    let cast = profiles.cast(frame);
    let [doers, suffered] = [cast.actors, cast.recipients].map(|list| profiles.lists.get(list));
    let one_sided = if cast.kind.together {
        doers.len() < 2
    } else {
        doers.is_empty() || suffered.is_empty() || *doers == *suffered
    };
    let mut everybody = doers.iter().chain(suffered.iter());
    one_sided || everybody.any(|party| actors.features[*party as usize].country.is_none())
}

/// The stretches of days, [`BUCKET`] long, on which the frame's event may lie.
enum Buckets {
    /// Nothing is known of the time.
    None,
    /// From the one to the other.
    Few(i32, i32),
    /// Too many to list.
    Many,
}

fn buckets(frame: &Frame) -> Buckets {
    let Some((from, to)) = window(frame) else {
        return Buckets::None;
    };
    let (from, to) = (from.div_euclid(BUCKET), to.div_euclid(BUCKET));
    if to - from < MAX_BUCKETS {
        Buckets::Few(from, to)
    } else {
        Buckets::Many
    }
}

/// The days on which the frame's event may lie, as far as the decision would believe it.
fn window(frame: &Frame) -> Option<(i32, i32)> {
    const WEEK: i32 = 10;
    if frame.start != NO_DAY {
        return Some((frame.start, frame.end));
    }
    if frame.published == NO_DAY {
        return None;
    }
    let day = frame.published;
    Some(match frame.status {
        Status::Happened => (day - WEEK, day + 1),
        Status::Planned | Status::Hypothetical => (day, day + WEEK),
        Status::Denied => (day - WEEK, day + WEEK),
    })
}

fn lasts(action: Action) -> bool {
    super::same_event::done_once(action) || action == Action::Fought
}

#[cfg(test)]
#[allow(unreachable_pub)]
#[path = "../../tests/benches/news.rs"]
mod news;

#[cfg(test)]
mod tests {
    use super::news::{Dice, News, Newsroom};
    use super::*;
    use crate::graph::Corrections;
    use crate::graph::Verdict;
    use crate::graph::records::RecordSet;
    use crate::graph::same_event::same_event;
    use crate::ontology::ActorKind;
    use crate::record::{EventRecord, Party};
    use crate::span::EntityId;
    use jiff::ToSpan;
    use std::collections::BTreeSet;

    /// What extraction makes of the news at its worst: bare surnames, several bodies of one state, one side alone, years for
    /// days, topics and places without a word that tells anything, no publication day.
    fn roughened(mut record: EventRecord, dice: &mut Dice) -> EventRecord {
        let bare = |party: &mut Party| {
            let surname = party.entity.name.rsplit(' ').next().unwrap_or_default().to_owned();
            party.entity.id = EntityId::new(format!("name:{}", surname.to_lowercase()));
            (party.entity.country, party.entity.name) = (None, surname);
        };
        let state_of = |party: &Party| {
            let mut state = party.clone();
            let country = state.entity.country.clone().unwrap_or_default();
            (state.entity.kind, state.entity.name) = (ActorKind::State, format!("Land {country}"));
            state.entity.id = EntityId::new(format!("land:{country}"));
            state
        };
        let people = record.actors.iter_mut().chain(&mut record.recipients);
        for party in people.filter(|p| p.entity.kind == ActorKind::Person) {
            match dice.below(10) {
                0 => bare(party),
                1 => party.entity.country = None,
                2 => *party = state_of(party),
                _ => {}
            }
        }
        if dice.chance(20) {
            let state = state_of(&record.actors[0]);
            record.actors.push(state);
        }
        match dice.below(10) {
            0 => record.recipients.clear(),
            1 => record.actors.truncate(1),
            _ => {}
        }
        if dice.chance(10) {
            record
                .topics
                .iter_mut()
                .for_each(|t| (t.label, t.id) = ("of it all, in the".to_owned(), None));
        }
        if let Some(date) = record.date.as_mut().filter(|_| dice.chance(12)) {
            date.end = date.start.saturating_add((30 + dice.below(1200) as i32).days());
        }
        record.meta.published = record.meta.published.filter(|_| dice.chance(85));
        record
    }

    fn profiled(records: impl Iterator<Item = EventRecord>) -> (Actors, Profiles) {
        let mut set = RecordSet::default();
        for record in records {
            set.insert(&record);
        }
        set.sort();
        let actors = Actors::gather(&set, &Corrections::none(), None);
        let profiles = Profiles::build(&set, &set.packed, &actors, &BTreeSet::new());
        (actors, profiles)
    }

    fn all_are_compared(records: impl Iterator<Item = EventRecord>) -> usize {
        let (actors, mut profiles) = profiled(records);
        let units = Units::build(&mut profiles, &actors);
        let blocks = Blocks::build(&units, &profiles, &actors);
        let mut seen = vec![0; profiles.frames.values().len()];
        let (mut candidates, mut found) = (BTreeSet::new(), Vec::new());
        for frame in 0..seen.len() as u32 {
            candidates.insert((frame, frame));
            blocks.candidates(frame, &mut seen, &mut found);
            candidates.extend(found.iter().map(|other| (frame, *other)));
        }
        let compared = |one: u32, other: u32| {
            let (one, other) = (profiles.get(one).frame, profiles.get(other).frame);
            candidates.contains(&(one.min(other), one.max(other)))
        };
        let mut same = 0;
        for (one, profile) in (0u32..).zip(profiles.all.values()) {
            for (other, rival) in (0u32..).zip(profiles.all.values()).skip(one as usize + 1) {
                let comparison = same_event(profile, rival, &actors, &profiles);
                if comparison.verdict() == Verdict::Same {
                    same += 1;
                    assert!(
                        compared(one, other),
                        "not compared: {profile:?} and {rival:?}: {:?}",
                        comparison.reasons()
                    );
                }
            }
        }
        same
    }

    #[test]
    fn every_pair_that_is_the_same_event_is_compared() {
        let (mut same, mut rough) = (0, 0);
        for seed in 0..40 {
            let room = Newsroom::small(seed, 6);
            same += all_are_compared(News::new(room.clone()).take(120));
            let mut dice = Dice(seed);
            rough += all_are_compared(News::new(room).take(120).map(|record| roughened(record, &mut dice)));
        }
        assert!(same > 2000 && rough > 1000, "only {same} and {rough} pairs were the same event");
    }
    #[test]
    fn participants_have_blocks_of_their_own_within_a_crowd() {
        let keys = |reports_a_day, count| {
            let (actors, mut profiles) = profiled(News::new(Newsroom::small(5, reports_a_day)).take(count));
            let units = Units::build(&mut profiles, &actors);
            let mut keys = Keys::new(&units, &profiles, &actors);
            (keys.all().len() - keys.entries(Keys::of).len(), keys.crowded.len())
        };
        assert_eq!(keys(6, 120), (0, 0));
        let (own, crowds) = keys(600, 4000);
        assert!(own > 0 && crowds > 0, "{own} entries in {crowds} crowds");
    }
}
