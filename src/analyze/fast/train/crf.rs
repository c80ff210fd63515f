//! Trains the name finder: a conditional random field over the stretches of words that may be in names.
//!
//! The hard decision: features drop out at random while it learns. Most names of a text are in no training text, so that the word itself
//! may not drown what stands around it.

use super::super::names::{Input, MOST, NONE, bias, follows};
use super::perceptron::{Average, Map, Random};
use std::collections::{BTreeMap, BTreeSet};

/// Weights of one feature, by label.
type Row = [f32; MOST];

const NEVER: f32 = -1e9;
/// Learning rate, before it is divided by what a weight has learnt so far.
const RATE: f32 = 0.05;
/// Pull towards zero.
const DECAY: f32 = 0.002;
/// How many of 256 features drop out.
const DROPPED: u64 = 64;
/// How much likelier names are taken to be than the field says, which has seen most names of its texts before and trusts new ones too
/// little; as many names are found so in unseen documents as are there.
const EAGER: f32 = 1.0;
/// Smaller errors are not worth a change.
const SLIGHT: f32 = 1e-3;

/// One word of a stretch.
struct Place {
    /// Rows of the word's own features.
    own: Vec<u32>,
    /// Rows of the step from each label.
    steps: Vec<Vec<u32>>,
    /// Whether a name may begin here.
    begins: bool,
    gold: usize,
}

/// Neighbouring words that may be in names.
struct Stretch {
    places: Vec<Place>,
    weight: f32,
}

/// A field in training.
pub(crate) struct Field {
    labels: usize,
    rows: Map<u32>,
    stretches: Vec<Stretch>,
    weights: Vec<Row>,
    /// Sums of squared changes.
    squares: Vec<Row>,
}

impl Field {
    /// For sentences with their gold labels, each of which counts `weight` times.
    pub(crate) fn new(labels: usize, data: &[(Input, Vec<u8>, usize)]) -> Self {
        let mut field = Self {
            labels,
            rows: Map::default(),
            stretches: Vec::new(),
            weights: Vec::new(),
            squares: Vec::new(),
        };
        for (input, gold, weight) in data {
            let mut places = Vec::new();
            for i in 0..=input.len() {
                match gold.get(i) {
                    Some(&label) if input.open(i).0 => {
                        let before = places.last().map_or(0, |p: &Place| p.gold);
                        places.push(field.place(input, i, before, usize::from(label)));
                    }
                    _ if !places.is_empty() => field.stretches.push(Stretch {
                        places: std::mem::take(&mut places),
                        weight: *weight as f32,
                    }),
                    _ => {}
                }
            }
        }
        field
    }

    fn place(&mut self, input: &Input, i: usize, before: usize, mut gold: usize) -> Place {
        let begins = input.open(i).1;
        // After words that cannot begin a name, its rest begins anew or is none.
        if !follows(before, gold) {
            gold -= 1;
        }
        if gold % 2 == 1 && !begins {
            gold = 0;
        }
        let mut keys = Vec::new();
        let mut known = |keys: &[u32]| -> Vec<u32> {
            let row = |key: &u32| {
                let next = self.rows.len() as u32;
                *self.rows.entry(*key).or_insert(next)
            };
            keys.iter().map(row).collect()
        };
        input.features(i, &mut keys);
        let own = known(&keys);
        let steps = (0..self.labels).map(|before| {
            input.steps(i, before as u8, &mut keys);
            known(&keys)
        });
        Place {
            own,
            steps: steps.collect(),
            begins,
            gold,
        }
    }

    /// Forgets all features but these, so that the next training makes do without the others.
    pub(crate) fn keep(&mut self, keys: &BTreeSet<u32>) {
        self.rows.retain(|key, _| keys.contains(key));
        let numbers: BTreeMap<u32, u32> = self.rows.values().enumerate().map(|(i, row)| (*row, i as u32)).collect();
        self.rows.values_mut().for_each(|row| *row = numbers[row]);
        let renumber = |rows: &mut Vec<u32>| *rows = rows.iter().filter_map(|row| numbers.get(row).copied()).collect();
        for place in self.stretches.iter_mut().flat_map(|s| &mut s.places) {
            renumber(&mut place.own);
            place.steps.iter_mut().for_each(renumber);
        }
    }

    /// Trains from nothing and adds the mean weights of the later half of the rounds to `sum`.
    pub(crate) fn train(&mut self, rounds: usize, seed: u64, sum: &mut Average) {
        self.weights = vec![[0.0; MOST]; self.rows.len()];
        self.squares = vec![[1e-3; MOST]; self.rows.len()];
        let mut sums = self.weights.clone();
        let mut random = Random(seed);
        let mut stretches = std::mem::take(&mut self.stretches);
        for round in 0..rounds {
            random.shuffle(&mut stretches);
            for stretch in &stretches {
                self.learn(stretch, &mut random);
            }
            if round * 2 >= rounds {
                let all = sums.iter_mut().flatten().zip(self.weights.iter().flatten());
                all.for_each(|(sum, weight)| *sum += weight);
            }
        }
        self.stretches = stretches;
        if let Some(&row) = self.rows.get(&bias()) {
            sums[row as usize][usize::from(NONE)] -= EAGER * rounds.div_ceil(2) as f32;
        }
        for (&key, &row) in &self.rows {
            for (label, &weight) in sums[row as usize].iter().enumerate().filter(|w| *w.1 != 0.0) {
                sum.put(key, label as u8, weight);
            }
        }
    }

    /// Learns from one stretch: forwards, backwards, and every label's share against the gold.
    fn learn(&mut self, stretch: &Stretch, random: &mut Random) {
        let n = stretch.places.len();
        let mut rest = |rows: &[u32]| -> Vec<u32> {
            let stays = |_: &&u32| (random.next() >> 20) & 255 >= DROPPED;
            rows.iter().filter(stays).copied().collect()
        };
        let thin = |p: &Place| (rest(&p.own), p.steps.iter().map(|s| rest(s)).collect::<Vec<_>>());
        let rows: Vec<(Vec<u32>, Vec<Vec<u32>>)> = stretch.places.iter().map(thin).collect();
        let edges: Vec<[Row; MOST]> = rows.iter().zip(&stretch.places).map(|(r, p)| self.edges(r, p)).collect();
        let mut ahead = vec![[NEVER; MOST]; n + 1];
        ahead[0][0] = 0.0;
        for i in 0..n {
            for l in 0..self.labels {
                ahead[i + 1][l] = log_sum(std::array::from_fn(|b| ahead[i][b] + edges[i][b][l]));
            }
        }
        let mut behind = vec![[NEVER; MOST]; n + 1];
        behind[n][..self.labels].fill(0.0);
        for i in (0..n).rev() {
            for b in 0..self.labels {
                behind[i][b] = log_sum(std::array::from_fn(|l| edges[i][b][l] + behind[i + 1][l]));
            }
        }
        let all = behind[0][0];
        let mut before = 0;
        for (i, place) in stretch.places.iter().enumerate() {
            let mut errors = [0.0; MOST];
            for b in (0..self.labels).filter(|&b| ahead[i][b] > NEVER / 2.0) {
                let step: Row = std::array::from_fn(|l| {
                    let share = (ahead[i][b] + edges[i][b][l] + behind[i + 1][l] - all).exp();
                    let right = b == before && l == place.gold;
                    (share - f32::from(u8::from(right))) * stretch.weight
                });
                errors.iter_mut().zip(step).for_each(|(e, s)| *e += s);
                self.change(&rows[i].1[b], &step);
            }
            self.change(&rows[i].0, &errors);
            before = place.gold;
        }
    }

    /// Scores of every step to a place.
    fn edges(&self, (own, steps): &(Vec<u32>, Vec<Vec<u32>>), place: &Place) -> [Row; MOST] {
        let add = |mut sum: Row, rows: &[u32]| {
            for &row in rows {
                sum.iter_mut().zip(&self.weights[row as usize]).for_each(|(s, w)| *s += w);
            }
            sum
        };
        let own = add([0.0; MOST], own);
        let mut edges = [[NEVER; MOST]; MOST];
        for (b, rows) in steps.iter().enumerate() {
            let scores = add(own, rows);
            for l in (0..self.labels).filter(|&l| follows(b, l) && (place.begins || l % 2 == 0)) {
                edges[b][l] = scores[l];
            }
        }
        edges
    }

    fn change(&mut self, rows: &[u32], errors: &Row) {
        if errors.iter().all(|e| e.abs() < SLIGHT) {
            return;
        }
        for &row in rows {
            let (weights, squares) = (&mut self.weights[row as usize], &mut self.squares[row as usize]);
            for l in 0..MOST {
                let slope = errors[l] + DECAY * weights[l];
                squares[l] += slope * slope;
                weights[l] -= RATE * slope / squares[l].sqrt();
            }
        }
    }
}

/// The logarithm of the sum of these logarithms' numbers.
fn log_sum(terms: Row) -> f32 {
    let top = terms.iter().copied().fold(NEVER, f32::max);
    if top <= NEVER / 2.0 {
        return NEVER;
    }
    top + terms.iter().map(|t| (t - top).exp()).sum::<f32>().ln()
}
