//! A frozen linear model: hashed features to rows of small integer weights.
//!
//! Used by tagger, parser and name finder. The hard decision: a weight is an `i8` times a power of two kept per row. One scale for all
//! rows would clip the few heavy rows, which carry most of the accuracy; and integers make every sum the same on every machine.

/// Scores of all labels of one decision; rows never name a label beyond it.
pub type Scores = [i32; 256];

/// Rows with more entries than this are kept dense, because a straight sum over all labels is then cheaper.
const DENSE: usize = 16;
/// Count byte of a dense row.
const DENSE_MARK: u8 = 255;

/// A feature's place in the table; `row` 0 marks a free slot.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u32,
    row: u32,
}

/// A linear model ready for use.
#[derive(Debug, Default, Clone)]
pub struct Weights {
    labels: usize,
    width: usize,
    slots: Vec<Slot>,
    shift: u32,
    rows: Vec<u8>,
}

/// One row as trained: the feature's key, the row's shift and its `(label, weight)` entries.
pub type Row = (u32, u8, Vec<(u8, i8)>);

impl Weights {
    /// Writes rows, which must be sorted by key, in the file format: keys as gaps, since they are spread evenly.
    pub fn write(labels: usize, rows: &[Row], out: &mut Vec<u8>) {
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
            out.push(entries.len() as u8);
            out.push(*shift);
            for &(label, weight) in entries {
                out.push(label);
                out.push(weight as u8);
            }
        }
    }

    /// Reads the file format; `None` where the bytes are not such a table.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let (labels, count) = (word(0)?, word(4)?);
        if labels > 254 || count > bytes.len() {
            return None;
        }
        let width = labels.div_ceil(16) * 16;
        let capacity = (count * 4 / 3).next_power_of_two().max(16);
        let shift = 32 - capacity.trailing_zeros();
        let mut slots = vec![Slot::default(); capacity];
        let mut rows = Vec::with_capacity(bytes.len() * 2);
        rows.push(0);
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
            let (entries, scale) = (*bytes.get(at)? as usize, *bytes.get(at + 1)?);
            let pairs = bytes.get(at + 2..at + 2 + entries * 2)?;
            at += 2 + entries * 2;
            if scale > 20 || pairs.chunks_exact(2).any(|p| usize::from(p[0]) >= labels) {
                return None;
            }
            let mut slot = (key >> shift) as usize;
            while slots[slot].row != 0 {
                slot = (slot + 1) & (capacity - 1);
            }
            slots[slot] = Slot {
                key,
                row: u32::try_from(rows.len()).ok()?,
            };
            if entries > DENSE {
                rows.extend([DENSE_MARK, scale]);
                let start = rows.len();
                rows.resize(start + width, 0);
                for pair in pairs.chunks_exact(2) {
                    rows[start + usize::from(pair[0])] = pair[1];
                }
            } else {
                rows.extend([entries as u8, scale]);
                rows.extend_from_slice(pairs);
            }
        }
        Some(Self {
            labels,
            width,
            slots,
            shift,
            rows,
        })
    }

    /// Number of labels.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// Sums the rows of all `keys` into `scores`.
    #[inline]
    pub fn score(&self, keys: &[u32], scores: &mut Scores) {
        scores[..self.width].fill(0);
        if self.slots.is_empty() {
            return;
        }
        let mut found = [0u32; 160];
        let mut count = 0;
        // Two passes, so that the processor can have all table reads under way at once.
        let mask = self.slots.len() - 1;
        for &key in keys {
            let mut at = (key >> self.shift) as usize & mask;
            loop {
                let slot = self.slots[at];
                if slot.row == 0 {
                    break;
                }
                if slot.key == key {
                    found[count] = slot.row;
                    count = (count + 1) % found.len();
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        for &row in &found[..count] {
            let row = &self.rows[row as usize..];
            let (entries, scale) = (row[0], u32::from(row[1]));
            if entries == DENSE_MARK {
                for (score, &weight) in scores[..self.width].iter_mut().zip(&row[2..2 + self.width]) {
                    *score += i32::from(weight as i8) << scale;
                }
            } else {
                for pair in row[2..2 + usize::from(entries) * 2].chunks_exact(2) {
                    scores[usize::from(pair[0])] += i32::from(pair[1] as i8) << scale;
                }
            }
        }
    }
}

/// The best of the first `labels` scores; the lowest label wins a tie.
#[inline]
pub fn best(scores: &Scores, labels: usize) -> u8 {
    let (mut best, mut top) = (0, i32::MIN);
    for (label, &score) in scores[..labels].iter().enumerate() {
        if score > top {
            top = score;
            best = label;
        }
    }
    best as u8
}
