//! A frozen linear model: hashed features to rows of small integer weights.
//!
//! Used by tagger, parser and name finder. The hard decision: a weight is an `i8` times a power of two kept per row. One scale for all
//! rows would clip the few heavy rows, which carry most of the accuracy; and integers make every sum the same on every machine.
#![cfg_attr(not(feature = "train"), allow(dead_code, reason = "training writes what reading only reads"))]

/// Scores of all labels of one decision; rows never name a label beyond it. Sixteen bits, so that eight are added at once; sums saturate.
pub(crate) type Scores = [i16; 256];

/// What scores features: frozen weights, or a perceptron in training.
pub(crate) trait Scoring {
    /// Sums the rows of all `keys` into `scores`.
    fn score(&self, keys: &[u32], scores: &mut Scores);
}

/// Rows with more entries than this are kept dense, because a straight sum over all labels is then cheaper.
const DENSE: usize = 6;
/// Bit of a slot's `row` that says that the row is dense.
const DENSE_MARK: u32 = 1 << 31;
/// From this many entries on a row's length has a byte of its own in the file,
const LONG: u8 = 63;
/// and from this shift on its shift.
const STEEP: u8 = 3;
/// Labels are summed in groups of this many.
const GROUP: usize = 16;

/// A feature's place in the table; `row` 0 marks a free slot.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u32,
    row: u32,
}

/// A linear model ready for use.
#[derive(Debug, Default, Clone)]
pub(crate) struct Weights {
    labels: usize,
    width: usize,
    slots: Vec<Slot>,
    shift: u32,
    /// Sparse rows: a count, then labels and weights, as pairs.
    sparse: Vec<[i16; 2]>,
    /// Dense rows, `width / GROUP` groups each.
    dense: Vec<[i16; GROUP]>,
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
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let (labels, count) = (word(0)?, word(4)?);
        if labels > 254 || count > bytes.len() {
            return None;
        }
        let width = labels.div_ceil(GROUP) * GROUP;
        let capacity = (count * 4 / 3).next_power_of_two().max(16);
        let shift = 32 - capacity.trailing_zeros();
        let mut slots = vec![Slot::default(); capacity];
        let mut sparse = Vec::with_capacity(bytes.len() / 2);
        sparse.push([0; 2]);
        let mut dense = Vec::with_capacity(bytes.len() / 2);
        let (mut at, mut key) = (8, 0u32);
        for _ in 0..count {
            let mut bits = 0;
            loop {
                let byte = *bytes.get(at)?;
                at += 1;
                key = key.checked_add(u32::from(byte & 127).checked_shl(bits)?)?;
                bits += 7;
                if byte < 128 {
                    break;
                }
            }
            let head = *bytes.get(at)?;
            at += 1;
            let mut part = |small: u8, least: u8| {
                if small < least {
                    return Some(small);
                }
                at += 1;
                bytes.get(at - 1).copied()
            };
            let entries = usize::from(part(head >> 2, LONG)?);
            let scale = part(head & STEEP, STEEP)?;
            let pairs = bytes.get(at..at + entries * 2)?;
            at += entries * 2;
            if scale > 8 || pairs.chunks_exact(2).any(|p| usize::from(p[0]) >= labels) {
                return None;
            }
            let mut slot = (key >> shift) as usize;
            while slots[slot].row != 0 {
                slot = (slot + 1) & (capacity - 1);
            }
            let weight = |byte: u8| i16::from(byte as i8) << scale;
            let row = if entries > DENSE {
                let start = dense.len();
                dense.resize(start + width / GROUP, [0; GROUP]);
                for pair in pairs.chunks_exact(2) {
                    dense[start + usize::from(pair[0]) / GROUP][usize::from(pair[0]) % GROUP] = weight(pair[1]);
                }
                start as u32 | DENSE_MARK
            } else {
                let start = sparse.len();
                sparse.push([entries as i16, 0]);
                sparse.extend(pairs.chunks_exact(2).map(|pair| [i16::from(pair[0]), weight(pair[1])]));
                start as u32
            };
            slots[slot] = Slot { key, row };
        }
        Some(Self {
            labels,
            width,
            slots,
            shift,
            sparse,
            dense,
        })
    }

    /// Number of labels.
    pub(crate) fn labels(&self) -> usize {
        self.labels
    }
}

impl Scoring for Weights {
    #[inline]
    fn score(&self, keys: &[u32], scores: &mut Scores) {
        if self.slots.is_empty() {
            scores[..self.width].fill(0);
            return;
        }
        // The rows are found first and summed then, so that the processor can have all table reads under way at once; dense rows are
        // summed group by group, so that a group's sums stay in registers.
        let (mut dense, mut sparse) = ([0u32; 128], [0u32; 128]);
        let (mut dense_count, mut sparse_count) = (0, 0);
        let mask = self.slots.len() - 1;
        for &key in keys {
            let mut at = (key >> self.shift) as usize & mask;
            loop {
                let slot = self.slots[at];
                if slot.row == 0 {
                    break;
                }
                if slot.key == key {
                    if slot.row & DENSE_MARK != 0 {
                        dense[dense_count & 127] = slot.row & !DENSE_MARK;
                        dense_count += 1;
                    } else {
                        sparse[sparse_count & 127] = slot.row;
                        sparse_count += 1;
                    }
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        let rows = &dense[..dense_count.min(128)];
        for (group, scores) in scores[..self.width].as_chunks_mut::<GROUP>().0.iter_mut().enumerate() {
            let mut sums = [0i16; GROUP];
            for &row in rows {
                let weights = &self.dense[row as usize + group];
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = sum.saturating_add(*weight);
                }
            }
            *scores = sums;
        }
        for &row in &sparse[..sparse_count.min(128)] {
            let row = &self.sparse[row as usize..];
            for &[label, weight] in &row[1..=row[0][0] as usize] {
                let score = &mut scores[label as usize & 255];
                *score = score.saturating_add(weight);
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
