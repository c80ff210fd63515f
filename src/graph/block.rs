//! Which pairs are compared at all: only those that share what sameness would need.
//!
//! Part of [`crate::graph`]. The hard decision: a block is left only by what the decision itself demands (two shared
//! participants, or one and a topic or the place, within the days the decision allows), so that blocking loses no
//! pair that would be the same event; and in a block of thousands each compares itself with its neighbours in
//! canonical order only, so that work grows as n log n whatever the news.

use super::actors::Actors;
use super::profile::{NO_DAY, Profile, Profiles};
use crate::ontology::{Action, Status};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// In a larger block, each profile is compared with this many that follow it.
const NEIGHBOURS: usize = 192;
/// Days in a block.
const BUCKET: i32 = 16;
/// A date this vague is compared over its first buckets only.
const MAX_BUCKETS: i32 = 26;
/// Longer lists of participants are blocked by their first.
const MAX_PARTIES: usize = 12;

/// Candidate pairs, for each profile those that come after it.
pub(crate) struct Blocks {
    /// Profiles by block, each block in canonical order.
    members: Vec<u32>,
    /// Where each block ends in `members`.
    ends: Vec<u32>,
    /// For each profile its blocks and its place in them.
    of_profile: Vec<(u32, u32)>,
    starts: Vec<u32>,
}

impl Blocks {
    /// Sorts the profiles into blocks.
    pub(crate) fn build(profiles: &Profiles, actors: &Actors) -> Self {
        let mut entries: Vec<(u64, u32)> = Vec::new();
        let mut keys = Keys::new(profiles, actors);
        for (at, profile) in (0u32..).zip(profiles.all.values()) {
            keys.of(profile);
            entries.extend(keys.found.iter().map(|key| (*key, at)));
        }
        entries.sort_unstable();
        entries.dedup();
        let (mut members, mut ends) = (Vec::with_capacity(entries.len()), Vec::new());
        let mut of_profile: Vec<(u32, u32, u32)> = Vec::new();
        let small = |n: usize| u32::try_from(n).expect("fewer than four thousand million block entries fit in memory");
        for block in entries.chunk_by(|a, b| a.0 == b.0) {
            if block.len() < 2 {
                continue;
            }
            for (_, profile) in block {
                of_profile.push((*profile, small(ends.len()), small(members.len())));
                members.push(*profile);
            }
            ends.push(small(members.len()));
        }
        drop(entries);
        of_profile.sort_unstable();
        let mut starts = vec![0u32; profiles.len() + 1];
        for (profile, _, _) in &of_profile {
            starts[*profile as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self {
            members,
            ends,
            of_profile: of_profile.into_iter().map(|(_, block, place)| (block, place)).collect(),
            starts,
        }
    }

    /// Calls `each` once for every candidate after `profile`. `seen` holds a mark for every profile and is the caller's
    /// to keep between calls.
    pub(crate) fn candidates(&self, profile: u32, seen: &mut [u32], mut each: impl FnMut(u32)) {
        let of = &self.of_profile[self.starts[profile as usize] as usize..self.starts[profile as usize + 1] as usize];
        for (block, place) in of {
            let from = *place as usize + 1;
            let to = (self.ends[*block as usize] as usize).min(from + NEIGHBOURS);
            for other in &self.members[from..to] {
                let mark = &mut seen[*other as usize];
                if *mark != profile + 1 {
                    *mark = profile + 1;
                    each(*other);
                }
            }
        }
    }
}

/// Makes the block keys of a profile.
struct Keys<'a> {
    profiles: &'a Profiles,
    actors: &'a Actors,
    /// Keys without a time, of profiles that have none.
    timeless: FxHashSet<u64>,
    found: Vec<u64>,
    parties: Vec<u32>,
    countries: Vec<u32>,
    atoms: Vec<u32>,
}

fn key(parts: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}

impl<'a> Keys<'a> {
    fn new(profiles: &'a Profiles, actors: &'a Actors) -> Self {
        let mut keys = Self {
            profiles,
            actors,
            timeless: FxHashSet::default(),
            found: Vec::new(),
            parties: Vec::new(),
            countries: Vec::new(),
            atoms: Vec::new(),
        };
        for profile in profiles.all.values() {
            if window(profile).is_none() {
                let key = keys.whole(profile);
                keys.timeless.insert(key);
            }
        }
        keys
    }

    /// Type, action and all participants: what two accounts share of which one has no time at all.
    fn whole(&mut self, profile: &Profile) -> u64 {
        self.gather(profile);
        key((0u8, profile.event_type, profile.action, &self.parties))
    }

    fn gather(&mut self, profile: &Profile) {
        self.parties.clear();
        self.parties.extend_from_slice(self.profiles.lists.get(profile.actors));
        self.parties.extend_from_slice(self.profiles.lists.get(profile.recipients));
        self.parties.sort_unstable();
        self.parties.dedup();
    }

    fn of(&mut self, profile: &Profile) {
        self.found.clear();
        let whole = self.whole(profile);
        if self.timeless.contains(&whole) {
            self.found.push(whole);
        }
        self.parties.truncate(MAX_PARTIES);
        self.gather_atoms(profile);
        let kind = profile.event_type;
        if let Some((from, to)) = window(profile) {
            let (from, to) = (from.div_euclid(BUCKET), to.div_euclid(BUCKET));
            for bucket in from..=to.min(from + MAX_BUCKETS) {
                self.timed(profile, bucket);
            }
        }
        if lasts(profile.action) {
            let action = profile.action;
            for (at, one) in self.parties.iter().enumerate() {
                for other in &self.parties[at + 1..] {
                    self.found.push(key((5u8, kind, action, one, other)));
                }
                for atom in &self.atoms {
                    self.found.push(key((6u8, kind, action, one, atom)));
                }
            }
        }
    }

    fn timed(&mut self, profile: &Profile, bucket: i32) {
        let kind = profile.event_type;
        for (at, one) in self.parties.iter().enumerate() {
            for other in &self.parties[at + 1..] {
                self.found.push(key((1u8, kind, bucket, one, other)));
            }
            for atom in &self.atoms {
                self.found.push(key((2u8, kind, bucket, one, atom)));
            }
        }
        if let [alone] = self.parties[..] {
            self.found.push(key((3u8, kind, bucket, profile.action, alone)));
        }
        // A state and its organ are kin: the country stands for both. Whoever has no country stands for itself.
        for (at, one) in self.countries.iter().enumerate() {
            for other in &self.countries[at + 1..] {
                self.found.push(key((4u8, kind, bucket, one, other)));
            }
            for alone in self.parties.iter().filter(|p| self.actors.features[**p as usize].country.is_none()) {
                self.found.push(key((7u8, kind, bucket, alone, one)));
            }
        }
    }

    /// Topic entries and the words of topics and place; also the participants' countries.
    fn gather_atoms(&mut self, profile: &Profile) {
        self.atoms.clear();
        for topic in self.profiles.lists.get(profile.topics) {
            let topic = self.profiles.topics.get(*topic);
            self.atoms.extend(topic.id.map(|id| id.0 | 1 << 31));
            self.atoms.extend_from_slice(&topic.words);
        }
        if profile.place > 0 {
            self.atoms.extend_from_slice(&self.profiles.places.get(profile.place - 1).words);
        }
        self.atoms.sort_unstable();
        self.atoms.dedup();
        self.countries.clear();
        let features = &self.actors.features;
        self.countries
            .extend(self.parties.iter().filter_map(|p| features[*p as usize].country));
        self.countries.sort_unstable();
        self.countries.dedup();
    }
}

/// The days on which the profile's event may lie, as far as the decision would believe it.
fn window(profile: &Profile) -> Option<(i32, i32)> {
    const WEEK: i32 = 10;
    if profile.start != NO_DAY {
        return Some((profile.start, profile.end));
    }
    if profile.published == NO_DAY {
        return None;
    }
    let day = profile.published;
    Some(match profile.status {
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
    use super::news::{News, Newsroom};
    use super::*;
    use crate::graph::Corrections;
    use crate::graph::records::RecordSet;
    use crate::graph::same_event::{Verdict, same_event};
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_that_is_the_same_event_is_compared() {
        let mut same = 0;
        for seed in 0..40 {
            let room = Newsroom {
                seed,
                actors: 9,
                reports_a_day: 6,
                burst: 12,
            };
            let mut set = RecordSet::default();
            for (at, mut record) in News::new(room).take(120).enumerate() {
                record.meta.published = record.meta.published.filter(|_| at % 7 > 0);
                set.insert(&record);
            }
            let order = set.canonical_order();
            let actors = Actors::gather(&set, &order, &Corrections::none(), None);
            let profiles = Profiles::build(&set, &order, &actors, &BTreeSet::new());
            let blocks = Blocks::build(&profiles, &actors);
            let mut seen = vec![0; profiles.len()];
            for (one, profile) in (0u32..).zip(profiles.all.values()) {
                let mut candidates = BTreeSet::new();
                blocks.candidates(one, &mut seen, |other| {
                    candidates.insert(other);
                });
                for (other, rival) in (0u32..).zip(profiles.all.values()).skip(one as usize + 1) {
                    let comparison = same_event(profile, rival, &actors, &profiles);
                    if comparison.verdict() == Verdict::Same {
                        same += 1;
                        assert!(
                            candidates.contains(&other),
                            "not compared: {profile:?} and {rival:?}: {:?}",
                            comparison.reasons()
                        );
                    }
                }
            }
        }
        assert!(same > 2000, "only {same} pairs were the same event");
    }
}
