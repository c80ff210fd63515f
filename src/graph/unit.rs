//! Accounts that nothing but their topics tells apart, taken together.
//!
//! Part of [`crate::graph`]. The hard decision: where two such accounts are one event whatever their topics, nothing can
//! contradict the one and not the other, so they are a unit from the start. A burst of a thousand reports that each pick
//! out other topics then costs what its few different accounts cost.

use super::actors::Actors;
use super::comparison::{FrameFit, PartyFit, TopicFit, Verdict};
use super::intern::{ListId, Pool, SPREAD};
use super::parties::parties;
use super::profile::{Profile, Profiles};
use super::rows::Rows;
use super::same_event::{compared, lists, numbered, topics, topics_by, whatever_topics};

/// All units of a set of profiles, in canonical order of their first profiles.
pub(crate) struct Units {
    /// What the profiles of each unit have in common, with the topics of all of them.
    pub(crate) all: Vec<Profile>,
    /// The units of each frame.
    of_frame: Rows<u32>,
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
    casts: Recent<u32, PartyFit, 12>,
    frames: Recent<u32, FrameFit, 13>,
    /// What is counted is compared otherwise.
    topics: [Recent<ListId, TopicFit, 12>; 2],
    /// Of units, the earlier first.
    pairs: Recent<u32, Pairs, 15>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(actors: &'a Actors, profiles: &'a Profiles) -> Self {
        let never = [u32::MAX; 2];
        Self {
            actors,
            profiles,
            casts: Recent::new(never, PartyFit::default()),
            frames: Recent::new(never, FrameFit::DIFFERENT),
            topics: [(); 2].map(|()| Recent::new([ListId::EMPTY; 2], TopicFit::Silent)),
            pairs: Recent::new(never, Pairs::Unclear),
        }
    }

    /// How two accounts compare but for their topics.
    pub(crate) fn frames(&mut self, pair: [u32; 2]) -> FrameFit {
        let Self {
            actors,
            profiles,
            casts,
            frames,
            ..
        } = self;
        frames.get(pair, || {
            let [one, other] = pair.map(|frame| profiles.frames.get(frame));
            let parties = casts.get([one.cast, other.cast], || {
                parties(profiles.cast(one), profiles.cast(other), actors, &profiles.lists)
            });
            FrameFit::of(compared(one, other, parties, TopicFit::Apart, profiles), numbered(one.event_type))
        })
    }

    /// How the topics of two accounts compare.
    fn topics(&mut self, a: &Profile, b: &Profile, numbered: bool) -> TopicFit {
        let Self { profiles, topics, .. } = self;
        topics_by(a, b, numbered, |ours, theirs| {
            topics[usize::from(numbered)].get([ours, theirs], || lists(ours, theirs, numbered, profiles))
        })
    }
}

/// How pairs compared that were compared lately: the accounts of a burst name few different casts and topics. So many are
/// remembered as a number of so many `BITS` counts, few enough for the cache of a core.
struct Recent<K, T, const BITS: u32>(Vec<([K; 2], T)>);

impl<K: Copy + PartialEq + Into<u64>, T: Copy, const BITS: u32> Recent<K, T, BITS> {
    /// `never`: a pair that is not asked for.
    fn new(never: [K; 2], any: T) -> Self {
        Self(vec![(never, any); 1 << BITS])
    }

    fn get(&mut self, pair: [K; 2], compare: impl FnOnce() -> T) -> T {
        self.find(pair).unwrap_or_else(|| self.keep(pair, compare()))
    }

    fn find(&self, pair: [K; 2]) -> Option<T> {
        let (known, fit) = self.0[Self::place(pair)];
        (known == pair).then_some(fit)
    }

    fn keep(&mut self, pair: [K; 2], fit: T) -> T {
        self.0[Self::place(pair)] = (pair, fit);
        fit
    }

    /// The highest bits of the products depend on all bits of both.
    fn place(pair: [K; 2]) -> usize {
        let [one, other] = pair.map(Into::into);
        ((one.wrapping_mul(SPREAD) ^ other).wrapping_mul(SPREAD) >> (64 - BITS)) as usize
    }
}

impl Units {
    pub(crate) fn build(profiles: &mut Profiles, actors: &Actors) -> Self {
        let frames = profiles.frames.values().iter();
        let whatever: Vec<bool> = frames.map(|frame| whatever_topics(frame, actors, profiles)).collect();
        let mut kinds: Pool<Profile> = Pool::default();
        let mut of_profile = Vec::with_capacity(profiles.len());
        for profile in profiles.all.values() {
            let mut kind = *profile;
            if whatever[profile.frame as usize] {
                (kind.topics, kind.signs) = (ListId::EMPTY, 0);
            }
            of_profile.push(kinds.intern_on(profiles.frame(profile).shelf(), kind));
        }
        let mut all = kinds.values().to_vec();
        let of_frame = all.iter().map(|unit| unit.frame).zip(0u32..);
        let of_frame = Rows::gather(profiles.frames.values().len(), of_frame);
        let members = Rows::gather(all.len(), of_profile.iter().copied().zip(0u32..));
        let (mut silent, mut told) = (Vec::with_capacity(all.len()), Vec::new());
        for (unit, members) in all.iter_mut().zip(members.iter()) {
            let lists = || members.iter().map(|profile| profiles.get(*profile).topics);
            silent.push(lists().any(|list| list == ListId::EMPTY));
            if let [alone] = members {
                *unit = *profiles.get(*alone);
                continue;
            }
            told.clear();
            told.extend(lists().flat_map(|list| profiles.lists.get(list)));
            told.sort_unstable();
            told.dedup();
            unit.topics = profiles.lists.intern(&told);
            unit.signs = members.iter().fold(0, |signs, profile| signs | profiles.get(*profile).signs);
        }
        Self {
            all,
            of_frame,
            of_profile,
            members,
            silent,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The units of a frame.
    pub(crate) fn of_frame(&self, frame: u32) -> &[u32] {
        self.of_frame.of(frame)
    }

    /// The profiles of a unit.
    pub(crate) fn members(&self, unit: u32) -> &[u32] {
        self.members.of(unit)
    }

    /// How much agrees between the two profiles of two units that agree best, where these are the same event. `fit`: how
    /// their frames compare.
    pub(crate) fn best(&self, a: u32, b: u32, fit: FrameFit, by: &mut Judge<'_>) -> Option<i32> {
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
        let fit = by.frames([one.frame, other.frame]);
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
        let frames = [a.min(b), a.max(b)].map(|unit| self.all[unit as usize].frame);
        let (profiles, fit) = (by.profiles, by.frames(frames));
        self.members(a).iter().flat_map(move |one| {
            self.members(b).iter().map(move |other| {
                let topics = topics(profiles.get(*one), profiles.get(*other), fit.numbered, profiles);
                (*one, *other, fit.verdict(topics))
            })
        })
    }
}
