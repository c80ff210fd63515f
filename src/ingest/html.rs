//! Web pages: metadata from JSON-LD and meta tags, the article's text without menus, advertisements and footers.
//!
//! Part of ingest. The hard decision: what is boilerplate is a kept library's judgement (readability), what is metadata
//! is ours, since the day of publication must come from a named field and never from the clock or a comment's date.

use super::date;
use super::draft::Draft;
use super::plain;
use crate::error::{Error, ErrorKind, Result};
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

/// A page with more elements than this is no article; reading it would take minutes.
const MAX_ELEMENTS: usize = 100_000;
/// Deeper nesting than this is an attack or an accident; the libraries beneath walk some trees by recursion.
const MAX_DEPTH: usize = 400;

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datePublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "article.published",
    "dc.date",
    "dc.date.issued",
    "DC.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "cXenseParse:recs:publishtime",
];
const SITE: &[&str] = &["og:site_name", "application-name", "publisher", "citation_journal_title"];
const TITLE: &[&str] = &["og:title", "twitter:title", "headline", "dc.title"];

/// Reads a page.
pub(super) fn read(page: &str) -> Result<Draft> {
    if depth(page) > MAX_DEPTH {
        return Err(Error::new(
            ErrorKind::Input,
            format!("elements nested more than {MAX_DEPTH} deep; not an article's page"),
        ));
    }
    let dom = Document::from(page);
    let mut draft = metadata(&dom);
    let fallback = paragraphs(&dom);
    let config = Config {
        max_elements_to_parse: MAX_ELEMENTS,
        disable_json_ld: true,
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let failed = |e: dom_smoothie::ReadabilityError| Error::new(ErrorKind::Input, format!("no article in this page: {e}"));
    let mut reader = Readability::with_document(dom, None, Some(config)).map_err(failed)?;
    if draft.title.is_none() {
        draft.title = Some(reader.get_article_title().to_string()).filter(|t| !t.trim().is_empty());
    }
    let text = match reader.parse() {
        Ok(article) => article.text_content.to_string(),
        Err(dom_smoothie::ReadabilityError::GrabFailed) => String::new(),
        Err(other) => return Err(failed(other)),
    };
    // Very short articles are below what readability takes for one; their paragraphs are still there.
    draft.text = if text.trim().is_empty() { fallback } else { text };
    if !draft.text.chars().any(char::is_alphabetic) {
        return Err(Error::new(ErrorKind::Input, "no article text in this page"));
    }
    plain::strip_front(&mut draft);
    Ok(draft)
}

/// Whether a field's text is marked up.
pub(super) fn is_markup(text: &str) -> bool {
    ["</p>", "<br>", "<br/>", "<br />", "</div>", "</P>"]
        .iter()
        .any(|tag| text.contains(tag))
}

/// The text of a marked-up piece, all of it. Markup too deep to be an article's is left as it stands.
pub(super) fn fragment_text(markup: &str) -> String {
    if depth(markup) > MAX_DEPTH {
        return markup.to_owned();
    }
    let dom = Document::fragment(markup);
    dom.select("script, style, noscript").remove();
    dom.formatted_text().trim().to_string()
}

fn paragraphs(dom: &Document) -> String {
    let mut found = Vec::new();
    for paragraph in dom.select("article p, main p").iter() {
        found.push(crate::record::folded(&paragraph.text()));
    }
    if found.is_empty() {
        found.extend(dom.select("p").iter().map(|p| crate::record::folded(&p.text())));
    }
    if found.is_empty() {
        dom.select("script, style, noscript, nav, header, footer, form, aside").remove();
        found.push(dom.select("body").formatted_text().trim().to_string());
    }
    found.retain(|p| !p.is_empty());
    found.join("\n\n")
}

fn metadata(dom: &Document) -> Draft {
    let mut draft = Draft::default();
    for script in dom.select(r#"script[type="application/ld+json"]"#).iter() {
        if let Ok(value) = serde_json::from_str::<Value>(&script.text()) {
            linked_data(&value, &mut draft);
        }
    }
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            let found = dom.select("meta").iter().find_map(|node| {
                let named = ["property", "name", "itemprop"]
                    .iter()
                    .any(|a| node.attr(a).is_some_and(|v| v.eq_ignore_ascii_case(name)));
                named.then(|| node.attr("content")).flatten()
            });
            found.map(|v| v.trim().to_string()).filter(|v| !v.is_empty())
        })
    };
    draft.title = draft.title.or_else(|| meta(TITLE));
    draft.source = draft.source.or_else(|| meta(SITE));
    let link = dom.select(r#"link[rel="canonical"]"#).attr("href").map(|v| v.trim().to_string());
    draft.url = link
        .filter(|v| v.contains("://"))
        .or(draft.url)
        .or_else(|| meta(&["og:url"]).filter(|v| v.contains("://")));
    if draft.published.is_none()
        && let Some(words) = meta(PUBLISHED)
    {
        draft.offer(&words, date::read_day(&words));
    }
    if draft.published.is_none() {
        let stamp = dom.select(r#"time[itemprop="datePublished"], time[pubdate], article time[datetime], header time[datetime]"#);
        let words = stamp
            .iter()
            .next()
            .map(|t| t.attr("datetime").map_or_else(|| t.text().to_string(), |v| v.to_string()));
        if let Some(words) = words {
            draft.offer(&words, date::read_day(&words));
        }
    }
    draft
}

/// What schema.org says of the article, wherever it stands in the block (`@graph`, lists).
fn linked_data(value: &Value, draft: &mut Draft) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| linked_data(item, draft)),
        Value::Object(fields) => {
            let is_article = |t: &Value| {
                t.as_str()
                    .is_some_and(|t| t.ends_with("Article") || t.ends_with("Posting") || t == "Report")
            };
            let kind = fields.get("@type");
            if kind.is_some_and(|k| is_article(k) || k.as_array().is_some_and(|all| all.iter().any(is_article))) {
                let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
                draft.title = draft.title.take().or_else(|| text("headline"));
                draft.source = draft
                    .source
                    .take()
                    .or_else(|| Some(fields.get("publisher")?.get("name")?.as_str()?.to_owned()));
                draft.url = draft.url.take().or_else(|| text("url").filter(|u| u.contains("://")));
                if let Some(words) = text("datePublished") {
                    draft.offer(&words, date::read_day(&words));
                }
            } else if let Some(graph) = fields.get("@graph") {
                linked_data(graph, draft);
            }
        }
        _ => {}
    }
}

/// An upper bound of how deep elements nest. Elements without an end tag count as open, but for those that need none.
fn depth(page: &str) -> usize {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "td",
        "tr", "th", "dd", "dt", "option", "path", "use", "circle", "rect", "polygon", "line",
    ];
    let (mut open, mut deepest) = (0usize, 0usize);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let (closing, after) = rest.strip_prefix('/').map_or((false, rest), |after| (true, after));
        let name = tag_name(after);
        if name.is_empty() || VOID.iter().any(|v| v.eq_ignore_ascii_case(name)) {
            continue;
        }
        if closing {
            open = open.saturating_sub(1);
        } else {
            open += 1;
            deepest = deepest.max(open);
            // In scripts "<" is mostly "less than".
            if ["script", "style"].iter().any(|v| v.eq_ignore_ascii_case(name)) {
                let end = rest.find("</s").or_else(|| rest.find("</S")).unwrap_or(rest.len());
                rest = &rest[end..];
            }
        }
    }
    deepest
}

fn tag_name(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = &rest[..end];
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    const BODY: &str = "<p>The foreign ministers of the two countries met in the capital on Tuesday and spoke for three hours about the border, the \
        river and the railway, their spokesmen said after the meeting, which was the first of its kind in nine years.</p>\
        <p>They agreed to meet again in the autumn, and to let experts of both sides look at the maps in the meantime, \
        the spokesmen added. Neither side said anything about the prisoners.</p>";

    #[test]
    fn a_page_gives_its_article_and_its_metadata() {
        let page = format!(
            r#"<!DOCTYPE html><html><head><title>Ministers meet | The Example</title>
            <meta property="og:title" content="Ministers meet"><meta property="og:site_name" content="The Example">
            <meta property="article:published_time" content="2025-03-04T18:20:00+01:00">
            <link rel="canonical" href="https://example.org/ministers"></head>
            <body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Ministers meet</h1>{BODY}</article>
            <footer>Copyright. Subscribe to our newsletter.</footer></body></html>"#
        );
        let draft = read(&page).unwrap();
        assert_eq!(draft.title.as_deref(), Some("Ministers meet"));
        assert_eq!(draft.source.as_deref(), Some("The Example"));
        assert_eq!(draft.url.as_deref(), Some("https://example.org/ministers"));
        assert_eq!(draft.published, Some(Date::constant(2025, 3, 4)));
        assert!(draft.text.starts_with("The foreign ministers"), "{}", draft.text);
        assert!(draft.text.contains("\n\nThey agreed"), "{}", draft.text);
        for boilerplate in ["Sport", "newsletter", "Copyright"] {
            assert!(!draft.text.contains(boilerplate), "{}", draft.text);
        }
    }

    #[test]
    fn linked_data_is_asked_first() {
        let page = format!(
            r#"<html><head><meta name="date" content="2020-01-01"><script type="application/ld+json">{{"@context":"https://schema.org","@graph":[
            {{"@type":"WebSite","name":"x"}},{{"@type":"NewsArticle","headline":"H","datePublished":"2025-03-04","publisher":{{"name":"P"}}}}]}}</script>
            </head><body>{BODY}</body></html>"#
        );
        let draft = read(&page).unwrap();
        assert_eq!((draft.title.as_deref(), draft.source.as_deref()), (Some("H"), Some("P")));
        assert_eq!(draft.published, Some(Date::constant(2025, 3, 4)));
    }

    #[test]
    fn nonsense_is_refused_and_never_crashes() {
        for page in [
            "",
            "<",
            "<html></html>",
            "<<<>>><p",
            "<script>let a = 'They met.'</script>",
            "<html><body><img></body>",
        ] {
            assert!(read(page).is_err(), "{page}");
        }
        assert!(read(&"<div>".repeat(100_000)).is_err());
        let short = read("<html><body><p>They met.</p></body></html>").unwrap();
        assert_eq!(short.text.trim(), "They met.");
    }
}
