//! Words to dictionary forms: endings to cut and add, learnt from treebanks, with a table of the words that break the rules.
//!
//! Runs after either engine. The hard decision: one table keyed by hashes of tag and ending (longest ending first, whole word before all)
//! holds rules and exceptions alike, so that a lemma is at most seven probes and no string comparison.

use super::fast::word::{hash, mix};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Verb forms that the treebanks taught too rarely, or not at all.
static IRREGULAR: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/lexicon/irregular_verbs.tsv").lines();
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// How a lemma comes from a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    /// Keeps the form's case; otherwise it is lower-cased first.
    pub cased: bool,
    /// Bytes to cut off its end.
    pub cut: u8,
    /// What to add then.
    pub add: String,
}

/// Longest ending, in bytes, that a rule looks at.
pub const LONGEST: usize = 5;

/// Maps forms to lemmas.
#[derive(Debug, Default, Clone)]
pub struct Lemmatiser {
    rules: Vec<Rule>,
    /// `(key, rule + 1)`, open addressing; rule 0 marks a free slot.
    slots: Vec<(u32, u16)>,
}

/// Key of a whole word with a tag.
#[must_use]
pub fn word_key(tag: u64, form: &str) -> u32 {
    (mix(mix(tag, 11), hash(form.as_bytes())) >> 32) as u32
}

/// Key of an ending with a tag.
#[must_use]
pub fn ending_key(tag: u64, ending: &[u8]) -> u32 {
    (mix(mix(tag, 13), hash(ending)) >> 32) as u32
}

/// Hash of a tag pair.
#[must_use]
pub fn tag_hash(upos: &str, xpos: &str) -> u64 {
    mix(hash(upos.as_bytes()), hash(xpos.as_bytes()))
}

/// Writes the form with typewriter marks, in its own case or lower case.
pub fn fold(form: &str, cased: bool, out: &mut String) {
    out.clear();
    for c in form.chars() {
        match c {
            '’' | '‘' => out.push('\''),
            '“' | '”' | '„' => out.push('"'),
            '–' | '‑' | '‐' => out.push('-'),
            c if cased => out.push(c),
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
}

impl Lemmatiser {
    /// From rules and `(key, rule)` pairs.
    #[must_use]
    pub fn new(rules: Vec<Rule>, entries: &[(u32, u16)]) -> Self {
        let mut slots = vec![(0, 0); (entries.len() * 2).next_power_of_two().max(2)];
        let shift = 32 - slots.len().trailing_zeros();
        for &(key, rule) in entries {
            let mut at = (key >> shift) as usize;
            while slots[at].1 != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = (key, rule.saturating_add(1));
        }
        Self { rules, slots }
    }

    fn rule(&self, key: u32) -> Option<&Rule> {
        let mut at = (key >> (32 - self.slots.len().trailing_zeros())) as usize;
        loop {
            let (k, rule) = *self.slots.get(at)?;
            if rule == 0 {
                return None;
            }
            if k == key {
                return self.rules.get(usize::from(rule) - 1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The rule for a folded lower-case form: of the whole word, else of its longest known ending.
    #[must_use]
    pub fn find(&self, tag: u64, lower: &str) -> Option<&Rule> {
        if self.slots.is_empty() {
            return None;
        }
        if let Some(rule) = self.rule(word_key(tag, lower)) {
            return Some(rule);
        }
        let bytes = lower.as_bytes();
        (0..=LONGEST.min(bytes.len()))
            .rev()
            .find_map(|k| self.rule(ending_key(tag, &bytes[bytes.len() - k..])))
    }

    /// Writes the lemma of `form` with this tag into `out`.
    pub fn lemma(&self, form: &str, upos: &str, xpos: &str, out: &mut String) {
        fold(form, false, out);
        if upos == "VERB"
            && let Some(lemma) = IRREGULAR.get(out.as_str())
        {
            out.clear();
            out.push_str(lemma);
            return;
        }
        let Some(rule) = self.find(tag_hash(upos, xpos), out) else {
            if upos == "PROPN" {
                fold(form, true, out);
            }
            return;
        };
        if rule.cased {
            fold(form, true, out);
        }
        let keep = out.len().saturating_sub(usize::from(rule.cut));
        if keep + rule.add.len() > 0 && out.is_char_boundary(keep) {
            out.truncate(keep);
            out.push_str(&rule.add);
        }
    }

    /// As bytes of a model file.
    #[must_use]
    pub fn write(rules: &[Rule], entries: &[(u32, u16)]) -> Vec<u8> {
        let mut out = (rules.len() as u32).to_le_bytes().to_vec();
        for rule in rules {
            out.push(u8::from(rule.cased));
            out.push(rule.cut);
            out.push(rule.add.len() as u8);
            out.extend_from_slice(rule.add.as_bytes());
        }
        for (key, rule) in entries {
            out.extend_from_slice(&key.to_le_bytes());
            out.extend_from_slice(&rule.to_le_bytes());
        }
        out
    }

    /// Reads [`Lemmatiser::write`]'s bytes; `None` where they are damaged.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (count, mut rest) = bytes.split_at_checked(4)?;
        let count = u32::from_le_bytes(count.try_into().ok()?);
        let mut rules = Vec::new();
        for _ in 0..count {
            let (&[cased, cut, len], tail) = rest.split_first_chunk::<3>()?;
            let (add, tail) = tail.split_at_checked(usize::from(len))?;
            rules.push(Rule {
                cased: cased != 0,
                cut,
                add: std::str::from_utf8(add).ok()?.to_owned(),
            });
            rest = tail;
        }
        let entries = rest
            .chunks_exact(6)
            .map(|e| (u32::from_le_bytes([e[0], e[1], e[2], e[3]]), u16::from_le_bytes([e[4], e[5]])));
        let entries: Vec<_> = entries.collect();
        if entries.iter().any(|e| usize::from(e.1) >= rules.len()) {
            return None;
        }
        Some(Self::new(rules, &entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irregular_verbs_need_no_learnt_table() {
        let (lemmatiser, mut out) = (Lemmatiser::default(), String::new());
        for (form, lemma) in [("shot", "shoot"), ("Fled", "flee"), ("shelled", "shell"), ("lent", "lend")] {
            lemmatiser.lemma(form, "VERB", "VBD", &mut out);
            assert_eq!(out, lemma);
        }
    }
}
