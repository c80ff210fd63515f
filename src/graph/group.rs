//! From pairs to events: groups in which nobody contradicts anybody and most agree with most.
//!
//! Part of [`crate::graph`]. The hard decision: the best pairs join first, and two groups join only if no pair across
//! them contradicts and more than half of the pairs across them are the same event by themselves. Transitive closure
//! would let one vague report chain strangers together; here it joins the group it fits best, and the others stay
//! apart. Everything is done in canonical order, so the groups are a function of the set of records.

use super::actors::Actors;
use super::block::Blocks;
use super::comparison::Verdict;
use super::profile::Profiles;
use super::rows::Rows;
use super::unit::{Judge, Pairs, Units};
use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashSet;
use smallvec::{SmallVec, smallvec};

/// Of a unit's candidates that are the same event, so many of the best are kept.
const MAX_EDGES: usize = 64;

/// What people decided about units.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    pub(crate) same: Vec<(u32, u32)>,
    pub(crate) different: FxHashSet<(u32, u32)>,
}

/// The articles that tell each profile or unit, sorted.
pub(crate) type Articles = Rows<u32>;

/// Whether one article tells both.
fn share(articles: &Articles, a: u32, b: u32) -> bool {
    let (a, b) = (articles.of(a), articles.of(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().any(|article| long.binary_search(article).is_ok())
}

struct Grouper<'a> {
    units: &'a Units,
    judge: Judge<'a>,
    /// By profile, and by unit.
    articles: &'a [Articles; 2],
    decided: &'a Decided,
    /// The group of each unit.
    group: Vec<u32>,
    members: Vec<SmallVec<[u32; 4]>>,
    refused: FxHashSet<(u32, u32)>,
}

/// Groups the profiles into events: for each profile the number of its group.
pub(crate) fn group(units: &Units, profiles: &Profiles, actors: &Actors, articles: &[Articles; 2], decided: &Decided) -> Vec<u32> {
    let mut judge = Judge::new(actors, profiles);
    let edges = Edges::find(units, &mut judge);
    let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
    let mut grouper = Grouper {
        units,
        judge,
        articles,
        decided,
        group: (0..count).collect(),
        members: (0..count).map(|unit| smallvec![unit]).collect(),
        refused: FxHashSet::default(),
    };
    for (a, b) in &decided.same {
        let (a, b) = (grouper.group[*a as usize], grouper.group[*b as usize]);
        if a != b {
            grouper.join(a, b);
        }
    }
    for part in edges.parts(&decided.same).iter() {
        grouper.refused.clear();
        let best_first = edges.best_first(part);
        for (a, b) in &best_first {
            units.known_same(*a, *b, &mut grouper.judge);
        }
        for (a, b) in best_first {
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
    }
    units.of_profile.iter().map(|unit| grouper.group[*unit as usize]).collect()
}

/// The pairs of units that are one event by themselves.
struct Edges {
    /// Ranks, the lowest best, and later units, those of each unit together.
    flat: Vec<(u32, u32)>,
    /// Where those of each unit begin and end.
    of_unit: Vec<(u32, u32)>,
}

impl Edges {
    fn find(units: &Units, judge: &mut Judge<'_>) -> Self {
        let blocks = Blocks::build(units, judge.profiles, judge.actors);
        let mut seen = vec![0u32; units.len()];
        const NOT_YET: (u32, u32) = (1, 0);
        let (mut flat, mut of_unit) = (Vec::new(), vec![NOT_YET; units.len()]);
        let (mut candidates, mut best) = (Vec::new(), Vec::new());
        let end = |flat: &Vec<_>| u32::try_from(flat.len()).expect("fewer than four thousand million edges fit in memory");
        // Block by block, since those who share a block are compared with much the same others.
        for at in blocks.units() {
            if of_unit[at as usize] != NOT_YET {
                continue;
            }
            best.clear();
            blocks.candidates(at, &mut seen, &mut candidates);
            let frame = units.all[at as usize].frame;
            for (other, other_frame) in &candidates {
                if let Some(score) = units.best([at, *other], [frame, *other_frame], judge) {
                    best.push((i32::MAX.abs_diff(score), *other));
                }
            }
            if best.len() > MAX_EDGES {
                best.select_nth_unstable(MAX_EDGES);
                best.truncate(MAX_EDGES);
            }
            let begin = end(&flat);
            flat.extend_from_slice(&best);
            of_unit[at as usize] = (begin, end(&flat));
        }
        for of in of_unit.iter_mut().filter(|of| **of == NOT_YET) {
            *of = (0, 0);
        }
        Self { flat, of_unit }
    }

    fn of(&self, unit: u32) -> &[(u32, u32)] {
        let (begin, end) = self.of_unit[unit as usize];
        &self.flat[begin as usize..end as usize]
    }

    /// The units in parts that no edge and none of the `other` pairs connects: what happens in one does not touch the rest,
    /// so each is dealt with while it is at hand.
    fn parts(&self, other: &[(u32, u32)]) -> Rows<u32> {
        let mut parts = UnionFind::<u32>::new(self.of_unit.len());
        let units = || 0..u32::try_from(self.of_unit.len()).unwrap_or(u32::MAX);
        for unit in units() {
            for (_, later) in self.of(unit) {
                parts.union(unit, *later);
            }
        }
        for (a, b) in other {
            parts.union(*a, *b);
        }
        let part_of = parts.into_labeling();
        Rows::gather(self.of_unit.len(), part_of.iter().copied().zip(units()))
    }

    /// The edges of a part, best first, then in canonical order.
    fn best_first(&self, part: &[u32]) -> Vec<(u32, u32)> {
        let mut edges = Vec::with_capacity(part.iter().map(|unit| self.of(*unit).len()).sum());
        for unit in part {
            // As one number they sort twice as fast.
            let key = |(rank, later): &(u32, u32)| u128::from(*rank) << 64 | u128::from(*unit) << 32 | u128::from(*later);
            edges.extend(self.of(*unit).iter().map(key));
        }
        edges.sort_unstable();
        edges.into_iter().map(|key| ((key >> 32) as u32, key as u32)).collect()
    }
}

impl Grouper<'_> {
    /// Whether nobody in the one contradicts anybody in the other, and most agree with most.
    fn agree(&mut self, a: u32, b: u32) -> bool {
        let (ours, theirs) = (&self.members[a as usize], &self.members[b as usize]);
        let [articles, unit_articles] = self.articles;
        let size = |unit: u32| self.units.members(unit).len();
        let (mut same, mut all) = (0, 0);
        for one in ours {
            for other in theirs {
                if !self.decided.different.is_empty() && self.decided.different.contains(&(*one, *other)) {
                    return false;
                }
                let pairs = size(*one) * size(*other);
                all += pairs;
                // What one article tells as two is two, unless the two are one by themselves.
                match self.units.pairs(*one, *other, &mut self.judge) {
                    Pairs::Different => return false,
                    Pairs::Same => same += pairs,
                    Pairs::Unclear if share(unit_articles, *one, *other) => return false,
                    Pairs::Unclear => {}
                    Pairs::Mixed => {
                        for (one, other, verdict) in self.units.verdicts(*one, *other, &mut self.judge) {
                            match verdict {
                                Verdict::Same => same += 1,
                                _ if share(articles, one, other) => return false,
                                _ => {}
                            }
                        }
                    }
                }
            }
        }
        2 * same > all
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
        let number = u32::try_from(self.members.len()).expect("at most twice as many groups as units");
        for unit in &ours {
            self.group[*unit as usize] = number;
        }
        self.members.push(ours);
    }
}
