//! Corrections by people: a small text file that overrules the merger.
//!
//! Part of [`crate::graph`], read at every merge. The hard decision: an event is named by the id it has, and every
//! record keeps the id it would give an event that it heads; so a correction stays tied to its reports even when
//! later articles change what is merged with what.
//!
//! ```text
//! # one correction a line
//! same: name:v putin = person:Q7747        actors (by id or name) or events (by id)
//! different: event:0f3a… != event:77b1…    never merge these; for names: do not take the first for the second
//! event: drop event:0f3a…                  this is no event
//! actor: rename person:Q7747 = V. V. Putin
//! ```

use crate::error::{Error, ErrorKind, Result};
use std::path::Path;

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Correction {
    /// Two actors, or two events, are one.
    Same(String, String),
    /// Two actors, or two events, are two.
    Different(String, String),
    /// This event is none.
    Drop(String),
    /// This actor is to be shown under another name.
    Rename(String, String),
}

/// A correction that changed nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The line of the corrections file, from 1.
    pub line: usize,
    /// The correction as written.
    pub text: String,
    /// Why it does not apply.
    pub why: String,
}

/// Why a line that keeps two apart does not apply where other lines join them.
pub(super) const MADE_ONE: &str = "other lines make the two one; take one of the lines out";

impl Stale {
    pub(super) fn new(line: usize, text: &str, why: String) -> Self {
        Self {
            line,
            text: text.to_owned(),
            why,
        }
    }
}

/// All corrections of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections {
    pub(crate) lines: Vec<(usize, String, Correction)>,
}

impl Corrections {
    /// No corrections.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads corrections from text, one a line; `#` begins a comment line. A byte order mark, which some editors set, is passed over.
    ///
    /// # Errors
    /// A line that is no correction, with its number and what would be right.
    pub fn parse(text: &str) -> Result<Self> {
        let mut lines = Vec::new();
        for (at, raw) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
            let line = raw.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let correction = read(line).map_err(|message| Error::new(ErrorKind::Input, message).on_line(at + 1))?;
            lines.push((at + 1, line.to_owned(), correction));
        }
        Ok(Self { lines })
    }

    /// Reads a corrections file.
    ///
    /// # Errors
    /// Where the file cannot be read or a line is no correction.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|cause| Error::io(path, cause))?;
        Self::parse(&text).map_err(|error| error.at(path))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// All that may be ids of events or records in them.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> + '_ {
        self.iter().flat_map(|(_, correction)| match correction {
            Correction::Same(a, b) | Correction::Different(a, b) => vec![a.as_str(), b],
            Correction::Drop(id) => vec![id.as_str()],
            Correction::Rename(..) => Vec::new(),
        })
    }

    /// The corrections in the order of the file, with their lines.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Correction)> + '_ {
        self.lines.iter().map(|(line, _, correction)| (*line, correction))
    }
}

fn read(line: &str) -> std::result::Result<Correction, String> {
    const FORMS: &str = "write \"same: A = B\", \"different: A != B\", \"event: drop ID\" or \"actor: rename A = NAME\"";
    let (verb, rest) = line.split_once(':').ok_or_else(|| format!("no correction: {line:?}; {FORMS}"))?;
    let rest = rest.trim();
    match verb.trim() {
        "same" => two(rest, " = ").map(|(a, b)| Correction::Same(a, b)),
        "different" => two(rest, " != ").map(|(a, b)| Correction::Different(a, b)),
        "event" => match rest.strip_prefix("drop ").map(unquoted).filter(|id| !id.is_empty()) {
            Some(id) => Ok(Correction::Drop(id)),
            None => Err(format!("unknown correction of an event {rest:?}; write \"event: drop ID\"")),
        },
        "actor" => match rest.strip_prefix("rename ") {
            Some(names) => two(names, " = ").map(|(a, b)| Correction::Rename(a, b)),
            None => Err(format!("unknown correction of an actor {rest:?}; write \"actor: rename A = NAME\"")),
        },
        other => Err(format!("unknown correction {other:?}; {FORMS}")),
    }
}

fn two(text: &str, between: &str) -> std::result::Result<(String, String), String> {
    let sides = text.split_once(between).map(|(a, b)| (unquoted(a), unquoted(b)));
    match sides {
        Some((a, b)) if !a.is_empty() && !b.is_empty() => Ok((a, b)),
        _ => Err(format!("expected two names with {:?} between blanks in {text:?}", between.trim())),
    }
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('"').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_forms_are_read() {
        let text = "# ours\nsame: name:v putin = person:Q7747\n\ndifferent: \"A. Smith\" != name:b smith\nevent: drop event:12\nactor: rename state:RUS = Russia\n";
        let corrections = Corrections::parse(text).unwrap();
        let read: Vec<_> = corrections.iter().collect();
        assert_eq!(read[0], (2, &Correction::Same("name:v putin".into(), "person:Q7747".into())));
        assert_eq!(read[1], (4, &Correction::Different("A. Smith".into(), "name:b smith".into())));
        assert_eq!(read[2], (5, &Correction::Drop("event:12".into())));
        assert_eq!(read[3], (6, &Correction::Rename("state:RUS".into(), "Russia".into())));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_line() {
        let line = "event: drop event:12\n";
        let marked = Corrections::parse(&format!("\u{FEFF}{line}")).unwrap();
        assert_eq!(marked, Corrections::parse(line).unwrap());
    }

    #[test]
    fn a_wrong_line_is_named_with_its_remedy() {
        for (text, expected) in [
            ("same: A\n", "line 1: expected two names with \"=\""),
            ("\nmerge: A = B", "line 2: unknown correction \"merge\"; write"),
            ("event: delete x", "unknown correction of an event"),
            ("putin is trump", "no correction"),
        ] {
            let message = Corrections::parse(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
