//! How many tokens a second one core codes: times, the event coder alone, and all that follows the parse.
//!
//! Run with `cargo bench --bench coding`. The texts are the sample articles, parsed beforehand by the fast engine. The
//! hard decision: the bar is asserted, and what is measured is the time this thread had a core, so that a busy machine
//! does not count.

use diplograph::analyze::EngineKind;
use diplograph::document::{Article, Document};
use diplograph::event::EventCoder;
use diplograph::pipeline::Pipeline;
use diplograph::record::{Entities, TimeExpression};
use diplograph::resources::Gazetteer;
use diplograph::rule::RuleSet;
use diplograph::rule::lexicon::ClauseLexicon;
use diplograph::span::ArticleId;
use diplograph::{coref, link, mention, temporal};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Tokens a second that the event coder must reach on one core.
const BAR: f64 = 200_000.0;

/// Each figure is of so many rounds together: the system counts a thread's time in steps.
const ROUNDS: usize = 200;

/// Time this thread has had a core, where the system tells; else the wall clock since `start`.
fn core_time(start: Instant) -> Duration {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|stat| stat.split_whitespace().next()?.parse().ok())
        .map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn documents(pipeline: &Pipeline<'_>) -> Vec<Document> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles");
    let mut paths: Vec<_> = std::fs::read_dir(dir)
        .expect("the sample articles are there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt" || e == "md"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            pipeline.parse(&Article {
                id: ArticleId::new(path.display().to_string()),
                title: None,
                text: std::fs::read_to_string(path).expect("a sample article is text").into(),
                published: "2025-08-20".parse().ok(),
                source: None,
                url: None,
            })
        })
        .collect()
}

fn rate(name: &str, tokens: usize, mut round: impl FnMut()) -> f64 {
    let began = Instant::now();
    let start = core_time(began);
    for _ in 0..ROUNDS {
        round();
    }
    let spent = core_time(began) - start;
    let rate = (tokens * ROUNDS) as f64 / spent.as_secs_f64();
    println!("{name}: {rate:.0} tokens a second");
    rate
}

fn main() {
    let pipeline = Pipeline::new(EngineKind::Fast).expect("the model is there");
    let gazetteer = Gazetteer::embedded();
    let coder = EventCoder::new(RuleSet::embedded(), ClauseLexicon::embedded());
    let read: Vec<(Document, Entities, Vec<TimeExpression>)> = documents(&pipeline)
        .into_iter()
        .map(|doc| {
            let mentions = mention::find_mentions(&doc, gazetteer);
            let chains = coref::resolve(&doc, &mentions);
            let entities = link::link(&doc, mentions, chains, gazetteer);
            let times = temporal::find_times(&doc);
            (doc, entities, times)
        })
        .collect();
    let tokens: usize = read.iter().map(|(doc, _, _)| doc.tokens.len()).sum();
    println!("{} articles, {tokens} tokens", read.len());
    rate("times", tokens, || {
        for (doc, _, _) in &read {
            black_box(temporal::find_times(doc));
        }
    });
    rate("all that follows the parse", tokens, || {
        for (doc, _, _) in &read {
            black_box(pipeline.read_parsed(doc.clone()));
        }
    });
    let coded = rate("event coder", tokens, || {
        for (doc, entities, times) in &read {
            black_box(coder.code(doc, entities, times));
        }
    });
    assert!(
        coded >= BAR,
        "the event coder reaches {coded:.0} tokens a second; the bar is {BAR:.0}"
    );
}
