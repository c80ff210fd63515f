//! A frozen linear model: hashed features to rows of small integer weights.
//!
//! Used by all models of the fast engine. The hard decision: a weight is an `i8` times a power of two kept per row. One scale for all
//! rows would clip the few heavy rows, which carry most of the accuracy; and integers make every sum the same on every machine.
#![cfg_attr(not(feature = "train"), allow(dead_code, reason = "training writes what reading only reads"))]

use std::hint::black_box;

/// Scores of all labels of one decision; rows never name a label beyond it. Sixteen bits, so that eight are added at once; sums saturate.
pub(crate) type Scores = [i16; 256];

/// What scores features: frozen weights, or a perceptron in training.
pub(crate) trait Scoring {
    /// Sums the rows of all `keys` into `scores`.
    fn score(&self, keys: &[u32], scores: &mut Scores);
}

/// Rows with no more entries than this are short.
pub(crate) const SHORT: usize = 4;
/// From this many entries on a row's length has a byte of its own in the file,
const LONG: u8 = 63;
/// and from this shift on its shift.
const STEEP: u8 = 3;
/// Labels are summed in groups of this many.
const GROUP: usize = 16;
/// Labels that no model has, which the unused entries of a short row add nothing to.
const NO_LABELS: [u8; SHORT] = [252, 253, 254, 255];
/// Keys of one decision at most.
const KEYS: usize = 128;
/// Rows in a bucket.
const BUCKET: usize = 4;
/// Bits of a long row's number; the power of two that its weights are multiplied by lies above.
const NUMBER: u32 = 24;

/// A linear model ready for use.
///
/// Where a row lies costs more than how it is summed, because the tables are larger than what a processor keeps at hand. So the few rows
/// of many entries, which most lookups find, have a small table to themselves; the same bucket says of most other keys that they have no
/// row at all; keys lie four to a bucket and are compared all at once, since the processor cannot guess which it will be; and the memory
/// for many keys is asked for before the first of them is looked at.
#[derive(Debug, Default, Clone)]
pub(crate) struct Weights {
    labels: usize,
    groups: usize,
    long: Vec<Long>,
    /// Long rows, heaviest first, each of `groups` groups; the first is of noughts.
    rows: Vec<[i8; GROUP]>,
    short: Vec<Short>,
}

/// A bucket of long rows: keys and numbers; number 0 marks a free place. Beside them two bits for every short row whose key begins like
/// theirs.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Long {
    keys: [u32; BUCKET],
    numbers: [u32; BUCKET],
    filter: [u64; BUCKET],
}

/// A bucket of rows of few entries; key 0 marks a free place. What has no room goes into the next bucket.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Short {
    keys: [u32; BUCKET],
    labels: [[u8; SHORT]; BUCKET],
    weights: [[i16; SHORT]; BUCKET],
}

/// The bucket of a key in a table of so many.
#[inline(always)]
fn home(key: u32, buckets: usize) -> usize {
    ((u64::from(key) * buckets as u64) >> 32) as usize
}

/// A key's word and bits in the filter.
#[inline(always)]
fn mark(key: u32) -> (usize, u64) {
    (key as usize % BUCKET, 1 << (key >> 2 & 63) | 1 << (key >> 8 & 63))
}

/// One row as trained: the feature's key, the row's shift and its `(label, weight)` entries.
pub(crate) type Row = (u32, u8, Vec<(u8, i8)>);

impl Weights {
    /// Writes rows, which must be sorted by key, in the file format: keys as gaps, since they are spread evenly.
    pub(crate) fn write(labels: usize, rows: &[Row], out: &mut Vec<u8>) {
        out.extend_from_slice(&(labels as u32).to_le_bytes());
        out.extend_from_slice(&(rows.len() as u32).to_le_bytes());
        let mut last = 0;
        for (key, shift, entries) in rows {
            let mut gap = key - last;
            last = *key;
            while gap >= 128 {
                out.push(gap as u8 | 128);
                gap >>= 7;
            }
            out.push(gap as u8);
            // Length and shift share a byte; what is too large for its part follows.
            let (len, scale) = (entries.len() as u8, *shift);
            out.push(len.min(LONG) << 2 | scale.min(STEEP));
            if len >= LONG {
                out.push(len);
            }
            if scale >= STEEP {
                out.push(scale);
            }
            for &(label, weight) in entries {
                out.push(label);
                out.push(weight as u8);
            }
        }
    }

    /// Reads the file format; `None` where the bytes are not such a table.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (labels, rest) = bytes.split_first_chunk::<4>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let (labels, count) = (u32::from_le_bytes(*labels) as usize, u32::from_le_bytes(*count) as usize);
        if labels > usize::from(NO_LABELS[0]) || count > bytes.len() {
            return None;
        }
        let mut long = Vec::new();
        let mut shorts = 0;
        for row in (Rows { rest, key: 0, count }) {
            let row = row.filter(|row| row.entries().all(|entry| entry.0 < labels))?;
            if row.is_long() {
                long.push(row);
            } else {
                shorts += 1;
            }
        }
        let weight = |row: &Stored<'_>| row.entries().map(|entry| i32::from(entry.1.abs()) << row.scale).sum::<i32>();
        long.sort_by_cached_key(|row| std::cmp::Reverse(weight(row)));
        let groups = labels.div_ceil(GROUP);
        let mut table = Self {
            labels,
            groups,
            long: vec![Long::default(); long.len() / 2 + 1],
            rows: Vec::with_capacity((long.len() + 1) * groups),
            short: Vec::new(),
        };
        table.rows.resize(groups, [0; GROUP]);
        long.retain(|row| !table.put_long(row));
        // A long row whose bucket is full is cut into short ones.
        shorts += long.iter().map(|row| row.pairs.len().div_ceil(2 * SHORT)).sum::<usize>();
        table.short = vec![Short::default(); shorts / 2 + 1];
        let rows = Rows { rest, key: 0, count }.flatten();
        rows.filter(|row| !row.is_long()).chain(long).for_each(|row| table.put_short(&row));
        Some(table)
    }

    /// Whether the row found room.
    fn put_long(&mut self, row: &Stored<'_>) -> bool {
        let at = home(row.key, self.long.len());
        let bucket = &mut self.long[at];
        let Some(free) = bucket.numbers.iter().position(|n| *n == 0) else {
            return false;
        };
        let number = self.rows.len() / self.groups;
        bucket.keys[free] = row.key;
        bucket.numbers[free] = number as u32 | u32::from(row.scale) << NUMBER;
        self.rows.resize(self.rows.len() + self.groups, [0; GROUP]);
        for (label, weight) in row.entries() {
            self.rows[number * self.groups + label / GROUP][label % GROUP] = weight;
        }
        true
    }

    fn put_short(&mut self, row: &Stored<'_>) {
        let at = home(row.key, self.long.len());
        let (word, bits) = mark(row.key);
        self.long[at].filter[word] |= bits;
        let mut at = home(row.key, self.short.len());
        for part in row.pairs.chunks(2 * SHORT) {
            let free = loop {
                match self.short[at].keys.iter().position(|key| *key == 0) {
                    Some(free) => break free,
                    None => at = (at + 1) % self.short.len(),
                }
            };
            let bucket = &mut self.short[at];
            (bucket.keys[free], bucket.labels[free]) = (row.key, NO_LABELS);
            for (i, pair) in part.chunks_exact(2).enumerate() {
                bucket.labels[free][i] = pair[0];
                bucket.weights[free][i] = i16::from(pair[1] as i8) << row.scale;
            }
        }
    }

    /// Number of labels.
    pub(crate) fn labels(&self) -> usize {
        self.labels
    }

    /// Writes the numbers of the keys' long rows, and the keys that may have a short one. Returns how many of each.
    #[inline(always)]
    fn find(&self, keys: &[u32], long: &mut [u32; KEYS], short: &mut [u32; KEYS]) -> (usize, usize) {
        black_box(keys.iter().fold(0, |sum, key| sum ^ self.long[home(*key, self.long.len())].keys[0]));
        let (mut longs, mut rest) = (0, 0);
        for &key in keys {
            let bucket = &self.long[home(key, self.long.len())];
            let mut number = 0;
            for (k, n) in bucket.keys.iter().zip(&bucket.numbers) {
                number |= n & u32::from(*k == key).wrapping_neg();
            }
            // Both lists are written and one grows, which needs no guess.
            long[longs % KEYS] = number;
            longs += usize::from(number != 0);
            short[rest % KEYS] = key;
            rest += usize::from(number == 0);
        }
        let mut shorts = 0;
        for i in 0..rest.min(KEYS) {
            let key = short[i];
            let (word, bits) = mark(key);
            short[shorts % KEYS] = key;
            shorts += usize::from(self.long[home(key, self.long.len())].filter[word] & bits == bits);
        }
        let shorts = shorts.min(KEYS);
        black_box(
            short[..shorts]
                .iter()
                .fold(0, |sum, key| sum ^ self.short[home(*key, self.short.len())].keys[0]),
        );
        (longs.min(KEYS), shorts)
    }

    /// Sums some groups of long rows, from group `from` on.
    #[inline(always)]
    fn sum<const N: usize>(&self, long: &[u32], from: usize, scores: &mut [[i16; GROUP]; N]) {
        let mut sums = [[0i16; GROUP]; N];
        for &number in long {
            let (row, scale) = (number as usize % (1 << NUMBER), number >> NUMBER & 15);
            let row = &self.rows[row * self.groups + from..][..N];
            for (sums, weights) in sums.iter_mut().zip(row) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = sum.saturating_add(i16::from(*weight) << scale);
                }
            }
        }
        *scores = sums;
    }
}

/// A row as the file has it.
struct Stored<'a> {
    key: u32,
    scale: u8,
    /// Labels and weights in turn.
    pairs: &'a [u8],
}

impl Stored<'_> {
    fn is_long(&self) -> bool {
        self.pairs.len() > 2 * SHORT
    }

    fn entries(&self) -> impl Iterator<Item = (usize, i8)> {
        self.pairs.chunks_exact(2).map(|pair| (usize::from(pair[0]), pair[1] as i8))
    }
}

/// Rows read from a file's bytes; `None` where the bytes are damaged.
struct Rows<'a> {
    rest: &'a [u8],
    key: u32,
    count: usize,
}

impl<'a> Rows<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn row(&mut self) -> Option<Stored<'a>> {
        let mut bits = 0;
        loop {
            let byte = self.byte()?;
            self.key = self.key.checked_add(u32::from(byte & 127).checked_shl(bits)?)?;
            bits += 7;
            if byte < 128 {
                break;
            }
        }
        let head = self.byte()?;
        let entries = if head >> 2 < LONG { head >> 2 } else { self.byte()? };
        let scale = if head & STEEP < STEEP { head & STEEP } else { self.byte()? };
        let (pairs, rest) = self.rest.split_at_checked(2 * usize::from(entries))?;
        self.rest = rest;
        let key = self.key;
        Some(Stored { key, scale, pairs }).filter(|row| row.scale <= 8)
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Option<Stored<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.count = self.count.checked_sub(1)?;
        Some(self.row())
    }
}

impl Scoring for Weights {
    #[inline]
    fn score(&self, keys: &[u32], scores: &mut Scores) {
        if self.short.is_empty() {
            scores[..self.groups * GROUP].fill(0);
            return;
        }
        let (mut long, mut short) = ([0; KEYS], [0; KEYS]);
        let (longs, shorts) = self.find(keys, &mut long, &mut short);
        // Two groups at once, so that their sums stay in registers.
        let (pairs, rest) = scores.as_chunks_mut::<GROUP>().0[..self.groups].as_chunks_mut::<2>();
        for (pair, scores) in pairs.iter_mut().enumerate() {
            self.sum(&long[..longs], 2 * pair, scores);
        }
        for scores in rest.as_chunks_mut::<1>().0 {
            self.sum(&long[..longs], self.groups - 1, scores);
        }
        for &key in &short[..shorts] {
            let mut at = home(key, self.short.len());
            loop {
                let bucket = &self.short[at];
                let rows = bucket.keys.iter().zip(bucket.labels.iter().zip(&bucket.weights));
                for (labels, weights) in rows.filter(|row| *row.0 == key).map(|row| row.1) {
                    for (&label, &weight) in labels.iter().zip(weights) {
                        let score = &mut scores[usize::from(label)];
                        *score = score.saturating_add(weight);
                    }
                }
                if bucket.keys[BUCKET - 1] == 0 {
                    break;
                }
                at = (at + 1) % self.short.len();
            }
        }
    }
}

/// The best of the first `labels` scores; the lowest label wins a tie.
#[inline]
pub(crate) fn best(scores: &Scores, labels: usize) -> u8 {
    let (mut best, mut top) = (0, i16::MIN);
    for (label, &score) in scores[..labels].iter().enumerate() {
        if score > top {
            top = score;
            best = label;
        }
    }
    best as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Weights {
        let dense: Vec<(u8, i8)> = (0..20).map(|l| (l, l as i8 - 10)).collect();
        let rows = [
            (7, 0, vec![(3, 5), (19, -2)]),
            (7_000_000, 2, dense.clone()),
            (8_000_000, 5, dense),
            (u32::MAX, 1, vec![(0, 127)]),
        ];
        let mut bytes = Vec::new();
        Weights::write(20, &rows, &mut bytes);
        Weights::read(&bytes).unwrap()
    }

    #[test]
    fn rows_add_up_with_their_shifts() {
        let mut scores = [0; 256];
        table().score(&[7, 7_000_000, u32::MAX, 8], &mut scores);
        assert_eq!(scores[0], -40 + 254);
        assert_eq!(scores[3], 5 - 28);
        assert_eq!(scores[19], -2 + 36);
        assert_eq!(best(&scores, 20), 0);
        table().score(&[], &mut scores);
        assert!(scores[..20].iter().all(|s| *s == 0));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let mut bytes = Vec::new();
        Weights::write(2, &[(1, 0, vec![(0, 1)])], &mut bytes);
        for cut in 0..bytes.len() {
            assert!(Weights::read(&bytes[..cut]).is_none(), "cut at {cut}");
        }
        let label = bytes.len() - 2;
        bytes[label] = 2;
        assert!(Weights::read(&bytes).is_none(), "a label beyond the last");
    }
}
