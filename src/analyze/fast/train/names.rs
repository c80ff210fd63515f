//! Training data of the name finder: Universal NER as it is, and the names that the accurate engine finds.

use super::super::names::NONE;
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
