//! The relevance gate loses no event: skimmed or not, the development texts tell the same.

use crate::support::root;
use diplograph::Article;
use diplograph::analyze::EngineKind;
use diplograph::pipeline::Pipeline;
use diplograph::record::EventRecord;
use diplograph::span::ArticleId;

fn articles(file: &str) -> Vec<Article> {
    let Ok(lines) = std::fs::read_to_string(root().join("../shared/eval").join(file)) else {
        return Vec::new();
    };
    let article = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| value[name].as_str().map(str::to_owned);
        Article {
            id: ArticleId::new(field("id").unwrap()),
            title: field("title"),
            text: field("text").unwrap().into(),
            published: field("date").and_then(|d| d.parse().ok()),
            source: None,
            url: None,
        }
    };
    lines.lines().map(article).collect()
}

/// What scoring against gold goes by.
fn told(events: &[EventRecord]) -> Vec<String> {
    let parties = |event: &EventRecord| -> Vec<String> {
        let all = event.actors.iter().chain(&event.recipients);
        all.map(|p| format!("{} {:?}", p.entity.name, p.entity.country)).collect()
    };
    let mut all: Vec<String> = events
        .iter()
        .map(|e| format!("{} {:?} {:?}", e.event_type, e.mentions[0].trigger_span, parties(e)))
        .collect();
    all.sort();
    all
}

#[test]
fn no_event_is_lost() {
    let pipeline = Pipeline::new(EngineKind::Accurate).unwrap();
    let mut differing = Vec::new();
    for article in ["news.jsonl", "documents.jsonl", "seed.jsonl"].into_iter().flat_map(articles) {
        let gated = pipeline.read(&article);
        if gated.doc.sentences.iter().all(|s| !s.skimmed) {
            continue;
        }
        let whole = pipeline.read_parsed(pipeline.parse(&article));
        if told(&gated.events) != told(&whole.events) {
            differing.push(format!(
                "{}: {:?}, whole {:?}",
                article.id,
                told(&gated.events),
                told(&whole.events)
            ));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn what_tells_nothing_is_skimmed_and_said_to_be() {
    let pipeline = Pipeline::new(EngineKind::Accurate).unwrap();
    let article = Article {
        id: ArticleId::new("gate"),
        title: None,
        text: "The weather was fine. The Norwegian minister met the Danish ambassador in Oslo. Roses smell sweet.".into(),
        published: None,
        source: None,
        url: None,
    };
    let read = pipeline.read(&article);
    let marks: Vec<bool> = read.doc.sentences.iter().map(|s| s.skimmed).collect();
    assert_eq!(marks, [true, false, true]);
    assert_eq!(read.doc.tokens.len(), pipeline.parse(&article).tokens.len());
    assert_eq!(told(&read.events), told(&pipeline.read_parsed(pipeline.parse(&article)).events));
}
