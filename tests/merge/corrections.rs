//! People overrule the merger, and hear when what they wrote no longer applies.

use crate::properties::{bytes, crowded};
use diplograph::EventRecord;
use diplograph::graph::{Corrections, GraphBuilder, KnowledgeGraph, MergeReport};
use diplograph::span::{EntityId, EventId};

fn corrected(records: &[EventRecord], text: &str) -> (KnowledgeGraph, MergeReport) {
    let mut builder = GraphBuilder::new();
    records.iter().for_each(|r| builder.add(r));
    builder.finish(&Corrections::parse(text).unwrap())
}

fn event_of(graph: &KnowledgeGraph, record: &EventId) -> EventId {
    graph.event(record).expect("the record is in an event").id
}

#[test]
fn two_actors_become_one_under_the_known_id() {
    let mut records = crowded(3, 60);
    for (at, record) in records.iter_mut().enumerate() {
        for party in &mut record.actors {
            if party.entity.id.as_str() == "person:1" && at % 2 == 0 {
                party.entity.id = EntityId::new("name:nr one");
                party.entity.name = "Nr One".to_owned();
            }
        }
    }
    let (before, _) = corrected(&records, "");
    assert!(before.actor(&EntityId::new("name:nr one")).is_some());
    let (graph, report) = corrected(&records, "same: nr one = Person Nr1");
    assert_eq!(report.stale, []);
    assert!(graph.actor(&EntityId::new("name:nr one")).is_none());
    let actor = graph.actor(&EntityId::new("person:1")).unwrap();
    assert!(actor.aliases.contains(&"Nr One".to_owned()), "{:?}", actor.aliases);
    assert_eq!(bytes(&graph), bytes(&corrected(&records, "same: person:1 = name:nr one").0));
}

#[test]
fn a_name_taken_for_another_goes_its_own_way() {
    let mut records = crowded(3, 60);
    let mut renamed = 0;
    for party in records.iter_mut().flat_map(|r| &mut r.actors) {
        if party.entity.id.as_str() == "person:1" && renamed < 4 {
            party.mention = "A. Namesake".to_owned();
            renamed += 1;
        }
    }
    let (graph, report) = corrected(&records, "different: A. Namesake != person:1");
    assert_eq!(report.stale, []);
    let own = graph.actor(&EntityId::new("name:a. namesake")).expect("the namesake has a node");
    assert!(own.articles >= 1);
}

#[test]
fn events_are_joined_split_and_dropped() {
    let records = crowded(11, 120);
    let (graph, _) = corrected(&records, "");
    let large = graph.events().max_by_key(|e| e.reports.len()).unwrap();
    let (first, last) = (large.reports[0].record.clone(), large.reports.last().unwrap().record.clone());
    assert_ne!(first, last);

    let (split, report) = corrected(&records, &format!("different: {first} != {last}"));
    assert_eq!(report.stale, []);
    assert_ne!(event_of(&split, &first), event_of(&split, &last));

    let other = graph.events().find(|e| e.event_type != large.event_type).unwrap();
    let (joined, report) = corrected(&records, &format!("same: {} = {}", large.id, other.id));
    assert_eq!(report.stale, []);
    assert_eq!(event_of(&joined, &first), event_of(&joined, &other.reports[0].record));

    let (dropped, report) = corrected(&records, &format!("event: drop {}", large.id));
    assert_eq!(report.stale, []);
    assert!(dropped.event(&large.id).is_none());
    assert_eq!(dropped.event_count(), graph.event_count() - 1);
}

#[test]
fn an_actor_is_shown_under_the_wished_name() {
    let records = crowded(5, 40);
    let (graph, report) = corrected(&records, "actor: rename person:1 = The First");
    assert_eq!(report.stale, []);
    let actor = graph.actor(&EntityId::new("person:1")).unwrap();
    assert_eq!(actor.name, "The First");
    assert!(actor.aliases.contains(&"Person Nr1".to_owned()));
}

#[test]
fn what_no_longer_applies_is_reported_with_its_line() {
    let records = crowded(5, 40);
    let text = "same: Nobody = Person Nr1\n\nevent: drop event:0000000000000000\ndifferent: event:0000000000000000 != event:0000000000000001\nactor: rename nobody = X\nsame: person:1 = Person Nr1\n";
    let (_, report) = corrected(&records, text);
    let lines: Vec<usize> = report.stale.iter().map(|s| s.line).collect();
    assert_eq!(lines, [1, 3, 4, 5, 6]);
    assert!(report.stale[0].why.contains("no actor \"Nobody\""), "{}", report.stale[0].why);
    assert!(report.stale[1].why.contains("no event"), "{}", report.stale[1].why);
}

#[test]
fn what_other_lines_undo_is_reported() {
    let records = crowded(11, 120);
    let (graph, _) = corrected(&records, "");
    let ids: Vec<_> = graph.events().take(3).map(|e| e.id).collect();
    let text = format!(
        "different: {0} != {2}\nsame: {0} = {1}\nsame: {1} = {2}\ndifferent: person:1 != person:2\nsame: person:2 = person:1\n",
        ids[0], ids[1], ids[2]
    );
    let (joined, report) = corrected(&records, &text);
    let lines: Vec<usize> = report.stale.iter().map(|s| s.line).collect();
    assert_eq!(lines, [1, 4], "{:?}", report.stale);
    assert!(report.stale.iter().all(|s| s.why.contains("other lines make the two one")));
    let one = joined.event(&ids[0]).unwrap().id;
    assert!(ids.iter().all(|id| joined.event(id).unwrap().id == one));
}

#[test]
fn why_shows_every_pair_and_what_was_kept_apart() {
    let records = crowded(11, 120);
    let (graph, _) = corrected(&records, "");
    let large = graph.events().max_by_key(|e| e.reports.len()).unwrap();
    let why = graph.why(&large.id).unwrap();
    let n = large.reports.len();
    assert_eq!(why.pairs.len(), n * (n - 1) / 2);
    assert!(!why.near_misses.is_empty());
    assert!(why.near_misses.iter().all(|m| m.event != large.id));
    let reasons = why.near_misses[0].comparison.reasons();
    assert!(reasons.iter().any(|r| r.starts_with("participants:")), "{reasons:?}");
    // The same answer by the id of any of its records.
    assert_eq!(graph.why(&large.reports[n - 1].record).unwrap().event.id, large.id);
}
