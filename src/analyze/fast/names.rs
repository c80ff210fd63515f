//! The name finder: persons, organisations and places, as the best labels of a sentence over words, tags, parse and gazetteers.
//!
//! Fourth model of the fast engine. The hard decisions: it looks only at words that could be in a name (capitals, proper nouns, and what
//! may link them), and sees the whole run of proper nouns at once, because a name's type is oftener said by its neighbours' and its
//! last word's habits than by the word itself; and it chooses all labels of a stretch together, because the first word of a long name
//! seldom tells that one begins.

use super::parser::Node;
use super::tagger::Buffers;
use super::weights::{Scoring, Weights};
use super::word::{Word, key, mix};

/// Label 0 is "no name"; `B-` and `I-` labels of a kind follow one another: 1 + 2 kind, 2 + 2 kind.
pub(crate) const NONE: u8 = 0;

/// The longest way from one candidate to the next within a name.
const GAP: usize = 4;

/// How many points behind the best a label need not be followed any further.
const HOPELESS: i32 = 6000;

/// Most labels there may be.
pub(crate) const MOST: usize = 8;

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
    /// Whether a word may be in a name.
    open: Vec<bool>,
    /// Whether most words begin with a capital, as in headlines.
    caps: u64,
}

impl Input {
    /// Fills in a parsed sentence. `nodes` are the parser's, `relations` those of the words, `proper` says which tags are proper nouns.
    pub(crate) fn set(&mut self, words: &[Word], tags: &[u8], nodes: &[Node], relations: &[u8], proper: &[bool], gazetteer: &Gazetteer) {
        let n = words.len();
        self.words.clear();
        self.words.extend_from_slice(words);
        self.tags.clear();
        self.tags.extend_from_slice(tags);
        self.heads.clear();
        self.heads.extend(
            relations
                .iter()
                .enumerate()
                .map(|(i, relation)| (nodes[i + 1].head as usize, *relation)),
        );
        let is_proper = |i: usize| proper.get(usize::from(tags[i])).copied().unwrap_or(false);
        self.candidate.clear();
        self.candidate.extend((0..n).map(|i| is_proper(i) || words[i].flags & 32 != 0));
        let alphabetic = words.iter().filter(|w| w.flags & 3 != 0).count();
        self.caps = u64::from(words.iter().filter(|w| w.flags & 32 != 0).count() * 10 > alphabetic * 7 && n > 3);
        self.gazetteer.clear();
        self.gazetteer
            .extend((0..n).map(|i| if self.candidate[i] { gazetteer.get(words[i].lower) } else { 0 }));
        self.open.clear();
        let mut last = None;
        for i in 0..n {
            if self.candidate[i] {
                last = Some(i);
            }
            let next = (i..n.min(i + GAP)).find(|&j| self.candidate[j]);
            let near = |last| i - last < 2 || next.is_some_and(|next| next - last <= GAP);
            self.open.push(last.is_some_and(near));
        }
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

    /// Whether word `i` may be in a name, and whether one may begin with it.
    pub(crate) fn open(&self, i: usize) -> (bool, bool) {
        (self.open[i], self.candidate[i])
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Writes the feature keys of word `i` into `out`.
    pub(crate) fn features(&self, i: usize, out: &mut Vec<u32>) {
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
        put(w.lower);
        put(w.form);
        put(w.suffix[2]);
        put(w.suffix[3]);
        put(w.prefix[2]);
        put(w.shape);
        put(w.flags | u64::from(i == 0) << 9);
        put(t);
        put(tl | t << 10 | tr << 20);
        put(l1.lower);
        put(r1.lower);
        put(l2.lower);
        put(r2.lower);
        put(mix(l1.lower, w.shape));
        put(mix(r1.lower, w.shape));
        put(mix(w.lower, r1.lower));
        put(mix(l1.lower, w.lower));
        put(l1.flags | r1.flags << 10 | w.flags << 20);
        put(w.fine);
        put(w.coarse);
        put(l1.fine);
        put(r1.fine);
        put(l1.coarse << 10 | w.coarse);
        put(w.coarse << 10 | r1.coarse);
        put(mix(r1.coarse, tr));
        put(mix(l1.coarse, tl));
        put(mix(l1.fine, w.shape));
        put(mix(r1.fine, w.shape));
        put(l2.coarse);
        put(r2.coarse);
        put(mix(l2.lower, l1.lower));
        put(mix(r1.lower, r2.lower));
        put(w.suffix[1]);
        put(w.suffix[4]);
        put(w.prefix[3]);
        put(mix(w.suffix[2], gaz(i)));
        put(mix(at(head.wrapping_sub(1)).lower, u64::from(relation)));
        put(mix(at(head.wrapping_sub(1)).fine, u64::from(relation)));
        put(self.caps | u64::from(i == 0) << 1);
        put(mix(w.fine, self.caps));
        put(mix(t, self.caps));
        // The gazetteer's opinion of the word and its neighbours.
        put(gaz(i));
        put(gaz(i) | gaz(i + 1) << 8 | gaz(i.wrapping_sub(1)) << 16);
        put(mix(gaz(i), w.coarse));
        put(mix(gaz(i), r1.lower));
        // The run it stands in.
        if end > start {
            let (place, length) = ((i - start).min(3) as u64, (end - start).min(5) as u64);
            let (first, last) = (&self.words[start], &self.words[end - 1]);
            let (left, right) = (at(start.wrapping_sub(1)), at(end));
            put(place | length << 4);
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
        // Capitals before and behind it across a link such as "of".
        let after = end.max(i + 1);
        let ahead = (after + 1..self.words.len().min(after + 3)).find(|&j| self.candidate[j]);
        let behind = (start.saturating_sub(3)..start.saturating_sub(1))
            .rev()
            .find(|&j| self.candidate[j]);
        let links = [(3100, after, ahead), (3110, start.wrapping_sub(1), behind)];
        for (template, link, far) in links {
            let Some(far) = far.filter(|_| !self.candidate[link]) else {
                continue;
            };
            let link = at(link).lower;
            out.push(key(template, link));
            out.push(key(template + 1, mix(link, at(far).lower)));
            out.push(key(template + 2, mix(link, at(far).coarse << 10 | w.coarse)));
            out.push(key(template + 3, mix(link, gaz(far) << 8 | gaz(i))));
            out.push(key(template + 4, mix(link, w.lower)));
        }
    }

    /// Writes into `out` the feature keys of the step to word `i` from the label `before`.
    pub(crate) fn steps(&self, i: usize, before: u8, out: &mut Vec<u32>) {
        out.clear();
        let w = &self.words[i];
        let (start, end) = self.runs[i];
        let (place, length) = ((i - start).min(3) as u64, (end - start).min(5) as u64);
        let b = u64::from(before) + 1;
        let mut template = 3200;
        let mut put = |value: u64| {
            template += 1;
            out.push(key(template, mix(value, b)));
        };
        put(0);
        put(w.lower);
        put(w.shape);
        put(u64::from(self.tags[i]));
        put(w.fine);
        put(w.coarse);
        put(self.gazetteer[i]);
        put(place | length << 4);
        put(if i > 0 { self.words[i - 1].lower } else { 0 });
    }
}

/// The key of the feature that every word has.
#[cfg(feature = "train")]
pub(crate) fn bias() -> u32 {
    key(3001, 0)
}

/// Whether label `l` may follow label `before`.
pub(crate) fn follows(before: usize, l: usize) -> bool {
    l == 0 || l % 2 == 1 || before == l || before + 1 == l
}

/// Labels one sentence into `labels`: the best way through all of them.
pub(crate) fn find(weights: &Weights, input: &Input, buffers: &mut Buffers, labels: &mut Vec<u8>) {
    const NEVER: i32 = i32::MIN / 2;
    labels.clear();
    labels.resize(input.len(), NONE);
    let count = weights.labels().min(MOST);
    let mut from = Vec::new();
    let mut i = 0;
    while i < input.len() {
        if !input.open(i).0 {
            i += 1;
            continue;
        }
        let start = i;
        let mut best = [NEVER; MOST];
        best[0] = 0;
        from.clear();
        while i < input.len() && input.open(i).0 {
            input.features(i, &mut buffers.keys);
            weights.score(&buffers.keys, &mut buffers.scores);
            let mut own = [0; MOST];
            own.iter_mut().zip(&buffers.scores).for_each(|(o, s)| *o = i32::from(*s));
            let begins = input.open(i).1;
            let mut next = [NEVER; MOST];
            let mut back = [0u8; MOST];
            let least = best.iter().max().map_or(NEVER, |top| (top - HOPELESS).max(NEVER));
            for b in (0..count).filter(|&b| best[b] > least) {
                input.steps(i, b as u8, &mut buffers.keys);
                weights.score(&buffers.keys, &mut buffers.scores);
                for l in (0..count).filter(|&l| follows(b, l) && (begins || l % 2 == 0)) {
                    let score = best[b] + own[l] + i32::from(buffers.scores[l]);
                    if score > next[l] {
                        next[l] = score;
                        back[l] = b as u8;
                    }
                }
            }
            best = next;
            from.push(back);
            i += 1;
        }
        let mut label = (0..count).max_by_key(|&l| (best[l], std::cmp::Reverse(l))).unwrap_or(0);
        for at in (start..i).rev() {
            labels[at] = label as u8;
            label = usize::from(from[at - start][label]);
        }
    }
}
