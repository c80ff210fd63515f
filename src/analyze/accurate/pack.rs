//! Packs sentences into batches of wordpieces, one after the other.
//!
//! Stands between the wordpieces and the network. The hard decision: no padding. News sentences run from three to a hundred pieces; the
//! network is told where each ends, and lets none see another.

use super::wordpiece::{CLOSE, MARK_SHAPE, OPEN, Vocabulary, shape};
use std::ops::Range;

/// Pieces a sentence may have with its two ends; a longer one is read in stretches.
pub(super) const LONGEST: usize = 256;
/// Pieces sent through the network at once: enough to keep it busy, little enough to stay in the cache.
const BATCH: usize = 256;

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
    /// Pieces of every stretch.
    pub(super) pieces: Vec<usize>,
    pub(super) ids: Vec<i32>,
    pub(super) positions: Vec<i32>,
    pub(super) shapes: Vec<i32>,
    /// Where each token's first piece stands.
    pub(super) first: Vec<usize>,
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

/// Groups stretches into batches, in their order.
pub(super) fn batches(stretches: &[Stretch]) -> Vec<Batch> {
    let mut out: Vec<Batch> = Vec::new();
    for stretch in stretches {
        match out.last_mut() {
            Some(batch) if batch.ids.len() + stretch.pieces.len() <= BATCH => batch.add(stretch),
            _ => {
                let mut batch = Batch::default();
                batch.add(stretch);
                out.push(batch);
            }
        }
    }
    out
}

impl Batch {
    fn add(&mut self, stretch: &Stretch) {
        let from = self.ids.len();
        self.pieces.push(stretch.pieces.len());
        self.ids.extend_from_slice(&stretch.pieces);
        self.shapes.extend_from_slice(&stretch.shapes);
        self.positions.extend((0i32..).take(stretch.pieces.len()));
        self.first.extend(stretch.first.iter().map(|at| from + at));
        self.stretches.push(stretch.tokens.clone());
    }
}

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
    fn every_token_once_and_in_order() {
        let all: Vec<Stretch> = [(0, 100), (100, 100), (200, 60), (260, 90), (350, 1)]
            .into_iter()
            .map(|(s, n)| stretch(s, n))
            .collect();
        let packed = batches(&all);
        let seen: Vec<usize> = packed.iter().flat_map(|b| b.stretches.iter().cloned().flatten()).collect();
        assert_eq!(seen, (0..351).collect::<Vec<_>>());
        for b in &packed {
            assert!(b.ids.len() <= BATCH);
            assert_eq!(b.first.len(), b.stretches.iter().map(ExactSizeIterator::len).sum::<usize>());
            assert_eq!(b.ids.len(), b.pieces.iter().sum::<usize>());
            // After the mark that opens its sentence.
            assert!(b.first.iter().all(|&at| b.positions[at] > 0));
        }
        assert_eq!(packed.len(), 2);
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
