//! Training data and training of the name finder: Universal NER as it is, and names derived from GUM's entities.

use super::super::names::{Input, NONE};
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

/// One entity mention of a GUM sentence: words `start..end`, type.
struct Mention {
    start: usize,
    end: usize,
    kind: String,
}

/// Mentions that begin and end in the sentence, from the `Entity` column.
fn mentions(sentence: &Sentence) -> Vec<Mention> {
    let mut open: Vec<(String, usize, String)> = Vec::new();
    let mut found = Vec::new();
    for (i, misc) in sentence.misc.iter().enumerate() {
        let Some(entity) = misc.split('|').find_map(|m| m.strip_prefix("Entity=")) else {
            continue;
        };
        let mut rest = entity;
        while !rest.is_empty() {
            if let Some(tail) = rest.strip_prefix('(') {
                let stop = tail.find(['(', ')']).unwrap_or(tail.len());
                let mut fields = tail[..stop].split('-');
                let (id, kind) = (fields.next().unwrap_or(""), fields.next().unwrap_or(""));
                if tail[stop..].starts_with(')') {
                    found.push(Mention {
                        start: i,
                        end: i + 1,
                        kind: kind.to_owned(),
                    });
                    rest = &tail[stop + 1..];
                } else {
                    open.push((id.to_owned(), i, kind.to_owned()));
                    rest = &tail[stop..];
                }
            } else {
                let stop = rest.find(')').unwrap_or(rest.len() - 1);
                let id = &rest[..stop];
                if let Some(at) = open.iter().rposition(|o| o.0 == id) {
                    let (_, start, kind) = open.remove(at);
                    found.push(Mention { start, end: i + 1, kind });
                }
                rest = &rest[stop + 1..];
            }
        }
    }
    found
}

/// Words before a person's name that are no part of it.
pub(crate) const TITLES: &[&str] = &[
    "admiral",
    "ambassador",
    "archbishop",
    "bishop",
    "captain",
    "chairman",
    "chancellor",
    "colonel",
    "commander",
    "congressman",
    "councillor",
    "detective",
    "dr",
    "dr.",
    "emperor",
    "father",
    "general",
    "gov.",
    "governor",
    "judge",
    "justice",
    "king",
    "lady",
    "lieutenant",
    "lord",
    "madam",
    "major",
    "mayor",
    "minister",
    "miss",
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "officer",
    "pope",
    "premier",
    "president",
    "prime",
    "prince",
    "princess",
    "prof.",
    "professor",
    "queen",
    "rep.",
    "representative",
    "rev.",
    "reverend",
    "secretary",
    "sen.",
    "senator",
    "sergeant",
    "shaikh",
    "sheikh",
    "sir",
    "vice",
];

/// Labels of a GUM sentence: runs of proper nouns that head a mention of a person, organisation or place.
pub(crate) fn derive(sentence: &Sentence) -> Vec<u8> {
    let n = sentence.len();
    let proper =
        |i: usize| sentence.tags[i].starts_with("PROPN") || sentence.tags[i].ends_with("|NNP") || sentence.tags[i].ends_with("|NNPS");
    let mut labels = vec![NONE; n];
    let mentions = mentions(sentence);
    let kind_at = |start: usize, end: usize| {
        // The smallest mention whose head stands in the run.
        let head = |m: &Mention| (m.start..m.end).find(|&i| !(m.start + 1..=m.end).contains(&(sentence.heads[i] as usize)));
        let fits = mentions.iter().filter(|m| head(m).is_some_and(|h| (start..end).contains(&h)));
        let kind = fits.min_by_key(|m| m.end - m.start)?.kind.as_str();
        ["person", "organization", "place"].iter().position(|k| *k == kind)
    };
    let mut i = 0;
    while i < n {
        if !proper(i) {
            i += 1;
            continue;
        }
        let start = i;
        while i < n && (proper(i) || sentence.forms[i] == "-" && i + 1 < n && proper(i + 1) && sentence.misc[i].contains("SpaceAfter=No")) {
            i += 1;
        }
        let (mut from, mut to) = (start, i);
        let Some(kind) = kind_at(from, to) else { continue };
        if kind == 0 {
            while from < to && TITLES.contains(&sentence.forms[from].to_lowercase().as_str()) {
                from += 1;
            }
        } else {
            // "University of Portsmouth", "House of the People"
            while to + 1 < n && sentence.forms[to] == "of" {
                let next = if sentence.forms[to + 1] == "the" { to + 2 } else { to + 1 };
                if next >= n || !proper(next) {
                    break;
                }
                to = next;
                while to < n && proper(to) {
                    to += 1;
                }
            }
        }
        for j in from..to {
            labels[j] = 1 + 2 * kind as u8 + u8::from(j > from);
        }
        i = to.max(i);
    }
    labels
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
    let mut p = Perceptron::new();
    let mut random = Random(seed);
    let mut order: Vec<usize> = data.iter().enumerate().flat_map(|(i, d)| std::iter::repeat_n(i, d.2)).collect();
    let mut scores = vec![0i32; LABELS];
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
