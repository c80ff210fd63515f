//! Packs sentences into rows of wordpieces, several to a row, so that hardly anything computed is padding.
//!
//! Stands between the wordpieces and the network. The hard decision: sentences share a row and a mask keeps them from
//! seeing each other, instead of one padded row a sentence; news sentences run from three to a hundred pieces, and
//! padding would double the work.

use super::wordpiece::{CLOSE, MARK_SHAPE, OPEN, PAD, Vocabulary, shape};
use std::ops::Range;

/// Pieces a sentence may have with its two ends; a longer one is read in stretches.
pub(super) const LONGEST: usize = 256;
/// Length of a row unless a sentence needs more.
const ROW: usize = 64;
/// Pieces sent through the network at once: enough to keep it busy, little enough to stay in the cache.
const BATCH: usize = 512;

/// A sentence, or a stretch of one, in pieces.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    /// Its tokens, among all of the article.
    pub(super) tokens: Range<usize>,
    pieces: Vec<i32>,
    shapes: Vec<i32>,
    first: Vec<usize>,
}

/// What goes through the network at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) rows: usize,
    pub(super) length: usize,
    pub(super) ids: Vec<i32>,
    pub(super) positions: Vec<i32>,
    pub(super) shapes: Vec<i32>,
    /// 0 where a piece may look at another, very low where not: rows × length × length.
    pub(super) mask: Vec<f32>,
    /// Where each token's first piece stands, over all rows.
    pub(super) first: Vec<i32>,
    /// Token ranges in the order of `first`.
    pub(super) stretches: Vec<Range<usize>>,
}

/// Cuts a sentence into stretches that fit; nearly always one.
pub(super) fn stretches(vocabulary: &Vocabulary, forms: &[&str], sentence: Range<usize>, out: &mut Vec<Stretch>) {
    let (mut folded, mut pieces) = (String::new(), Vec::new());
    let open = |at: usize| Stretch {
        tokens: at..at,
        pieces: vec![OPEN],
        shapes: vec![MARK_SHAPE],
        first: Vec::new(),
    };
    let mut current = open(sentence.start);
    for at in sentence {
        pieces.clear();
        vocabulary.pieces(forms[at], &mut folded, &mut pieces);
        if current.pieces.len() + pieces.len() + 1 > LONGEST {
            out.push(std::mem::replace(&mut current, open(at)).closed());
        }
        current.first.push(current.pieces.len());
        current.shapes.extend(std::iter::repeat_n(shape(forms[at]), pieces.len()));
        current.pieces.append(&mut pieces);
        current.tokens.end = at + 1;
    }
    if !current.tokens.is_empty() {
        out.push(current.closed());
    }
}

impl Stretch {
    fn closed(mut self) -> Self {
        self.pieces.push(CLOSE);
        self.shapes.push(MARK_SHAPE);
        self
    }
}

/// Groups stretches into batches. Every stretch is in exactly one; the order is not kept.
pub(super) fn batches(stretches: &[Stretch]) -> Vec<Batch> {
    let mut order: Vec<usize> = (0..stretches.len()).collect();
    // Long ones first, each into the first row with room: little is left over.
    order.sort_by_key(|&i| (std::cmp::Reverse(stretches[i].pieces.len()), i));
    let mut out = Vec::new();
    while !order.is_empty() {
        let length = stretches[order[0]].pieces.len().max(ROW);
        let most = (BATCH / length).max(1);
        let mut rows: Vec<(usize, Vec<usize>)> = Vec::new();
        order.retain(|&i| {
            let need = stretches[i].pieces.len();
            let place = match rows.iter().position(|row| row.0 + need <= length) {
                None if rows.len() < most => {
                    rows.push((0, Vec::new()));
                    rows.len() - 1
                }
                None => return true,
                Some(place) => place,
            };
            rows[place].0 += need;
            rows[place].1.push(i);
            false
        });
        let used = rows.iter().map(|r| r.0).max().unwrap_or(0);
        out.push(batch(stretches, &rows, used));
    }
    out
}

fn batch(stretches: &[Stretch], rows: &[(usize, Vec<usize>)], length: usize) -> Batch {
    let cells = rows.len() * length;
    let mut batch = Batch {
        rows: rows.len(),
        length,
        ids: vec![PAD; cells],
        positions: vec![0; cells],
        shapes: vec![0; cells],
        mask: vec![BLOCKED; cells * length],
        ..Batch::default()
    };
    for (r, (_, members)) in rows.iter().enumerate() {
        let mut from = 0;
        for stretch in members.iter().map(|&i| &stretches[i]) {
            let n = stretch.pieces.len();
            let base = r * length + from;
            batch.ids[base..base + n].copy_from_slice(&stretch.pieces);
            batch.shapes[base..base + n].copy_from_slice(&stretch.shapes);
            for (k, position) in (0i32..).zip(&mut batch.positions[base..base + n]) {
                *position = k;
            }
            for k in base..base + n {
                batch.mask[k * length + from..k * length + from + n].fill(0.0);
            }
            let narrow = |at: usize| i32::try_from(base + at).unwrap_or(0);
            batch.first.extend(stretch.first.iter().map(|&at| narrow(at)));
            batch.stretches.push(stretch.tokens.clone());
            from += n;
        }
    }
    batch
}

/// What the mask adds where one sentence would look at another.
const BLOCKED: f32 = -1e9;

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(start: usize, tokens: usize) -> Stretch {
        let vocabulary = Vocabulary::new((0..103).map(|_| "x"));
        let forms = vec!["x"; start + tokens];
        let mut out = Vec::new();
        stretches(&vocabulary, &forms, start..start + tokens, &mut out);
        assert_eq!(out.len(), 1);
        out.remove(0)
    }

    #[test]
    fn every_token_once_and_rows_apart() {
        let all: Vec<Stretch> = [(0, 30), (30, 5), (35, 100), (135, 1)]
            .into_iter()
            .map(|(s, n)| stretch(s, n))
            .collect();
        let packed = batches(&all);
        let mut seen: Vec<usize> = packed.iter().flat_map(|b| b.stretches.iter().cloned().flatten()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..136).collect::<Vec<_>>());
        for b in &packed {
            assert_eq!(b.first.len(), b.stretches.iter().map(ExactSizeIterator::len).sum::<usize>());
            for r in 0..b.rows * b.length {
                let open = b.mask[r * b.length..(r + 1) * b.length].iter().filter(|m| **m == 0.0).count();
                assert!([0, 3, 7, 32, 102].contains(&open), "a piece sees {open} pieces");
            }
        }
    }

    #[test]
    fn long_sentences_are_cut() {
        let vocabulary = Vocabulary::new((0..103).map(|_| "x"));
        let forms = vec!["x"; 1000];
        let mut out = Vec::new();
        stretches(&vocabulary, &forms, 0..1000, &mut out);
        assert!(out.iter().all(|s| s.pieces.len() <= LONGEST));
        assert_eq!(out.iter().map(|s| s.tokens.len()).sum::<usize>(), 1000);
    }
}
