//! Files to articles: ids, titles, dates, sources, what is skipped and what is said about it.

use crate::support::{articles, broken, scratch, write};
use diplograph::diag::Warned;
use diplograph::document::Article;
use diplograph::ingest::{self, Input, NO_DATE, Options};
use jiff::civil::{Date, date};
use std::path::Path;

fn read(path: &Path) -> Vec<diplograph::Result<Warned<Article>>> {
    ingest::articles(&[Input::from(path)], Options::default()).collect()
}

fn only(path: &Path) -> Warned<Article> {
    let mut found = read(path);
    assert_eq!(found.len(), 1);
    found.remove(0).unwrap()
}

#[test]
fn every_format_gives_id_title_date_and_source() {
    let found: Vec<_> = read(&articles()).into_iter().map(|a| a.unwrap().value).collect();
    let told: Vec<(&str, &str, Option<Date>, &str)> = found
        .iter()
        .map(|a| {
            (
                a.id.as_str(),
                a.title.as_deref().unwrap_or(""),
                a.published,
                a.source.as_deref().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "envoys.txt",
                "Envoys of France and Russia talk about grain",
                Some(date(2025, 2, 12)),
                "Test Wire"
            ),
            (
                "https://tribune.example/sanctions",
                "EU sanctions Belarus over elections",
                Some(date(2025, 2, 14)),
                "Test Tribune"
            ),
            ("7", "Turkey mediates", Some(date(2025, 2, 17)), "Test Times"),
            ("8", "Undated", None, "Test Times"),
            (
                "https://courier.example/visit",
                "German minister visits Kyiv",
                Some(date(2025, 2, 13)),
                "Test Courier"
            ),
            ("wire-1", "Leaders to meet", Some(date(2025, 2, 15)), "Test Wire"),
            ("wire-2", "Call denied", Some(date(2025, 2, 16)), "Test Wire"),
        ]
    );
    let text = |id: &str| found.iter().find(|a| a.id.as_str() == id).unwrap().text.to_string();
    assert!(
        text("envoys.txt").starts_with("PARIS, Feb 12 (Test Wire) — French President"),
        "{}",
        text("envoys.txt")
    );
    let visit = text("https://courier.example/visit");
    assert!(
        visit.starts_with("Kyiv — German Foreign Minister") && visit.contains("Volodymyr Zelensky\nin Kyiv") && !visit.contains("http"),
        "{visit}"
    );
    let page = text("https://tribune.example/sanctions");
    assert!(
        page.starts_with("The European Union") && page.contains("\n\nThe Belarusian"),
        "{page}"
    );
    for boilerplate in ["Sport", "newsletter", "Copyright", "subscribe"] {
        assert!(!page.contains(boilerplate), "{page}");
    }
}

#[test]
fn a_missing_date_is_said_and_an_option_sets_it() {
    let undated = read(&articles().join("table.csv")).remove(1).unwrap();
    assert_eq!(undated.warnings[0].message, NO_DATE);
    let options = Options {
        date: Some(date(2025, 2, 18)),
    };
    let dates: Vec<Option<Date>> = ingest::articles(&[Input::Path(articles().join("table.csv"))], options)
        .map(|a| a.unwrap().value.published)
        .collect();
    assert_eq!(dates, [Some(date(2025, 2, 17)), Some(date(2025, 2, 18))]);
}

#[test]
fn what_cannot_be_read_is_named_with_its_line_and_the_rest_goes_on() {
    let folder = scratch();
    for (name, bytes, _) in broken() {
        write(folder.path(), &[(name, &bytes)]);
    }
    write(folder.path(), &[("z.txt", b"The ministers met on 3 March 2025.")]);
    let found = read(folder.path());
    let said: Vec<String> = found.iter().filter_map(|a| a.as_ref().err().map(ToString::to_string)).collect();
    for (name, _, words) in broken() {
        assert!(said.iter().any(|s| s.contains(words)), "{name}: {words:?} is not among {said:#?}");
    }
    let ids: Vec<&str> = found.iter().filter_map(|a| a.as_ref().ok()).map(|a| a.value.id.as_str()).collect();
    assert_eq!(ids, ["good-1", "z.txt"]);
    assert!(
        read(Path::new("no/such/folder"))[0]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("no/such/folder: no such file or folder")
    );
}

#[test]
fn other_encodings() {
    let folder = scratch();
    let wide: Vec<u8> = "\u{feff}Ministers meet\n\nPublished: 4 March 2025\n\nThe ministers met in Çankaya."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin = b"Caf\xe9 diplomacy\n\nThe ministers met in Orl\xe9ans.";
    let marked = "\u{feff}The ministers met in Çankaya.".as_bytes();
    let declared = b"<html><head><meta charset=\"windows-1251\"></head><body><p>\xcc\xee\xf1\xea\xe2\xe0 is Moscow.</p></body></html>";
    write(
        folder.path(),
        &[
            ("wide.txt", &wide),
            ("latin.txt", latin),
            ("marked.txt", marked),
            ("page.html", declared),
        ],
    );
    let wide = only(&folder.path().join("wide.txt")).value;
    assert_eq!(
        (&*wide.text, wide.published),
        ("The ministers met in Çankaya.", Some(date(2025, 3, 4)))
    );
    let latin = only(&folder.path().join("latin.txt"));
    assert_eq!(&*latin.value.text, "The ministers met in Orléans.");
    assert!(latin.warnings.iter().any(|w| w.message.contains("windows-1252")));
    assert_eq!(
        &*only(&folder.path().join("marked.txt")).value.text,
        "The ministers met in Çankaya."
    );
    assert_eq!(&*only(&folder.path().join("page.html")).value.text, "Москва is Moscow.");
}

#[test]
fn one_article_twice_is_one_and_two_of_one_id_are_two() {
    let folder = scratch();
    write(
        folder.path(),
        &[
            ("a.jsonl", b"{\"id\": \"x\", \"text\": \"They met.\"}\n{\"id\": \"x\", \"text\": \"They met.\"}\n{\"id\": \"x\", \"text\": \"They parted.\"}\n"),
            ("b.jsonl", b"{\"text\": \"They met again.\"}\n{\"text\": \"They met again.\"}"),
        ],
    );
    let mut articles = ingest::articles(
        &[Input::from(folder.path()), Input::Path(folder.path().join("a.jsonl"))],
        Options::default(),
    );
    let ids: Vec<String> = articles.by_ref().map(|a| a.unwrap().value.id.to_string()).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[0], "x");
    assert!(ids[1].starts_with("x#") && ids[2].starts_with("text-"), "{ids:?}");
    assert_eq!(articles.duplicates(), 2);
}

#[test]
fn the_order_of_inputs_does_not_matter() {
    let ids = |inputs: &[Input]| -> Vec<String> {
        ingest::articles(inputs, Options::default())
            .map(|a| a.unwrap().value.id.to_string())
            .collect()
    };
    let files = ["envoys.txt", "table.csv", "visit.md"].map(|name| Input::Path(articles().join(name)));
    let mut reversed = files.to_vec();
    reversed.reverse();
    assert_eq!(ids(&files), ids(&reversed));
}

#[test]
fn too_large_a_document_is_refused_and_large_ones_are_read() {
    let folder = scratch();
    let sentence = "The ministers met in the capital on Tuesday. ";
    write(
        folder.path(),
        &[
            ("large.txt", sentence.repeat(10 << 20 >> 5).as_bytes()),
            ("huge.txt", &vec![b'a'; ingest::MAX_DOCUMENT + 1]),
        ],
    );
    assert!(only(&folder.path().join("large.txt")).value.text.len() > 10 << 20);
    let error = read(&folder.path().join("huge.txt")).remove(0).unwrap_err();
    assert!(error.to_string().contains("larger than 16 MiB"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_pipe_met_in_a_folder_is_not_waited_for() {
    let folder = scratch();
    write(folder.path(), &[("a.txt", b"The ministers met on 3 March 2025.")]);
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("b.txt")).status();
    if !made.is_ok_and(|status| status.success()) {
        return; // No such thing on this file system.
    }
    let found = read(folder.path());
    assert_eq!(found.len(), 2);
    assert!(
        found
            .iter()
            .any(|a| a.as_ref().is_err_and(|e| e.to_string().contains("a pipe, socket or device")))
    );
}

#[test]
fn every_field_name_that_scrapers_write_is_read() {
    let texts = ["text", "maintext", "content", "article", "body"];
    let dates = ["published_utc", "publish_date", "date_publish", "published", "date"];
    let urls = ["canonical_link", "url"];
    let sources = ["source-hostname", "domain", "publication"];
    let mut lines = String::new();
    let folder = scratch();
    for at in 0..texts.len() {
        let (text, day, url, source) = (texts[at], dates[at], urls[at % urls.len()], sources[at % sources.len()]);
        let address = format!("https://example.org/{at}");
        let object = serde_json::json!({
            "title": "T", text: "They met.", day: "2025-03-04", url: address, source: "The Example", "extra": [1, 2],
        });
        lines.push_str(&format!("{object}\n"));
        let table = format!("title,{text},{day},{url},{source},extra\nT,They met twice.,2025-03-04,{address}/csv,The Example,1\n");
        write(folder.path(), &[(&format!("table-{at}.csv"), table.as_bytes())]);
    }
    write(folder.path(), &[("lines.jsonl", lines.as_bytes())]);
    let found = read(folder.path());
    assert_eq!(found.len(), 2 * texts.len());
    for article in found {
        let article = article.unwrap();
        let it = article.value;
        assert!(it.text.starts_with("They met"), "{}", it.id);
        assert_eq!((it.title.as_deref(), it.published), (Some("T"), Some(date(2025, 3, 4))));
        assert_eq!(it.source.as_deref(), Some("The Example"));
        assert!(it.url.is_some_and(|u| u.starts_with("https://example.org/")));
        assert!(article.warnings.is_empty(), "{:?}", article.warnings);
    }
}
