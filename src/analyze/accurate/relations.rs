//! The relations of a tree's arcs: each the best scored, but no word with two subjects or two objects, and none joined by a conjunction
//! that is no conjunct.
//!
//! The decoder of the accurate engine, after the tree. The hard decision: the scores of two arcs know nothing of each
//! other, so "urged the president to" may come out with two subjects; of two claims to one place the surer is kept,
//! and the other takes its next best relation.

use crate::document::Deprel;

/// The place a relation fills that a word has only once.
fn place(deprel: Deprel) -> Option<u8> {
    match deprel {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::Csubj | Deprel::CsubjPass => Some(0),
        Deprel::Obj => Some(1),
        Deprel::Iobj => Some(2),
        _ => None,
    }
}

/// The relation of every token to its head; `heads` count from 1, 0 is the root, `scores` are by token and relation.
pub(super) fn choose(rels: &[Deprel], heads: &[usize], scores: &[Vec<f32>]) -> Vec<Deprel> {
    let best = |d: usize, free: &dyn Fn(Deprel) -> bool| {
        (0..rels.len())
            .filter(|r| scores[d][*r] > f32::NEG_INFINITY && free(rels[*r]))
            .reduce(|a, b| if scores[d][b] > scores[d][a] { b } else { a })
    };
    let mut chosen: Vec<Option<usize>> = (0..heads.len()).map(|d| best(d, &|_| true)).collect();
    for conjunct in conjuncts(rels, heads, &chosen) {
        chosen[conjunct] = rels.iter().position(|r| *r == Deprel::Conj);
    }
    let mut barred: Vec<u8> = vec![0; heads.len()];
    // Every round bars one token from one place, so that there are at most three rounds a token.
    loop {
        let Some((_, loser, taken)) = conflicts(rels, heads, scores, &chosen, &barred).next() else {
            break;
        };
        barred[loser] |= 1 << taken;
        let free = |r: Deprel| place(r).is_none_or(|p| barred[loser] & (1 << p) == 0);
        chosen[loser] = best(loser, &free);
    }
    chosen.into_iter().map(|r| r.map_or(Deprel::Dep, |r| rels[r])).collect()
}

/// Tokens between whose head and them stands a conjunction that is theirs: "the president and his counterpart".
fn conjuncts(rels: &[Deprel], heads: &[usize], chosen: &[Option<usize>]) -> Vec<usize> {
    let joins = |d: usize| chosen[d].is_some_and(|r| rels[r] == Deprel::Cc);
    let joined = (0..heads.len()).filter(|d| joins(*d)).filter_map(|d| {
        let conjunct = heads[d].checked_sub(1)?;
        let before = heads[conjunct].checked_sub(1)?;
        (before < d && d < conjunct).then_some(conjunct)
    });
    joined.collect()
}

/// Pairs of tokens that claim one place of one head, as (winner, loser, place): the loser loses less by giving way.
fn conflicts<'a>(
    rels: &'a [Deprel],
    heads: &'a [usize],
    scores: &'a [Vec<f32>],
    chosen: &'a [Option<usize>],
    barred: &'a [u8],
) -> impl Iterator<Item = (usize, usize, u8)> + 'a {
    let claim = move |d: usize| chosen[d].and_then(|r| place(rels[r])).filter(|_| heads[d] > 0);
    let loss = move |d: usize| {
        let Some((now, taken)) = chosen[d].zip(claim(d)) else { return 0.0 };
        let gives = (0..rels.len()).filter(|r| place(rels[*r]).is_none_or(|p| p != taken && barred[d] & (1 << p) == 0));
        scores[d][now] - gives.map(|r| scores[d][r]).fold(f32::NEG_INFINITY, f32::max)
    };
    (0..heads.len()).filter_map(move |d| {
        let taken = claim(d)?;
        let other = (0..d).find(|o| heads[*o] == heads[d] && claim(*o) == Some(taken))?;
        Some(if loss(other) >= loss(d) {
            (other, d, taken)
        } else {
            (d, other, taken)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELS: [Deprel; 4] = [Deprel::Root, Deprel::Nsubj, Deprel::Obj, Deprel::Obl];

    #[test]
    fn of_two_subjects_the_less_sure_is_the_object() {
        let none = f32::NEG_INFINITY;
        let scores = vec![vec![none, 5.0, 1.0, 0.0], vec![1.0, none, none, none], vec![none, 3.0, 2.5, 0.0]];
        assert_eq!(choose(&RELS, &[2, 0, 2], &scores), [Deprel::Nsubj, Deprel::Root, Deprel::Obj]);
    }

    #[test]
    fn what_a_conjunction_joins_is_a_conjunct() {
        let rels = [Deprel::Root, Deprel::Nsubj, Deprel::Cc, Deprel::Appos, Deprel::Conj];
        let none = f32::NEG_INFINITY;
        // "Tokayev and counterpart signed"
        let scores = vec![
            vec![none, 5.0, 0.0, 0.0, 0.0],
            vec![none, 0.0, 5.0, 0.0, 0.0],
            vec![none, 0.0, 0.0, 5.0, 4.0],
            vec![1.0, none, none, none, none],
        ];
        let chosen = choose(&rels, &[4, 3, 1, 0], &scores);
        assert_eq!(chosen, [Deprel::Nsubj, Deprel::Cc, Deprel::Conj, Deprel::Root]);
        // A conjunction before both, as in "both Tokayev, counterpart", joins nothing.
        let chosen = choose(
            &rels,
            &[2, 0, 2, 2],
            &[scores[1].clone(), scores[3].clone(), scores[2].clone(), scores[2].clone()],
        );
        assert_eq!(chosen[2], Deprel::Appos);
    }

    #[test]
    fn subjects_of_two_words_do_not_meet() {
        let none = f32::NEG_INFINITY;
        let scores = vec![
            vec![none, 5.0, 1.0, 0.0],
            vec![1.0, none, none, none],
            vec![none, 3.0, 2.5, 0.0],
            vec![none, 0.0, 0.0, 3.0],
        ];
        assert_eq!(
            choose(&RELS, &[2, 0, 4, 2], &scores),
            [Deprel::Nsubj, Deprel::Root, Deprel::Nsubj, Deprel::Obl]
        );
    }
}
