//! Trains the parser with a dynamic oracle: it learns from the states its own mistakes lead to.

use super::super::parser::{Input, SHIFT, State};
use super::perceptron::{Perceptron, Random};

/// A sentence with its gold tree, in the parser's padded numbering (root is n+1).
pub(crate) struct Gold {
    pub(crate) input: Input,
    pub(crate) heads: Vec<u32>,
    pub(crate) labels: Vec<u8>,
}

const IMPOSSIBLE: i32 = 9999;

/// How many gold arcs shift, left arc and right arc each make unreachable.
pub(crate) fn costs(state: &State, gold: &Gold) -> [i32; 3] {
    let head = |i: usize| gold.heads[i] as usize;
    let mut costs = [IMPOSSIBLE; 3];
    let next = state.next;
    if state.can_shift() {
        let below = &state.stack[..state.stack.len().saturating_sub(1)];
        costs[0] = state.stack.iter().filter(|&&s| head(s as usize) == next).count() as i32
            + below.iter().filter(|&&s| head(next) == s as usize).count() as i32;
    }
    if let Some(&top) = state.stack.last() {
        let top = top as usize;
        let lost = (next..=state.len).filter(|&j| head(j) == top).count() as i32;
        let below = if state.stack.len() > 1 {
            state.stack[state.stack.len() - 2] as usize
        } else {
            0
        };
        if state.can_left() {
            costs[1] = lost + i32::from(below != 0 && below == head(top)) + i32::from(head(top) > next);
        }
        if state.can_right() {
            costs[2] = lost + i32::from(head(top) >= next);
        }
    }
    costs
}

/// Trains one perceptron over `data`.
pub(crate) fn train(data: &[Gold], labels: usize, rounds: usize, seed: u64, say: &mut dyn FnMut(&str)) -> Perceptron {
    let mut p = Perceptron::new();
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut scores = vec![0i32; 2 * labels + 1];
    let mut keys = Vec::with_capacity(128);
    let mut state = State::default();
    for round in 0..rounds {
        random.shuffle(&mut order);
        let (mut wrong, mut all) = (0u64, 0u64);
        for &i in &order {
            let gold = &data[i];
            state.reset(gold.input.len());
            while !state.done() {
                let costs = costs(&state, gold);
                if costs[1] == IMPOSSIBLE && costs[2] == IMPOSSIBLE {
                    state.act(SHIFT, labels);
                    continue;
                }
                state.features(&gold.input, &mut keys);
                p.score(&keys, &mut scores);
                p.time += 1;
                all += 1;
                let least = costs[0].min(costs[1]).min(costs[2]);
                let top = state.stack.last().map_or(0, |&s| s as usize);
                let below = if state.stack.len() > 1 {
                    state.stack[state.stack.len() - 2]
                } else {
                    0
                };
                // Where a move makes the gold arc, only the gold label is right; where it makes a wrong arc anyway, any label is.
                let makes_gold = [
                    false,
                    gold.heads[top] as usize == state.next,
                    gold.heads[top] == below && below != 0,
                ];
                let right = |action: usize| {
                    let kind = if action == SHIFT { 0 } else { 1 + usize::from(action > labels) };
                    costs[kind] == least && (!makes_gold[kind] || usize::from(gold.labels[top]) == (action - 1) % labels)
                };
                let (mut best, mut best_score) = (usize::MAX, i32::MIN);
                let (mut good, mut good_score) = (usize::MAX, i32::MIN);
                for (action, &score) in scores.iter().enumerate() {
                    let kind = if action == SHIFT { 0 } else { 1 + usize::from(action > labels) };
                    if costs[kind] == IMPOSSIBLE {
                        continue;
                    }
                    if score > best_score {
                        (best, best_score) = (action, score);
                    }
                    if score > good_score && right(action) {
                        (good, good_score) = (action, score);
                    }
                }
                let action = if right(best) {
                    best
                } else {
                    wrong += 1;
                    p.update(&keys, good, best);
                    if round > 0 && random.chance(90) { best } else { good }
                };
                state.act(action, labels);
            }
        }
        say(&format!(
            "  round {round}: {:.2}% of moves wrong, {} features",
            100.0 * wrong as f64 / all as f64,
            p.len()
        ));
    }
    p
}
