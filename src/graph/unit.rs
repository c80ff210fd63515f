//! Accounts that nothing but their topics tells apart, taken together.
//!
//! Part of [`crate::graph`]. The hard decision: where two such accounts are one event whatever their topics, nothing can
//! contradict the one and not the other, so they are a unit from the start. A burst of a thousand reports that each pick
//! out other topics then costs what its few different accounts cost.

use super::actors::Actors;
use super::comparison::{Comparison, TopicFit, Verdict};
use super::intern::{ListId, Pool};
use super::parties::Compared;
use super::profile::{Profile, Profiles};
use super::same_event::{Outline, topics, whatever_topics};

/// All units of a set of profiles, in canonical order of their first profiles.
pub(crate) struct Units {
    /// What the profiles of each unit have in common, with the topics of all of them.
    pub(crate) all: Vec<Profile>,
    /// The unit of each profile.
    pub(crate) of_profile: Vec<u32>,
    /// Profiles by unit.
    members: Vec<u32>,
    /// Where each unit begins in `members`, and where the last ends.
    starts: Vec<u32>,
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
    Mixed(Comparison),
}

/// What units are compared by.
pub(crate) struct Judge<'a> {
    pub(crate) actors: &'a Actors,
    pub(crate) profiles: &'a Profiles,
    compared: Compared,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(actors: &'a Actors, profiles: &'a Profiles) -> Self {
        Self {
            actors,
            profiles,
            compared: Compared::new(),
        }
    }
}

impl Units {
    pub(crate) fn build(profiles: &mut Profiles, actors: &Actors) -> Self {
        let mut kinds: Pool<Profile> = Pool::default();
        let mut of_profile = Vec::with_capacity(profiles.len());
        for profile in profiles.all.values() {
            let topics = if whatever_topics(profile, actors, profiles) {
                ListId::EMPTY
            } else {
                profile.topics
            };
            of_profile.push(kinds.intern(Profile { topics, ..*profile }));
        }
        let mut all = kinds.values().to_vec();
        let mut starts = vec![0u32; all.len() + 1];
        for unit in &of_profile {
            starts[*unit as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let (mut members, mut next) = (vec![0u32; of_profile.len()], starts.clone());
        for (profile, unit) in (0u32..).zip(&of_profile) {
            let place = &mut next[*unit as usize];
            members[*place as usize] = profile;
            *place += 1;
        }
        let (mut silent, mut told) = (Vec::with_capacity(all.len()), Vec::new());
        for (at, unit) in all.iter_mut().enumerate() {
            let members = &members[starts[at] as usize..starts[at + 1] as usize];
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
            starts,
            silent,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The profiles of a unit.
    pub(crate) fn members(&self, unit: u32) -> &[u32] {
        &self.members[self.starts[unit as usize] as usize..self.starts[unit as usize + 1] as usize]
    }

    /// How the two of their profiles compare that agree best; nothing where all contradict for a reason quickly seen.
    pub(crate) fn best(&self, a: u32, b: u32, by: &mut Judge<'_>) -> Option<Comparison> {
        let (one, other) = (&self.all[a as usize], &self.all[b as usize]);
        let outline = Outline::of(one, other);
        if outline.excludes() {
            return None;
        }
        let parties = by.compared.parties(one.cast, other.cast, by.actors, by.profiles);
        if parties.contradict {
            return None;
        }
        let comparison = outline.filled(one, other, parties, by.profiles);
        // To say nothing agrees better than to say something else.
        let silent = comparison.topics == TopicFit::Apart && (self.silent[a as usize] || self.silent[b as usize]);
        Some(if silent {
            comparison.with_topics(TopicFit::Silent)
        } else {
            comparison
        })
    }

    /// How all of their profiles compare.
    pub(crate) fn pairs(&self, a: u32, b: u32, by: &mut Judge<'_>) -> Pairs {
        let Some(best) = self.best(a, b, by) else {
            return Pairs::Different;
        };
        match best.verdict() {
            Verdict::Different => Pairs::Different,
            Verdict::Unclear => Pairs::Unclear,
            Verdict::Same if self.members(a).len() == 1 && self.members(b).len() == 1 => Pairs::Same,
            Verdict::Same if best.with_topics(TopicFit::Apart).verdict() == Verdict::Same => Pairs::Same,
            Verdict::Same => Pairs::Mixed(best),
        }
    }

    /// The pairs of profiles of two units, with the verdict on each; `best` is how they compare but for the topics.
    pub(crate) fn verdicts<'a>(
        &'a self,
        (a, b): (u32, u32),
        best: Comparison,
        profiles: &'a Profiles,
    ) -> impl Iterator<Item = (u32, u32, Verdict)> + 'a {
        self.members(a).iter().flat_map(move |one| {
            self.members(b).iter().map(move |other| {
                let fit = topics(profiles.get(*one), profiles.get(*other), profiles);
                (*one, *other, best.with_topics(fit).verdict())
            })
        })
    }
}
