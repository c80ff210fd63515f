//! The dependency parser: arc-hybrid transitions, two a word, by a search that keeps a few parses side by side.
//!
//! Second model of the fast engine. The hard decision: arc-hybrid rather than arc-eager, because every parse of a sentence then takes
//! equally many moves, so that parses compare at every step, and what a move loses of a gold tree is exactly known. The root is a last word
//! that the buffer keeps, so that a tree always comes out, whatever the scores. An arc is of one of some thirty kinds here; which relation it
//! stands for is said when the tree stands, which leaves a third of the scores to sum, and lets parses differ in their shape rather than in
//! a relation's name. Moves are scored only where some parse's next move is not a matter of habit.

use super::habit::{self, Habits};
use super::tagger::Buffers;
use super::weights::{Scores, Scoring, Weights};
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
struct Prints {
    /// Of all that may matter to later moves. Of two parses alike in this, the better stays the better.
    whole: u64,
    /// Of the words on the stack. Parses alike in this differ in what is done already.
    stack: u64,
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
    fn habit(&self, habits: &Habits, arcs: &Arcs, input: &Input) -> Option<usize> {
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
    fn prints_after(&self, action: usize, lefts: usize) -> Prints {
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
        let depth = self.stack.len();
        let stack = |i: usize| if depth > i { self.stack[depth - 1 - i] as usize } else { 0 };
        let buffer = |i: usize| if self.next + i <= self.len + 1 { self.next + i } else { 0 };
        let (s0, s1, s2) = (stack(0), stack(1), stack(2));
        let (b0, b1, b2) = (buffer(0), buffer(1), buffer(2));
        let (ws0, ws1, ws2) = (&words[s0], &words[s1], &words[s2]);
        let (wb0, wb1, wb2) = (&words[b0], &words[b1], &words[b2]);
        let (ns0, ns1, nb0) = (&nodes[s0], &nodes[s1], &nodes[b0]);
        let lower = |i: u32| words[i as usize][LOWER];
        let tag = |i: u32| words[i as usize][TAG];
        let arc = |i: u32| kind(nodes, i);
        let wide = |a: u64, b: u64, c: u64| a | b << 10 | c << 20;
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

/// A parse under way, and how good it is.
#[derive(Debug, Default)]
pub(crate) struct Item {
    pub(crate) state: State,
    /// The moves so far.
    pub(crate) moves: Vec<u8>,
    pub(crate) score: i32,
}

impl Item {
    fn copy_from(&mut self, other: &Self) {
        self.state.stack.clone_from(&other.state.stack);
        self.state.nodes.clone_from(&other.state.nodes);
        (self.state.print, self.state.bare) = (other.state.print, other.state.bare);
        self.state.next = other.state.next;
        self.state.len = other.state.len;
        self.moves.clone_from(&other.moves);
    }
}

/// A move that one of the parses may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) score: i32,
    pub(crate) item: usize,
    pub(crate) action: usize,
    prints: Prints,
}

/// How the parser searches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Search {
    /// The parses kept side by side, at least one.
    pub(crate) width: usize,
    /// How many points a parse may fall behind the best,
    pub(crate) slack: i32,
    /// and behind the best of those that have the same words on the stack, whose difference later moves seldom weigh anew.
    pub(crate) kin: i32,
}

/// The best parses so far. All have taken equally many moves, so that their scores compare.
#[derive(Debug, Default)]
pub(crate) struct Beam {
    pub(crate) items: Vec<Item>,
    /// The moves to take next, best first.
    pub(crate) choices: Vec<Choice>,
    /// The scores of the items' moves.
    pub(crate) scores: Vec<Scores>,
    spare: Vec<Item>,
    /// The items before a step.
    old: Vec<Option<Item>>,
}

impl Beam {
    /// Starts on a sentence of `len` words.
    pub(crate) fn reset(&mut self, len: usize) {
        self.spare.append(&mut self.items);
        let mut item = self.spare.pop().unwrap_or_default();
        item.state.reset(len);
        item.moves.clear();
        item.score = 0;
        self.items.push(item);
    }

    /// Chooses the items' habitual moves where each has one; says whether it did.
    fn follow(&mut self, habits: &Habits, arcs: &Arcs, input: &Input) -> bool {
        self.choices.clear();
        for (at, item) in self.items.iter().enumerate() {
            let Some(action) = item.state.habit(habits, arcs, input) else {
                return false;
            };
            let choice = Choice {
                score: item.score,
                item: at,
                action,
                prints: item.state.prints_after(action, arcs.lefts),
            };
            if self.choices.iter().all(|c| c.prints.whole != choice.prints.whole) {
                self.choices.push(choice);
            }
        }
        true
    }

    /// Scores all items' moves.
    pub(crate) fn score(&mut self, weights: &impl Scoring, input: &Input, keys: &mut Vec<u32>) {
        self.scores.resize(self.items.len().max(self.scores.len()), [0; 256]);
        for (item, scores) in self.items.iter().zip(&mut self.scores) {
            item.state.features(input, keys);
            weights.score(keys, scores);
        }
    }

    /// Chooses the best moves by their scores, and of moves to parses alike in all that matters the best one.
    pub(crate) fn choose(&mut self, arcs: &Arcs, search: Search) {
        let mut top = i32::MIN;
        for (item, scores) in self.items.iter().zip(&self.scores) {
            for range in item.state.possible(arcs) {
                let best = scores[range].iter().copied().max();
                top = top.max(best.map_or(i32::MIN, |best| item.score + i32::from(best)));
            }
        }
        self.choices.clear();
        let least = top.saturating_sub(search.slack);
        for (at, (item, scores)) in self.items.iter().zip(&self.scores).enumerate() {
            for range in item.state.possible(arcs) {
                for action in range {
                    let score = item.score + i32::from(scores[action]);
                    let full = self.choices.len() == search.width;
                    if score < least || full && self.choices.last().is_some_and(|c| c.score >= score) {
                        continue;
                    }
                    let choice = Choice {
                        score,
                        item: at,
                        action,
                        prints: item.state.prints_after(action, arcs.lefts),
                    };
                    offer(&mut self.choices, choice, search);
                }
            }
        }
    }

    /// Takes the chosen moves.
    pub(crate) fn advance(&mut self, arcs: &Arcs) {
        self.old.extend(self.items.drain(..).map(Some));
        for (i, choice) in self.choices.iter().enumerate() {
            let again = self.choices[i + 1..].iter().any(|c| c.item == choice.item);
            let mut item = if again {
                let mut copy = self.spare.pop().unwrap_or_default();
                self.old[choice.item].iter().for_each(|old| copy.copy_from(old));
                copy
            } else {
                self.old[choice.item].take().unwrap_or_default()
            };
            item.score = choice.score;
            item.moves.push(choice.action as u8);
            item.state.act(choice.action, arcs.lefts);
            self.items.push(item);
        }
        self.spare.extend(self.old.drain(..).flatten());
    }
}

/// Puts a choice among the best, unless one of them makes it needless; what it makes needless goes.
fn offer(choices: &mut Vec<Choice>, new: Choice, search: Search) {
    let needs = |better: &Choice, other: &Choice| {
        if better.prints.whole == other.prints.whole {
            0
        } else if better.prints.stack == other.prints.stack {
            search.kin
        } else {
            i32::MAX
        }
    };
    if choices.iter().any(|c| c.score.saturating_sub(new.score) >= needs(c, &new)) {
        return;
    }
    choices.retain(|c| new.score.saturating_sub(c.score) <= needs(&new, c));
    // Of equals the first comes first, which makes the order the same everywhere.
    let place = choices.partition_point(|c| c.score >= new.score);
    choices.insert(place, new);
    choices.truncate(search.width);
}

/// The parser ready for use.
#[derive(Debug, Default, Clone)]
pub(crate) struct Parser {
    pub(crate) weights: Weights,
    pub(crate) arcs: Arcs,
    pub(crate) habits: Habits,
    pub(crate) search: Search,
}

impl Parser {
    /// Parses `input` into the first item of `beam`, whose nodes then hold heads and kinds of arcs.
    pub(crate) fn parse(&self, input: &Input, beam: &mut Beam, buffers: &mut Buffers) {
        beam.reset(input.len());
        while !beam.items[0].state.done() {
            if !beam.follow(&self.habits, &self.arcs, input) {
                beam.score(&self.weights, input, &mut buffers.keys);
                beam.choose(&self.arcs, self.search);
            }
            beam.advance(&self.arcs);
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

    fn choice(score: i32, whole: u64, stack: u64) -> Choice {
        Choice {
            score,
            item: 0,
            action: SHIFT,
            prints: Prints { whole, stack },
        }
    }

    #[test]
    fn of_parses_alike_the_best_is_kept() {
        let search = Search {
            width: 3,
            slack: i32::MAX,
            kin: 10,
        };
        let kept = |offers: &[Choice]| {
            let mut choices = Vec::new();
            offers.iter().for_each(|new| offer(&mut choices, *new, search));
            choices.iter().map(|c| c.score).collect::<Vec<_>>()
        };
        // Alike in all.
        assert_eq!(kept(&[choice(5, 1, 1), choice(6, 1, 1), choice(4, 1, 1)]), [6]);
        // Alike in their stacks: within ten points of one another, or not.
        assert_eq!(kept(&[choice(5, 1, 1), choice(14, 2, 1)]), [14, 5]);
        assert_eq!(kept(&[choice(5, 1, 1), choice(16, 2, 1)]), [16]);
        assert_eq!(kept(&[choice(16, 1, 1), choice(5, 2, 1)]), [16]);
        // Not alike: the three best.
        assert_eq!(
            kept(&[choice(5, 1, 1), choice(99, 2, 2), choice(70, 3, 3), choice(80, 4, 4)]),
            [99, 80, 70]
        );
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
