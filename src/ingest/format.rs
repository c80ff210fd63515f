//! Which format a file has.
//!
//! Part of ingest. The hard decision: content overrules the extension where it is unmistakable (a web page saved as
//! `.txt`, JSON lines called `.json`); the extension decides the rest.

use super::{html, markdown, records};
use std::path::Path;

/// Formats that articles are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    Markdown,
    Html,
    Json,
    JsonLines,
    Table,
}

/// Extensions by which articles in a folder are known.
pub(super) const EXTENSIONS: &str = ".txt, .md, .html, .json, .jsonl, .csv, .tsv";

/// The format that a path's extension stands for. `Err` for one that stands for none; `Ok(None)` without extension.
fn by_extension(path: &Path) -> Result<Option<Format>, ()> {
    let Some(extension) = path.extension() else { return Ok(None) };
    Ok(Some(match extension.to_string_lossy().to_ascii_lowercase().as_str() {
        "txt" | "text" => Format::Plain,
        "md" | "markdown" | "mdown" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" | "tsv" => Format::Table,
        _ => return Err(()),
    }))
}

/// The format of a file that begins with `head`. `None` where its extension is that of something else and nothing in the
/// content says otherwise; `strict` is for files that nobody named.
pub(super) fn recognise(path: &Path, head: &[u8], strict: bool) -> Option<Format> {
    let by_extension = match by_extension(path) {
        Ok(format) => format,
        Err(()) if strict => return None,
        Err(()) => None,
    };
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    let lower: String = text.chars().take(512).collect::<String>().to_ascii_lowercase();
    let is_page = lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.contains("<head>") || lower.contains("<body");
    Some(match by_extension {
        Some(Format::Json | Format::JsonLines) => json_shape(text),
        Some(Format::Table) => Format::Table,
        Some(Format::Html) if text.contains('<') => Format::Html,
        _ if is_page => Format::Html,
        Some(Format::Markdown) => Format::Markdown,
        _ if markdown::has_front_matter(text) => Format::Markdown,
        _ if text.starts_with('{') && text.contains('"') || text.starts_with("[{") => json_shape(text),
        _ if records::is_table(text.as_bytes()) => Format::Table,
        _ if text.starts_with("# ") => Format::Markdown,
        _ if html::is_markup(text) && text.starts_with('<') => Format::Html,
        _ => Format::Plain,
    })
}

/// One JSON document, or one a line? A line that holds a whole object is a record; of several, or of one alone.
fn json_shape(text: &str) -> Format {
    let first = text.lines().next().unwrap_or("");
    let whole_line =
        first.starts_with('{') && first.trim_end().ends_with('}') && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    let cut_off = !text.contains('\n') && text.len() > 60_000;
    let next_object = text
        .lines()
        .skip(1)
        .find(|l| !l.trim().is_empty())
        .is_some_and(|l| l.starts_with('{'));
    if text.starts_with('[') || !whole_line && !next_object && !cut_off {
        Format::Json
    } else if whole_line || next_object {
        Format::JsonLines
    } else {
        Format::Json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_and_extension() {
        for (path, head, strict, expected) in [
            ("a.txt", "They met.", true, Some(Format::Plain)),
            ("a.txt", "<!DOCTYPE html><html>", true, Some(Format::Html)),
            ("a.txt", "---\ntitle: x\n---\nThey met.", true, Some(Format::Markdown)),
            ("a.json", "{\"text\": \"a\"}\n{\"text\": \"b\"}", true, Some(Format::JsonLines)),
            ("a.json", "{\n \"text\": \"a\"\n}", true, Some(Format::Json)),
            ("a.jsonl", "[{\"text\": \"a\"}]", true, Some(Format::Json)),
            ("a.csv", "title,text\n", true, Some(Format::Table)),
            ("a.jpg", "....", true, None),
            ("a.jpg", "....", false, Some(Format::Plain)),
            ("<stdin>", "{\"text\": \"a\"}\n", false, Some(Format::JsonLines)),
            ("<stdin>", "id,title,text\n1,T,They met.", false, Some(Format::Table)),
            ("<stdin>", "They met, and text was written.", false, Some(Format::Plain)),
            ("a", "# They met\n\nThey met.", false, Some(Format::Markdown)),
        ] {
            assert_eq!(recognise(Path::new(path), head.as_bytes(), strict), expected, "{path} {head}");
        }
    }
}
