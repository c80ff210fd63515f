//! Habits: contexts in which a word's tag, a state's next move or an arc's relation is always the same, so that no scoring is needed.
//!
//! Used by tagger, parser and naming of relations for speed alone. The hard decision: a context counts only where it is common in the
//! treebanks and nearly without exception there, so that scoring would hardly say anything else.

use super::parser::{Input, LOWER, Node, State, TAG, wide};
use super::relations::Tree;
use super::word::{Word, key, mix};

/// Contexts with their decision.
#[derive(Debug, Default, Clone)]
pub(crate) struct Habits {
    /// `(context, decision)`, open addressing; decision 255 marks a free slot.
    slots: Vec<(u32, u8)>,
}

const FREE: u8 = 255;

impl Habits {
    /// From `(context, decision)` pairs.
    pub(crate) fn new(entries: &[(u32, u8)]) -> Self {
        let mut slots = vec![(0, FREE); (entries.len() * 2).next_power_of_two().max(2)];
        let shift = 32 - slots.len().trailing_zeros();
        for &entry in entries.iter().filter(|e| e.1 != FREE) {
            let mut at = (entry.0 >> shift) as usize;
            while slots[at].1 != FREE {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = entry;
        }
        Self { slots }
    }

    /// The decision in the first of these contexts that has one.
    #[inline]
    pub(crate) fn get<const N: usize>(&self, contexts: [u32; N]) -> Option<u8> {
        let mask = self.slots.len().checked_sub(1)?;
        let shift = 32 - self.slots.len().trailing_zeros();
        contexts.into_iter().find_map(|context| {
            let mut at = (context >> shift) as usize & mask;
            loop {
                let (found, decision) = self.slots[at];
                if decision == FREE {
                    return None;
                }
                if found == context {
                    return Some(decision);
                }
                at = (at + 1) & mask;
            }
        })
    }
}

/// Contexts of a tagging decision: the word with its neighbours' rough looks, and the tag before.
#[inline]
pub(crate) fn tagging(words: &[Word], i: usize, before: [u8; 2]) -> [u32; 2] {
    let w = &words[i];
    let first = u64::from(i == 0);
    let next = words.get(i + 1).map_or(0, |n| n.flags + 1);
    [
        key(4001, mix(w.form, first | u64::from(before[0]) << 8)),
        key(4002, mix(w.form, first | next << 8)),
    ]
}

/// Contexts of a parser's move: the words at hand with their neighbours' tags and the kinds of arcs that they have.
#[inline]
pub(crate) fn moving(state: &State, input: &Input) -> [u32; 6] {
    let (s0, s1, b0) = (state.on_stack(0), state.on_stack(1), state.in_buffer(0));
    let tag = |i: usize| input.words[i][TAG];
    let (s0t, s1t, b0t, b1t, b2t) = (tag(s0), tag(s1), tag(b0), tag(state.in_buffer(1)), tag(state.in_buffer(2)));
    let (s0w, b0w) = (input.words[s0][LOWER], input.words[b0][LOWER]);
    let (s0l, s0r) = (u64::from(state.nodes[s0].left_arcs), u64::from(state.nodes[s0].right_arcs));
    let b0l = u64::from(state.nodes[b0].left_arcs);
    [
        key(6001, mix(s0w, wide(s0t, b0t, b1t))),
        key(6002, mix(b0w, wide(b0t, s0t, s1t))),
        key(6003, mix(wide(s0t, b0t, b1t), wide(s1t, s0r, 0))),
        key(6004, mix(s0w, b0w)),
        key(6005, mix(wide(s0t, b0t, s1t), mix(s0l | s0r << 32, b0l))),
        key(6006, mix(wide(s0t, b0t, b1t), b2t << 10 | s1t)),
    ]
}

/// Contexts of a relation's name: both ends' tags with a word of the arc or with what hangs on one end.
#[inline]
pub(crate) fn naming(tree: Tree<'_>, i: usize) -> [u32; 5] {
    let (words, nodes) = (&tree.input.words, tree.nodes);
    let n = &nodes[i];
    let (d, g, h) = (&words[i], &words[n.head as usize], &nodes[n.head as usize]);
    let arc = wide(u64::from(n.arc), d[TAG], g[TAG]);
    let hanging = |n: &Node| u64::from(n.left_arcs) | u64::from(n.right_arcs) << 32;
    [
        key(7001, mix(d[LOWER], arc)),
        key(7002, mix(hanging(h), arc)),
        key(7003, mix(hanging(n), arc)),
        key(7004, mix(g[LOWER], arc)),
        key(7005, mix(words[n.left[0] as usize][LOWER], arc)),
    ]
}
