//! Learns lemma rules: an ending's rule is kept only where it says something else than the next shorter ending's.

use super::super::super::lemma::{LONGEST, Rule, ending_key, fold, tag_hash, word_key};
use super::treebank::Sentence;
use std::collections::BTreeMap;

type Counts = BTreeMap<Rule, u32>;

fn rule(lower: &str, cased: &str, lemma: &str, proper: bool) -> Rule {
    let cased_rule = proper || lemma.starts_with(char::is_uppercase);
    let form = if cased_rule { cased } else { lower };
    let mut common = 0;
    for ((i, a), b) in form.char_indices().zip(lemma.chars()) {
        if a != b {
            break;
        }
        common = i + a.len_utf8();
    }
    Rule {
        cased: cased_rule,
        cut: (form.len() - common).min(255) as u8,
        add: lemma[common..].to_owned(),
    }
}

fn apply(rule: &Rule, lower: &str, cased: &str) -> String {
    let form = if rule.cased { cased } else { lower };
    form.get(..form.len().saturating_sub(usize::from(rule.cut)))
        .unwrap_or(form)
        .to_owned()
        + &rule.add
}

fn top(counts: &Counts) -> Option<(&Rule, u32)> {
    counts
        .iter()
        .max_by_key(|(rule, n)| (**n, std::cmp::Reverse((*rule).clone())))
        .map(|(r, n)| (r, *n))
}

/// The rules and table entries learnt from `sentences`.
pub(crate) fn train(sentences: &[Sentence]) -> (Vec<Rule>, Vec<(u32, u16)>) {
    let mut words: BTreeMap<(String, String), BTreeMap<(String, String), u32>> = BTreeMap::new();
    let mut endings: BTreeMap<(String, Vec<u8>), Counts> = BTreeMap::new();
    let (mut lower, mut cased) = (String::new(), String::new());
    for s in sentences {
        for ((form, lemma), tag) in s.forms.iter().zip(&s.lemmas).zip(&s.tags) {
            if lemma == "_" || form == "_" {
                continue;
            }
            fold(form, false, &mut lower);
            fold(form, true, &mut cased);
            let rule = rule(&lower, &cased, lemma, tag.starts_with("PROPN"));
            let seen = words.entry((tag.clone(), lower.clone())).or_default();
            *seen.entry((cased.clone(), lemma.clone())).or_default() += 1;
            for k in 0..=LONGEST.min(lower.len()) {
                let ending = lower.as_bytes()[lower.len() - k..].to_vec();
                *endings.entry((tag.clone(), ending)).or_default().entry(rule.clone()).or_default() += 1;
            }
        }
    }
    let mut rules: Vec<Rule> = Vec::new();
    let mut number = |rule: &Rule| {
        rules.iter().position(|r| r == rule).unwrap_or_else(|| {
            rules.push(rule.clone());
            rules.len() - 1
        }) as u16
    };
    let hash = |tag: &str| {
        let (upos, xpos) = tag.split_once('|').unwrap_or((tag, ""));
        tag_hash(upos, xpos)
    };
    let mut entries: BTreeMap<u32, u16> = BTreeMap::new();
    // What the kept endings say, for every ending; shorter endings sort first within a tag only by length, so by length it goes.
    let mut said: BTreeMap<(&str, &[u8]), &Rule> = BTreeMap::new();
    for k in 0..=LONGEST {
        for ((tag, ending), counts) in endings.iter().filter(|(key, _)| key.1.len() == k) {
            let shorter = if k == 0 {
                None
            } else {
                said.get(&(tag.as_str(), &ending[1..])).copied()
            };
            let Some((best, n)) = top(counts) else { continue };
            let total: u32 = counts.values().sum();
            if shorter == Some(best) {
                said.insert((tag, ending), best);
            } else if k == 0 || total >= 3 && n * 2 > total {
                entries.insert(ending_key(hash(tag), ending), number(best));
                said.insert((tag, ending), best);
            } else if let Some(rule) = shorter {
                said.insert((tag, ending), rule);
            }
        }
    }
    for ((tag, word), seen) in &words {
        let bytes = word.as_bytes();
        let guess = (0..=LONGEST.min(bytes.len()))
            .rev()
            .find_map(|k| said.get(&(tag.as_str(), &bytes[bytes.len() - k..])).copied());
        // The rule that would have made most of the word's lemmas; among them a rule that writes the whole lemma, for "i" and "I".
        let right = |rule: &Rule| -> u32 {
            seen.iter()
                .filter(|((cased, lemma), _)| apply(rule, word, cased) == *lemma)
                .map(|s| s.1)
                .sum()
        };
        let proper = tag.starts_with("PROPN");
        let mut best = guess.cloned();
        let mut most = best.as_ref().map_or(0, right);
        for (cased, lemma) in seen.keys() {
            let whole = Rule {
                cased: false,
                cut: word.len().min(255) as u8,
                add: lemma.clone(),
            };
            for candidate in [rule(word, cased, lemma, proper), whole] {
                let count = right(&candidate);
                if count > most {
                    most = count;
                    best = Some(candidate);
                }
            }
        }
        if let Some(best) = best
            && guess != Some(&best)
        {
            entries.insert(word_key(hash(tag), word), number(&best));
        }
    }
    (rules, entries.into_iter().collect())
}
