//! Times, measured: the days told in gold articles against those found, and the speed of finding them.
//!
//! Gold files stay outside the project; `DIPLOGRAPH_GOLD` names one, as JSON lines with `id`, `date`, `text`, `events`.
//! `cargo test --release --test times -- --ignored --nocapture`

use diplograph::analyze::{Analyzer, EngineKind};
use diplograph::span::ArticleId;
use diplograph::temporal::find_times;
use diplograph::{Article, Document};
use serde_json::Value;
use std::time::Instant;

fn documents(gold: &str) -> Vec<(Value, Document)> {
    let analyzer = Analyzer::new(EngineKind::Fast).unwrap();
    let lines = std::fs::read_to_string(gold).unwrap();
    let read = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let article = Article {
            id: ArticleId::new(value["id"].as_str().unwrap_or_default()),
            title: None,
            text: value["text"].as_str().unwrap_or_default().into(),
            published: value["date"].as_str().and_then(|d| d.parse().ok()),
            source: None,
            url: None,
        };
        let doc = analyzer.analyze(&article);
        (value, doc)
    };
    lines.lines().map(read).collect()
}

/// The gold's days, as `start..end`.
fn days(date: &Value) -> Option<String> {
    let one = date.as_str().map(|d| (d, d));
    let (start, end) = one.or_else(|| Some((date["start"].as_str()?, date["end"].as_str().or(date["start"].as_str())?)))?;
    Some(format!("{start}..{end}"))
}

#[test]
#[ignore = "needs a gold file and the model"]
fn days_told_in_gold_are_found() {
    let gold = std::env::var("DIPLOGRAPH_GOLD").expect("set DIPLOGRAPH_GOLD to a gold file");
    let (mut total, mut here, mut anywhere) = (0, 0, 0);
    for (value, doc) in documents(&gold) {
        let times = find_times(&doc);
        println!("== {} {}", doc.article.id, value["date"]);
        for time in &times {
            let sentence = doc.sentence(doc.sentence_of(time.tokens.start));
            let shown = time.days.map_or("?".to_owned(), |(a, b)| format!("{a}..{b}"));
            let mark = if time.anchors { " " } else { "!" };
            println!(
                "{mark}{shown:24} {:30} | {}",
                doc.span_of(time.tokens).of(doc.text()),
                sentence.span.of(doc.text()).replace('\n', " ")
            );
        }
        for event in value["events"].as_array().into_iter().flatten() {
            let (Some(want), Some(at)) = (days(&event["date"]), event["trigger"].as_str().and_then(|t| doc.text().find(t))) else {
                continue;
            };
            let fits = |t: &&diplograph::record::TimeExpression| t.anchors && t.days.is_some_and(|(a, b)| format!("{a}..{b}") == want);
            let sentence = doc.sentences.iter().find(|s| s.span.range().contains(&at));
            let same = times
                .iter()
                .filter(fits)
                .any(|t| sentence.is_some_and(|s| s.tokens.contains(t.tokens.start)));
            let any = times.iter().any(|t| fits(&t));
            total += 1;
            here += usize::from(same);
            anywhere += usize::from(any);
            println!(
                "   gold {want} {:?}: {}",
                event["trigger"],
                if same {
                    "found"
                } else if any {
                    "in another sentence"
                } else {
                    "missing"
                }
            );
        }
    }
    println!("{total} dated events: days found in the sentence for {here}, somewhere for {anywhere}");
}

#[test]
#[ignore = "measures"]
fn a_million_tokens_a_second() {
    let gold = std::env::var("DIPLOGRAPH_GOLD").expect("set DIPLOGRAPH_GOLD to a gold file");
    let docs = documents(&gold);
    let tokens: usize = docs.iter().map(|(_, d)| d.tokens.len()).sum();
    let rounds = 3_000_000 / tokens.max(1) + 1;
    let start = Instant::now();
    let found: usize = (0..rounds).flat_map(|_| &docs).map(|(_, d)| find_times(d).len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:.2} million tokens a second, {found} times in {} tokens",
        (tokens * rounds) as f64 / seconds / 1e6,
        tokens * rounds
    );
    assert!(found > 0);
}
