//! The three coreference measures whose mean is the CoNLL score: MUC, B³, CEAFe.

use std::collections::{BTreeMap, BTreeSet};

/// One document's chains: sets of mention keys.
pub(crate) type Chains = Vec<BTreeSet<u32>>;

/// Sums of numerators and denominators over documents.
#[derive(Debug, Default, Clone)]
pub(crate) struct Score {
    muc: [f64; 4],
    b3: [f64; 4],
    ceaf: [f64; 4],
}

fn f1([p, pn, r, rn]: [f64; 4]) -> f64 {
    let (p, r) = (if pn > 0.0 { p / pn } else { 0.0 }, if rn > 0.0 { r / rn } else { 0.0 });
    if p + r > 0.0 { 100.0 * 2.0 * p * r / (p + r) } else { 0.0 }
}

fn muc(from: &Chains, to: &Chains) -> (f64, f64) {
    let of: BTreeMap<u32, usize> = to.iter().enumerate().flat_map(|(i, c)| c.iter().map(move |m| (*m, i))).collect();
    let mut sums = (0.0, 0.0);
    for chain in from {
        let mut parts = BTreeSet::new();
        let mut alone = 0;
        for mention in chain {
            match of.get(mention) {
                Some(part) => drop(parts.insert(*part)),
                None => alone += 1,
            }
        }
        sums.0 += (chain.len() - parts.len() - alone) as f64;
        sums.1 += (chain.len() - 1) as f64;
    }
    sums
}

fn b3(from: &Chains, to: &Chains) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for chain in from {
        for other in to {
            let both = chain.intersection(other).count() as f64;
            sums.0 += both * both / chain.len() as f64;
        }
        sums.1 += chain.len() as f64;
    }
    sums
}

/// Best one-to-one alignment of chains by the phi4 similarity (Hungarian method on costs).
fn ceaf(gold: &Chains, found: &Chains) -> f64 {
    let n = gold.len().max(found.len());
    if gold.is_empty() || found.is_empty() {
        return 0.0;
    }
    let similar = |i: usize, j: usize| match (gold.get(i), found.get(j)) {
        (Some(a), Some(b)) => 2.0 * a.intersection(b).count() as f64 / (a.len() + b.len()) as f64,
        _ => 0.0,
    };
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let (mut matched, mut way) = (vec![0; n + 1], vec![0; n + 1]);
    for i in 1..=n {
        matched[0] = i;
        let mut j0 = 0;
        let mut least = vec![f64::INFINITY; n + 1];
        let mut used = vec![false; n + 1];
        loop {
            used[j0] = true;
            let i0 = matched[j0];
            let (mut delta, mut j1) = (f64::INFINITY, 0);
            for j in 1..=n {
                if !used[j] {
                    let cost = -similar(i0 - 1, j - 1) - u[i0] - v[j];
                    if cost < least[j] {
                        least[j] = cost;
                        way[j] = j0;
                    }
                    if least[j] < delta {
                        delta = least[j];
                        j1 = j;
                    }
                }
            }
            for j in 0..=n {
                if used[j] {
                    u[matched[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            j0 = j1;
            if matched[j0] == 0 {
                break;
            }
        }
        while j0 != 0 {
            matched[j0] = matched[way[j0]];
            j0 = way[j0];
        }
    }
    (1..=n).map(|j| similar(matched[j] - 1, j - 1)).sum()
}

impl Score {
    pub(crate) fn add(&mut self, gold: &Chains, found: &Chains) {
        let mut sum = |slot: fn(&mut Self) -> &mut [f64; 4], p: (f64, f64), r: (f64, f64)| {
            let s = slot(self);
            s[0] += p.0;
            s[1] += p.1;
            s[2] += r.0;
            s[3] += r.1;
        };
        sum(|s| &mut s.muc, muc(found, gold), muc(gold, found));
        sum(|s| &mut s.b3, b3(found, gold), b3(gold, found));
        let aligned = ceaf(gold, found);
        sum(|s| &mut s.ceaf, (aligned, found.len() as f64), (aligned, gold.len() as f64));
    }

    /// MUC, B³, CEAFe and their mean.
    pub(crate) fn f1(&self) -> [f64; 4] {
        let [muc, b3, ceaf] = [f1(self.muc), f1(self.b3), f1(self.ceaf)];
        [muc, b3, ceaf, (muc + b3 + ceaf) / 3.0]
    }

    pub(crate) fn precision_recall(&self) -> [f64; 6] {
        let part = |a: f64, b: f64| if b > 0.0 { 100.0 * a / b } else { 0.0 };
        let [m, b, c] = [self.muc, self.b3, self.ceaf];
        [
            part(m[0], m[1]),
            part(m[2], m[3]),
            part(b[0], b[1]),
            part(b[2], b[3]),
            part(c[0], c[1]),
            part(c[2], c[3]),
        ]
    }
}

#[test]
fn measures_agree_with_the_published_example() {
    // Gold {a b c} {d e f g}, found {a b} {c d} {f g h i}: the reference scorer's documented case.
    let gold: Chains = vec![BTreeSet::from([1, 2, 3]), BTreeSet::from([4, 5, 6, 7])];
    let found: Chains = vec![BTreeSet::from([1, 2]), BTreeSet::from([3, 4]), BTreeSet::from([6, 7, 8, 9])];
    let mut score = Score::default();
    score.add(&gold, &found);
    let [muc_p, muc_r, b3_p, b3_r, ceaf_p, ceaf_r] = score.precision_recall();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 0.1, "{a} is not {b}");
    near(muc_p, 40.0);
    near(muc_r, 40.0);
    near(b3_p, 50.0);
    near(b3_r, 41.7);
    near(ceaf_p, 43.3);
    near(ceaf_r, 65.0);
}
