//! The dependency parser's states, moves and features: arc-hybrid transitions, two a word.
//!
//! Second model of the fast engine. The hard decision: arc-hybrid rather than arc-eager, because every parse of a sentence then takes
//! equally many moves, so that parses compare at every step, and what a move loses of a gold tree is exactly known. The root is a last word
//! that the buffer keeps, so that a tree always comes out, whatever the scores. An arc is of one of some thirty kinds here; which relation it
//! stands for is said when the tree stands, which leaves a third of the scores to sum, and lets parses differ in their shape rather than in
//! a relation's name. How a sentence's moves are searched for stands in [`super::search`].

use super::habit::{self, Habits};
use super::word::{Word, mix, quick_key};
use std::ops::Range;

/// The transition that moves the next word onto the stack. The kinds of left arcs follow, then those of right arcs.
pub(crate) const SHIFT: usize = 0;

/// Which kind of arc, and so which move, stands for which relations.
#[derive(Debug, Default, Clone)]
pub(crate) struct Arcs {
    /// For each relation its move as a left and as a right arc.
    pub(crate) of: Vec<[u8; 2]>,
    /// The relations of each move.
    relations: Vec<Vec<u8>>,
    /// The last move that is a left arc.
    pub(crate) lefts: usize,
}

impl Arcs {
    /// From each relation's moves as a left and as a right arc.
    pub(crate) fn new(of: Vec<[u8; 2]>) -> Self {
        let last = |side: usize| of.iter().map(|moves| usize::from(moves[side])).max().unwrap_or(SHIFT);
        let mut relations = vec![Vec::new(); last(1).max(last(0)) + 1];
        for (relation, moves) in of.iter().enumerate() {
            moves.iter().for_each(|m| relations[usize::from(*m)].push(relation as u8));
        }
        let lefts = last(0);
        Self { of, relations, lefts }
    }

    /// Number of moves.
    pub(crate) fn moves(&self) -> usize {
        self.relations.len()
    }

    /// The relations that a move's arc may stand for.
    pub(crate) fn relations(&self, action: usize) -> &[u8] {
        &self.relations[action]
    }
}

/// One sentence's fixed part, padded: index 0 is "no word", words are 1..=n, the root is n+1.
#[derive(Debug, Default, Clone)]
pub(crate) struct Input {
    pub(crate) words: Vec<[u64; 4]>,
}

/// Positions in a padded word.
pub(crate) const LOWER: usize = 0;
pub(crate) const TAG: usize = 1;
const COARSE: usize = 2;
const FINE: usize = 3;

impl Input {
    /// Fills in one tagged sentence.
    pub(crate) fn set(&mut self, words: &[Word], tags: &[u8]) {
        self.words.clear();
        self.words.push([0; 4]);
        self.words
            .extend(words.iter().zip(tags).map(|(w, &t)| [w.lower, u64::from(t) + 2, w.coarse, w.fine]));
        self.words.push([1, 1, 0, 0]);
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.words.len().saturating_sub(2)
    }
}

/// What is known of one word's dependants so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Node {
    /// Head, n+1 for the root.
    pub(crate) head: u32,
    /// The move that made the arc from the head.
    pub(crate) arc: u8,
    left_count: u8,
    right_count: u8,
    /// The outermost dependants.
    pub(crate) left: [u32; 2],
    pub(crate) right: [u32; 2],
    /// Kinds of arcs on the left and on the right, as sets.
    pub(crate) left_arcs: u32,
    pub(crate) right_arcs: u32,
    /// Hash of all dependants and their kinds.
    print: u64,
}

/// The kind of a word's arc, as features have it; 0 where there is no word.
#[inline(always)]
pub(crate) fn kind(nodes: &[Node], word: u32) -> u64 {
    if word == 0 { 0 } else { u64::from(nodes[word as usize].arc) + 1 }
}

/// Three small numbers as one.
#[inline(always)]
pub(crate) fn wide(a: u64, b: u64, c: u64) -> u64 {
    a | b << 10 | c << 20
}

/// A parser state.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) stack: Vec<u32>,
    pub(crate) next: usize,
    pub(crate) len: usize,
    pub(crate) nodes: Vec<Node>,
    /// Sum of the prints of the words on the stack. Their order is that of the sentence, so that the sum stands for the stack.
    print: u64,
    /// The same of the words alone.
    bare: u64,
}

/// The hash of a word alone.
#[inline(always)]
fn bare(word: usize) -> u64 {
    mix(word as u64, 1)
}

/// What a state would be like after a move, by hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Prints {
    /// Of all that may matter to later moves. Of two parses alike in this, the better stays the better.
    pub(crate) whole: u64,
    /// Of the words on the stack. Parses alike in this differ in what is done already.
    pub(crate) stack: u64,
}

impl State {
    /// Starts on a sentence of `len` words.
    pub(crate) fn reset(&mut self, len: usize) {
        self.stack.clear();
        self.next = 1;
        self.len = len;
        (self.print, self.bare) = (0, 0);
        self.nodes.clear();
        self.nodes.resize(len + 2, Node::default());
    }

    /// Becomes like `other`, in the room that it has.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.stack.clone_from(&other.stack);
        self.nodes.clone_from(&other.nodes);
        (self.next, self.len) = (other.next, other.len);
        (self.print, self.bare) = (other.print, other.bare);
    }

    /// The word so deep in the stack; 0 where there is none.
    #[inline(always)]
    pub(crate) fn on_stack(&self, i: usize) -> usize {
        let depth = self.stack.len();
        if depth > i { self.stack[depth - 1 - i] as usize } else { 0 }
    }

    /// The word so far into the buffer; 0 where there is none.
    #[inline(always)]
    pub(crate) fn in_buffer(&self, i: usize) -> usize {
        if self.next + i <= self.len + 1 { self.next + i } else { 0 }
    }

    /// Whether all words have heads.
    #[inline]
    pub(crate) fn done(&self) -> bool {
        self.stack.is_empty() && self.next == self.len + 1
    }

    /// Whether a word is left to shift.
    #[inline]
    pub(crate) fn can_shift(&self) -> bool {
        self.next <= self.len
    }

    /// Whether the stack's top may depend on the next word. The root takes exactly one word, the last on the stack.
    #[inline]
    pub(crate) fn can_left(&self) -> bool {
        !self.stack.is_empty() && (self.next <= self.len || self.stack.len() == 1)
    }

    /// Whether the stack's top may depend on the word below it.
    #[inline]
    pub(crate) fn can_right(&self) -> bool {
        self.stack.len() >= 2
    }

    /// The moves that may be taken.
    pub(crate) fn possible(&self, arcs: &Arcs) -> [Range<usize>; 3] {
        let range = |possible, from: usize, count| from..from + if possible { count } else { 0 };
        [
            range(self.can_shift(), SHIFT, 1),
            range(self.can_left(), 1, arcs.lefts),
            range(self.can_right(), 1 + arcs.lefts, arcs.moves() - 1 - arcs.lefts),
        ]
    }

    /// The only move there is, or the one that is taken by habit.
    pub(crate) fn habit(&self, habits: &Habits, arcs: &Arcs, input: &Input) -> Option<usize> {
        let possible = self.possible(arcs);
        if possible.iter().map(Range::len).sum::<usize>() == 1 {
            return possible.into_iter().flatten().next();
        }
        let habit = habits.get(habit::moving(self, input)).map(usize::from);
        habit.filter(|action| possible.iter().any(|range| range.contains(action)))
    }

    /// Makes an arc from `head` to `child` by the move `arc`. A head's dependants must come from the inside outwards.
    pub(crate) fn attach(&mut self, head: usize, child: usize, arc: usize) {
        self.nodes[child].head = head as u32;
        self.nodes[child].arc = arc as u8;
        let print = self.with(head, child, arc);
        let node = &mut self.nodes[head];
        node.print = print;
        let bit = 1 << (arc & 31);
        if child < head {
            node.left = [child as u32, node.left[0]];
            node.left_count = node.left_count.saturating_add(1);
            node.left_arcs |= bit;
        } else {
            node.right = [child as u32, node.right[0]];
            node.right_count = node.right_count.saturating_add(1);
            node.right_arcs |= bit;
        }
    }

    /// The hash of a word's dependants, with one more.
    fn with(&self, head: usize, child: usize, arc: usize) -> u64 {
        mix(self.nodes[head].print, (child << 8 | arc) as u64)
    }

    /// The hash of a word and its dependants.
    fn print(&self, word: usize) -> u64 {
        mix(word as u64, self.nodes[word].print)
    }

    /// What the state will be like once `action` is taken.
    pub(crate) fn prints_after(&self, action: usize, lefts: usize) -> Prints {
        let mut items = self.stack.iter().rev().map(|s| *s as usize);
        let Some(top) = items.next().filter(|_| action != SHIFT) else {
            let next = self.print(self.next).wrapping_add(self.print(self.next + 1));
            return Prints {
                whole: self.print.wrapping_add(next),
                stack: self.bare.wrapping_add(bare(self.next)),
            };
        };
        let left = self.print.wrapping_sub(self.print(top));
        let whole = match items.next() {
            Some(below) if action > lefts => left
                .wrapping_sub(self.print(below))
                .wrapping_add(mix(below as u64, self.with(below, top, action)))
                .wrapping_add(self.print(self.next)),
            _ => left.wrapping_add(mix(self.next as u64, self.with(self.next, top, action))),
        };
        let stack = self.bare.wrapping_sub(bare(top));
        Prints { whole, stack }
    }

    /// Takes transition `action`, which must be possible.
    #[inline]
    pub(crate) fn act(&mut self, action: usize, lefts: usize) {
        if action == SHIFT {
            self.print = self.print.wrapping_add(self.print(self.next));
            self.bare = self.bare.wrapping_add(bare(self.next));
            self.stack.push(self.next as u32);
            self.next += 1;
        } else if let Some(top) = self.stack.pop() {
            self.print = self.print.wrapping_sub(self.print(top as usize));
            self.bare = self.bare.wrapping_sub(bare(top as usize));
            if action <= lefts {
                self.attach(self.next, top as usize, action);
            } else if let Some(&below) = self.stack.last() {
                let old = self.print(below as usize);
                self.attach(below as usize, top as usize, action);
                self.print = self.print.wrapping_sub(old).wrapping_add(self.print(below as usize));
            }
        }
    }

    /// Writes the feature keys of this state into `out`. None is of two words, but for prepositions: the few such pairs that a small model
    /// could keep would be looked for in vain nearly always, and what is not there takes longest to find.
    #[inline]
    pub(crate) fn features(&self, input: &Input, out: &mut Vec<u32>) {
        out.clear();
        let words = &input.words[..self.len + 2];
        let nodes = &self.nodes[..self.len + 2];
        let (s0, s1, s2) = (self.on_stack(0), self.on_stack(1), self.on_stack(2));
        let (b0, b1, b2) = (self.in_buffer(0), self.in_buffer(1), self.in_buffer(2));
        let (ws0, ws1, ws2) = (&words[s0], &words[s1], &words[s2]);
        let (wb0, wb1, wb2) = (&words[b0], &words[b1], &words[b2]);
        let (ns0, ns1, nb0) = (&nodes[s0], &nodes[s1], &nodes[b0]);
        let lower = |i: u32| words[i as usize][LOWER];
        let tag = |i: u32| words[i as usize][TAG];
        let arc = |i: u32| kind(nodes, i);
        let (s0w, s1w, b0w, b1w) = (ws0[LOWER], ws1[LOWER], wb0[LOWER], wb1[LOWER]);
        let (s0t, s1t, s2t, b0t, b1t, b2t) = (ws0[TAG], ws1[TAG], ws2[TAG], wb0[TAG], wb1[TAG], wb2[TAG]);
        let (s0wt, s1wt, b0wt, b1wt) = (mix(s0w, s0t), mix(s1w, s1t), mix(b0w, b0t), mix(b1w, b1t));
        let gap = |a: usize, b: usize| if a > 0 { ((b - a) as u64).min(8) } else { 0 };
        let (d0, d1) = (gap(s0, self.next), gap(s1, s0));
        let mut template = 1000;
        let mut put = |value: u64| {
            template += 1;
            out.push(quick_key(template, value));
        };
        // Single words.
        put(0);
        put(s0w);
        put(s0t);
        put(s0wt);
        put(s1w);
        put(s1t);
        put(s1wt);
        put(ws2[LOWER]);
        put(s2t);
        put(b0w);
        put(b0t);
        put(b0wt);
        put(b1w);
        put(b1t);
        put(b1wt);
        put(wb2[LOWER]);
        put(b2t);
        // Pairs.
        put(mix(s0wt, b0t));
        put(mix(b0wt, s0t));
        put(wide(s0t, b0t, 0));
        put(wide(b0t, b1t, 0));
        put(wide(s1t, s0t, 0));
        put(mix(s1wt, s0t));
        put(mix(s0wt, s1t));
        put(wide(s1t, b0t, 0));
        put(mix(s1wt, b0t));
        put(mix(b0wt, s1t));
        // Triples of tags and wider.
        put(wide(s0t, b0t, b1t));
        put(wide(b0t, b1t, b2t));
        put(wide(s1t, s0t, b0t));
        put(wide(s2t, s1t, s0t));
        put(wide(s2t, s1t, b0t));
        put(mix(wide(s1t, s0t, b0t), b1t));
        put(wide(s0t, tag(ns0.left[0]), b0t));
        put(wide(s0t, tag(ns0.right[0]), b0t));
        put(wide(s0t, b0t, tag(nb0.left[0])));
        put(wide(s1t, tag(ns1.right[0]), s0t));
        put(wide(s1t, tag(ns1.left[0]), s0t));
        put(wide(s1t, s0t, tag(ns0.left[0])));
        put(wide(s1t, s0t, tag(ns0.right[0])));
        put(wide(s0t, tag(ns0.right[0]), tag(ns0.right[1])));
        put(wide(b0t, tag(nb0.left[0]), tag(nb0.left[1])));
        put(wide(s1t, tag(ns1.right[0]), tag(ns1.right[1])));
        // Dependants.
        put(lower(ns0.left[0]));
        put(wide(tag(ns0.left[0]), arc(ns0.left[0]), 0));
        put(lower(ns0.right[0]));
        put(wide(tag(ns0.right[0]), arc(ns0.right[0]), 0));
        put(lower(nb0.left[0]));
        put(wide(tag(nb0.left[0]), arc(nb0.left[0]), 0));
        put(wide(tag(ns1.left[0]), arc(ns1.left[0]), 0));
        put(wide(tag(ns1.right[0]), arc(ns1.right[0]), 0));
        put(lower(ns1.right[0]));
        put(wide(arc(ns0.left[1]), tag(ns0.left[1]), 0));
        put(wide(arc(ns0.right[1]), tag(ns0.right[1]), 0));
        put(wide(arc(nb0.left[1]), tag(nb0.left[1]), 0));
        put(wide(arc(ns1.left[1]), arc(ns1.right[1]), 0));
        // Valency and distance.
        let (s0l, s0r) = (u64::from(ns0.left_count), u64::from(ns0.right_count));
        let (s1l, s1r, b0l) = (u64::from(ns1.left_count), u64::from(ns1.right_count), u64::from(nb0.left_count));
        put(mix(s0w, s0l | s0r << 8));
        put(wide(s0t, s0l, s0r));
        put(mix(s1w, s1l | s1r << 8));
        put(wide(s1t, s1l, s1r));
        put(mix(b0w, b0l));
        put(wide(b0t, b0l, 0));
        put(mix(s0w, d0));
        put(wide(s0t, d0, 0));
        put(mix(b0w, d0));
        put(wide(b0t, d0, 0));
        put(wide(s0t, b0t, d0));
        put(wide(s1t, s0t, d1));
        // Sets of kinds of arcs.
        put(mix(s0t, u64::from(ns0.left_arcs)));
        put(mix(s0t, u64::from(ns0.right_arcs)));
        put(mix(b0t, u64::from(nb0.left_arcs)));
        put(mix(s0w, u64::from(ns0.right_arcs) << 32 | u64::from(ns0.left_arcs)));
        put(mix(s1t, u64::from(ns1.right_arcs)));
        put(mix(s1w, u64::from(ns1.left_arcs) << 32 | u64::from(ns1.right_arcs)));
        put(mix(b0w, u64::from(nb0.left_arcs)));
        // Prepositions, which stand at the outer left of their nouns, with the words that might govern the noun.
        let (b0p, s0p) = (lower(nb0.left[0]), lower(ns0.left[0]));
        put(mix(b0p, s0w));
        put(mix(b0p, s1w));
        put(mix(b0p, wide(s0t, s1t, b0t)));
        put(mix(s0p, s1w));
        put(mix(s0p, wide(s1t, s0t, 0)));
        put(mix(s0p, mix(b0p, wide(s0t, s1t, b0t))));
        // Clusters.
        let (s0f, s1f, b0f) = (ws0[FINE], ws1[FINE], wb0[FINE]);
        let (s0c, s1c, b0c) = (ws0[COARSE], ws1[COARSE], wb0[COARSE]);
        if s0f | s1f | b0f != 0 {
            put(mix(b0p, s0f));
            put(mix(b0p, s1f));
            put(mix(s0p, s1f));
            put(mix(mix(b0p, s0c), b0c));
            put(mix(mix(b0p, s1c), b0c));
            put(mix(mix(s0p, s1c), s0c));
            put(s0f);
            put(b0f);
            put(s1f);
            put(s0f << 20 | b0f);
            put(s1f << 20 | s0f);
            put(s1f << 20 | b0f);
            put(s0f << 20 | b0t);
            put(b0f << 20 | s0t);
            put(s1f << 20 | s0t);
            put(s0f << 20 | s1t);
            put(mix(wide(s0t, b0t, s0c), b0c));
            put(mix(wide(s1t, s0t, s1c), s0c));
            put(mix(wide(s1t, s0t, b0t), s0c));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFTS: usize = 2;

    fn arcs() -> Arcs {
        Arcs::new(vec![[1, 3], [2, 3], [2, 4]])
    }

    /// Takes random moves through a sentence of `len` words and hands every state before a move, and the move, to `visit`.
    fn walk(len: usize, mut seed: u64, mut visit: impl FnMut(&State, usize)) -> State {
        let mut state = State::default();
        state.reset(len);
        while !state.done() {
            let moves: Vec<usize> = state.possible(&arcs()).into_iter().flatten().collect();
            seed = mix(seed, 1);
            let action = moves[seed as usize % moves.len()];
            visit(&state, action);
            state.act(action, LEFTS);
        }
        state
    }

    #[test]
    fn a_kind_knows_its_relations() {
        let arcs = arcs();
        assert_eq!((arcs.lefts, arcs.moves()), (2, 5));
        assert_eq!(arcs.relations(2), [1, 2]);
        assert_eq!(arcs.relations(3), [0, 1]);
        assert!(arcs.relations(SHIFT).is_empty());
    }

    #[test]
    fn every_walk_makes_a_tree_in_equally_many_moves() {
        for seed in 0..200 {
            let mut moves = 0;
            let state = walk(9, seed, |_, _| moves += 1);
            assert_eq!(moves, 18, "a shift and an arc a word");
            let roots = (1..=9).filter(|i| state.nodes[*i].head == 10).count();
            assert_eq!(roots, 1);
        }
    }

    #[test]
    fn the_print_after_a_move_is_told_before_it() {
        let now = |state: &State| Prints {
            whole: state.print.wrapping_add(state.print(state.next)),
            stack: state.bare,
        };
        for seed in 0..200 {
            let mut told = None;
            walk(9, seed, |state, action| {
                if let Some(told) = told {
                    assert_eq!(told, now(state));
                }
                told = Some(state.prints_after(action, LEFTS));
            });
        }
    }

    #[test]
    fn what_is_habit_or_the_only_move_is_not_scored() {
        let arcs = arcs();
        let mut input = Input::default();
        input.set(&[Word::default(); 2], &[1, 2]);
        let mut state = State::default();
        state.reset(2);
        assert_eq!(
            state.habit(&Habits::default(), &arcs, &input),
            Some(SHIFT),
            "nothing else can be done"
        );
        state.act(SHIFT, LEFTS);
        assert_eq!(state.habit(&Habits::default(), &arcs, &input), None);
        let context = habit::moving(&state, &input)[0];
        assert_eq!(state.habit(&Habits::new(&[(context, 2)]), &arcs, &input), Some(2));
        assert_eq!(
            state.habit(&Habits::new(&[(context, 4)]), &arcs, &input),
            None,
            "no right arc without two words"
        );
    }

    #[test]
    fn prints_are_alike_only_where_the_stack_and_its_dependants_are() {
        // The first word depends on the second by one kind of arc or the other; then the second goes into the first one's place.
        let state = |moves: &[usize]| {
            let mut state = State::default();
            state.reset(4);
            moves.iter().for_each(|m| state.act(*m, LEFTS));
            state.print.wrapping_add(state.print(state.next))
        };
        assert_ne!(state(&[SHIFT, 1, SHIFT]), state(&[SHIFT, 2, SHIFT]));
        // What hangs on a word that has its head itself matters no more: 1 on 2 on 3, by either kind.
        assert_eq!(state(&[SHIFT, 1, SHIFT, 1]), state(&[SHIFT, 2, SHIFT, 1]));
    }
}
