//! What every stage makes of three short articles, written down for people to read.
//!
//! Each stage starts from the golden of the one before, not from what that stage makes of it today: a failure names its
//! stage. The quick engine parses, whose answers are the same on every machine. `SNAPSHOTS=overwrite` accepts what is
//! new; read the difference before you commit it.

use crate::support::{pipeline, root};
use diplograph::document::Article;
use diplograph::export::{DotOptions, GraphView, JsonOptions, write_dot, write_json};
use diplograph::graph::{Corrections, KnowledgeGraph};
use diplograph::ingest::{self, Input, Options};
use diplograph::pipeline::ReadArticle;
use diplograph::{EventRecord, conllu};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

const ARTICLES: [&str; 3] = ["call", "sanctions", "plans"];

fn path(slug: &str, file: &str) -> PathBuf {
    root().join("tests/golden").join(slug).join(file)
}

/// Compares, or accepts; gives the golden.
fn golden(slug: &str, file: &str, found: &str, wrong: &mut Vec<String>) -> String {
    let path = path(slug, file);
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, found).unwrap();
        return found.to_owned();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    if known != found {
        let pairs = known.lines().map(Some).chain(std::iter::repeat(None));
        let differing = pairs.zip(found.lines()).position(|(a, b)| a != Some(b));
        let line = differing.unwrap_or(found.lines().count());
        wrong.push(format!(
            "{slug}/{file}:{}\n   was {:?}\n   is  {:?}",
            line + 1,
            known.lines().nth(line).unwrap_or("nothing"),
            found.lines().nth(line).unwrap_or("nothing"),
        ));
    }
    known
}

fn article(slug: &str) -> Article {
    let file = root().join("tests/fixtures/stages").join(format!("{slug}.txt"));
    let mut articles = ingest::articles(&[Input::Path(file)], Options::default());
    articles.next().unwrap().unwrap().value
}

fn shown(article: &Article) -> String {
    let or_none = |field: &Option<String>| field.clone().unwrap_or_else(|| "none".to_owned());
    format!(
        "id {}\ntitle {}\npublished {}\nsource {}\n\n{}\n",
        article.id,
        or_none(&article.title),
        article.published.map_or("unknown".to_owned(), |d| d.to_string()),
        or_none(&article.source),
        article.text
    )
}

/// Every mention under the words it covers.
fn mentions(read: &ReadArticle) -> String {
    let doc = &read.doc;
    let mut out = String::new();
    for sentence in &doc.sentences {
        let _ = writeln!(out, "{}", diplograph::record::folded(sentence.span.of(doc.text())));
        for (number, mention) in read.entities.mentions.iter().enumerate() {
            if !sentence.tokens.contains(mention.head) {
                continue;
            }
            let what = mention.actor.map_or("place".to_owned(), |a| a.to_string());
            let country = mention.country.as_deref().unwrap_or("-");
            let words = doc.span_of(mention.tokens).of(doc.text());
            let candidates = mention.candidates.join(" ");
            let _ = writeln!(out, "  {number:>2} {words:?} {} {what} {country} {candidates}", mention.kind);
        }
    }
    out
}

fn entities(read: &ReadArticle) -> String {
    let mut out = String::new();
    for (chain, members) in read.entities.chains.iter().zip(&read.entities.entities_of) {
        if chain.mentions.is_empty() {
            continue;
        }
        let numbers: Vec<String> = chain.mentions.iter().map(|m| m.index().to_string()).collect();
        let names = members.iter().map(|e| {
            let entity = &read.entities.entities[*e];
            format!("{} [{}] {}", entity.name, entity.id, entity.office.as_deref().unwrap_or("-"))
        });
        let names: Vec<String> = names.collect();
        let _ = writeln!(
            out,
            "{} = {}",
            numbers.join(" "),
            if names.is_empty() { "nobody".to_owned() } else { names.join(" + ") }
        );
    }
    out
}

fn times(read: &ReadArticle) -> String {
    let days = |time: &diplograph::record::TimeExpression| match time.days {
        Some((from, to)) => format!("{from} {to}"),
        None => "unknown".to_owned(),
    };
    let line = |time| {
        let words = read
            .doc
            .span_of(diplograph::record::TimeExpression::clone(time).tokens)
            .of(read.doc.text());
        format!("{words:?} {}\n", days(time))
    };
    read.times.iter().map(line).collect()
}

fn exported(records: &[EventRecord]) -> (String, String) {
    let graph = KnowledgeGraph::from_records(records, &Corrections::none());
    let view = GraphView::new(graph.actors().cloned().collect(), graph.events().collect());
    let (mut json, mut dot) = (Vec::new(), Vec::new());
    write_json(&view, &JsonOptions::default(), &mut json).unwrap();
    write_dot(&view, &DotOptions::default(), &mut dot).unwrap();
    (String::from_utf8(json).unwrap(), String::from_utf8(dot).unwrap())
}

#[test]
fn every_stage_makes_of_its_input_what_was_agreed() {
    let mut wrong = Vec::new();
    for slug in ARTICLES {
        let article = article(slug);
        golden(slug, "article.txt", &shown(&article), &mut wrong);
        let parse = golden(slug, "doc.conllu", &conllu::write(&pipeline().parse(&article)), &mut wrong);
        if parse.is_empty() {
            continue;
        }
        let read = pipeline().read_parsed(conllu::read(&parse).unwrap().remove(0));
        golden(slug, "mentions.txt", &mentions(&read), &mut wrong);
        golden(slug, "entities.txt", &entities(&read), &mut wrong);
        golden(slug, "times.txt", &times(&read), &mut wrong);
        let found = serde_json::to_string_pretty(&read.events).unwrap() + "\n";
        let events = golden(slug, "events.json", &found, &mut wrong);
        if let Ok(records) = serde_json::from_str::<Vec<EventRecord>>(&events) {
            let (json, dot) = exported(&records);
            golden(slug, "graph.json", &json, &mut wrong);
            golden(slug, "graph.dot", &dot, &mut wrong);
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nlook at the difference, then accept it with SNAPSHOTS=overwrite cargo test --test suite golden",
        wrong.join("\n")
    );
}
