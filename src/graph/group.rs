//! From pairs to events: groups in which nobody contradicts anybody and most agree with most.
//!
//! Part of [`crate::graph`]. The hard decision: the best pairs join first, and two groups join only if no pair across
//! them contradicts and more than half of the pairs across them are the same event by themselves. Transitive closure
//! would let one vague report chain strangers together; here it joins the group it fits best, and the others stay
//! apart. Everything is done in canonical order, so the groups are a function of the set of records.

use super::actors::Actors;
use super::block::Blocks;
use super::profile::{Profile, Profiles};
use super::same_event::{Verdict, same_event};
use rustc_hash::FxHashSet;

/// Of a profile's candidates that are the same event, so many of the best are kept.
const MAX_EDGES: usize = 64;

/// What people decided about profiles.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    pub(crate) same: Vec<(u32, u32)>,
    pub(crate) different: FxHashSet<(u32, u32)>,
}

/// The articles of every profile, sorted, by canonical rank.
pub(crate) struct Articles {
    starts: Vec<u32>,
    flat: Vec<u32>,
}

impl Articles {
    /// `of_record`: the profile of each record; `article`: the article's number, both by canonical position.
    pub(crate) fn build(profiles: &Profiles, article: &[u32]) -> Self {
        let mut pairs: Vec<(u32, u32)> = profiles.of_record.iter().copied().zip(article.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0u32; profiles.len() + 1];
        for (profile, _) in &pairs {
            starts[*profile as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self {
            starts,
            flat: pairs.into_iter().map(|(_, article)| article).collect(),
        }
    }

    fn of(&self, profile: u32) -> &[u32] {
        &self.flat[self.starts[profile as usize] as usize..self.starts[profile as usize + 1] as usize]
    }

    fn share(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.of(a), self.of(b));
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        short.iter().any(|article| long.binary_search(article).is_ok())
    }
}

struct Grouper<'a> {
    profiles: &'a Profiles,
    actors: &'a Actors,
    articles: &'a Articles,
    decided: &'a Decided,
    /// The group of each profile.
    group: Vec<u32>,
    members: Vec<Vec<u32>>,
    refused: FxHashSet<(u32, u32)>,
}

/// Groups the profiles into events: for each profile the number of its group.
pub(crate) fn group(profiles: &Profiles, actors: &Actors, articles: &Articles, decided: &Decided) -> Vec<u32> {
    let mut edges = edges(profiles, actors);
    edges.sort_unstable_by_key(|(score, a, b)| (std::cmp::Reverse(*score), *a, *b));
    let count = u32::try_from(profiles.len()).unwrap_or(u32::MAX);
    let mut grouper = Grouper {
        profiles,
        actors,
        articles,
        decided,
        group: (0..count).collect(),
        members: (0..count).map(|profile| vec![profile]).collect(),
        refused: FxHashSet::default(),
    };
    for (a, b) in &decided.same {
        let (a, b) = (grouper.group[*a as usize], grouper.group[*b as usize]);
        if a != b {
            grouper.join(a, b);
        }
    }
    for (_, a, b) in edges {
        let (a, b) = (grouper.group[a as usize], grouper.group[b as usize]);
        let pair = (a.min(b), a.max(b));
        if a == b || grouper.refused.contains(&pair) {
            continue;
        }
        if grouper.agree(a, b) {
            grouper.join(a, b);
        } else {
            grouper.refused.insert(pair);
        }
    }
    grouper.group
}

/// The pairs that are one event by themselves, with their scores.
fn edges(profiles: &Profiles, actors: &Actors) -> Vec<(i32, u32, u32)> {
    let blocks = Blocks::build(profiles, actors);
    let mut seen = vec![0u32; profiles.len()];
    let (mut edges, mut best) = (Vec::new(), Vec::new());
    for (at, profile) in (0u32..).zip(profiles.all.values()) {
        best.clear();
        blocks.candidates(at, &mut seen, |other| {
            let comparison = same_event(profile, profiles.get(other), actors, profiles);
            if comparison.verdict() == Verdict::Same {
                best.push((comparison.score(), at, other));
            }
        });
        if best.len() > MAX_EDGES {
            best.sort_unstable_by_key(|(score, a, b)| (std::cmp::Reverse(*score), *a, *b));
            best.truncate(MAX_EDGES);
        }
        edges.append(&mut best);
    }
    edges
}

impl Grouper<'_> {
    fn agree(&self, a: u32, b: u32) -> bool {
        let (ours, theirs) = (&self.members[a as usize], &self.members[b as usize]);
        let mut same = 0;
        for one in ours {
            let profile: &Profile = self.profiles.get(*one);
            for other in theirs {
                if !self.decided.different.is_empty() && self.decided.different.contains(&(*one, *other)) {
                    return false;
                }
                match same_event(profile, self.profiles.get(*other), self.actors, self.profiles).verdict() {
                    Verdict::Different => return false,
                    Verdict::Same => same += 1,
                    // What one article tells as two is two, unless the two are one by themselves.
                    Verdict::Unclear if self.articles.share(*one, *other) => return false,
                    Verdict::Unclear => {}
                }
            }
        }
        2 * same > ours.len() * theirs.len()
    }

    /// The joined group gets a new number, so that what was refused to its parts can be asked again.
    fn join(&mut self, a: u32, b: u32) {
        let (mut ours, mut theirs) = (
            std::mem::take(&mut self.members[a as usize]),
            std::mem::take(&mut self.members[b as usize]),
        );
        if ours.len() < theirs.len() {
            std::mem::swap(&mut ours, &mut theirs);
        }
        ours.append(&mut theirs);
        let number = u32::try_from(self.members.len()).expect("at most twice as many groups as profiles");
        for profile in &ours {
            self.group[*profile as usize] = number;
        }
        self.members.push(ours);
    }
}
