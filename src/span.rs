//! Positions and ids: half-open byte ranges into an article's text, and typed indices.
//!
//! Base of the module order; nothing else does offset arithmetic. The hard decision: spans are bytes inside the
//! program (Rust slices by bytes) and become Unicode character offsets only on the wire, where Python and
//! JavaScript readers slice by characters.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A half-open byte range `[start, end)` into one article's text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from byte `start` to byte `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            start: narrow(start),
            end: narrow(end),
        }
    }

    /// As a `Range<usize>`, for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words it covers; empty where the span does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

macro_rules! index {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// From a vector position.
            #[must_use]
            pub fn new(position: usize) -> Self {
                Self(u32::try_from(position).unwrap_or(u32::MAX))
            }

            /// As a vector position.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

index! {
    #[doc = "Position of a token in [`crate::document::Document::tokens`]."] TokenId,
    #[doc = "Position of a sentence in [`crate::document::Document::sentences`]."] SentenceId,
    #[doc = "Position of a mention in [`crate::record::Entities::mentions`]."] MentionId,
    #[doc = "Position of a coreference chain in [`crate::record::Entities::chains`]."] ChainId,
}

/// A half-open range of tokens `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenRange {
    /// First token.
    pub start: TokenId,
    /// One past the last token.
    pub end: TokenId,
}

impl TokenRange {
    /// The tokens from position `start` to before position `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: TokenId::new(start),
            end: TokenId::new(end),
        }
    }

    /// As a `Range<usize>`, for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start.index()..self.end.index()
    }

    /// Whether the token is inside.
    #[must_use]
    pub fn contains(self, token: TokenId) -> bool {
        self.start <= token && token < self.end
    }

    /// Number of tokens.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.index().saturating_sub(self.start.index())
    }

    /// Whether it holds no token.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The token ids in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = TokenId> {
        (self.start.0..self.end.0).map(TokenId)
    }
}

macro_rules! name_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub smol_str::SmolStr);

        impl $name {
            /// From its text.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(smol_str::SmolStr::new(text))
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

name_id! {
    #[doc = "Public id of an article: its own id or path, else derived from its bytes."] ArticleId,
    #[doc = "Public id of an actor, stable across articles: from the knowledge base (`person:Q22686`, `state:RUS`) or from its name."] EntityId,
    #[doc = "Public id of an event, derived from its content."] EventId,
}

/// Translates byte offsets of one text to Unicode character offsets, for the wire.
#[derive(Debug)]
pub struct CharOffsets {
    /// Character count before every 64th byte; empty for pure ASCII, where the two agree.
    marks: Vec<u32>,
}

impl CharOffsets {
    const STEP: usize = 64;

    /// Index `text` once, in linear time.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { marks: Vec::new() };
        }
        let mut marks = Vec::with_capacity(text.len() / Self::STEP + 1);
        let mut chars = 0u32;
        for (at, byte) in text.bytes().enumerate() {
            if at % Self::STEP == 0 {
                marks.push(chars);
            }
            chars += u32::from(byte & 0xC0 != 0x80);
        }
        Self { marks }
    }

    /// The span of `text` in characters. `text` must be the text the index was made from.
    #[must_use]
    pub fn span(&self, text: &str, span: Span) -> [u32; 2] {
        [self.offset(text, span.start), self.offset(text, span.end)]
    }

    fn offset(&self, text: &str, byte: u32) -> u32 {
        let Some(&before) = self.marks.get((byte as usize / Self::STEP).min(self.marks.len().saturating_sub(1))) else {
            return byte;
        };
        let from = (byte as usize / Self::STEP).min(self.marks.len() - 1) * Self::STEP;
        let rest = text.as_bytes().get(from..byte as usize).unwrap_or_default();
        before + rest.iter().map(|b| u32::from(b & 0xC0 != 0x80)).sum::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn char_offsets_agree_with_counting() {
        let text = "Yıldırım met “Erdoğan” 🇹🇷 ".repeat(9);
        let offsets = CharOffsets::new(&text);
        for (at, _) in text.char_indices() {
            let counted = u32::try_from(text[..at].chars().count()).unwrap();
            assert_eq!(offsets.span(&text, Span::new(at, text.len()))[0], counted);
        }
    }
}
