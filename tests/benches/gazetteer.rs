//! How long the gazetteer takes to load, what memory it holds, and how much text it reads in a second on one core.
//!
//! Run with `cargo bench --bench gazetteer`. The hard decision: bars are asserted, so a slow build fails here and not in
//! somebody's batch; and what is measured is the time this thread had a core, so that a busy machine does not count.

use diplograph::resources::Gazetteer;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Resident memory of this process in bytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Time this thread has had a core, where the system tells; else the wall clock since `start`.
fn core_time(start: Instant) -> Duration {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|stat| stat.split_whitespace().next()?.parse().ok())
        .map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn main() {
    let began = Instant::now();
    let before = resident();
    let kb = Gazetteer::load_embedded().expect("embedded tables load");
    let after = resident();
    let loads: Vec<Duration> = (0..9)
        .map(|_| {
            let start = core_time(began);
            black_box(Gazetteer::load_embedded().expect("embedded tables load"));
            core_time(began) - start
        })
        .collect();
    let load = *loads.iter().min().expect("nine loads");
    println!(
        "load: {load:?} best of nine, {} entries, {} names",
        kb.entries().count(),
        kb.alias_count()
    );
    if let (Some(before), Some(after)) = (before, after) {
        let held = after.saturating_sub(before);
        println!("memory: {:.1} MB", held as f64 / 1e6);
        assert!(held < 64_000_000, "holds {held} bytes");
    }
    let mut text = String::new();
    let mut files: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles"))
        .expect("articles stand in data/articles")
        .filter_map(|f| f.ok().map(|f| f.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "md"))
        .collect();
    files.sort();
    while text.len() < 8_000_000 {
        for file in &files {
            text.push_str(&std::fs::read_to_string(file).expect("an article is text"));
        }
    }
    let articles: Vec<&str> = text.split_inclusive("\n\n").collect();
    let mut best = Duration::MAX;
    let mut hits = 0;
    for _ in 0..5 {
        let start = core_time(began);
        hits = articles.iter().map(|a| black_box(kb.find(a)).len()).sum();
        best = best.min(core_time(began) - start);
    }
    let rate = text.len() as f64 / best.as_secs_f64() / 1e6;
    println!("lookup: {rate:.0} MB/s over {} MB, {hits} hits", text.len() / 1_000_000);
    assert!(load < Duration::from_millis(50), "loading took {load:?}");
    assert!(rate >= 20.0, "lookup at {rate} MB/s");
}
