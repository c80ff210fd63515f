//! How fast records merge, how that grows, and what a mention costs in memory.
//!
//! `cargo bench --bench merge` merges 10 thousand, 100 thousand and 1 million made-up mentions on one core, one record
//! after another as `merge` reads them, and prints mentions a second, bytes a mention and the exponent of growth. Each
//! merge is a process of its own, as it is for its users: in the memory that an earlier one leaves behind, small merges
//! would look cheaper than they are. All is done several times, and the shortest counts, since whatever disturbs a run
//! only makes it longer.
//! `cargo bench --bench merge -- --store` also saves a graph of a million events and asks it who talked to whom.

#[path = "news.rs"]
#[allow(unreachable_pub)] // shared with the tests of merging
mod news;

use diplograph::graph::{Corrections, GraphBuilder, KnowledgeGraph};
use diplograph::query::{TalksFilter, talks_in};
use diplograph::store::Store;
use jiff::civil::date;
use news::{News, Newsroom};
use std::process::Command;
use std::time::{Duration, Instant};

/// Time this thread has spent on a core. Yielding makes the system bring its account up to date, which it else does in ticks.
fn on_core() -> Duration {
    std::thread::yield_now();
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

/// How often so many mentions are merged.
fn times(count: usize) -> usize {
    (1_000_000 / count).clamp(7, 30)
}

/// Memory this process holds now or held at most, in bytes; 0 where the system does not say.
fn resident(field: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(field)).unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<usize>().ok())
        .unwrap_or(0)
        * 1024
}

/// The graph of so many reports, how long its making took, and how much of that on the core.
fn merged(mut news: News, count: usize) -> (KnowledgeGraph, Duration, Duration) {
    let mut builder = GraphBuilder::new();
    let (mut spent, mut worked) = (Duration::ZERO, Duration::ZERO);
    let mut left = count;
    while left > 0 {
        let part: Vec<_> = news.by_ref().take(left.min(500)).collect();
        left -= part.len();
        let (begun, on_core_before) = (Instant::now(), on_core());
        for record in &part {
            builder.add(record);
        }
        spent += begun.elapsed();
        worked += on_core() - on_core_before;
    }
    let (begun, on_core_before) = (Instant::now(), on_core());
    let (graph, _) = builder.finish(&Corrections::none());
    (graph, spent + begun.elapsed(), worked + (on_core() - on_core_before))
}

/// What one merge came to.
struct Run {
    events: usize,
    actors: usize,
    /// Bytes.
    held: usize,
    time: Duration,
    /// The part of the time on a core, where the system tells it: what others do meanwhile does not count.
    worked: Duration,
}

impl Run {
    /// Merges so many mentions and prints what that came to.
    fn print(count: usize, reports_a_day: usize) {
        let room = Newsroom {
            reports_a_day,
            ..Newsroom::default()
        };
        let before = resident("VmRSS");
        let (graph, time, worked) = merged(News::new(room), count);
        let held = resident("VmHWM").max(resident("VmRSS")).saturating_sub(before);
        let worked = if worked.is_zero() { time } else { worked };
        println!(
            "{} {} {held} {} {}",
            graph.event_count(),
            graph.actor_count(),
            time.as_nanos(),
            worked.as_nanos()
        );
    }

    /// Merges them in a process of its own.
    fn apart(count: usize, reports_a_day: usize) -> Self {
        let program = std::env::current_exe().expect("a running program has a path");
        let output = Command::new(program)
            .args(["--one", &count.to_string(), &reports_a_day.to_string()])
            .output()
            .expect("this program can be started again");
        let text = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<u64> = text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let [events, actors, held, time, worked] = numbers[..] else {
            panic!("a merge failed: {}", String::from_utf8_lossy(&output.stderr));
        };
        Self {
            events: events as usize,
            actors: actors as usize,
            held: held as usize,
            time: Duration::from_nanos(time),
            worked: Duration::from_nanos(worked),
        }
    }
}

/// Slope of the line through the points, both axes in logarithms.
fn exponent(points: &[(usize, Duration)]) -> f64 {
    let points: Vec<(f64, f64)> = points.iter().map(|(n, t)| ((*n as f64).ln(), t.as_secs_f64().ln())).collect();
    let n = points.len() as f64;
    let (mx, my) = (
        points.iter().map(|p| p.0).sum::<f64>() / n,
        points.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let above: f64 = points.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    above / points.iter().map(|(x, _)| (x - mx).powi(2)).sum::<f64>()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--one") {
        let number = |at: usize| args[at].parse().expect("a number");
        return Run::print(number(at + 1), number(at + 2));
    }
    let wants = |flag: &str| args.iter().any(|a| a == flag);
    for (name, fixed) in [
        ("4,000 reports a day, ever more days", false),
        ("the same 60 days, ever fuller", true),
    ] {
        println!("{name}");
        let mut points = Vec::new();
        let mut sizes = vec![10_000, 100_000, 1_000_000];
        if fixed && !wants("--all") {
            sizes.pop();
        }
        let apart = |count: usize| {
            let reports_a_day = if fixed { count / 60 } else { Newsroom::default().reports_a_day };
            Run::apart(count, reports_a_day)
        };
        let mut runs: Vec<(usize, Run)> = sizes.into_iter().map(|count| (count, apart(count))).collect();
        // In turn, so that a busy spell of the machine meets all sizes.
        for round in 1..runs.iter().map(|(count, _)| times(*count)).max().unwrap_or(0) {
            for (count, best) in runs.iter_mut().filter(|(count, _)| round < times(*count)) {
                let run = apart(*count);
                (best.time, best.worked) = (best.time.min(run.time), best.worked.min(run.worked));
            }
        }
        for (count, best) in runs {
            println!(
                "  {count:>9} mentions -> {:>7} events, {:>5} actors: {:>6.3} s ({:.3} s on the core), {:>7.0} mentions/s on a core, {:>4} bytes a mention",
                best.events,
                best.actors,
                best.time.as_secs_f64(),
                best.worked.as_secs_f64(),
                count as f64 / best.worked.as_secs_f64(),
                best.held / count
            );
            points.push((count, best.worked));
        }
        let log_linear = points
            .iter()
            .map(|(n, _)| (*n, Duration::from_secs_f64(*n as f64 * (*n as f64).ln())));
        println!(
            "  time on the core grows as n^{:.3}; n log n would grow as n^{:.3} here",
            exponent(&points),
            exponent(&log_linear.collect::<Vec<_>>())
        );
    }
    if wants("--store") {
        store(1_000_000);
    }
}

/// Saves a graph of so many events and asks it.
fn store(events: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("news.db");
    let room = Newsroom {
        burst: 1,
        ..Newsroom::default()
    };
    // Lone reports still meet now and then; a few more reports make up for it.
    let (graph, ..) = merged(News::new(room), events + events / 4);
    println!("a store of {} events", graph.event_count());
    let begun = Instant::now();
    Store::open(&path)
        .and_then(|mut store| store.save_graph(&graph))
        .expect("the store can be written");
    println!("  saved in {:.1} s", begun.elapsed().as_secs_f64());
    drop(graph);
    let july = TalksFilter {
        since: Some(date(2001, 7, 1)),
        until: Some(date(2001, 7, 7)),
        ..TalksFilter::default()
    };
    for (what, filter) in [
        (
            "a busy actor in one week",
            TalksFilter {
                actor: Some("Person Nr1".to_owned()),
                ..july.clone()
            },
        ),
        (
            "two busy actors, ever",
            TalksFilter {
                actor: Some("Person Nr1".to_owned()),
                with: Some("Person Nr2".to_owned()),
                ..TalksFilter::default()
            },
        ),
        (
            "a quiet actor, ever",
            TalksFilter {
                actor: Some("Person Nr3001".to_owned()),
                ..TalksFilter::default()
            },
        ),
        (
            "a busy actor, ever",
            TalksFilter {
                actor: Some("Person Nr1".to_owned()),
                ..TalksFilter::default()
            },
        ),
        ("everybody, one week", july),
    ] {
        let (begun, on_core_before) = (Instant::now(), on_core());
        let store = Store::open_read_only(&path).expect("the store can be read");
        let talks = talks_in(&store, &filter).expect("the store can be asked");
        println!(
            "  {what}: opened and answered in {:.1} ms ({:.1} ms on the core), {} rows",
            begun.elapsed().as_secs_f64() * 1e3,
            (on_core() - on_core_before).as_secs_f64() * 1e3,
            talks.len()
        );
    }
}
