//! The averaged perceptron in training: growing rows of integer weights, their averages, and packing.
//!
//! The hard decision: several perceptrons trained in different orders are summed before packing. The models are linear, so the sum votes
//! like an ensemble and costs nothing when used.

use super::super::weights::Row;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Feature keys are hashes already; this only spreads their bits for the map.
#[derive(Default, Clone, Copy)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0.wrapping_mul(31).wrapping_add(u64::from(b));
        }
    }
    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

type Map<V> = HashMap<u32, V, BuildHasherDefault<Spread>>;

#[derive(Clone, Copy)]
struct Entry {
    total: i64,
    stamp: u32,
    weight: i32,
    label: u8,
}

/// A perceptron in training.
pub(crate) struct Perceptron {
    index: Map<u32>,
    rows: Vec<Vec<Entry>>,
    /// Decisions so far.
    pub(crate) time: u32,
}

impl Perceptron {
    /// An untrained one.
    pub(crate) fn new() -> Self {
        Self {
            index: Map::default(),
            rows: Vec::new(),
            time: 0,
        }
    }

    /// Number of features.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Sums the current weights of `keys` into `scores`.
    pub(crate) fn score(&self, keys: &[u32], scores: &mut [i32]) {
        scores.fill(0);
        for key in keys {
            if let Some(&row) = self.index.get(key) {
                for entry in &self.rows[row as usize] {
                    scores[usize::from(entry.label)] += entry.weight;
                }
            }
        }
    }

    /// Raises `good` and lowers `bad`.
    pub(crate) fn update(&mut self, keys: &[u32], good: usize, bad: usize) {
        let time = self.time;
        for &key in keys {
            let rows = &mut self.rows;
            let row = *self.index.entry(key).or_insert_with(|| {
                rows.push(Vec::new());
                rows.len() as u32 - 1
            });
            let row = &mut self.rows[row as usize];
            for (label, change) in [(good as u8, 1), (bad as u8, -1)] {
                if let Some(entry) = row.iter_mut().find(|e| e.label == label) {
                    entry.total += i64::from(entry.weight) * i64::from(time - entry.stamp);
                    entry.stamp = time;
                    entry.weight += change;
                } else {
                    row.push(Entry {
                        total: 0,
                        stamp: time,
                        weight: change,
                        label,
                    });
                }
            }
        }
    }
}

/// Averaged weights, of one perceptron or the sum of several.
#[derive(Default)]
pub(crate) struct Average {
    rows: Map<Vec<(u8, f32)>>,
}

impl Average {
    /// Adds one trained perceptron's averaged weights.
    pub(crate) fn add(&mut self, p: &Perceptron) {
        let time = p.time.max(1);
        for (&key, &row) in &p.index {
            let sums = self.rows.entry(key).or_default();
            for e in &p.rows[row as usize] {
                let total = e.total + i64::from(e.weight) * i64::from(time - e.stamp);
                let mean = (total as f64 / f64::from(time)) as f32;
                if mean == 0.0 {
                    continue;
                }
                match sums.iter_mut().find(|s| s.0 == e.label) {
                    Some(sum) => sum.1 += mean,
                    None => sums.push((e.label, mean)),
                }
            }
        }
    }

    /// Sorted rows that fit `budget` bytes of file: weak entries go first, then rows without a strong entry.
    pub(crate) fn pack(&self, budget: usize) -> Vec<Row> {
        let (mut low, mut high) = (0.0f32, 64.0f32);
        let mut rows = self.rows_above(0.0);
        if file_size(&rows) <= budget {
            return rows;
        }
        for _ in 0..18 {
            let middle = (low + high) / 2.0;
            let candidate = self.rows_above(middle);
            if file_size(&candidate) > budget {
                low = middle;
            } else {
                high = middle;
                rows = candidate;
            }
        }
        rows
    }

    fn rows_above(&self, threshold: f32) -> Vec<Row> {
        let mut magnitudes: Vec<f32> = self.rows.values().flatten().map(|e| e.1.abs()).filter(|&m| m > threshold).collect();
        magnitudes.sort_by(f32::total_cmp);
        let scale = magnitudes.get(magnitudes.len() * 95 / 100).copied().unwrap_or(1.0) / 127.0;
        let mut rows = Vec::new();
        for (&key, sums) in &self.rows {
            let top = sums.iter().map(|e| e.1.abs()).fold(0.0, f32::max);
            if top < threshold * 2.0 || top == 0.0 {
                continue;
            }
            let mut shift = 0u8;
            while top / scale / f32::from(1u16 << shift) > 127.0 {
                shift += 1;
            }
            let unit = scale * f32::from(1u16 << shift);
            let mut entries: Vec<(u8, i8)> = sums
                .iter()
                .filter(|e| e.1.abs() > threshold)
                .map(|e| (e.0, (e.1 / unit).round().clamp(-127.0, 127.0) as i8))
                .filter(|e| e.1 != 0)
                .collect();
            if !entries.is_empty() {
                entries.sort_unstable();
                rows.push((key, shift, entries));
            }
        }
        rows.sort_unstable_by_key(|r| r.0);
        rows
    }
}

/// Bytes the rows take in a file, nearly.
pub(crate) fn file_size(rows: &[Row]) -> usize {
    rows.iter().map(|r| 4 + 2 * r.2.len()).sum()
}

/// A small random generator (xorshift), so that training repeats exactly.
pub(crate) struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Whether an event of probability `percent` happens.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// Shuffles in place.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = (self.next() % (i as u64 + 1)) as usize;
            items.swap(i, j);
        }
    }
}
