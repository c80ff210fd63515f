//! Merging against gold tables: our own articles, look-alikes, and events told in several newspaper reports.
//!
//! The gold coders' events are given as records, so that errors of reading do not count. The tables lack entity ids and
//! kinds; they are derived here from the names as a linker that knows no names would.

use diplograph::graph::{Corrections, KnowledgeGraph};
use diplograph::ontology::{Action, ActorKind, EventType, Mode, Polarity, Sector, Status};
use diplograph::record::{ArticleMeta, Entity, EventDate, EventMention, EventPlace, EventRecord, Party, Topic};
use diplograph::span::{ArticleId, EntityId, EventId, SentenceId};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn lines(path: &Path) -> Option<Vec<Value>> {
    let text = std::fs::read_to_string(path).ok()?;
    Some(
        text.lines()
            .filter(|l| !l.trim().is_empty())
            .map(|l| serde_json::from_str(l).unwrap())
            .collect(),
    )
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The kind and sector that the words of a name tell.
fn kind_of(name: &str, country: Option<&str>) -> (ActorKind, Option<Sector>) {
    const STATES: &[&str] = &[
        "United States",
        "United Kingdom",
        "Britain",
        "Russia",
        "Ukraine",
        "Turkey",
        "Germany",
        "France",
        "Iran",
        "Israel",
        "Iraq",
        "Jordan",
        "Syria",
        "China",
        "India",
        "Pakistan",
        "Hungary",
        "Rwanda",
        "Qatar",
        "Egypt",
        "Algeria",
        "Armenia",
        "Azerbaijan",
        "Thailand",
        "Cambodia",
        "Denmark",
        "Norway",
        "Netherlands",
        "Luxembourg",
        "Sweden",
        "Gambia",
        "Poland",
        "Belarus",
        "Spain",
        "Democratic Republic of Congo",
    ];
    let has = |words: &[&str]| words.iter().any(|w| name.to_lowercase().contains(w));
    let people = [
        "civilians",
        "people",
        "refugees",
        "officials",
        "critics",
        "militants",
        "insurgents",
        "fighters",
        "powers",
        "syrians",
        "opponents",
        "activists",
    ];
    if STATES.contains(&name) {
        (ActorKind::State, Some(Sector::Gov))
    } else if has(&[
        "military",
        "army",
        "forces",
        "aircraft",
        "air force",
        "troops",
        "personnel",
        "pentagon",
    ]) && !has(&["rebel", "kurdish"])
    {
        (ActorKind::GovernmentBody, Some(Sector::Mil))
    } else if has(&[
        "rebel",
        "militia",
        "ypg",
        "kurdish",
        "islamic state",
        "al-qaida",
        "hamas",
        "m23",
        "workers’ party",
    ]) {
        (ActorKind::ArmedGroup, Some(Sector::Reb))
    } else if has(&people) {
        (ActorKind::People, None)
    } else if has(&[
        "government",
        "ministry",
        "office",
        "administration",
        "kremlin",
        "white house",
        "authorities",
    ]) {
        (ActorKind::GovernmentBody, Some(Sector::Gov))
    } else if has(&[
        "union",
        "nations",
        "nato",
        "council",
        "court",
        "coalition",
        "organisation",
        "assembly",
        "party",
    ]) {
        (ActorKind::Organisation, None)
    } else if country.is_some() && name.split_whitespace().count() >= 2 && name.chars().next().is_some_and(char::is_uppercase) {
        (ActorKind::Person, Some(Sector::Gov))
    } else {
        (ActorKind::Other, None)
    }
}

fn party(value: &Value) -> Party {
    let name = value["name"].as_str().unwrap().to_owned();
    let country = value["country"].as_str();
    let (kind, sector) = kind_of(&name, country);
    Party {
        entity: Entity {
            id: EntityId::new(format!("name:{}", name.to_lowercase())),
            kind,
            country: country.map(Into::into),
            sector,
            office: None,
            wikidata: None,
            aliases: Vec::new(),
            why: String::new(),
            certainty: 1.0,
            name: name.clone(),
        },
        mention: name,
        initiator: false,
    }
}

fn date(value: &Value) -> Option<EventDate> {
    let day = |v: &Value| v.as_str().map(|d| d.parse::<Date>().unwrap());
    let (start, end) = match value {
        Value::Object(span) => (day(&span["start"])?, day(&span["end"])),
        single => (day(single)?, None),
    };
    Some(EventDate {
        start,
        end: end.unwrap_or(start),
        text: String::new(),
    })
}

/// A gold event as the record that a faultless extractor would have made of it.
fn record(value: &Value, article: &str, published: &Value, id: String, begin: usize) -> EventRecord {
    let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
    let modes: Vec<Mode> = match &value["mode"] {
        Value::String(mode) => vec![mode.parse().unwrap()],
        Value::Array(modes) => modes.iter().map(|m| m.as_str().unwrap().parse().unwrap()).collect(),
        _ => Vec::new(),
    };
    let topic = |value: &Value| Topic {
        label: value.as_str().or(value["label"].as_str()).unwrap().to_owned(),
        polarity: value["polarity"].as_str().map_or(Polarity::Discussed, |p| p.parse().unwrap()),
        id: None,
    };
    let trigger = value["trigger"].as_str().unwrap_or_default().to_owned();
    let begin = u32::try_from(begin).unwrap();
    EventRecord {
        id: EventId::new(&id),
        article: ArticleId::new(article),
        event_type: value["type"].as_str().unwrap().parse::<EventType>().unwrap(),
        mode: modes,
        action: value["action"].as_str().unwrap().parse::<Action>().unwrap(),
        actors: list("actors").iter().map(party).collect(),
        recipients: list("recipients").iter().map(party).collect(),
        others: Vec::new(),
        topics: list("topics").iter().map(topic).collect(),
        contexts: Vec::new(),
        date: date(&value["date"]),
        place: value["place"].as_str().map(|name| EventPlace {
            name: name.to_owned(),
            country: None,
        }),
        status: value["status"].as_str().map_or(Status::Happened, |s| s.parse().unwrap()),
        attribution: Vec::new(),
        mentions: vec![EventMention {
            sentence: SentenceId(begin),
            sentence_span: [begin, begin + 1],
            trigger_span: [begin, begin + 1],
            trigger,
            text: value["quote"].as_str().unwrap_or_default().to_owned(),
            rule: "gold".into(),
        }],
        confidence: 1.0,
        meta: ArticleMeta {
            id: ArticleId::new(article),
            title: None,
            published: published.as_str().map(|d| d.parse().unwrap()),
            source: None,
            url: None,
        },
    }
}

/// The merged event of each record.
fn merged(records: &[EventRecord]) -> (KnowledgeGraph, BTreeMap<String, String>) {
    let graph = KnowledgeGraph::from_records(records, &Corrections::none());
    let mut event_of = BTreeMap::new();
    for event in graph.events() {
        for report in &event.reports {
            event_of.insert(report.record.to_string(), event.id.to_string());
        }
    }
    (graph, event_of)
}

fn clusters<'a>(of: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut clusters: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (mention, event) in of {
        clusters.entry(event).or_default().insert(mention);
    }
    clusters
}

/// B-cubed precision, recall and F1 over mentions.
fn b_cubed(gold: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> (f64, f64, f64) {
    let gold_clusters = clusters(gold.iter().map(|(m, e)| (m.as_str(), e.as_str())));
    let found_clusters = clusters(found.iter().map(|(m, e)| (m.as_str(), e.as_str())));
    let (mut precision, mut recall) = (0.0, 0.0);
    for (mention, event) in gold {
        let right = &gold_clusters[event.as_str()];
        let ours = &found_clusters[found[mention].as_str()];
        let common = right.intersection(ours).count() as f64;
        precision += common / ours.len() as f64;
        recall += common / right.len() as f64;
    }
    let n = gold.len() as f64;
    let (p, r) = (precision / n, recall / n);
    (p, r, 2.0 * p * r / (p + r))
}

#[test]
fn our_articles_merge_as_a_reader_would() {
    let rows = lines(&root().join("tests/gold/merge.jsonl")).expect("tests/gold/merge.jsonl is part of the project");
    let mut gold = BTreeMap::new();
    let mut records = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let id = row["mention"].as_str().unwrap().to_owned();
        gold.insert(id.clone(), row["event"].as_str().unwrap().to_owned());
        records.push(record(row, row["article"].as_str().unwrap(), &row["published"], id, at));
    }
    let (graph, found) = merged(&records);
    let (p, r, f) = b_cubed(&gold, &found);
    println!(
        "{} mentions, {} gold events, {} merged: B3 precision {p:.3}, recall {r:.3}, F1 {f:.3}",
        gold.len(),
        clusters(gold.iter().map(|(m, e)| (m.as_str(), e.as_str()))).len(),
        graph.event_count()
    );
    if std::env::var_os("SHOW").is_some() {
        show(&graph, &gold, &records);
    }
    assert!(f >= 0.92, "B3 F1 {f:.3}");
}

fn show(graph: &KnowledgeGraph, gold: &BTreeMap<String, String>, records: &[EventRecord]) {
    let brief = |id: &str| {
        let r = records.iter().find(|r| r.id.as_str() == id).unwrap();
        let names = |ps: &[Party]| ps.iter().map(|p| p.entity.name.clone()).collect::<Vec<_>>().join("|");
        let date = r.date.as_ref().map(|d| format!("{}..{}", d.start, d.end)).unwrap_or_default();
        format!(
            "{} {} {:?} {} -> {} {:?} [{date}] {:?} {} pub {:?} '{}'",
            r.event_type,
            r.action,
            r.mode,
            names(&r.actors),
            names(&r.recipients),
            r.topics.iter().map(|t| &t.label).collect::<Vec<_>>(),
            r.place.as_ref().map(|p| &p.name),
            r.status,
            r.meta.published.map(|d| d.to_string()),
            r.mentions[0].trigger
        )
    };
    for event in graph.events() {
        let golds: BTreeSet<&str> = event.reports.iter().map(|r| gold[r.record.as_str()].as_str()).collect();
        if golds.len() > 1 {
            println!("WRONGLY JOINED {golds:?}");
            for r in &event.reports {
                println!("    {:40} {}", gold[r.record.as_str()], brief(r.record.as_str()));
            }
        }
    }
    let mut by_gold: BTreeMap<&str, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for event in graph.events() {
        for r in &event.reports {
            by_gold
                .entry(&gold[r.record.as_str()])
                .or_default()
                .entry(event.id.to_string())
                .or_default()
                .push(r.record.to_string());
        }
    }
    for (name, parts) in by_gold.iter().filter(|(_, parts)| parts.len() > 1) {
        println!("SPLIT {name}");
        for (event, members) in parts {
            for member in members {
                println!("    {event} {}", brief(member));
            }
        }
    }
}

/// The article that the project began from and our three that tell the same news: one event for each of the three calls.
#[test]
fn the_first_article_and_its_three_retellings_tell_three_calls() {
    let rows = lines(&root().join("tests/gold/merge.jsonl")).expect("tests/gold/merge.jsonl is part of the project");
    let mut records = Vec::new();
    let mut articles = BTreeSet::new();
    let ours = |row: &Value| {
        let about = row["event"].as_str().unwrap();
        [
            "call-putin-trump-2025-07-03",
            "call-putin-trump-2025-06-14",
            "call-putin-macron-2025-07-01",
        ]
        .iter()
        .position(|e| *e == about)
    };
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let id = row["mention"].as_str().unwrap().to_owned();
        if let Some(call) = ours(row) {
            articles.insert(row["article"].as_str().unwrap());
            expected.insert(id.clone(), call);
        }
        records.push(record(row, row["article"].as_str().unwrap(), &row["published"], id, at));
    }
    assert_eq!(articles.len(), 3);
    for seed in lines(&root().join("../shared/eval/seed.jsonl")).unwrap_or_default() {
        for (at, event) in seed["events"].as_array().unwrap().iter().enumerate() {
            let id = format!("seed#{at}");
            let names: BTreeSet<&str> = event["actors"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|p| p["name"].as_str())
                .collect();
            let is = |a: &str, b: &str| event["action"] == "called" && names == BTreeSet::from([a, b]);
            let day = event["date"].as_str().unwrap_or_default();
            let call = match () {
                () if is("Vladimir Putin", "Donald Trump") && day == "2025-07-03" => Some(0),
                () if is("Vladimir Putin", "Donald Trump") && day == "2025-06-14" => Some(1),
                () if is("Vladimir Putin", "Emmanuel Macron") && !event["date"].is_object() => Some(2),
                () => None,
            };
            expected.extend(call.map(|call| (id.clone(), call)));
            records.push(record(event, "seed", &seed["date"], id, at));
        }
    }
    let (_, found) = merged(&records);
    let mut events = vec![BTreeSet::new(); 3];
    for (mention, call) in &expected {
        events[*call].insert(&found[mention]);
    }
    assert!(events.iter().all(|e| e.len() == 1), "not one event a call: {events:?}");
    assert_eq!(
        events.iter().flatten().collect::<BTreeSet<_>>().len(),
        3,
        "calls melted into one: {events:?}"
    );
}

#[test]
fn no_two_lookalikes_merge() {
    let rows = lines(&root().join("tests/gold/merge.jsonl")).expect("tests/gold/merge.jsonl is part of the project");
    let table =
        std::fs::read_to_string(root().join("tests/gold/lookalikes.tsv")).expect("tests/gold/lookalikes.tsv is part of the project");
    let mut of_gold: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut records = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let id = row["mention"].as_str().unwrap();
        of_gold.entry(row["event"].as_str().unwrap()).or_default().push(id);
        records.push(record(row, row["article"].as_str().unwrap(), &row["published"], id.to_owned(), at));
    }
    let (_, found) = merged(&records);
    let mut joined = Vec::new();
    let mut pairs = 0;
    for line in table.lines().skip(1) {
        let [a, b, why] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}")
        };
        let events = |name: &str| -> BTreeSet<&String> { of_gold[name].iter().map(|m| &found[*m]).collect() };
        if !events(a).is_disjoint(&events(b)) {
            joined.push(format!("{a} = {b}: {why}"));
        }
        pairs += 1;
    }
    assert!(pairs >= 25);
    assert!(
        joined.is_empty(),
        "{} of {pairs} look-alikes were merged:\n{}",
        joined.len(),
        joined.join("\n")
    );
}

#[test]
fn events_told_in_several_newspaper_reports_merge() {
    let eval = root().join("../shared/eval");
    let (Some(documents), Some(cross)) = (lines(&eval.join("documents.jsonl")), lines(&eval.join("documents.cross.jsonl"))) else {
        eprintln!("no evaluation data beside the project: nothing measured");
        return;
    };
    let id = |article: &str, index: u64| format!("{article}#{index}");
    let mut records = Vec::new();
    for document in &documents {
        let article = document["id"].as_str().unwrap();
        for (at, event) in document["events"].as_array().unwrap().iter().enumerate() {
            records.push(record(event, article, &document["date"], id(article, at as u64), at));
        }
    }
    let mut gold = BTreeSet::new();
    for group in &cross {
        let members: BTreeSet<String> = group["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| id(m[0].as_str().unwrap(), m[1].as_u64().unwrap()))
            .collect();
        for a in &members {
            gold.extend(members.iter().filter(|b| *b > a).map(|b| (a.clone(), b.clone())));
        }
    }
    let (graph, _) = merged(&records);
    let mut found = BTreeSet::new();
    for event in graph.events() {
        let members: BTreeSet<String> = event.reports.iter().map(|r| r.record.to_string()).collect();
        for a in &members {
            found.extend(members.iter().filter(|b| *b > a).map(|b| (a.clone(), b.clone())));
        }
    }
    let right = gold.intersection(&found).count() as f64;
    let (p, r) = (right / found.len().max(1) as f64, right / gold.len() as f64);
    let f = 2.0 * p * r / (p + r).max(f64::EPSILON);
    println!(
        "{} records, {} gold pairs, {} found: pairwise precision {p:.3}, recall {r:.3}, F1 {f:.3}",
        records.len(),
        gold.len(),
        found.len()
    );
    if std::env::var_os("SHOW").is_some() {
        println!(
            "missed {:?}\ninvented {:?}",
            gold.difference(&found).collect::<Vec<_>>(),
            found.difference(&gold).collect::<Vec<_>>()
        );
    }
    assert!(f >= 0.8, "pairwise F1 {f:.3}");
}
