//! From pairs to events: groups in which nobody contradicts anybody and most agree with most.
//!
//! Part of [`crate::graph`]. The hard decision: the best pairs join first, and two groups join only if no pair across
//! them contradicts and more than half of the pairs across them are the same event by themselves. Transitive closure
//! would let one vague report chain strangers together; here it joins the group it fits best, and the others stay
//! apart. Everything is done in canonical order, so the groups are a function of the set of records.

use super::actors::Actors;
use super::block::{Blocks, NEIGHBOURS};
use super::comparison::{FrameFit, Verdict};
use super::intern::number;
use super::profile::Profiles;
use super::rows::Rows;
use super::unit::{Judge, Pairs, Units};
use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashSet;
use smallvec::{SmallVec, smallvec};

/// Of a unit's candidates that are the same event, so many of the best are kept.
const MAX_EDGES: usize = 64;

/// A unit is compared with so many others at most, whatever the news.
const MAX_COMPARED: usize = 1024;

/// The rank of the least agreement; no score is greater, and none of what is the same event is below zero.
const WORST: u32 = (1 << 10) - 1;

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
    let count = number(units.len());
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
    let mut best_first = BestFirst::new(&edges);
    for part in edges.parts(&decided.same).iter() {
        grouper.refused.clear();
        best_first.sort(part);
        for (a, b) in best_first.of(part) {
            units.known_same(a, b, &mut grouper.judge);
        }
        for (a, b) in best_first.of(part) {
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
    /// Ranks, the lowest best, and other units, those of each unit together.
    flat: Vec<(u32, u32)>,
    /// Where those of each unit begin and end.
    of_unit: Vec<(u32, u32)>,
}

impl Edges {
    fn find(units: &Units, judge: &mut Judge<'_>) -> Self {
        let blocks = Blocks::build(units, judge.profiles, judge.actors);
        let count = judge.profiles.frames.values().len();
        let mut seen = vec![0u32; count];
        const NOT_YET: (u32, u32) = (1, 0);
        let (mut flat, mut of_unit) = (Vec::new(), vec![NOT_YET; units.len()]);
        let (mut candidates, mut rivals, mut best) = (Vec::new(), Vec::new(), Vec::new());
        // Block by block, since those who share a block are compared with much the same others.
        for frame in blocks.frames().chain(0..number(count)) {
            let own = units.of_frame(frame);
            if of_unit[own[0] as usize] != NOT_YET {
                continue;
            }
            blocks.candidates(frame, &mut seen, &mut candidates);
            rivals.clear();
            rivals.extend(
                candidates
                    .iter()
                    .map(|other| (units.of_frame(*other), judge.frames([frame, *other]))),
            );
            rivals.retain(|(_, fit)| fit.may_be_same());
            if rivals.iter().map(|(others, _)| others.len()).sum::<usize>() > MAX_COMPARED {
                // Blocks are in no order that everybody would have.
                rivals.sort_unstable_by_key(|(others, _)| others[0]);
            }
            let own_fit = (own.len() > 1)
                .then(|| judge.frames([frame, frame]))
                .filter(|fit| fit.may_be_same());
            for (at, unit) in own.iter().enumerate() {
                // Of one frame each pair once.
                let beside = &own[at + 1..own.len().min(at + 1 + NEIGHBOURS as usize)];
                let beside = own_fit.map(|fit| (beside, fit));
                best_of(*unit, beside.into_iter().chain(rivals.iter().copied()), units, judge, &mut best);
                let begin = number(flat.len());
                flat.extend_from_slice(&best);
                of_unit[*unit as usize] = (begin, number(flat.len()));
            }
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
        let units = || 0..number(self.of_unit.len());
        for unit in units() {
            for (_, other) in self.of(unit) {
                parts.union(unit, *other);
            }
        }
        for (a, b) in other {
            parts.union(*a, *b);
        }
        let part_of = parts.into_labeling();
        Rows::gather(self.of_unit.len(), part_of.iter().copied().zip(units()))
    }
}

/// Lists the best of a unit's rivals that are the same event as it. `rivals`: units by frame, and how the frames compare.
fn best_of<'a>(
    unit: u32,
    rivals: impl Iterator<Item = (&'a [u32], FrameFit)>,
    units: &Units,
    judge: &mut Judge<'_>,
    best: &mut Vec<(u32, u32)>,
) {
    best.clear();
    let rivals = rivals.flat_map(|(others, fit)| others.iter().map(move |other| (*other, fit)));
    for (other, fit) in rivals.take(MAX_COMPARED) {
        if let Some(score) = units.best(unit, other, fit, judge) {
            best.push((WORST.saturating_sub_signed(score).min(WORST), other));
        }
    }
    if best.len() > MAX_EDGES {
        best.select_nth_unstable(MAX_EDGES);
        best.truncate(MAX_EDGES);
    }
}

/// The edges of a part, best first, then in canonical order.
struct BestFirst<'a> {
    edges: &'a Edges,
    /// The place of each unit in its part.
    places: Vec<u32>,
    /// Rank and two places, the lower first, as one number, since numbers sort fast.
    keys: Vec<u64>,
}

impl<'a> BestFirst<'a> {
    /// Bits of a place.
    const PLACE: u32 = 27;

    fn new(edges: &'a Edges) -> Self {
        Self {
            edges,
            places: vec![0; edges.of_unit.len()],
            keys: Vec::new(),
        }
    }

    /// Takes the edges of this part.
    fn sort(&mut self, part: &[u32]) {
        assert!(
            part.len() < 1 << Self::PLACE,
            "more than a hundred million accounts of what may be one event"
        );
        for (place, unit) in (0u32..).zip(part) {
            self.places[*unit as usize] = place;
        }
        self.keys.clear();
        for (place, unit) in (0u64..).zip(part) {
            self.keys.extend(self.edges.of(*unit).iter().map(|(rank, other)| {
                let other = u64::from(self.places[*other as usize]);
                (u64::from(*rank) << Self::PLACE | place.min(other)) << Self::PLACE | place.max(other)
            }));
        }
        self.keys.sort_unstable();
    }

    /// The edges of the part that was taken last, each from the earlier unit to the later.
    fn of<'b>(&'b self, part: &'b [u32]) -> impl Iterator<Item = (u32, u32)> + 'b {
        let unit = |place: u64| part[(place & ((1 << Self::PLACE) - 1)) as usize];
        self.keys.iter().map(move |key| (unit(*key >> Self::PLACE), unit(*key)))
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
        let joined = number(self.members.len());
        for unit in &ours {
            self.group[*unit as usize] = joined;
        }
        self.members.push(ours);
    }
}
