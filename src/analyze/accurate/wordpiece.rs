//! WordPiece: the pieces of one token in the encoder's uncased vocabulary, and the casing that vocabulary hides.
//!
//! First step of the accurate engine. The hard decision: a small table walk of our own rather than a tokenizer library,
//! because the splitter has found the tokens already and only the longest-match step is left; `train/wordpiece.py` is
//! its twin and must split alike, or the network reads other words than it learnt.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Id of the piece for what the vocabulary lacks.
const UNKNOWN: i32 = 100;
/// Id of the piece that opens a sentence.
pub(super) const OPEN: i32 = 101;
/// Id of the piece that closes a sentence.
pub(super) const CLOSE: i32 = 102;
/// Letters of a chunk beyond which it is one unknown piece, as when the encoder was made.
const LONGEST_CHUNK: usize = 100;
/// Pieces kept of one token: only the first is read off, the others lend it context.
const MOST_PIECES: usize = 32;

/// The encoder's vocabulary.
#[derive(Debug)]
pub(super) struct Vocabulary {
    starts: HashMap<Box<str>, i32>,
    continuations: HashMap<Box<str>, i32>,
    longest: usize,
}

impl Vocabulary {
    /// From the pieces in id order; `##` marks a continuation.
    pub(super) fn new<'a>(pieces: impl Iterator<Item = &'a str>) -> Self {
        let mut vocabulary = Self {
            starts: HashMap::new(),
            continuations: HashMap::new(),
            longest: 0,
        };
        for (id, piece) in (0i32..).zip(pieces) {
            let (table, text) = match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut vocabulary.continuations, rest),
                _ => (&mut vocabulary.starts, piece),
            };
            vocabulary.longest = vocabulary.longest.max(text.len());
            table.insert(text.into(), id);
        }
        vocabulary
    }

    /// Appends the ids of a token's pieces; at least one.
    pub(super) fn pieces(&self, form: &str, folded: &mut String, out: &mut Vec<i32>) {
        let from = out.len();
        fold(form, folded);
        let mut begin = None;
        for (at, c) in folded.char_indices() {
            let alone = is_mark(c) || is_ideograph(c);
            if alone || c.is_whitespace() {
                if let Some(begin) = begin.take() {
                    self.chunk(&folded[begin..at], out);
                }
                if alone {
                    self.chunk(&folded[at..at + c.len_utf8()], out);
                }
            } else if begin.is_none() {
                begin = Some(at);
            }
        }
        if let Some(begin) = begin {
            self.chunk(&folded[begin..], out);
        }
        out.truncate(from + MOST_PIECES);
        if out.len() == from {
            out.push(UNKNOWN);
        }
    }

    /// Longest match first; a chunk with any part missing is unknown as a whole.
    fn chunk(&self, chunk: &str, out: &mut Vec<i32>) {
        let from = out.len();
        let mut begin = 0;
        let known = chunk.chars().take(LONGEST_CHUNK + 1).count() <= LONGEST_CHUNK;
        while known && begin < chunk.len() {
            let table = if begin == 0 { &self.starts } else { &self.continuations };
            let mut end = chunk.len().min(begin + self.longest);
            let found = loop {
                if chunk.is_char_boundary(end)
                    && let Some(id) = table.get(&chunk[begin..end])
                {
                    break Some(*id);
                }
                end -= 1;
                if end == begin {
                    break None;
                }
            };
            let Some(id) = found else { break };
            out.push(id);
            begin = end;
        }
        if begin < chunk.len() {
            out.truncate(from);
            out.push(UNKNOWN);
        }
    }
}

/// Lower case without accents and control characters.
fn fold(form: &str, out: &mut String) {
    out.clear();
    if form.is_ascii() {
        out.extend(
            form.bytes()
                .filter(|b| !b.is_ascii_control())
                .map(|b| b.to_ascii_lowercase() as char),
        );
        return;
    }
    let hidden = |c: char| {
        c.general_category_group() == GeneralCategoryGroup::Mark
            || matches!(c.general_category(), GeneralCategory::Control | GeneralCategory::Format)
    };
    out.extend(form.to_lowercase().nfd().filter(|c| !hidden(*c)));
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation)
}

fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2FA1F)
}

/// The casing of a token as the network numbers it; the same as `shape` in `train/data.py`.
pub(super) fn shape(form: &str) -> i32 {
    let (mut letters, mut upper, mut first, mut digit) = (0, 0, false, false);
    for c in form.chars() {
        if c.is_alphabetic() {
            first |= letters == 0 && c.is_uppercase();
            letters += 1;
            upper += i32::from(c.is_uppercase());
        }
        digit |= c.is_numeric();
    }
    match (letters, upper) {
        (0, _) if digit => 5,
        _ if digit => 6,
        (0, _) => MARK_SHAPE,
        (_, 0) => 0,
        (1, 1) => 3,
        _ if upper == letters => 2,
        _ if first && upper == 1 => 1,
        _ => 4,
    }
}

/// The shape of tokens without letter or digit, and of the pieces around a sentence.
pub(super) const MARK_SHAPE: i32 = 7;

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut pieces = vec!["[PAD]"; 103];
        pieces.extend(["visit", "##ed", "##or", "u", ".", "s", "cafe", "中"]);
        Vocabulary::new(pieces.into_iter())
    }

    fn ids(form: &str) -> Vec<i32> {
        let mut out = Vec::new();
        vocabulary().pieces(form, &mut String::new(), &mut out);
        out
    }

    #[test]
    fn longest_match_first() {
        assert_eq!(ids("Visited"), [103, 104]);
        assert_eq!(ids("visitors"), [UNKNOWN], "one missing part makes the whole chunk unknown");
    }

    #[test]
    fn marks_accents_and_ideographs() {
        assert_eq!(ids("U.S."), [106, 107, 108, 107]);
        assert_eq!(ids("CAFÉ"), [109]);
        assert_eq!(ids("中中"), [110, 110]);
        assert_eq!(ids("vi\u{ad}sit"), [103], "a soft hyphen is not there");
    }

    #[test]
    fn never_empty_never_long() {
        assert_eq!(ids(""), [UNKNOWN]);
        assert_eq!(ids("\u{200b}"), [UNKNOWN]);
        assert_eq!(ids(&"s".repeat(101)), [UNKNOWN]);
        assert_eq!(ids(&".".repeat(500)).len(), MOST_PIECES);
    }

    #[test]
    fn shapes() {
        let all = [
            ("talks", 0),
            ("Paris", 1),
            ("NATO", 2),
            ("A", 3),
            ("McKay", 4),
            ("1994", 5),
            ("G8", 6),
            ("--", 7),
        ];
        for (form, expected) in all {
            assert_eq!(shape(form), expected, "{form}");
        }
    }
}
