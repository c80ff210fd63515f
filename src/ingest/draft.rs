//! An article on its way: what a format's reader found, before ids, dates and checks.
//!
//! Part of ingest. The hard decision: one table of field names for JSON, CSV and front matter alike, so that what
//! trafilatura, newspaper4k, news-please, CC-News, all-the-news and JSON Feed write is read whatever it is wrapped in.

use super::date::{self, Refusal};
use super::html;
use crate::diag::Warned;
use crate::document::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::span::ArticleId;
use jiff::civil::Date;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

const TEXT: &[&str] = &[
    "text",
    "maintext",
    "article",
    "body",
    "content",
    "content_text",
    "articleBody",
    "raw_text",
    "plain_text",
    "content_html",
];
const TITLE: &[&str] = &["title", "headline"];
const DATE: &[&str] = &[
    "published_utc",
    "publish_date",
    "date_publish",
    "published",
    "date",
    "date_published",
    "published_date",
    "datePublished",
    "published_at",
    "publishedAt",
    "pubDate",
];
const URL: &[&str] = &["canonical_link", "url", "link", "requested_url"];
const SOURCE: &[&str] = &[
    "source-hostname",
    "domain",
    "publication",
    "source_domain",
    "site_name",
    "sitename",
    "hostname",
    "publisher",
    "source",
];
const ID: &[&str] = &["id"];

/// Whether a name is one of those that articles' fields have.
pub(super) fn is_field(name: &str) -> bool {
    [TEXT, TITLE, DATE, URL, SOURCE, ID]
        .iter()
        .any(|names| names.iter().any(|n| n.eq_ignore_ascii_case(name)))
}

/// Whether a name is one of those under which a body stands.
pub(super) fn is_text_field(name: &str) -> bool {
    TEXT.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// What a reader found; every field as the article gives it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) text: String,
    pub(super) published: Option<Date>,
    /// Where a date stood that is none, and why.
    pub(super) refused: Option<(String, Refusal)>,
    pub(super) source: Option<String>,
    pub(super) url: Option<String>,
    pub(super) remarks: Vec<String>,
}

impl Draft {
    /// What the named fields say. Fields of other names (events, authors, images) are passed over.
    pub(super) fn from_fields(fields: &Map<String, Value>) -> Self {
        let mut draft = Self {
            id: first(fields, ID, string),
            title: first(fields, TITLE, string),
            text: first(fields, TEXT, body).unwrap_or_default(),
            url: first(fields, URL, string),
            source: first(fields, SOURCE, |v| string(v).filter(|s| !s.contains("://"))),
            ..Self::default()
        };
        // trafilatura calls the address "source".
        draft.url = draft
            .url
            .or_else(|| first(fields, &["source"], |v| string(v).filter(|s| s.contains("://"))));
        for value in DATE.iter().filter_map(|name| field(fields, name)) {
            if draft.published.is_none() {
                draft.date(value);
            }
        }
        draft
    }

    /// Takes a date field; a date once read stays.
    fn date(&mut self, value: &Value) {
        let whole = value.as_i64().or_else(|| value.as_f64().map(|f| f as i64));
        match (whole, string(value)) {
            (Some(stamp), _) if value.is_number() && !(10_000_000..100_000_000).contains(&stamp) => {
                self.offer(&stamp.to_string(), date::read_unix(stamp));
            }
            (_, Some(text)) => {
                // pandas and others write time stamps as "1751500800.0".
                let text = text.strip_suffix(".0").unwrap_or(&text);
                self.offer(text, date::read_day(text));
            }
            _ => {}
        }
    }

    /// Takes a day, or remembers why there is none.
    pub(super) fn offer(&mut self, words: &str, day: std::result::Result<Date, Refusal>) {
        match day {
            Ok(day) => self.published = self.published.or(Some(day)),
            Err(why) => self.refused = self.refused.take().or_else(|| Some((words.trim().to_owned(), why))),
        }
    }

    /// The article: checked, with an id and its remarks. `fallback_id` serves where it has no id or address of its own;
    /// `default_date` where it has no date.
    pub(super) fn finish(self, fallback_id: Option<String>, default_date: Option<Date>) -> Result<Warned<Article>> {
        let text = tidy(&self.text);
        if !text.chars().any(char::is_alphabetic) {
            let message = if text.is_empty() {
                format!("no text; its field must be named one of: {}", TEXT.join(", "))
            } else {
                "no words in the text".to_owned()
            };
            return Err(Error::new(ErrorKind::Input, message));
        }
        let title = self.title.map(|t| crate::record::folded(&t)).filter(|t| !t.is_empty());
        let content = digest(&[title.as_deref().unwrap_or(""), &text]);
        let id = self
            .id
            .or_else(|| self.url.clone())
            .or(fallback_id)
            .unwrap_or_else(|| format!("text-{:012x}", content >> 80));
        let mut warned = Warned::new(Article {
            id: ArticleId::new(id.trim()),
            title,
            text: text.into(),
            published: self.published.or(default_date),
            source: self.source,
            url: self.url,
        });
        for remark in self.remarks {
            warned.warn(remark, None);
        }
        if let (None, Some((words, why))) = (self.published, self.refused) {
            warned.warn(why.message(&words), None);
        }
        if warned.value.published.is_none() {
            warned.warn(NO_DATE, None);
        }
        Ok(warned)
    }
}

/// The remark about an article whose day is not known.
pub const NO_DATE: &str = "no publication date: days such as \"on Thursday\" stay unknown; give one with --date";

/// What texts say, as a number: the first half of their SHA-256.
pub(super) fn digest(parts: &[&str]) -> u128 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .take(16)
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// Line ends as LF, no blanks around; nothing else is touched.
fn tidy(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields
        .get(name)
        .or_else(|| fields.iter().find(|(k, _)| k.trim().eq_ignore_ascii_case(name)).map(|(_, v)| v))
}

fn first<T>(fields: &Map<String, Value>, names: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    names.iter().filter_map(|name| field(fields, name)).find_map(read)
}

fn string(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        // NewsAPI: {"id": null, "name": "Reuters"}.
        Value::Object(fields) => string(fields.get("name")?)?,
        _ => return None,
    };
    // "nan" and "None" are what pandas and Python write for nothing.
    (!text.is_empty() && !matches!(text.as_str(), "nan" | "NaN" | "None" | "null")).then_some(text)
}

fn body(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(paragraphs) => paragraphs.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n\n"),
        _ => return None,
    };
    let text = if html::is_markup(&text) { html::fragment_text(&text) } else { text };
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Warned<Article>> {
        Draft::from_fields(value.as_object().unwrap()).finish(None, None)
    }

    #[test]
    fn fields_of_the_common_scrapers() {
        let day = Some(Date::constant(2025, 7, 3));
        for (made_by, fields) in [
            (
                "trafilatura",
                json!({"title": "T", "date": "2025-07-03", "source": "https://a.example/1", "source-hostname": "a.example", "text": "They met.", "raw_text": "x"}),
            ),
            (
                "newspaper4k",
                json!({"title": "T", "publish_date": "2025-07-03 10:00:00+00:00", "canonical_link": "https://a.example/1", "domain": "a.example", "text": "They met."}),
            ),
            (
                "news-please",
                json!({"title": "T", "date_publish": "2025-07-03 10:00:00", "url": "https://a.example/1", "source_domain": "a.example", "maintext": "They met."}),
            ),
            (
                "CC-News",
                json!({"title": "T", "date": "2025-07-03T10:00:00Z", "url": "https://a.example/1", "domain": "a.example", "text": "They met."}),
            ),
            (
                "CC-News, as OVAL parsed it",
                json!({"requested_url": "https://a.example/1", "plain_text": "They met.", "published_date": "2025-07-03", "title": "T", "sitename": "a.example", "crawl_date": "2025-07-05"}),
            ),
            (
                "all-the-news",
                json!({"title": "T", "date": "2025-07-03", "url": "https://a.example/1", "publication": "a.example", "article": "They met.", "year": 2025}),
            ),
            (
                "unix",
                json!({"title": "T", "published_utc": 1_751_500_800, "url": "https://a.example/1", "publication": "a.example", "body": "They met."}),
            ),
        ] {
            let article = read(fields).unwrap().value;
            assert_eq!(&*article.text, "They met.", "{made_by}");
            assert_eq!(article.published, day, "{made_by}");
            assert_eq!(article.id.as_str(), "https://a.example/1", "{made_by}");
            assert_eq!(article.source.as_deref(), Some("a.example"), "{made_by}");
            assert_eq!(article.title.as_deref(), Some("T"), "{made_by}");
        }
    }

    #[test]
    fn bad_dates_are_reported_and_left_unknown() {
        let warned = read(json!({"id": 7, "text": "They met.", "date": "last week"})).unwrap();
        assert_eq!(warned.value.published, None);
        assert_eq!(warned.value.id.as_str(), "7");
        assert!(
            warned.warnings[0].message.contains("\"last week\" cannot be read"),
            "{:?}",
            warned.warnings
        );
        assert_eq!(warned.warnings[1].message, NO_DATE);
        let second = read(json!({"text": "They met.", "published": "n/a", "date": "2025-07-03"})).unwrap();
        assert_eq!(second.value.published, Some(Date::constant(2025, 7, 3)));
        assert!(second.warnings.is_empty());
    }

    #[test]
    fn no_text_is_an_error_that_names_the_fields() {
        let error = read(json!({"title": "T", "words": "They met."})).unwrap_err();
        assert!(error.to_string().contains("text, maintext"), "{error}");
        assert!(read(json!({"text": "… — 123"})).is_err());
    }

    #[test]
    fn marked_up_bodies_become_text() {
        let article = read(json!({"content": "<p>They &amp; we met.</p><p>Twice.</p>"})).unwrap().value;
        assert_eq!(&*article.text, "They & we met.\n\nTwice.");
    }
}
