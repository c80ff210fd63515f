//! Trains the tagger on its own predicted history.

use super::super::tagger::{HISTORY, features};
use super::super::weights::{Scores, Scoring};
use super::super::word::Word;
use super::perceptron::{Perceptron, Random};

/// A sentence with its gold tags.
pub(crate) struct Gold<'a> {
    pub(crate) words: &'a [Word],
    pub(crate) tags: &'a [u8],
}

/// Trains one perceptron over `data`.
pub(crate) fn train(data: &[Gold<'_>], labels: usize, rounds: usize, seed: u64) -> Perceptron {
    let mut p = Perceptron::new(labels);
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut scores: Scores = [0; 256];
    let mut keys = Vec::with_capacity(64);
    for _ in 0..rounds {
        random.shuffle(&mut order);
        for &i in &order {
            let gold = &data[i];
            let mut before = HISTORY;
            for (j, &tag) in gold.tags.iter().enumerate() {
                features(gold.words, j, before, &mut keys);
                p.score(&keys, &mut scores);
                p.time += 1;
                let mut best = 0;
                for (label, &score) in scores[..labels].iter().enumerate() {
                    if score > scores[best] {
                        best = label;
                    }
                }
                if best != usize::from(tag) {
                    p.update(&keys, usize::from(tag), best);
                }
                before = [best as u8, before[0]];
            }
        }
    }
    p
}
