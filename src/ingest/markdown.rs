//! Markdown: front matter (YAML or TOML) as fields, the rest as plain text without its marks.
//!
//! Part of ingest. The hard decision: code, images and raw HTML are dropped, every other block becomes a paragraph of
//! its own, so that a sentence never runs from a heading or list item into what follows.

use super::draft::Draft;
use super::plain;
use crate::error::{Error, ErrorKind, Result};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

/// Reads a document.
pub(super) fn read(source: &str) -> Result<Draft> {
    let source = source.trim_start_matches('\u{feff}');
    let (fields, body) = match front_matter(source) {
        Some((mark, front, body)) => (parse_front(mark, front)?, body),
        None => (Map::new(), source),
    };
    let mut draft = Draft::from_fields(&fields);
    let (heading, text) = plain_text(body);
    draft.title = draft.title.or(heading);
    draft.text = text;
    plain::strip_front(&mut draft);
    Ok(draft)
}

/// Whether a text begins with front matter.
pub(super) fn has_front_matter(source: &str) -> bool {
    front_matter(source).is_some()
}

/// The fence, what stands between the fences, and what follows.
fn front_matter(source: &str) -> Option<(&str, &str, &str)> {
    let source = source.trim_start_matches('\u{feff}');
    let (mark, rest) = source.split_once('\n')?;
    let mark = mark.trim_end();
    if mark != "---" && mark != "+++" {
        return None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == mark {
            return Some((mark, &rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn parse_front(mark: &str, front: &str) -> Result<Map<String, Value>> {
    if front.trim().is_empty() {
        return Ok(Map::new());
    }
    let bad = |cause: String| {
        Error::new(
            ErrorKind::Input,
            format!("the front matter cannot be read: {}", cause.lines().next().unwrap_or("")),
        )
    };
    if mark == "+++" {
        let table: toml::Table = front.parse().map_err(|e: toml::de::Error| bad(e.message().to_owned()).on_line(2))?;
        return Ok(table.into_iter().map(|(k, v)| (k, json(v))).collect());
    }
    serde_saphyr::from_str(front).map_err(|e| {
        let text = e.without_snippet().to_string();
        // The place is told by the error itself: "error: line 1 column 8: unclosed quote" keeps its last words.
        let cause = text.lines().next().unwrap_or("").trim_start_matches("error: ");
        let cause = match cause.split_once(": ") {
            Some((place, rest)) if place.starts_with("line ") => rest,
            _ => cause,
        };
        // Places count within the front matter; the one told is the file's.
        let cause = cause.split(" at line ").next().unwrap_or(cause);
        let line = e.location().map_or(1, |l| usize::try_from(l.line()).unwrap_or(1));
        // The fence above is line 1.
        bad(cause.to_owned()).on_line(1 + line.max(1))
    })
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        other => serde_json::to_value(other).unwrap_or(Value::Null),
    }
}

/// The first top heading, and all other blocks as paragraphs.
fn plain_text(source: &str) -> (Option<String>, String) {
    let mut heading = None;
    let mut blocks: Vec<String> = vec![String::new()];
    let mut skipped = 0usize;
    let new_block = |blocks: &mut Vec<String>| {
        if blocks.last().is_none_or(|b| !b.trim().is_empty()) {
            blocks.push(String::new());
        }
    };
    for event in Parser::new_ext(
        source,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES,
    ) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_)) => skipped += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) => {
                skipped = skipped.saturating_sub(1)
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) if heading.is_none() => heading = blocks.pop().map(|h| h.trim().to_owned()),
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::Item
                | Tag::BlockQuote(_)
                | Tag::TableCell
                | Tag::TableRow
                | Tag::FootnoteDefinition(_),
            )
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::List(_))
            | Event::Rule => new_block(&mut blocks),
            _ if skipped > 0 => {}
            Event::Text(text) | Event::Code(text) => {
                if let Some(block) = blocks.last_mut() {
                    block.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(block) = blocks.last_mut() {
                    block.push('\n');
                }
            }
            _ => {}
        }
        if blocks.is_empty() {
            blocks.push(String::new());
        }
    }
    let text = blocks
        .iter()
        .map(|b| b.trim())
        .filter(|b| !b.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    (heading.filter(|h| !h.is_empty()), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    #[test]
    fn front_matter_and_marks() {
        let draft = read(
            "---\ntitle: \"Ministers meet\"\ndate: 2025-03-04\npublication: The Example\ntags: [a, b]\n---\n\n# Ministers meet\n\n\
             The *two* [ministers](https://example.org) met.\nThey **agreed**.\n\n- one\n- two\n\n```\ncode\n```\n![picture](x.png)\n",
        )
        .unwrap();
        assert_eq!(draft.title.as_deref(), Some("Ministers meet"));
        assert_eq!(draft.published, Some(Date::constant(2025, 3, 4)));
        assert_eq!(draft.source.as_deref(), Some("The Example"));
        assert_eq!(draft.text, "The two ministers met.\nThey agreed.\n\none\n\ntwo");
    }

    #[test]
    fn without_front_matter_the_heading_and_a_date_line_serve() {
        let draft = read("# Ministers meet\n\n*By Jane Doe, 4 March 2025*\n\n**4 March 2025**\n\nThey met.").unwrap();
        assert_eq!(draft.title.as_deref(), Some("Ministers meet"));
        assert_eq!(
            (draft.published, draft.text.as_str()),
            (Some(Date::constant(2025, 3, 4)), "They met.")
        );
    }

    #[test]
    fn toml_front_matter() {
        let draft = read("+++\ntitle = \"T\"\ndate = 2025-03-04T10:00:00Z\n+++\nThey met.").unwrap();
        assert_eq!(draft.published, Some(Date::constant(2025, 3, 4)));
    }

    #[test]
    fn broken_front_matter_is_refused_with_its_reason() {
        let error = read("---\ntitle: \"open\ndate: [\n---\nThey met.").unwrap_err();
        assert!(error.to_string().contains("front matter cannot be read"), "{error}");
        let error = read("---\ntitle: T\ndate: [\n---\nThey met.").unwrap_err().to_string();
        assert!(error.starts_with("line ") && error.matches("line ").count() == 1, "{error}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\PC\n#*_`\\[\\](){}|>-]*", front in "[a-z:\\[\\]{}&*!|>\"' \n-]{0,60}") {
            let _ = read(&text);
            let _ = read(&format!("---\n{front}\n---\n{text}"));
        }
    }
}
