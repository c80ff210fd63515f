//! Names from the network's begin/inside/outside scores: the best sequence in which every inside has its begin.
//!
//! Part of the accurate engine. The hard decision: the sequence is chosen as a whole (Viterbi), because the best label
//! token by token leaves names that begin in the middle and change their kind half-way; a boundary between two words that
//! the parse joins to one name costs something, for names were learnt from few sentences and the parse from many.

use super::labels::NameLabel;
use crate::document::NameKind;

/// What it costs to part two words that the parse joins to one name.
const PARTING: f32 = 1.0;

/// Finds names in one sentence; `scores` holds one row of label scores a token, `joined` says whether the parse joins a
/// token to the one before it. Returns (first, past last, kind).
pub(super) fn find(labels: &[NameLabel], scores: &[&[f32]], joined: impl Fn(usize) -> bool) -> Vec<(usize, usize, NameKind)> {
    let n = labels.len();
    let mut best: Vec<f32> = Vec::with_capacity(scores.len() * n);
    let mut back: Vec<usize> = Vec::with_capacity(scores.len() * n);
    for (t, row) in scores.iter().enumerate() {
        let parting = if t > 0 && joined(t) { PARTING } else { 0.0 };
        for (l, label) in labels.iter().enumerate() {
            let (mut from, mut top) = (0, f32::NEG_INFINITY);
            for (p, before) in labels.iter().enumerate() {
                let allowed = match label {
                    NameLabel::Inside(kind) => t > 0 && matches!(before, NameLabel::Begin(k) | NameLabel::Inside(k) if k == kind),
                    _ => true,
                };
                let whole = matches!(label, NameLabel::Inside(_)) || (*label, *before) == (NameLabel::Outside, NameLabel::Outside);
                let path = if t == 0 { 0.0 } else { best[(t - 1) * n + p] } - if whole { 0.0 } else { parting };
                if allowed && path > top {
                    (from, top) = (p, path);
                }
            }
            best.push(top + row[l]);
            back.push(from);
        }
    }
    let mut out = Vec::new();
    let Some(last) = scores.len().checked_sub(1) else { return out };
    let mut label = (0..n)
        .reduce(|a, b| if best[last * n + b] > best[last * n + a] { b } else { a })
        .unwrap_or(0);
    let mut end = None;
    for t in (0..=last).rev() {
        match labels[label] {
            NameLabel::Outside => end = None,
            NameLabel::Inside(_) => end = end.or(Some(t + 1)),
            NameLabel::Begin(kind) => out.push((t, end.take().unwrap_or(t + 1), kind)),
        }
        label = back[t * n + label];
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use NameLabel::{Begin, Inside, Outside};

    const LABELS: [NameLabel; 5] = [
        Outside,
        Begin(NameKind::Person),
        Inside(NameKind::Person),
        Begin(NameKind::Place),
        Inside(NameKind::Place),
    ];

    fn found(rows: &[[f32; 5]]) -> Vec<(usize, usize, NameKind)> {
        find(&LABELS, &rows.iter().map(|r| r.as_slice()).collect::<Vec<_>>(), |t| t == 4)
    }

    #[test]
    fn a_name_keeps_its_kind() {
        let rows = [
            [0., 3., 0., 1., 0.],
            [0., 0., 1., 0., 2.],
            [5., 0., 0., 0., 0.],
            [0., 0., 0., 4., 0.],
        ];
        assert_eq!(found(&rows), [(0, 2, NameKind::Person), (3, 4, NameKind::Place)]);
    }

    #[test]
    fn what_the_parse_joins_is_not_lightly_parted() {
        let word = [1., 0., 0., 0., 0.5];
        let name = [0., 0., 0., 4., 0.];
        assert_eq!(found(&[word, word, word, name, word]), [(3, 5, NameKind::Place)]);
        assert_eq!(found(&[word, word, name, word, word]), [(2, 3, NameKind::Place)]);
    }

    #[test]
    fn no_name_starts_inside() {
        let rows = [[2., 0., 9., 0., 0.], [3., 0., 0., 0., 0.]];
        assert_eq!(found(&rows), []);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn neighbours_stay_two() {
        let rows = [[0., 5., 0., 0., 0.], [0., 5., 1., 0., 0.]];
        assert_eq!(found(&rows), [(0, 1, NameKind::Person), (1, 2, NameKind::Person)]);
    }
}
