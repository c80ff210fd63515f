//! Writes SVG elements: escaped words, short numbers.
//!
//! Part of the picture. The hard decision: numbers are written with one decimal, rounded the same everywhere, which is
//! a tenth of a pixel and keeps files small and comparable.

use crate::export::picture::font::{FAMILY, Font, REGULAR_LATIN, SEMIBOLD_LATIN, Weight};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// An SVG document in the making.
pub(crate) struct Canvas {
    body: String,
    embed_font: bool,
}

/// Where words stand relative to their point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Middle,
}

/// A number with at most one decimal.
pub(crate) fn num(value: f64) -> String {
    let tenths = (value * 10.0).round();
    let text = format!("{:.1}", (tenths + 0.0) / 10.0);
    let short = text.strip_suffix(".0").unwrap_or(&text);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Words as XML; what XML cannot hold becomes a blank.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

impl Canvas {
    pub(crate) fn new(embed_font: bool) -> Self {
        Self {
            body: String::new(),
            embed_font,
        }
    }

    /// Adds an element or a part of one, as it stands.
    pub(crate) fn raw(&mut self, svg: &str) {
        self.body.push_str(svg);
        self.body.push('\n');
    }

    /// Adds everything drawn on another canvas.
    pub(crate) fn append(&mut self, other: Self) {
        self.body.push_str(&other.body);
    }

    /// Adds a rectangle.
    pub(crate) fn rect(&mut self, [x, y]: [f64; 2], [w, h]: [f64; 2], radius: f64, paint: &str) {
        let [x, y, w, h] = [x, y, w, h].map(num);
        let round = if radius > 0.0 {
            format!(" rx=\"{}\"", num(radius))
        } else {
            String::new()
        };
        let _ = writeln!(self.body, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{round} {paint}/>");
    }

    /// Adds a polygon.
    pub(crate) fn polygon(&mut self, points: &[[f64; 2]], paint: &str) {
        let points: Vec<String> = points.iter().map(|[x, y]| format!("{},{}", num(*x), num(*y))).collect();
        let _ = writeln!(self.body, "<polygon points=\"{}\" {paint}/>", points.join(" "));
    }

    /// Adds a straight line.
    pub(crate) fn line(&mut self, from: [f64; 2], to: [f64; 2], paint: &str) {
        let [x1, y1, x2, y2] = [from[0], from[1], to[0], to[1]].map(num);
        let _ = writeln!(self.body, "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" {paint}/>");
    }

    /// Adds a quadratic curve.
    pub(crate) fn curve(&mut self, from: [f64; 2], control: [f64; 2], to: [f64; 2], paint: &str) {
        let [x1, y1, cx, cy, x2, y2] = [from[0], from[1], control[0], control[1], to[0], to[1]].map(num);
        let _ = writeln!(self.body, "<path d=\"M{x1} {y1}Q{cx} {cy} {x2} {y2}\" {paint}/>");
    }

    /// Adds a line of words in one or more fonts; `at` is on the baseline.
    pub(crate) fn text(&mut self, at: [f64; 2], align: Align, parts: &[(&str, Font, &str)]) {
        let parts: Vec<_> = parts.iter().filter(|(words, ..)| !words.is_empty()).collect();
        let Some((_, font, _)) = parts.first() else { return };
        let anchor = match align {
            Align::Left => "",
            Align::Middle => " text-anchor=\"middle\"",
        };
        // Without its font a reader has another, perhaps wider one: then the line is squeezed into its measure.
        let measure = if self.embed_font {
            String::new()
        } else {
            let width = parts.iter().map(|(words, font, _)| font.width(words)).sum::<f64>();
            format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", num(width))
        };
        let [x, y] = at.map(num);
        let _ = write!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"{anchor}{measure}>",
            num(font.size)
        );
        for (words, font, colour) in parts {
            let weight = match font.weight {
                Weight::Regular => "",
                Weight::SemiBold => " font-weight=\"600\"",
            };
            let _ = write!(self.body, "<tspan fill=\"{colour}\"{weight}>{}</tspan>", escaped(words));
        }
        self.body.push_str("</text>\n");
    }

    /// The whole document.
    pub(crate) fn finish(self, [width, height]: [f64; 2], title: &str, description: &str) -> String {
        let [w, h] = [width, height].map(num);
        let face = |data: &[u8], weight: u32| {
            format!(
                "@font-face{{font-family:\"{FAMILY}\";font-weight:{weight};src:url(data:font/woff2;base64,{}) format(\"woff2\")}}",
                STANDARD.encode(data)
            )
        };
        let style = if self.embed_font {
            format!("<style>{}{}</style>\n", face(REGULAR_LATIN, 400), face(SEMIBOLD_LATIN, 600))
        } else {
            String::new()
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
             font-family=\"'{FAMILY}','Source Sans 3','Helvetica Neue',Arial,sans-serif\">\n\
             <title>{}</title>\n<desc>{}</desc>\n{style}{}</svg>\n",
            escaped(title),
            escaped(description),
            self.body
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_words_are_safe() {
        assert_eq!([num(3.0), num(-0.04), num(2.25), num(-1.96)], ["3", "0", "2.3", "-2"]);
        assert_eq!(escaped("A&B <\"\u{0}\u{1b}>"), "A&amp;B &lt;&quot;  &gt;");
    }
}
