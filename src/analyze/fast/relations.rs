//! Names the relations of a finished tree: which of the relations that a kind of arc may stand for each arc is.
//!
//! Third model of the fast engine. The hard decision: it names what the parser left open and nothing else, so that it can be taught on gold
//! trees; but it sees both ends' dependants on both sides, which the parser does not while it decides.

use super::habit::{self, Habits};
use super::parser::{Arcs, Input, LOWER, Node, TAG, kind};
use super::tagger::Buffers;
use super::weights::{Scores, Scoring, Weights};
use super::word::{Word, key, mix};

/// A tree to name the relations of: padded as [`Input`] is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tree<'a> {
    pub(crate) words: &'a [Word],
    pub(crate) input: &'a Input,
    pub(crate) nodes: &'a [Node],
}

impl Tree<'_> {
    /// Writes the feature keys of the arc to word `i` (from 1) into `out`.
    pub(crate) fn features(&self, i: usize, out: &mut Vec<u32>) {
        out.clear();
        let (words, nodes) = (&self.input.words, self.nodes);
        let at = |i: usize| words.get(i).unwrap_or(&[0; 4]);
        let n = &nodes[i];
        let h = n.head as usize;
        let (nh, d, g) = (&nodes[h], at(i), at(h));
        let gg = at(nh.head as usize);
        let [dw, dt, dc, df] = *d;
        let [gw, gt, gc, gf] = *g;
        let (k, gk) = (u64::from(n.arc), u64::from(nh.arc));
        let lower = |i: u32| words[i as usize][LOWER];
        let tag = |i: u32| words[i as usize][TAG];
        let kind = |i: u32| kind(nodes, i);
        let (d_left, d_right) = (u64::from(n.left_arcs), u64::from(n.right_arcs));
        let (h_left, h_right) = (u64::from(nh.left_arcs), u64::from(nh.right_arcs));
        // Prepositions stand at the outer left of their nouns.
        let (prep, hprep) = (lower(n.left[0]), lower(nh.left[0]));
        let dist = h.abs_diff(i).min(6) as u64;
        let (l, r, hl, hr) = (at(i - 1), at(i + 1), at(h - 1), at(h + 1));
        let suffix = self.words[i - 1].suffix[2];
        let mut template = 5000;
        let mut put = |value: u64| {
            template += 1;
            out.push(key(template, value));
        };
        put(k);
        put(dw);
        put(dt);
        put(mix(dw, dt));
        put(df);
        put(mix(df, k));
        put(mix(dc, k));
        put(mix(suffix, k));
        put(mix(gw, k));
        put(mix(gt, k));
        put(mix(gw, gt) ^ k);
        put(mix(gf, k));
        put(mix(gc, k));
        put(mix(dt, mix(gt, k)));
        put(mix(dw, gt));
        put(mix(dw, gw));
        put(mix(dt, mix(gw, k)));
        put(mix(df, mix(gf, k)));
        put(mix(df, mix(gt, k)));
        put(mix(dt, mix(gf, k)));
        put(mix(dc, mix(gc, mix(dt, gt))));
        put(mix(prep, k));
        put(mix(prep, mix(dt, k)));
        put(mix(prep, mix(gw, k)));
        put(mix(prep, mix(gf, k)));
        put(mix(prep, mix(gt, mix(dt, k))));
        put(mix(prep, mix(df, k)));
        put(mix(prep, mix(dc, gc)));
        put(mix(prep, mix(dw, k)));
        put(mix(hprep, mix(dw, k)));
        put(mix(h_left, mix(dt, k)));
        put(mix(h_right, mix(dt, k)));
        put(mix(h_left, mix(gt, k)));
        put(mix(h_right, mix(gt, k)));
        put(mix(h_left, mix(h_right, mix(gt, k))));
        put(mix(h_left, mix(gw, k)));
        put(mix(h_right, mix(gw, k)));
        put(mix(d_left, mix(dt, k)));
        put(mix(d_right, mix(dt, k)));
        put(mix(d_left, mix(d_right, mix(dt, k))));
        put(mix(d_left, mix(gt, k)));
        put(mix(gk, mix(gt, k)));
        put(mix(gk, mix(gw, k)));
        put(mix(gk, mix(dt, mix(gt, k))));
        put(mix(gg[TAG], mix(gt, mix(dt, k))));
        put(mix(gg[LOWER], mix(gk, k)));
        put(mix(dist, mix(dt, mix(gt, k))));
        put(mix(l[LOWER], mix(dt, k)));
        put(mix(r[LOWER], mix(dt, k)));
        put(mix(l[TAG], mix(dt, mix(r[TAG], k))));
        put(mix(hl[TAG], mix(gt, mix(hr[TAG], k))));
        put(mix(hl[LOWER], mix(dt, k)));
        put(mix(hr[LOWER], mix(dt, k)));
        put(mix(tag(n.left[0]), mix(kind(n.left[0]), mix(dt, k))));
        put(mix(tag(n.right[0]), mix(kind(n.right[0]), mix(dt, k))));
        put(mix(lower(n.right[0]), mix(dt, k)));
        put(mix(lower(nh.right[0]), mix(gt, mix(dt, k))));
        put(mix(kind(nh.left[0]), mix(kind(nh.left[1]), mix(gt, k))));
        put(mix(kind(nh.right[0]), mix(kind(nh.right[1]), mix(gt, k))));
        put(mix(tag(nh.right[0]), mix(tag(nh.right[1]), mix(gt, k))));
        put(mix(lower(n.left[1]), mix(dt, k)));
    }

    /// The relations that the arc to word `i` (from 1) may stand for.
    pub(crate) fn candidates<'a>(&self, arcs: &'a Arcs, i: usize) -> &'a [u8] {
        arcs.relations(usize::from(self.nodes[i].arc))
    }

    /// The relation of word `i` (from 1), which is one of `relations`.
    pub(crate) fn relation(&self, scoring: &impl Scoring, relations: &[u8], i: usize, keys: &mut Vec<u32>, scores: &mut Scores) -> u8 {
        self.features(i, keys);
        scoring.score(keys, scores);
        let better = |a: u8, b: u8| if scores[usize::from(b)] > scores[usize::from(a)] { b } else { a };
        relations.iter().copied().reduce(better).unwrap_or_default()
    }
}

/// The naming of relations ready for use.
#[derive(Debug, Default, Clone)]
pub(crate) struct Namer {
    pub(crate) weights: Weights,
    pub(crate) habits: Habits,
}

impl Namer {
    /// Names the relations of all words into `out`.
    pub(crate) fn name(&self, arcs: &Arcs, tree: Tree<'_>, buffers: &mut Buffers, out: &mut Vec<u8>) {
        out.clear();
        out.extend((1..=tree.words.len()).map(|i| {
            let relations = tree.candidates(arcs, i);
            if let [only] = relations {
                return *only;
            }
            let habit = self.habits.get(habit::naming(tree, i)).filter(|r| relations.contains(r));
            habit.unwrap_or_else(|| tree.relation(&self.weights, relations, i, &mut buffers.keys, &mut buffers.scores))
        }));
    }
}
