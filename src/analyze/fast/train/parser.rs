//! Trains the parser's search: where a wrong parse wins, the moves that set it apart from the right one are unlearnt.
//!
//! The hard decision: the moves are compared up to where the wrong parse was ahead furthest ("maximum violation"). Many sequences of moves
//! make the same tree, and some trees none makes; so the right parse is whatever the model likes best among moves that lose nothing more.

use super::super::parser::{Arcs, Input, SHIFT, State};
use super::super::search::{Beam, Item, Search};
use super::super::weights::{Scores, Scoring};
use super::perceptron::{Perceptron, Random};
use std::ops::Range;

/// A sentence with its gold tree, in the parser's padded numbering (root is n+1).
pub(crate) struct Gold {
    pub(crate) input: Input,
    pub(crate) heads: Vec<u32>,
    pub(crate) labels: Vec<u8>,
}

const IMPOSSIBLE: i32 = 9999;
/// What a wrong parse must be behind, in points, lest it count as ahead. A right parse that wins by little on the sentences that it learns
/// from loses on others; and the wider the scores are apart, the fewer parses must be kept.
const MARGIN: i16 = 100;

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

/// The moves from a state that lose no more of the gold tree than must be lost.
struct Right {
    costs: [i32; 3],
    /// Whether shift, left arc and right arc would make a gold arc.
    makes_gold: [bool; 3],
    arc: [u8; 2],
}

impl Right {
    fn new(state: &State, gold: &Gold, arcs: &Arcs) -> Self {
        let top = state.stack.last().map_or(0, |&s| s as usize);
        let below = if state.stack.len() > 1 {
            state.stack[state.stack.len() - 2]
        } else {
            0
        };
        let head = gold.heads[top];
        Self {
            costs: costs(state, gold),
            makes_gold: [false, head as usize == state.next, head == below && below != 0],
            arc: arcs.of[usize::from(gold.labels[top])],
        }
    }

    /// Whether `action` is one of them. Where a move makes the gold arc, only the gold kind is right; where it makes a wrong arc
    /// anyway, any kind is.
    fn allows(&self, action: usize, arcs: &Arcs) -> bool {
        let kind = if action == SHIFT { 0 } else { 1 + usize::from(action > arcs.lefts) };
        let least = self.costs.into_iter().min().unwrap_or(IMPOSSIBLE);
        self.costs[kind] == least && (!self.makes_gold[kind] || usize::from(self.arc[kind - 1]) == action)
    }

    /// The best scored of them.
    fn best(&self, possible: [Range<usize>; 3], scores: &Scores, arcs: &Arcs) -> usize {
        let right = possible.into_iter().flatten().filter(|a| self.allows(*a, arcs));
        right.reduce(|a, b| if scores[b] > scores[a] { b } else { a }).unwrap_or(SHIFT)
    }
}

/// Buffers of the training.
#[derive(Default)]
struct Learner {
    beam: Beam,
    /// Whether each parse in the beam has made right moves only.
    right: Vec<bool>,
    /// The best scored of the right parses.
    gold: Item,
    keys: Vec<u32>,
}

impl Learner {
    /// Parses with the beam, and beside it by right moves alone. Returns, where a wrong parse comes out best, the wrong and the right
    /// moves up to where the wrong one was ahead furthest.
    fn violation(&mut self, p: &Perceptron, gold: &Gold, arcs: &Arcs, width: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let search = Search {
            width,
            slack: i32::MAX,
            kin: i32::MAX,
        };
        self.beam.reset(gold.input.len());
        self.right = vec![true];
        self.gold.state.reset(gold.input.len());
        self.gold.moves.clear();
        self.gold.score = 0;
        // The gold parse's place in the beam, which saves scoring it twice.
        let mut place = Some(0);
        let mut scores: Scores = [0; 256];
        let (mut worst, mut found) = (i32::MIN, None);
        while !self.gold.state.done() {
            self.beam.score(p, &gold.input);
            let right = Right::new(&self.gold.state, gold, arcs);
            if place.is_none() {
                self.gold.state.features(&gold.input, &mut self.keys);
                p.score(&self.keys, &mut scores);
            }
            let known = place.map_or(&scores, |at| &self.beam.scores[at]);
            let action = right.best(self.gold.state.possible(arcs), known, arcs);
            self.gold.score += i32::from(known[action]);
            self.gold.state.act(action, arcs.lefts);
            self.gold.moves.push(action as u8);
            let rights: Vec<Right> = self.beam.items.iter().map(|i| Right::new(&i.state, gold, arcs)).collect();
            self.favour_wrong(&rights, arcs);
            self.beam.choose(arcs, search);
            let choices = &self.beam.choices;
            self.right = choices
                .iter()
                .map(|c| self.right[c.item] && rights[c.item].allows(c.action, arcs))
                .collect();
            place = place.and_then(|at| choices.iter().position(|c| c.item == at && c.action == action));
            self.beam.advance(arcs);
            let best = &self.beam.items[0];
            let ahead = best.score - self.gold.score;
            if !self.right[0] && ahead >= worst {
                worst = ahead;
                found = Some((best.moves.clone(), self.gold.moves.clone()));
            }
        }
        found.filter(|_| !self.right[0])
    }

    /// Raises the first wrong move of every right parse by the margin.
    fn favour_wrong(&mut self, rights: &[Right], arcs: &Arcs) {
        let scored = self.beam.scores.iter_mut().zip(rights).zip(&self.right);
        for ((scores, right), _) in scored.filter(|s| *s.1) {
            for (action, score) in scores[..arcs.moves()].iter_mut().enumerate() {
                if !right.allows(action, arcs) {
                    *score = score.saturating_add(MARGIN);
                }
            }
        }
    }

    /// Changes the weights of all moves from `since` on.
    fn change(&mut self, p: &mut Perceptron, input: &Input, moves: &[u8], since: usize, arcs: &Arcs, change: i16) {
        let state = &mut self.gold.state;
        state.reset(input.len());
        for (i, &action) in moves.iter().enumerate() {
            if i >= since {
                state.features(input, &mut self.keys);
                p.change(&self.keys, usize::from(action), change);
            }
            state.act(usize::from(action), arcs.lefts);
        }
    }
}

/// Trains one perceptron over `data`.
pub(crate) fn train(data: &[Gold], arcs: &Arcs, width: usize, rounds: usize, seed: u64, say: &mut dyn FnMut(&str)) -> Perceptron {
    let mut p = Perceptron::new(arcs.moves());
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut learner = Learner::default();
    for round in 0..rounds {
        random.shuffle(&mut order);
        let mut wrong = 0;
        for &i in &order {
            let gold = &data[i];
            p.time += 1;
            if let Some((bad, good)) = learner.violation(&p, gold, arcs, width) {
                wrong += 1;
                let since = bad.iter().zip(&good).take_while(|(a, b)| a == b).count();
                learner.change(&mut p, &gold.input, &good, since, arcs, 1);
                learner.change(&mut p, &gold.input, &bad, since, arcs, -1);
            }
        }
        say(&format!(
            "  round {round}: {:.1}% of sentences wrong, {} features",
            100.0 * f64::from(wrong) / data.len().max(1) as f64,
            p.len()
        ));
    }
    p
}
