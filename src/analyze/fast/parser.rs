//! The dependency parser: arc-hybrid transitions, two a word, by a search that keeps a few parses side by side.
//!
//! Second model of the fast engine. The hard decision: arc-hybrid rather than arc-eager, because every parse of a sentence then takes
//! equally many moves, so that parses compare at every step, and what a move loses of a gold tree is exactly known. The root is a last word
//! that the buffer keeps, so that a tree always comes out, whatever the scores.

use super::tagger::Buffers;
use super::weights::{Scores, Scoring, Weights};
use super::word::{Word, key, mix};
use std::ops::Range;

/// The transition that moves the next word onto the stack. Left arcs follow as `1 + label`, right arcs as `1 + labels + label`.
pub(crate) const SHIFT: usize = 0;

/// One sentence's fixed part, padded: index 0 is "no word", words are 1..=n, the root is n+1.
#[derive(Debug, Default, Clone)]
pub(crate) struct Input {
    pub(crate) words: Vec<[u64; 4]>,
}

/// Positions in a padded word.
const LOWER: usize = 0;
const TAG: usize = 1;
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
    /// Label of the arc from the head.
    pub(crate) label: u8,
    left_count: u8,
    right_count: u8,
    left: [u32; 2],
    right: [u32; 2],
    /// Labels seen on the left and on the right, as sets.
    left_labels: u64,
    right_labels: u64,
}

/// A parser state.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) stack: Vec<u32>,
    pub(crate) next: usize,
    pub(crate) len: usize,
    pub(crate) nodes: Vec<Node>,
}

impl State {
    /// Starts on a sentence of `len` words.
    pub(crate) fn reset(&mut self, len: usize) {
        self.stack.clear();
        self.next = 1;
        self.len = len;
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
    pub(crate) fn possible(&self, labels: usize) -> [Range<usize>; 3] {
        let range = |possible, from: usize, count| from..from + if possible { count } else { 0 };
        [
            range(self.can_shift(), SHIFT, 1),
            range(self.can_left(), 1, labels),
            range(self.can_right(), 1 + labels, labels),
        ]
    }

    fn attach(&mut self, head: usize, child: usize, label: usize) {
        self.nodes[child].head = head as u32;
        self.nodes[child].label = label as u8;
        let node = &mut self.nodes[head];
        let bit = 1 << (label & 63);
        if child < head {
            node.left = [child as u32, node.left[0]];
            node.left_count = node.left_count.saturating_add(1);
            node.left_labels |= bit;
        } else {
            node.right = [child as u32, node.right[0]];
            node.right_count = node.right_count.saturating_add(1);
            node.right_labels |= bit;
        }
    }

    /// Takes transition `action`, which must be possible.
    #[inline]
    pub(crate) fn act(&mut self, action: usize, labels: usize) {
        if action == SHIFT {
            self.stack.push(self.next as u32);
            self.next += 1;
        } else if let Some(top) = self.stack.pop() {
            if action <= labels {
                self.attach(self.next, top as usize, action - 1);
            } else if let Some(&below) = self.stack.last() {
                self.attach(below as usize, top as usize, action - 1 - labels);
            }
        }
    }

    /// Writes the feature keys of this state into `out`.
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
        let label = |i: u32| if i == 0 { 0 } else { u64::from(nodes[i as usize].label) + 1 };
        let wide = |a: u64, b: u64, c: u64| a | b << 10 | c << 20;
        let (s0w, s1w, b0w, b1w) = (ws0[LOWER], ws1[LOWER], wb0[LOWER], wb1[LOWER]);
        let (s0t, s1t, s2t, b0t, b1t, b2t) = (ws0[TAG], ws1[TAG], ws2[TAG], wb0[TAG], wb1[TAG], wb2[TAG]);
        let (s0wt, s1wt, b0wt, b1wt) = (mix(s0w, s0t), mix(s1w, s1t), mix(b0w, b0t), mix(b1w, b1t));
        let gap = |a: usize, b: usize| if a > 0 { ((b - a) as u64).min(8) } else { 0 };
        let (d0, d1) = (gap(s0, self.next), gap(s1, s0));
        let mut template = 1000;
        let mut put = |value: u64| {
            template += 1;
            out.push(key(template, value));
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
        put(mix(s0wt, b0wt));
        put(mix(s0wt, b0w));
        put(mix(s0w, b0wt));
        put(mix(s0wt, b0t));
        put(mix(b0wt, s0t));
        put(mix(s0w, b0w));
        put(wide(s0t, b0t, 0));
        put(wide(b0t, b1t, 0));
        put(mix(s1w, s0w));
        put(wide(s1t, s0t, 0));
        put(mix(s1wt, s0t));
        put(mix(s0wt, s1t));
        put(mix(s1wt, s0wt));
        put(wide(s1t, b0t, 0));
        put(mix(s1w, b0w));
        put(mix(s1wt, b0t));
        put(mix(b0wt, s1t));
        // Triples of tags and wider.
        put(wide(s0t, b0t, b1t));
        put(wide(b0t, b1t, b2t));
        put(wide(s1t, s0t, b0t));
        put(wide(s2t, s1t, s0t));
        put(wide(s2t, s1t, b0t));
        put(mix(wide(s1t, s0t, b0t), b1t));
        put(mix(wide(s1t, b0t, b1t), s0w));
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
        put(wide(tag(ns0.left[0]), label(ns0.left[0]), 0));
        put(lower(ns0.right[0]));
        put(wide(tag(ns0.right[0]), label(ns0.right[0]), 0));
        put(lower(nb0.left[0]));
        put(wide(tag(nb0.left[0]), label(nb0.left[0]), 0));
        put(wide(tag(ns1.left[0]), label(ns1.left[0]), 0));
        put(wide(tag(ns1.right[0]), label(ns1.right[0]), 0));
        put(lower(ns1.right[0]));
        put(wide(label(ns0.left[1]), tag(ns0.left[1]), 0));
        put(wide(label(ns0.right[1]), tag(ns0.right[1]), 0));
        put(wide(label(nb0.left[1]), tag(nb0.left[1]), 0));
        put(wide(label(ns1.left[1]), label(ns1.right[1]), 0));
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
        put(mix(s0wt, mix(b0wt, d0)));
        // Sets of labels.
        put(mix(s0t, ns0.left_labels));
        put(mix(s0t, ns0.right_labels));
        put(mix(b0t, nb0.left_labels));
        put(mix(s0w, mix(ns0.right_labels, ns0.left_labels)));
        put(mix(s1t, ns1.right_labels));
        put(mix(s1w, mix(ns1.left_labels, ns1.right_labels)));
        put(mix(b0w, nb0.left_labels));
        // Prepositions, which stand at the outer left of their nouns, with the words that might govern the noun.
        let (b0p, s0p) = (lower(nb0.left[0]), lower(ns0.left[0]));
        put(mix(b0p, s0w));
        put(mix(b0p, s1w));
        put(mix(b0p, wide(s0t, s1t, b0t)));
        put(mix(mix(b0p, s0w), b0w));
        put(mix(s0p, s1w));
        put(mix(s0p, wide(s1t, s0t, 0)));
        put(mix(mix(s0p, s1w), s0w));
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
            put(mix(wide(s1t, s0t, b0t), s1c << 10 | b0c));
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

    /// Chooses the `width` best moves, and none that falls `slack` behind the best.
    pub(crate) fn choose(
        &mut self,
        weights: &impl Scoring,
        labels: usize,
        input: &Input,
        (width, slack): (usize, i32),
        keys: &mut Vec<u32>,
    ) {
        self.scores.resize(self.items.len().max(self.scores.len()), [0; 256]);
        let mut top = i32::MIN;
        for (item, scores) in self.items.iter().zip(&mut self.scores) {
            item.state.features(input, keys);
            weights.score(keys, scores);
            for range in item.state.possible(labels) {
                let best = scores[range].iter().copied().max();
                top = top.max(best.map_or(i32::MIN, |best| item.score + i32::from(best)));
            }
        }
        self.choices.clear();
        let least = top.saturating_sub(slack);
        for (at, (item, scores)) in self.items.iter().zip(&self.scores).enumerate() {
            for range in item.state.possible(labels) {
                for action in range {
                    let score = item.score + i32::from(scores[action]);
                    let full = self.choices.len() == width;
                    if score < least || full && self.choices.last().is_some_and(|c| c.score >= score) {
                        continue;
                    }
                    // Of equals the first comes first, which makes the order the same everywhere.
                    let place = self.choices.partition_point(|c| c.score >= score);
                    self.choices.truncate(width - 1);
                    let item = at;
                    self.choices.insert(place, Choice { score, item, action });
                }
            }
        }
    }

    /// Takes the chosen moves.
    pub(crate) fn advance(&mut self, labels: usize) {
        let count = self.choices.len();
        let mut next: Vec<Item> = Vec::with_capacity(count);
        let mut old: Vec<Option<Item>> = self.items.drain(..).map(Some).collect();
        for (i, choice) in self.choices.iter().enumerate() {
            let again = self.choices[i + 1..].iter().any(|c| c.item == choice.item);
            let item = if again {
                let mut copy = self.spare.pop().unwrap_or_default();
                old[choice.item].iter().for_each(|o| copy.copy_from(o));
                copy
            } else {
                old[choice.item].take().unwrap_or_default()
            };
            next.push(item);
            let item = &mut next[i];
            item.score = choice.score;
            item.moves.push(choice.action as u8);
            item.state.act(choice.action, labels);
        }
        self.spare.extend(old.into_iter().flatten());
        self.items = next;
    }
}

/// Parses `input` into the first item of `beam`, whose nodes then hold heads and labels.
pub(crate) fn parse(weights: &Weights, labels: usize, input: &Input, search: (usize, i32), beam: &mut Beam, buffers: &mut Buffers) {
    beam.reset(input.len());
    while !beam.items[0].state.done() {
        beam.choose(weights, labels, input, search, &mut buffers.keys);
        beam.advance(labels);
    }
}
