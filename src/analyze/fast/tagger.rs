//! The part-of-speech tagger: one greedy pass from left to right over joint `UPOS|XPOS` tags.
//!
//! First model of the fast engine. The hard decision: the tag is joint, because the parser reads both and a joint label cannot contradict
//! itself; about a hundred labels cost nothing extra with sparse rows.
#![cfg_attr(not(feature = "train"), allow(dead_code, reason = "training writes what reading only reads"))]

use super::habit::{self, Habits};
use super::weights::{Scores, Scoring, Weights, best};
use super::word::{Word, key, mix};

/// Tag number before the start of a sentence.
const START: u8 = 254;

/// Writes the feature keys of word `i` into `out`, given the two tags before it.
#[inline]
pub(crate) fn features(words: &[Word], i: usize, before: [u8; 2], out: &mut Vec<u32>) {
    const NONE: Word = Word {
        form: 0,
        lower: 0,
        suffix: [0; 5],
        prefix: [0; 4],
        shape: 0,
        flags: 0,
        coarse: 0,
        fine: 0,
    };
    out.clear();
    let at = |j: usize| words.get(j).unwrap_or(&NONE);
    let (w, l1, l2) = (&words[i], at(i.wrapping_sub(1)), at(i.wrapping_sub(2)));
    let (r1, r2) = (at(i + 1), at(i + 2));
    let first = u64::from(i == 0);
    let (t1, t2) = (u64::from(before[0]) + 1, u64::from(before[1]) + 1);
    let t12 = t1 | t2 << 9;
    let mut template = 100;
    let mut put = |value: u64| {
        template += 1;
        out.push(key(template, value));
    };
    put(0);
    put(w.form);
    put(w.lower);
    w.suffix.iter().for_each(|&s| put(s));
    w.prefix.iter().for_each(|&s| put(s));
    put(w.shape);
    put(w.flags | first << 8);
    put(l1.lower);
    put(l2.lower);
    put(r1.lower);
    put(r2.lower);
    put(l1.suffix[2]);
    put(r1.suffix[2]);
    put(r1.suffix[1]);
    put(r1.shape);
    put(r1.flags);
    put(l1.flags);
    put(t1);
    put(t2);
    put(t12);
    put(mix(t1, w.lower));
    put(mix(t12, w.lower));
    put(mix(t1, w.suffix[2]));
    put(mix(t1, r1.lower));
    put(mix(t1, r1.suffix[2]));
    put(mix(l1.lower, w.lower));
    put(mix(w.lower, r1.lower));
    put(mix(r1.lower, r2.lower));
    put(mix(l1.lower, r1.lower));
    put(mix(w.shape, w.suffix[2]));
    put(mix(w.flags | first << 8, t1));
    put(mix(mix(w.flags, l1.flags), r1.flags | first << 8));
    put(mix(mix(w.flags, t1), r1.suffix[1]));
    put(mix(t12, r1.suffix[1]));
    put(mix(w.suffix[2], l1.suffix[2]));
    put(mix(w.suffix[2], r1.suffix[2]));
    put(mix(l1.lower, l2.lower));
    if w.fine | l1.fine | r1.fine != 0 {
        put(w.coarse);
        put(w.fine);
        put(l1.coarse);
        put(r1.coarse);
        put(l1.fine);
        put(r1.fine);
        put(mix(w.coarse, t1));
        put(mix(w.coarse, w.suffix[2]));
        put(l1.coarse << 24 | w.coarse << 12 | r1.coarse);
        put(mix(w.fine, w.flags));
        put(mix(w.fine, t1));
        put(mix(t1, r1.coarse));
        put(mix(t12, r1.coarse));
        put(l2.coarse);
        put(r2.coarse);
        put(mix(w.lower, l1.coarse));
        put(mix(w.lower, r1.coarse));
        put(r1.coarse << 24 | r2.coarse);
        put(mix(mix(w.coarse, t1), r1.coarse));
    }
}

/// Buffers of one decoding.
#[derive(Debug)]
pub(crate) struct Buffers {
    pub(crate) keys: Vec<u32>,
    pub(crate) scores: Scores,
}

impl Default for Buffers {
    fn default() -> Self {
        Self {
            keys: Vec::with_capacity(128),
            scores: [0; 256],
        }
    }
}

/// Tags one sentence into `tags`.
pub(crate) fn tag(weights: &Weights, habits: &Habits, words: &[Word], buffers: &mut Buffers, tags: &mut Vec<u8>) {
    tags.clear();
    let mut before = [START; 2];
    for i in 0..words.len() {
        let tag = habits.get(habit::tagging(words, i, before)).unwrap_or_else(|| {
            features(words, i, before, &mut buffers.keys);
            weights.score(&buffers.keys, &mut buffers.scores);
            best(&buffers.scores, weights.labels())
        });
        tags.push(tag);
        before = [tag, before[0]];
    }
}

/// The history before the first word.
pub(crate) const HISTORY: [u8; 2] = [START; 2];
