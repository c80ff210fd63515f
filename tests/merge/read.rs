//! Merging what the program itself reads: our articles from end to end, with every error of reading in it.

use diplograph::EventRecord;
use diplograph::analyze::EngineKind;
use diplograph::graph::{Corrections, EventNode, KnowledgeGraph, same_event};
use diplograph::ingest::{self, Input, Options};
use diplograph::ontology::{ActorKind, EventType};
use diplograph::pipeline::Pipeline;
use diplograph::record::folded;
use jiff::civil::{Date, date};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The records of these files and folders.
fn read(paths: &[PathBuf]) -> Vec<EventRecord> {
    let pipeline = Pipeline::new(EngineKind::Accurate).unwrap();
    let inputs: Vec<Input> = paths.iter().map(|path| Input::from(path.as_path())).collect();
    let articles = ingest::articles(&inputs, Options::default()).filter_map(Result::ok);
    articles.flat_map(|article| pipeline.read(&article.value).events).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The contacts of exactly these people (by surname) that may have been on this day. An account may name a person's
/// state instead ("called the White House").
fn contacts(graph: &KnowledgeGraph, people: [&str; 2], day: Date) -> Vec<EventNode> {
    let surname = |event: &EventNode| -> BTreeSet<String> {
        let names = event.participants.iter().filter_map(|p| graph.actor(&p.actor));
        let people = names.filter(|a| a.kind == ActorKind::Person);
        people.filter_map(|a| a.name.split(' ').next_back().map(str::to_owned)).collect()
    };
    let wanted: BTreeSet<String> = people.iter().map(|p| (*p).to_owned()).collect();
    let on_day = |event: &EventNode| event.date.as_ref().is_some_and(|d| d.start <= day && day <= d.end);
    let mut found: Vec<EventNode> = graph.events().filter(|e| e.event_type == EventType::Consult).collect();
    found.retain(|event| on_day(event) && surname(event) == wanted);
    found
}

/// Several articles on one day's news, with ours of a call, and the article that the project began from where it lies
/// beside the project.
#[test]
fn the_retellings_of_one_call_are_one_call() {
    let file = |name: &str| root().join("data/articles").join(name);
    let mut paths = vec![
        file("putin-trump-call-moscow.txt"),
        file("trump-putin-no-progress.md"),
        file("macron-trump-kremlin-calls.html"),
    ];
    let first = root().join("../shared/eval/seed.jsonl");
    let complete = first.is_file();
    paths.extend(complete.then_some(first));
    let records = read(&paths);
    let graph = KnowledgeGraph::from_records(&records, &Corrections::none());
    let one = |people: [&str; 2], day: Date| -> usize {
        let found = contacts(&graph, people, day);
        let [call] = &found[..] else {
            panic!("{} contacts of {people:?} on {day}: {found:#?}", found.len())
        };
        call.reports.iter().map(|r| &r.article.id).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(
        one(["Putin", "Trump"], date(2025, 7, 3)),
        paths.len(),
        "articles on the call of 3 July"
    );
    assert!(one(["Putin", "Macron"], date(2025, 7, 1)) >= 2, "articles on the call of 1 July");
    if complete {
        assert!(one(["Putin", "Trump"], date(2025, 6, 14)) >= 1, "articles on the call of 14 June");
    }
}

/// A mention of the gold table and the record that was read there.
struct Found<'a> {
    gold: &'a str,
    record: &'a EventRecord,
    event: String,
}

/// How well events come together where both the reader of the gold table and the program saw a mention of the same type
/// in the same words. What the program did not see at all does not count: reading is measured elsewhere.
#[test]
fn our_articles_merge_as_they_are_read() {
    let table = std::fs::read_to_string(root().join("tests/gold/merge.jsonl")).unwrap();
    let rows: Vec<Value> = table.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let records = read(&[root().join("data/articles")]);
    let graph = KnowledgeGraph::from_records(&records, &Corrections::none());
    let mut event_of = BTreeMap::new();
    for event in graph.events() {
        for report in &event.reports {
            event_of.insert((report.article.id.clone(), report.record.clone()), event.id.to_string());
        }
    }
    let mut taken = BTreeSet::new();
    let mut found: Vec<Found<'_>> = Vec::new();
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let (quote, trigger) = (folded(text("quote")), text("trigger").to_lowercase());
        let fits = |record: &&EventRecord| {
            let published = record.meta.published.map(|day| day.to_string());
            record.event_type.as_str() == text("type") && published.is_none_or(|day| day == text("published"))
        };
        let places = records.iter().filter(fits).flat_map(|r| r.mentions.iter().map(move |m| (r, m)));
        let places = places.filter(|(record, mention)| {
            let theirs = mention.trigger.to_lowercase();
            (mention.text.contains(&quote) || quote.contains(&mention.text))
                && (trigger.contains(&theirs) || theirs.contains(&trigger))
                && !taken.contains(&(&record.article, mention.trigger_span))
        });
        let exact = |(_, mention): &(&EventRecord, &diplograph::record::EventMention)| mention.trigger.to_lowercase() == trigger;
        if let Some((record, mention)) = places.max_by_key(exact) {
            taken.insert((&record.article, mention.trigger_span));
            let event = event_of[&(record.article.clone(), record.id.clone())].clone();
            found.push(Found {
                gold: row["event"].as_str().unwrap(),
                record,
                event,
            });
        }
    }
    let of = |key: fn(&Found<'_>) -> String| {
        let mut clusters: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, mention) in found.iter().enumerate() {
            clusters.entry(key(mention)).or_default().insert(at);
        }
        clusters
    };
    let (gold, ours) = (of(|m| m.gold.to_owned()), of(|m| m.event.clone()));
    let (mut precision, mut recall) = (0.0, 0.0);
    for mention in &found {
        let (right, given) = (&gold[mention.gold], &ours[&mention.event]);
        let common = right.intersection(given).count() as f64;
        precision += common / given.len() as f64;
        recall += common / right.len() as f64;
    }
    let n = found.len() as f64;
    let (p, r) = (precision / n, recall / n);
    let f = 2.0 * p * r / (p + r);
    println!(
        "{} of {} mentions read, {} records in {} events: B3 precision {p:.3}, recall {r:.3}, F1 {f:.3}",
        found.len(),
        rows.len(),
        records.len(),
        graph.event_count()
    );
    if std::env::var_os("SHOW").is_some() {
        show(&found);
    }
    assert!(f >= 0.88, "B3 F1 {f:.3}");
}

/// Every pair of articles' accounts that is one event to the reader and two to the program, or the other way round.
fn show(found: &[Found<'_>]) {
    let brief = |record: &EventRecord| {
        let names = |parties: &[diplograph::record::Party]| parties.iter().map(|p| p.entity.name.clone()).collect::<Vec<_>>().join("|");
        let date = record.date.as_ref().map(|d| format!("{}..{}", d.start, d.end)).unwrap_or_default();
        let topics: Vec<_> = record.topics.iter().map(|t| &t.label).collect();
        format!(
            "{} {} {:?} {} -> {} {topics:?} [{date}] {:?} {} “{}”",
            record.article,
            record.action,
            record.mode,
            names(&record.actors),
            names(&record.recipients),
            record.place.as_ref().map(|p| &p.name),
            record.status,
            record.mentions[0].text
        )
    };
    let (mut across, mut split) = (0, 0);
    for (at, one) in found.iter().enumerate() {
        for other in &found[..at] {
            let told_in_two = one.record.article != other.record.article;
            across += usize::from(told_in_two && one.gold == other.gold);
            if (one.gold == other.gold) == (one.event == other.event) || one.record.id == other.record.id {
                continue;
            }
            let what = if one.gold == other.gold { "SPLIT" } else { "JOINED" };
            split += usize::from(told_in_two && one.gold == other.gold);
            let comparison = same_event(one.record, other.record);
            println!(
                "{what} {} {} {}",
                one.gold,
                other.gold,
                if told_in_two { "ACROSS" } else { "WITHIN" }
            );
            println!("    {}\n    {}", brief(one.record), brief(other.record));
            println!("    {}: {}", comparison.verdict(), comparison.reasons().join("; "));
        }
    }
    println!("{across} pairs told in two articles, {split} split");
}
