//! Accounts that nothing but their topics tells apart, taken together.
//!
//! Part of [`crate::graph`]. The hard decision: where two such accounts are one event whatever their topics, nothing can
//! contradict the one and not the other, so they are a unit from the start. A burst of a thousand reports that each pick
//! out other topics then costs what its few different accounts cost.

use super::actors::Actors;
use super::comparison::{FrameFit, PartyFit, TopicFit, Verdict};
use super::intern::{ListId, Pool};
use super::parties::parties;
use super::profile::{Profile, Profiles};
use super::rows::Rows;
use super::same_event::{compared, lists, numbered, topics, topics_by, whatever_topics};

/// All units of a set of profiles, in canonical order of their first profiles.
pub(crate) struct Units {
    /// What the profiles of each unit have in common, with the topics of all of them.
    pub(crate) all: Vec<Profile>,
    /// The unit of each profile.
    pub(crate) of_profile: Vec<u32>,
    /// The profiles of each unit.
    members: Rows<u32>,
    /// Whether a profile of the unit names no topic.
    silent: Vec<bool>,
}

/// How the profiles of two units compare, pair by pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairs {
    /// All of them contradict.
    Different,
    /// None agrees enough.
    Unclear,
    /// All are the same event.
    Same,
    /// Their topics decide.
    Mixed,
}

/// What units are compared by.
pub(crate) struct Judge<'a> {
    pub(crate) actors: &'a Actors,
    pub(crate) profiles: &'a Profiles,
    casts: Recent<PartyFit, 12>,
    frames: Recent<FrameFit, 13>,
    /// What is counted is compared otherwise.
    topics: [Recent<TopicFit, 13>; 2],
    /// Of units, the earlier first.
    pairs: Recent<Pairs, 15>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(actors: &'a Actors, profiles: &'a Profiles) -> Self {
        Self {
            actors,
            profiles,
            casts: Recent::new(PartyFit::default()),
            frames: Recent::new(FrameFit::DIFFERENT),
            topics: [Recent::new(TopicFit::Silent), Recent::new(TopicFit::Silent)],
            pairs: Recent::new(Pairs::Unclear),
        }
    }

    /// How two accounts compare but for their topics.
    fn frames(&mut self, a: &Profile, b: &Profile) -> FrameFit {
        let Self {
            actors,
            profiles,
            casts,
            frames,
            ..
        } = self;
        frames.get([a.frame, b.frame], || {
            let (one, other) = (profiles.frame(a), profiles.frame(b));
            let parties = casts.get([one.cast, other.cast], || {
                parties(profiles.cast(one), profiles.cast(other), actors, &profiles.lists)
            });
            FrameFit::of(compared(one, other, parties, TopicFit::Apart, profiles), numbered(one.event_type))
        })
    }

    /// How the topics of two accounts compare.
    fn topics(&mut self, a: &Profile, b: &Profile, numbered: bool) -> TopicFit {
        let Self { profiles, topics, .. } = self;
        topics_by(a, b, numbered, profiles, |ours, theirs| {
            topics[usize::from(numbered)].get([ours.0, theirs.0], || lists(ours, theirs, numbered, profiles))
        })
    }
}

/// How pairs compared that were compared lately: the accounts of a burst name few different casts and topics. So many are
/// remembered as a number of so many `BITS` counts, few enough for the cache of a core.
struct Recent<T, const BITS: u32> {
    pairs: Vec<u64>,
    fits: Vec<T>,
}

impl<T: Copy, const BITS: u32> Recent<T, BITS> {
    fn new(any: T) -> Self {
        Self {
            // No two things have these numbers.
            pairs: vec![u64::MAX; 1 << BITS],
            fits: vec![any; 1 << BITS],
        }
    }

    fn get(&mut self, pair: [u32; 2], compare: impl FnOnce() -> T) -> T {
        self.find(pair).unwrap_or_else(|| self.keep(pair, compare()))
    }

    fn find(&self, pair: [u32; 2]) -> Option<T> {
        let place = Self::place(pair);
        (self.pairs[place] == one_number(pair)).then(|| self.fits[place])
    }

    fn keep(&mut self, pair: [u32; 2], fit: T) -> T {
        let place = Self::place(pair);
        (self.pairs[place], self.fits[place]) = (one_number(pair), fit);
        fit
    }

    /// The highest bits of the product depend on all bits of both numbers.
    fn place(pair: [u32; 2]) -> usize {
        (one_number(pair).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
    }
}

fn one_number([one, other]: [u32; 2]) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

impl Units {
    pub(crate) fn build(profiles: &mut Profiles, actors: &Actors) -> Self {
        let frames = profiles.frames.values().iter();
        let whatever: Vec<bool> = frames.map(|frame| whatever_topics(frame, actors, profiles)).collect();
        let mut kinds: Pool<Profile> = Pool::default();
        let mut of_profile = Vec::with_capacity(profiles.len());
        for profile in profiles.all.values() {
            let topics = if whatever[profile.frame as usize] {
                ListId::EMPTY
            } else {
                profile.topics
            };
            let shelf = profiles.frame(profile).shelf();
            of_profile.push(kinds.intern_on(shelf, Profile { topics, ..*profile }));
        }
        let mut all = kinds.values().to_vec();
        let members = Rows::gather(all.len(), of_profile.iter().copied().zip(0u32..));
        let (mut silent, mut told) = (Vec::with_capacity(all.len()), Vec::new());
        for (unit, members) in all.iter_mut().zip(members.iter()) {
            let lists = || members.iter().map(|profile| profiles.get(*profile).topics);
            silent.push(lists().any(|list| list == ListId::EMPTY));
            if let [alone] = members {
                unit.topics = profiles.get(*alone).topics;
                continue;
            }
            told.clear();
            told.extend(lists().flat_map(|list| profiles.lists.get(list)));
            told.sort_unstable();
            told.dedup();
            unit.topics = profiles.topic_list(&told);
        }
        Self {
            all,
            of_profile,
            members,
            silent,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The profiles of a unit.
    pub(crate) fn members(&self, unit: u32) -> &[u32] {
        self.members.of(unit)
    }

    /// How much agrees between the two of their profiles that agree best, where these are the same event.
    pub(crate) fn best(&self, a: u32, b: u32, by: &mut Judge<'_>) -> Option<i32> {
        let fit = by.frames(&self.all[a as usize], &self.all[b as usize]);
        if !fit.may_be_same() {
            return None;
        }
        let topics = self.best_topics(a, b, fit.numbered, by);
        (fit.verdict(topics) == Verdict::Same).then(|| fit.score(topics))
    }

    /// How the topics of those of their profiles compare that agree best.
    fn best_topics(&self, a: u32, b: u32, numbered: bool, by: &mut Judge<'_>) -> TopicFit {
        match by.topics(&self.all[a as usize], &self.all[b as usize], numbered) {
            // To say nothing agrees better than to say something else.
            TopicFit::Apart if self.silent[a as usize] || self.silent[b as usize] => TopicFit::Silent,
            fit => fit,
        }
    }

    /// How all of their profiles compare.
    pub(crate) fn pairs(&self, a: u32, b: u32, by: &mut Judge<'_>) -> Pairs {
        let pair = [a.min(b), a.max(b)];
        by.pairs.find(pair).unwrap_or_else(|| {
            let pairs = self.compare_pairs(pair, by);
            by.pairs.keep(pair, pairs)
        })
    }

    /// Remembers of two units that some of their profiles are the same event by themselves.
    pub(crate) fn known_same(&self, a: u32, b: u32, by: &mut Judge<'_>) {
        if self.members(a).len() == 1 && self.members(b).len() == 1 {
            by.pairs.keep([a, b], Pairs::Same);
        }
    }

    fn compare_pairs(&self, [a, b]: [u32; 2], by: &mut Judge<'_>) -> Pairs {
        let (one, other) = (&self.all[a as usize], &self.all[b as usize]);
        let fit = by.frames(one, other);
        let whatever = fit.verdict(TopicFit::Apart);
        let counted = fit.numbered || one.ordinals != 0 && other.ordinals != 0;
        if whatever == Verdict::Same && !counted {
            return Pairs::Same;
        }
        match fit.verdict(self.best_topics(a, b, fit.numbered, by)) {
            Verdict::Different => Pairs::Different,
            Verdict::Unclear => Pairs::Unclear,
            Verdict::Same if self.members(a).len() == 1 && self.members(b).len() == 1 => Pairs::Same,
            Verdict::Same if whatever == Verdict::Same => Pairs::Same,
            Verdict::Same => Pairs::Mixed,
        }
    }

    /// The pairs of profiles of two units, with the verdict on each.
    pub(crate) fn verdicts<'a>(&'a self, a: u32, b: u32, by: &mut Judge<'a>) -> impl Iterator<Item = (u32, u32, Verdict)> + use<'a> {
        let [first, second] = [a.min(b), a.max(b)].map(|unit| &self.all[unit as usize]);
        let (profiles, fit) = (by.profiles, by.frames(first, second));
        self.members(a).iter().flat_map(move |one| {
            self.members(b).iter().map(move |other| {
                let topics = topics(profiles.get(*one), profiles.get(*other), fit.numbered, profiles);
                (*one, *other, fit.verdict(topics))
            })
        })
    }
}
