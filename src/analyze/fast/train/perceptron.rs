//! The averaged perceptron in training: growing rows of integer weights, their averages, and packing.
//!
//! The hard decision: several perceptrons trained in different orders are summed before packing. The models are linear, so the sum votes
//! like an ensemble and costs nothing when used.

use super::super::weights::{Row, Scores, Scoring};
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

pub(crate) type Map<V> = HashMap<u32, V, BuildHasherDefault<Spread>>;

/// Labels are summed in groups of this many.
const GROUP: usize = 16;
/// A row with more labels than this is kept dense.
const SPARSE: usize = 8;
/// Bit of a slot's `row` that says that the row is dense.
const DENSE_MARK: u32 = 1 << 31;

/// Entries that are few for a row of a model in use.
const FEW: usize = 8;

/// A weight with its label. A sparse row is a cell that holds the row's length in `label`, then `SPARSE` cells.
#[derive(Clone, Copy, Default)]
struct Cell {
    weight: i16,
    label: u8,
}

/// A perceptron in training. Beside every weight stands the sum of its changes, each times the moment it happened: what the weight's
/// average lacks of the weight itself.
pub(crate) struct Perceptron {
    groups: usize,
    /// `(key, row)`, open addressing; row 0 marks a free slot.
    slots: Vec<(u32, u32)>,
    used: usize,
    sparse: Vec<Cell>,
    sparse_sums: Vec<i64>,
    dense: Vec<[i16; GROUP]>,
    dense_sums: Vec<[i64; GROUP]>,
    /// Decisions so far.
    pub(crate) time: u32,
}

impl Perceptron {
    /// An untrained one for `labels` labels.
    pub(crate) fn new(labels: usize) -> Self {
        Self {
            groups: labels.div_ceil(GROUP),
            slots: vec![(0, 0); 1 << 20],
            used: 0,
            sparse: vec![Cell::default()],
            sparse_sums: vec![0],
            dense: Vec::new(),
            dense_sums: Vec::new(),
            time: 0,
        }
    }

    /// Number of features.
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// The slot of `key`, or the free one where it belongs.
    #[inline]
    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key >> (32 - self.slots.len().trailing_zeros())) as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![(0, 0); old.len() * 2];
        for slot in old.into_iter().filter(|s| s.1 != 0) {
            let at = self.slot(slot.0);
            self.slots[at] = slot;
        }
    }

    /// Changes the weights of `label` in the rows of all `keys`.
    pub(crate) fn change(&mut self, keys: &[u32], label: usize, change: i16) {
        let sum = i64::from(change) * i64::from(self.time);
        for &key in keys {
            let mut at = self.slot(key);
            if self.slots[at].1 == 0 {
                if self.used * 4 > self.slots.len() * 3 {
                    self.grow();
                    at = self.slot(key);
                }
                self.used += 1;
                self.slots[at] = (key, self.sparse.len() as u32);
                self.sparse.resize(self.sparse.len() + 1 + SPARSE, Cell::default());
                self.sparse_sums.resize(self.sparse.len(), 0);
            }
            let mut row = self.slots[at].1;
            if row & DENSE_MARK == 0 && self.add_sparse(row as usize, label, change, sum) {
                continue;
            }
            if row & DENSE_MARK == 0 {
                row = self.make_dense(row as usize);
                self.slots[at].1 = row;
            }
            let group = (row & !DENSE_MARK) as usize + label / GROUP;
            let weight = &mut self.dense[group][label % GROUP];
            *weight = weight.saturating_add(change);
            self.dense_sums[group][label % GROUP] += sum;
        }
    }

    /// Whether the sparse row had room for the change.
    fn add_sparse(&mut self, row: usize, label: usize, change: i16, sum: i64) -> bool {
        let len = usize::from(self.sparse[row].label);
        let cells = &mut self.sparse[row + 1..row + 1 + SPARSE];
        let at = match cells[..len].iter().position(|c| usize::from(c.label) == label) {
            Some(at) => at,
            None if len < SPARSE => {
                cells[len].label = label as u8;
                self.sparse[row].label += 1;
                len
            }
            None => return false,
        };
        let cell = &mut self.sparse[row + 1 + at];
        cell.weight = cell.weight.saturating_add(change);
        self.sparse_sums[row + 1 + at] += sum;
        true
    }

    fn make_dense(&mut self, row: usize) -> u32 {
        let start = self.dense.len();
        self.dense.resize(start + self.groups, [0; GROUP]);
        self.dense_sums.resize(self.dense.len(), [0; GROUP]);
        for at in row + 1..row + 1 + usize::from(self.sparse[row].label) {
            let label = usize::from(self.sparse[at].label);
            self.dense[start + label / GROUP][label % GROUP] = self.sparse[at].weight;
            self.dense_sums[start + label / GROUP][label % GROUP] = self.sparse_sums[at];
        }
        start as u32 | DENSE_MARK
    }

    /// Raises `good` and lowers `bad`.
    pub(crate) fn update(&mut self, keys: &[u32], good: usize, bad: usize) {
        self.change(keys, good, 1);
        self.change(keys, bad, -1);
    }

    /// Calls `visit` with every weight that is not zero: feature key, label, average.
    fn averages(&self, mut visit: impl FnMut(u32, u8, f32)) {
        let time = f64::from(self.time.max(1));
        let mut tell = |key, label, weight: i16, sum: i64| {
            let mean = (f64::from(weight) - sum as f64 / time) as f32;
            if mean != 0.0 {
                visit(key, label, mean);
            }
        };
        for &(key, row) in self.slots.iter().filter(|s| s.1 != 0) {
            let at = (row & !DENSE_MARK) as usize;
            if row & DENSE_MARK == 0 {
                for i in at + 1..at + 1 + usize::from(self.sparse[at].label) {
                    tell(key, self.sparse[i].label, self.sparse[i].weight, self.sparse_sums[i]);
                }
            } else {
                for label in 0..self.groups * GROUP {
                    let (group, place) = (at + label / GROUP, label % GROUP);
                    tell(key, label as u8, self.dense[group][place], self.dense_sums[group][place]);
                }
            }
        }
    }
}

impl Scoring for Perceptron {
    fn score(&self, keys: &[u32], scores: &mut Scores) {
        let (mut dense, mut sparse) = ([0u32; 128], [0u32; 128]);
        let (mut dense_count, mut sparse_count) = (0, 0);
        for &key in keys {
            let row = self.slots[self.slot(key)].1;
            if row & DENSE_MARK != 0 {
                dense[dense_count & 127] = row & !DENSE_MARK;
                dense_count += 1;
            } else if row != 0 {
                sparse[sparse_count & 127] = row;
                sparse_count += 1;
            }
        }
        let groups = scores[..self.groups * GROUP].as_chunks_mut::<GROUP>().0;
        for (group, scores) in groups.iter_mut().enumerate() {
            let mut sums = [0i16; GROUP];
            for &row in &dense[..dense_count] {
                for (sum, weight) in sums.iter_mut().zip(&self.dense[row as usize + group]) {
                    *sum = sum.saturating_add(*weight);
                }
            }
            *scores = sums;
        }
        for &row in &sparse[..sparse_count] {
            let row = row as usize;
            for cell in &self.sparse[row + 1..row + 1 + usize::from(self.sparse[row].label)] {
                let score = &mut scores[usize::from(cell.label)];
                *score = score.saturating_add(cell.weight);
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
        p.averages(|key, label, mean| self.put(key, label, mean));
    }

    /// Adds one weight.
    pub(crate) fn put(&mut self, key: u32, label: u8, weight: f32) {
        let sums = self.rows.entry(key).or_default();
        match sums.iter_mut().find(|s| s.0 == label) {
            Some(sum) => sum.1 += weight,
            None => sums.push((label, weight)),
        }
    }

    /// Sorted rows that fit `budget` bytes of file: weak entries go first, then rows without a strong entry, which in a row of few entries
    /// must be `firm` times as strong as the weakest kept.
    pub(crate) fn pack(&self, budget: usize, firm: f32) -> Vec<Row> {
        let (mut low, mut high) = (0.0f32, 64.0f32);
        let mut rows = self.rows_above(0.0, firm);
        if file_size(&rows) <= budget {
            return rows;
        }
        for _ in 0..18 {
            let middle = (low + high) / 2.0;
            let candidate = self.rows_above(middle, firm);
            if file_size(&candidate) > budget {
                low = middle;
            } else {
                high = middle;
                rows = candidate;
            }
        }
        rows
    }

    fn rows_above(&self, threshold: f32, firm: f32) -> Vec<Row> {
        let mut magnitudes: Vec<f32> = self.rows.values().flatten().map(|e| e.1.abs()).filter(|&m| m > threshold).collect();
        magnitudes.sort_by(f32::total_cmp);
        let scale = magnitudes.get(magnitudes.len() * 95 / 100).copied().unwrap_or(1.0) / 127.0;
        let mut rows = Vec::new();
        for (&key, sums) in &self.rows {
            let top = sums.iter().map(|e| e.1.abs()).fold(0.0, f32::max);
            let few = sums.iter().filter(|e| e.1.abs() > threshold).count() <= FEW;
            if top < threshold * if few { firm } else { 2.0 } || top == 0.0 {
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
    rows.iter().map(|r| 3 + 2 * r.2.len()).sum()
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

    /// Shuffles in place.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = (self.next() % (i as u64 + 1)) as usize;
            items.swap(i, j);
        }
    }
}
