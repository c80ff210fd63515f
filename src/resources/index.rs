//! The index of all names: a trie over words, walked once over a text.
//!
//! Under the gazetteer. The hard decision: names begin and end at word borders, so the alphabet is whole words (as
//! hashes of their folded lower-case letters) and not bytes. One lookup per word decides whether any name starts there,
//! which is faster than a byte automaton and, what matters more, builds in milliseconds instead of a tenth of a second.
//! Hashes may collide: every match is compared letter by letter before it is reported, which also settles its case.

use super::entry::AliasFlags;
use super::fold;
use super::table::Slice;

/// How the letters' case in the text compares with the alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseMatch {
    /// As the table writes it (or with a capital at the start of a sentence).
    Exact,
    /// All in capitals, as in headlines.
    Capitals,
    /// Otherwise different; reported only for aliases that allow any case.
    Other,
}

/// One name of one entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AliasRow {
    pub(crate) text: Slice,
    pub(crate) entry: u32,
    pub(crate) flags: AliasFlags,
    next: u32,
}

/// One word of a text and what stands before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    start: u32,
    end: u32,
    hash: u64,
    gap: u64,
}

const NONE: u32 = u32::MAX;
const SPACE: u64 = 1;
const BREAK: u64 = 0;
const APOSTROPHE: u64 = 2;

fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(5) ^ b).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// Cuts `text` into words. Everything between two words becomes one "gap": a space (also hyphen, line break, and the
/// full stop after an initial or "St."), an apostrophe, another single sign, or a break that no name crosses.
pub(crate) fn words(text: &str, out: &mut Vec<Word>) {
    out.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut last_len = 0usize;
    while at < bytes.len() {
        let gap_start = at;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    break;
                }
                at += 1;
            } else {
                let Some(c) = text[at..].chars().next() else { break };
                if c.is_alphanumeric() && !fold::is_apostrophe(c) {
                    break;
                }
                at += c.len_utf8();
            }
        }
        let gap = if gap_start == 0 {
            BREAK
        } else {
            gap_class(&text[gap_start..at], last_len)
        };
        let start = at;
        let mut hash = 0u64;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                hash = mix(hash, u64::from(byte.to_ascii_lowercase()));
                at += 1;
            } else {
                let Some(c) = text[at..].chars().next() else { break };
                if !c.is_alphanumeric() && !fold::is_mark(c) || fold::is_apostrophe(c) {
                    break;
                }
                fold::letters(c, &mut |c| {
                    for c in c.to_lowercase() {
                        if !fold::is_mark(c) {
                            hash = mix(hash, u64::from(u32::from(c)));
                        }
                    }
                });
                at += c.len_utf8();
            }
        }
        if start == at {
            break;
        }
        last_len = at - start;
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        out.push(Word {
            start: narrow(start),
            end: narrow(at),
            hash,
            gap,
        });
    }
}

fn gap_class(gap: &str, before: usize) -> u64 {
    match gap.as_bytes() {
        b" " | b"-" | b"\n" | b"\r\n" => return SPACE,
        b"'" => return APOSTROPHE,
        b"." | b". " if before <= 2 => return SPACE,
        _ => {}
    }
    let trimmed = gap.trim();
    let mut chars = trimmed.chars();
    match (chars.next(), chars.next()) {
        (None, _) => {
            if gap.bytes().filter(|&b| b == b'\n').count() > 1 {
                BREAK
            } else {
                SPACE
            }
        }
        (Some('-' | '\u{2010}' | '\u{2011}'), None) if trimmed.len() == gap.len() => SPACE,
        (Some(c), None) if fold::is_apostrophe(c) && trimmed.len() == gap.len() => APOSTROPHE,
        // "Workers’ party" is written with either apostrophe.
        (Some(c), None) if fold::is_apostrophe(c) => 16 + u64::from(b'\''),
        (Some(c), None) => 16 + u64::from(u32::from(c)),
        _ => BREAK,
    }
}

/// The trie: a hash table from (node, gap, word) to node, and the aliases that end at each node.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    slots: Vec<(u32, u32)>,
    mask: usize,
    /// Edge `n` leads to node `n + 1`.
    edges: Vec<(u32, u64, u64)>,
    ends: Vec<u32>,
    pub(crate) aliases: Vec<AliasRow>,
}

impl Index {
    /// Room for about this many aliases.
    pub(crate) fn with_capacity(aliases: usize) -> Self {
        let size = (aliases * 2).next_power_of_two().max(64);
        let mut ends = Vec::with_capacity(aliases * 2);
        ends.push(NONE);
        Self {
            slots: vec![(0, NONE); size],
            mask: size - 1,
            edges: Vec::with_capacity(aliases * 2),
            ends,
            aliases: Vec::with_capacity(aliases),
        }
    }

    /// Where to look first, and the tag that is compared there. Tags may collide, as hashes may.
    fn key(&self, node: u32, gap: u64, word: u64) -> (usize, u32) {
        let key = mix(mix(u64::from(node).wrapping_add(1), gap), word);
        let low = u32::try_from(key & 0xffff_ffff).unwrap_or(0);
        ((key >> 32) as usize & self.mask, low.max(1))
    }

    #[inline]
    fn step(&self, node: u32, gap: u64, word: u64) -> Option<u32> {
        let (mut at, tag) = self.key(node, gap, word);
        loop {
            let (found, to) = self.slots[at];
            if found == tag {
                return Some(to);
            }
            if found == 0 {
                return None;
            }
            at = (at + 1) & self.mask;
        }
    }

    fn step_or_grow(&mut self, node: u32, gap: u64, word: u64) -> u32 {
        let (mut at, tag) = self.key(node, gap, word);
        loop {
            let (found, to) = self.slots[at];
            if found == tag {
                return to;
            }
            if found == 0 {
                break;
            }
            at = (at + 1) & self.mask;
        }
        let to = u32::try_from(self.ends.len()).unwrap_or(NONE);
        self.slots[at] = (tag, to);
        self.edges.push((node, gap, word));
        self.ends.push(NONE);
        if self.ends.len() * 2 > self.slots.len() {
            self.rehash();
        }
        to
    }

    /// Doubles the table; the edges are kept so that each can find its new place.
    fn rehash(&mut self) {
        let size = self.slots.len() * 2;
        self.slots = vec![(0, NONE); size];
        self.mask = size - 1;
        for (n, &(node, gap, word)) in self.edges.iter().enumerate() {
            let (mut at, tag) = self.key(node, gap, word);
            while self.slots[at].0 != 0 {
                at = (at + 1) & self.mask;
            }
            self.slots[at] = (tag, u32::try_from(n + 1).unwrap_or(NONE));
        }
    }

    /// Adds the alias `part` (a piece of `text`) of `entry`. `scratch` saves an allocation per call.
    /// False where the alias holds no word.
    pub(crate) fn add(&mut self, text: &str, part: &str, entry: u32, flags: AliasFlags, scratch: &mut Vec<Word>) -> bool {
        words(part, scratch);
        if scratch.is_empty() {
            return false;
        }
        let mut node = 0;
        for (i, word) in scratch.iter().enumerate() {
            node = self.step_or_grow(node, if i == 0 { BREAK } else { word.gap }, word.hash);
        }
        let row = u32::try_from(self.aliases.len()).unwrap_or(NONE);
        let next = std::mem::replace(&mut self.ends[node as usize], row);
        self.aliases.push(AliasRow {
            text: Slice::within(text, part),
            entry,
            flags,
            next,
        });
        true
    }

    /// Walks the text once and calls `found(start, end, alias, case)` for every alias at every word, shorter names
    /// before longer ones that start at the same word.
    pub(crate) fn walk(&self, table: &str, text: &str, scratch: &mut Vec<Word>, mut found: impl FnMut(usize, usize, u32, CaseMatch)) {
        words(text, scratch);
        for from in 0..scratch.len() {
            let mut node = 0;
            for to in from..scratch.len() {
                let word = scratch[to];
                let gap = if to == from { BREAK } else { word.gap };
                if to > from && gap == BREAK {
                    break;
                }
                let Some(next) = self.step(node, gap, word.hash) else { break };
                node = next;
                let mut alias = self.ends[node as usize];
                while alias != NONE {
                    let row = &self.aliases[alias as usize];
                    let (start, end) = (scratch[from].start as usize, word.end as usize);
                    if let Some((end, case)) = confirm(row.text.of(table), text, start, end)
                        && (case != CaseMatch::Other || row.flags.any_case())
                    {
                        found(start, end, alias, case);
                    }
                    alias = row.next;
                }
            }
        }
    }
}

/// Compares alias and text letter by letter; gives the end of the match (with the alias's own closing sign) and its case.
fn confirm(alias: &str, text: &str, start: usize, end: usize) -> Option<(usize, CaseMatch)> {
    let tail = alias.trim_end_matches(|c: char| c.is_alphanumeric()).len();
    let tail = if tail == alias.len() {
        alias.trim_end_matches(|c: char| !c.is_alphanumeric()).len()
    } else {
        alias.len()
    };
    let closing = &alias[tail..];
    let end = if closing.is_empty() {
        end
    } else if text[end..].starts_with(closing) {
        end + closing.len()
    } else if closing == "." {
        end
    } else {
        return None;
    };
    let found = &text[start..end];
    if found == alias {
        return Some((end, CaseMatch::Exact));
    }
    let (mut same, mut capitals, mut letters) = (true, true, 0u32);
    let mut a = FoldedLetters::new(alias);
    let mut b = FoldedLetters::new(found);
    loop {
        match (a.next(), b.next()) {
            (None, None) => break,
            (Some(a), Some(b)) => {
                if a != b {
                    if !a.to_lowercase().eq(b.to_lowercase()) {
                        return None;
                    }
                    same &= letters == 0 && b.is_uppercase();
                }
                capitals &= !b.is_lowercase();
                letters += 1;
            }
            _ => return None,
        }
    }
    let case = match (same, capitals && letters > 3) {
        (true, _) => CaseMatch::Exact,
        (false, true) => CaseMatch::Capitals,
        (false, false) => CaseMatch::Other,
    };
    Some((end, case))
}

/// The letters and digits of a text without ornaments, case kept.
struct FoldedLetters<'a> {
    chars: std::str::Chars<'a>,
    pending: Vec<char>,
}

impl<'a> FoldedLetters<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            chars: text.chars(),
            pending: Vec::new(),
        }
    }
}

impl Iterator for FoldedLetters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(c) = self.pending.pop() {
                return Some(c);
            }
            let c = self.chars.next()?;
            if c.is_ascii() {
                if c.is_ascii_alphanumeric() {
                    return Some(c);
                }
            } else if c.is_alphanumeric() && !fold::is_apostrophe(c) {
                let pending = &mut self.pending;
                fold::letters(c, &mut |c| pending.push(c));
                self.pending.reverse();
            }
        }
    }
}
