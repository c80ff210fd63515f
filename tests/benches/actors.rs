//! How many tokens a second pass through mentions, coreference and linking together, on one core.
//!
//! Run with `cargo bench --bench actors`. The hard decision: the parse is made beforehand, so that only these stages are
//! measured; and what counts is the time this thread had a core, so that a busy machine does not.

use diplograph::analyze::{Analyzer, EngineKind};
use diplograph::ingest::{self, Input, Options};
use diplograph::resources::Gazetteer;
use diplograph::{Document, coref, link, mention};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Time this thread has had a core, where the system tells; else the wall clock since `start`.
fn core_time(start: Instant) -> Duration {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|stat| stat.split_whitespace().next()?.parse().ok())
        .map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn main() {
    let began = Instant::now();
    let analyzer = Analyzer::new(EngineKind::Fast).expect("the fast model is embedded");
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles"));
    let docs: Vec<Document> = ingest::articles(&[Input::from(folder)], Options::default())
        .filter_map(Result::ok)
        .map(|article| analyzer.analyze(&article.value))
        .collect();
    let tokens: usize = docs.iter().map(|d| d.tokens.len()).sum();
    assert!(tokens > 1000, "articles stand in data/articles");
    let kb = Gazetteer::embedded();
    let mut best: Option<[Duration; 3]> = None;
    for _ in 0..20 {
        let mut spent = [Duration::ZERO; 3];
        for doc in &docs {
            let start = core_time(began);
            let mentions = mention::find_mentions(doc, kb);
            let found = core_time(began);
            let chains = coref::resolve(doc, &mentions);
            let joined = core_time(began);
            black_box(link::link(doc, mentions, chains, kb));
            let linked = core_time(began);
            spent[0] += found - start;
            spent[1] += joined - found;
            spent[2] += linked - joined;
        }
        let total = |all: &[Duration; 3]| all.iter().sum::<Duration>();
        if best.as_ref().is_none_or(|b| total(&spent) < total(b)) {
            best = Some(spent);
        }
    }
    let best = best.expect("twenty rounds");
    let all: Duration = best.iter().sum();
    let rate = tokens as f64 / all.as_secs_f64();
    println!(
        "{} articles, {tokens} tokens: mentions {:?}, coreference {:?}, linking {:?}",
        docs.len(),
        best[0],
        best[1],
        best[2]
    );
    println!("{rate:.0} tokens/s");
    assert!(rate >= 150_000.0, "{rate:.0} tokens a second");
}
