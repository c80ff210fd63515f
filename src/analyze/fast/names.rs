//! The name finder: persons, organisations and places, from left to right over words, tags, parse and gazetteer words.
//!
//! Third model of the fast engine. The hard decision: it looks only at words that could be in a name (capitals, proper nouns, and what
//! goes on from them), and sees the whole run of proper nouns at once, because a name's type is oftener said by its neighbours' and its
//! last word's habits than by the word itself.

use super::parser::Node;
use super::tagger::Buffers;
use super::weights::{Scoring, Weights, best};
use super::word::{Word, key, mix};

/// Label 0 is "no name"; `B-` and `I-` labels of a kind follow one another: 1 + 2 kind, 2 + 2 kind.
pub(crate) const NONE: u8 = 0;

/// Words of gazetteers, by hash: what kinds of names they occur in.
#[derive(Debug, Default, Clone)]
pub(crate) struct Gazetteer {
    /// `(key, bits)`, sorted.
    entries: Vec<(u32, u8)>,
}

impl Gazetteer {
    /// From `(key, bits)` pairs.
    pub(crate) fn new(mut entries: Vec<(u32, u8)>) -> Self {
        entries.sort_unstable();
        Self { entries }
    }

    /// The key of a word with this normalised hash.
    pub(crate) fn key(lower: u64) -> u32 {
        (lower >> 32) as u32
    }

    /// Bits of the word with this normalised hash.
    fn get(&self, lower: u64) -> u64 {
        let key = Self::key(lower);
        self.entries
            .binary_search_by_key(&key, |e| e.0)
            .map_or(0, |at| u64::from(self.entries[at].1))
    }
}

/// One sentence as the name finder sees it.
#[derive(Debug, Default)]
pub(crate) struct Input {
    words: Vec<Word>,
    tags: Vec<u8>,
    /// Head, its relation, and the run of proper nouns each word stands in.
    heads: Vec<(usize, u8)>,
    runs: Vec<(usize, usize)>,
    gazetteer: Vec<u64>,
    candidate: Vec<bool>,
}

impl Input {
    /// Fills in a parsed sentence. `nodes` are the parser's, `proper` says which tags are proper nouns.
    pub(crate) fn set(&mut self, words: &[Word], tags: &[u8], nodes: &[Node], proper: &[bool], gazetteer: &Gazetteer) {
        let n = words.len();
        self.words.clear();
        self.words.extend_from_slice(words);
        self.tags.clear();
        self.tags.extend_from_slice(tags);
        self.heads.clear();
        self.heads.extend((0..n).map(|i| (nodes[i + 1].head as usize, nodes[i + 1].label)));
        let is_proper = |i: usize| proper.get(usize::from(tags[i])).copied().unwrap_or(false);
        self.candidate.clear();
        self.candidate.extend((0..n).map(|i| is_proper(i) || words[i].flags & 32 != 0));
        self.gazetteer.clear();
        self.gazetteer
            .extend((0..n).map(|i| if self.candidate[i] { gazetteer.get(words[i].lower) } else { 0 }));
        self.runs.clear();
        let mut i = 0;
        while i < n {
            let start = i;
            while i < n && is_proper(i) {
                i += 1;
            }
            if i == start {
                self.runs.push((i, i));
                i += 1;
            } else {
                self.runs.extend((start..i).map(|_| (start, i)));
            }
        }
    }

    /// Whether word `i` may be in a name, given the label before it.
    pub(crate) fn candidate(&self, i: usize, before: u8) -> bool {
        self.candidate[i] || before != NONE
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Writes the feature keys of word `i` into `out`, given the two labels before it.
    pub(crate) fn features(&self, i: usize, before: [u8; 2], out: &mut Vec<u32>) {
        const NO_WORD: Word = Word {
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
        let at = |j: usize| self.words.get(j).unwrap_or(&NO_WORD);
        let tag = |j: usize| self.tags.get(j).map_or(0, |&t| u64::from(t) + 1);
        let gaz = |j: usize| self.gazetteer.get(j).copied().unwrap_or(0);
        let (w, l1, l2, r1, r2) = (at(i), at(i.wrapping_sub(1)), at(i.wrapping_sub(2)), at(i + 1), at(i + 2));
        let (t, tl, tr) = (tag(i), tag(i.wrapping_sub(1)), tag(i + 1));
        let (start, end) = self.runs[i];
        let (b1, b2) = (u64::from(before[0]) + 1, u64::from(before[1]) + 1);
        let (head, relation) = self.heads[i];
        // The run's own head: the first word whose head lies outside the run.
        let top = (start..end).find(|&j| !(start + 1..=end).contains(&self.heads[j].0)).unwrap_or(i);
        let (top_head, top_relation) = self.heads[top];
        let governor = if top_head == 0 { &NO_WORD } else { at(top_head - 1) };
        let mut template = 3000;
        let mut put = |value: u64| {
            template += 1;
            out.push(key(template, value));
        };
        put(0);
        put(b1);
        put(b1 | b2 << 8);
        put(w.lower);
        put(w.form);
        put(mix(w.lower, b1));
        put(w.suffix[2]);
        put(w.suffix[3]);
        put(w.prefix[2]);
        put(w.shape);
        put(mix(w.shape, b1));
        put(w.flags | u64::from(i == 0) << 9);
        put(t);
        put(mix(t, b1));
        put(tl | t << 10 | tr << 20);
        put(l1.lower);
        put(r1.lower);
        put(l2.lower);
        put(r2.lower);
        put(mix(l1.lower, w.shape));
        put(mix(r1.lower, w.shape));
        put(mix(l1.lower, b1));
        put(mix(w.lower, r1.lower));
        put(mix(l1.lower, w.lower));
        put(l1.flags | r1.flags << 10 | w.flags << 20);
        put(w.fine);
        put(w.coarse);
        put(mix(w.fine, b1));
        put(mix(w.coarse, b1));
        put(l1.fine);
        put(r1.fine);
        put(l1.coarse << 10 | w.coarse);
        put(w.coarse << 10 | r1.coarse);
        put(mix(r1.coarse, tr));
        put(mix(l1.coarse, tl));
        // The gazetteer's opinion of the word and its neighbours.
        put(gaz(i));
        put(mix(gaz(i), b1));
        put(gaz(i) | gaz(i + 1) << 8 | gaz(i.wrapping_sub(1)) << 16);
        put(mix(gaz(i), w.coarse));
        put(mix(gaz(i), r1.lower));
        // The run it stands in.
        if end > start {
            let (place, length) = ((i - start).min(3) as u64, (end - start).min(5) as u64);
            let (first, last) = (&self.words[start], &self.words[end - 1]);
            let (left, right) = (at(start.wrapping_sub(1)), at(end));
            put(place | length << 4);
            put(mix(place | length << 4, b1));
            put(mix(first.lower, place));
            put(mix(last.lower, length - place));
            put(mix(last.fine, length - place));
            put(mix(last.coarse, first.coarse));
            put(mix(gaz(start) | gaz(end - 1) << 8, length));
            put(mix(left.lower, length));
            put(mix(right.lower, length));
            put(mix(left.lower, gaz(start) | gaz(end - 1) << 8));
            put(mix(right.lower, gaz(start) | gaz(end - 1) << 8));
            put(mix(left.coarse, right.coarse));
            put(mix(governor.lower, u64::from(top_relation)));
            put(mix(governor.coarse, u64::from(top_relation)));
            put(mix(governor.fine, mix(u64::from(top_relation), length)));
            put(mix(u64::from(top_relation), left.lower));
        } else {
            put(mix(u64::from(relation), 77));
            put(mix(u64::from(relation), u64::from(head > i)));
        }
    }
}

/// Labels one sentence into `labels`.
pub(crate) fn find(weights: &Weights, input: &Input, buffers: &mut Buffers, labels: &mut Vec<u8>) {
    labels.clear();
    let mut before = [NONE; 2];
    for i in 0..input.len() {
        let mut label = NONE;
        if input.candidate(i, before[0]) {
            input.features(i, before, &mut buffers.keys);
            weights.score(&buffers.keys, &mut buffers.scores);
            // A name cannot go on that did not begin.
            for l in (2..weights.labels()).step_by(2) {
                if before[0] != l as u8 && before[0] != l as u8 - 1 {
                    buffers.scores[l] = i16::MIN;
                }
            }
            label = best(&buffers.scores, weights.labels());
        }
        labels.push(label);
        before = [label, before[0]];
    }
}
