//! Widths of words in the bundled face, and lines broken to fit.
//!
//! Part of the picture. The hard decision: every label is measured before anything is placed, in the same font file
//! that later draws it, so a label can neither be cut nor run into its neighbour.

use std::sync::LazyLock;
use ttf_parser::Face;

/// The family name by which SVG and PNG find the bundled face.
pub(crate) const FAMILY: &str = "Diplograph Sans";

/// Regular weight, as TrueType.
pub(crate) const REGULAR: &[u8] = include_bytes!("../../../data/fonts/DiplographSans-Regular.ttf");
/// Semi-bold weight, as TrueType.
pub(crate) const SEMIBOLD: &[u8] = include_bytes!("../../../data/fonts/DiplographSans-SemiBold.ttf");
/// Regular weight, Latin only, as WOFF2.
pub(crate) const REGULAR_LATIN: &[u8] = include_bytes!("../../../data/fonts/DiplographSans-Regular-Latin.woff2");
/// Semi-bold weight, Latin only, as WOFF2.
pub(crate) const SEMIBOLD_LATIN: &[u8] = include_bytes!("../../../data/fonts/DiplographSans-SemiBold-Latin.woff2");

/// A weight of the face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// A weight at a size in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Font {
    pub(crate) weight: Weight,
    pub(crate) size: f64,
}

impl Font {
    pub(crate) const fn regular(size: f64) -> Self {
        Self {
            weight: Weight::Regular,
            size,
        }
    }

    pub(crate) const fn bold(size: f64) -> Self {
        Self {
            weight: Weight::SemiBold,
            size,
        }
    }

    /// Width of one line. Kerning, which mostly narrows, is left out: the width is an upper bound in practice.
    pub(crate) fn width(self, text: &str) -> f64 {
        static FACES: LazyLock<[Face<'static>; 2]> =
            LazyLock::new(|| [REGULAR, SEMIBOLD].map(|data| Face::parse(data, 0).expect("the bundled font is sound")));
        let face = match self.weight {
            Weight::Regular => &FACES[0],
            Weight::SemiBold => &FACES[1],
        };
        let em = f64::from(face.units_per_em());
        // A character the face lacks is drawn by whatever the reader has; a full em is room for any script.
        let advance = |c| match face.glyph_index(c).and_then(|g| face.glyph_hor_advance(g)) {
            Some(units) => f64::from(units) / em,
            None => 1.0,
        };
        text.chars().map(advance).sum::<f64>() * self.size
    }

    /// Breaks text at blanks (and, where one word is wider than a line, inside it) into lines of at most `width`.
    pub(crate) fn wrap(self, text: &str, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&joined) <= width {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if self.width(&line) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::take(&mut line));
                    line.push(c);
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// As [`Font::wrap`], with lines of about equal length instead of a short last one.
    pub(crate) fn wrap_evenly(self, text: &str, width: f64) -> Vec<String> {
        let count = self.wrap(text, width).len();
        let (mut low, mut high) = (width / 4.0, width);
        for _ in 0..12 {
            let middle = (low + high) / 2.0;
            if self.wrap(text, middle).len() > count {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.wrap(text, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_words_are_wider_and_bold_wider_still() {
        let font = Font::regular(14.0);
        assert!(font.width("Washington") > font.width("ill ill il"));
        assert!(Font::bold(14.0).width("Moscow") > font.width("Moscow"));
        assert!((font.width("Moscow") * 2.0 - Font::regular(28.0).width("Moscow")).abs() < 1e-9);
    }

    #[test]
    fn lines_fit_and_lose_nothing() {
        let font = Font::regular(12.0);
        for text in [
            "the halted delivery of some weapons to Ukraine",
            "Donaudampfschifffahrtsgesellschaftskapitän",
            "a",
            "",
        ] {
            for lines in [font.wrap(text, 90.0), font.wrap_evenly(text, 90.0)] {
                assert!(lines.iter().all(|l| font.width(l) <= 90.0), "{lines:?}");
                assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            }
        }
    }
}
