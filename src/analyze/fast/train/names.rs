//! Training data and training of the name finder: Universal NER as it is, and the names that the accurate engine finds.

use super::super::names::{Input, NONE};
use super::super::weights::{Scores, Scoring};
use super::perceptron::{Perceptron, Random};
use super::treebank::Sentence;
use std::collections::BTreeMap;

/// Kinds in label order; label `1 + 2 kind` begins a name, `2 + 2 kind` goes on.
pub(crate) const KINDS: [&str; 3] = ["PER", "ORG", "LOC"];

/// Number of labels.
pub(crate) const LABELS: usize = 1 + 2 * KINDS.len();

/// Reads a `.ner` file: forms and labels, sentence by sentence.
pub(crate) fn read_ner(text: &str) -> Vec<(Vec<String>, Vec<u8>)> {
    let mut sentences = Vec::new();
    let (mut forms, mut labels) = (Vec::new(), Vec::new());
    for line in text.lines().chain([""]) {
        let Some((form, label)) = line.split_once('\t') else {
            if !forms.is_empty() {
                sentences.push((std::mem::take(&mut forms), std::mem::take(&mut labels)));
            }
            continue;
        };
        let kind = label.get(2..).and_then(|k| KINDS.iter().position(|x| *x == k));
        let label = kind.map_or(NONE, |k| 1 + 2 * k as u8 + u8::from(label.starts_with('I')));
        forms.push(form.to_owned());
        labels.push(label);
    }
    sentences
}

/// Labels of treebank sentences that a `.ner` file covers, found by their forms.
pub(crate) fn align(sentences: &[Sentence], ner: &[(Vec<String>, Vec<u8>)]) -> Vec<Option<Vec<u8>>> {
    let by_forms: BTreeMap<&[String], &Vec<u8>> = ner.iter().map(|(forms, labels)| (forms.as_slice(), labels)).collect();
    sentences
        .iter()
        .map(|s| by_forms.get(s.forms.as_slice()).map(|l| (*l).clone()))
        .collect()
}

/// Names as `(start, end, kind)`.
pub(crate) fn spans(labels: &[u8]) -> Vec<(usize, usize, u8)> {
    let mut spans: Vec<(usize, usize, u8)> = Vec::new();
    for (i, &label) in labels.iter().enumerate().filter(|(_, l)| **l != NONE) {
        match spans.last_mut() {
            Some(last) if label % 2 == 0 && last.1 == i => last.1 = i + 1,
            _ => spans.push((i, i + 1, (label - 1) / 2)),
        }
    }
    spans
}

/// Trains one perceptron; each sentence counts `weight` times a round.
pub(crate) fn train(data: &[(Input, Vec<u8>, usize)], rounds: usize, seed: u64) -> Perceptron {
    let mut p = Perceptron::new(LABELS);
    let mut random = Random(seed);
    let mut order: Vec<usize> = data.iter().enumerate().flat_map(|(i, d)| std::iter::repeat_n(i, d.2)).collect();
    let mut scores: Scores = [0; 256];
    let mut keys = Vec::with_capacity(96);
    for _ in 0..rounds {
        random.shuffle(&mut order);
        for &i in &order {
            let (input, gold, _) = &data[i];
            let mut before = [NONE; 2];
            for (j, &label) in gold.iter().enumerate() {
                let mut chosen = NONE;
                if input.candidate(j, before[0]) {
                    input.features(j, before, &mut keys);
                    p.score(&keys, &mut scores);
                    p.time += 1;
                    let allowed = |l: usize| l == 0 || l % 2 == 1 || usize::from(before[0]) == l || usize::from(before[0]) + 1 == l;
                    let mut top = 0;
                    for l in 1..LABELS {
                        if allowed(l) && scores[l] > scores[top] {
                            top = l;
                        }
                    }
                    // After a wrong start the name's rest can only begin anew.
                    let mut good = usize::from(label);
                    if !allowed(good) {
                        good -= 1;
                    }
                    if top != good {
                        p.update(&keys, good, top);
                    }
                    chosen = top as u8;
                }
                before = [chosen, before[0]];
            }
        }
    }
    p
}
