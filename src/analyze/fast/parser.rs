//! The dependency parser: greedy arc-hybrid transitions, two a word.
//!
//! Second model of the fast engine. The hard decision: arc-hybrid rather than arc-eager, because its dynamic oracle is exact and cheap;
//! the root is a last word that the buffer keeps, so that a tree always comes out, whatever the scores.

use super::habit::{self, Habits};
use super::tagger::Buffers;
use super::weights::Weights;
use super::word::{Word, key, mix};

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
        // Clusters.
        let (s0f, s1f, b0f) = (ws0[FINE], ws1[FINE], wb0[FINE]);
        let (s0c, s1c, b0c) = (ws0[COARSE], ws1[COARSE], wb0[COARSE]);
        if s0f | s1f | b0f != 0 {
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

/// Parses `input` into `state`, whose nodes then hold heads and labels. `heard` is told every decision that was scored.
pub(crate) fn parse(
    weights: &Weights,
    habits: &Habits,
    labels: usize,
    input: &Input,
    state: &mut State,
    buffers: &mut Buffers,
    mut heard: impl FnMut([u32; 3], u8),
) {
    state.reset(input.len());
    while !state.done() {
        let (shift, left, right) = (state.can_shift(), state.can_left(), state.can_right());
        if shift && !left && !right {
            state.act(SHIFT, labels);
            continue;
        }
        let contexts = habit::parsing(state, input);
        if let Some(action) = habits.get(contexts).map(usize::from)
            && if action == SHIFT {
                shift
            } else if action <= labels {
                left
            } else {
                right
            }
        {
            state.act(action, labels);
            continue;
        }
        state.features(input, &mut buffers.keys);
        weights.score(&buffers.keys, &mut buffers.scores);
        let (mut action, mut top) = (SHIFT, if shift { buffers.scores[SHIFT] } else { i16::MIN });
        let mut consider = |from: usize| {
            for (i, &score) in buffers.scores[from..from + labels].iter().enumerate() {
                if score > top {
                    top = score;
                    action = from + i;
                }
            }
        };
        if left {
            consider(1);
        }
        if right {
            consider(1 + labels);
        }
        heard(contexts, action as u8);
        state.act(action, labels);
    }
}
