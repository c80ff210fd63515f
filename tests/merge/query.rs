//! The same question has the same answer from memory and from the store.

use crate::properties::crowded;
use crate::store::filled;
use diplograph::graph::{Corrections, KnowledgeGraph};
use diplograph::ontology::{EventType, Mode, Status};
use diplograph::query::{TalksFilter, actor, actor_in, talks, talks_in};
use diplograph::span::EntityId;
use jiff::ToSpan;
use jiff::civil::date;

fn filters() -> Vec<TalksFilter> {
    let some = |text: &str| Some(text.to_owned());
    vec![
        TalksFilter::default(),
        TalksFilter {
            actor: some("Person Nr1"),
            ..TalksFilter::default()
        },
        TalksFilter {
            actor: some("nr1"),
            with: some("person:2"),
            ..TalksFilter::default()
        },
        TalksFilter {
            with: some("Person Nr4"),
            ..TalksFilter::default()
        },
        TalksFilter {
            actor: some("person:1"),
            with: some("Person Nr1"),
            ..TalksFilter::default()
        },
        TalksFilter {
            since: Some(date(2001, 1, 4)),
            ..TalksFilter::default()
        },
        TalksFilter {
            until: Some(date(2001, 1, 4)),
            ..TalksFilter::default()
        },
        TalksFilter {
            mode: Some(Mode::Phone),
            ..TalksFilter::default()
        },
        TalksFilter {
            topic: some("Trade"),
            status: Some(Status::Happened),
            ..TalksFilter::default()
        },
        TalksFilter {
            topic: some("topic:3"),
            ..TalksFilter::default()
        },
        TalksFilter {
            status: Some(Status::Planned),
            ..TalksFilter::default()
        },
        TalksFilter {
            actor: some("nobody at all"),
            ..TalksFilter::default()
        },
    ]
}

#[test]
fn talks_agree_between_memory_and_store() {
    let folder = tempfile::tempdir().unwrap();
    let mut records = crowded(21, 200);
    // Some of it takes half a year.
    for date in records.iter_mut().step_by(5).filter_map(|record| record.date.as_mut()) {
        date.end = date.end.saturating_add(180.days());
    }
    let store = filled(&folder.path().join("a.db"), &records);
    let graph = KnowledgeGraph::from_records(&records, &Corrections::none());
    let mut answered = 0;
    for filter in filters() {
        let here: Vec<_> = talks(&graph, &filter).collect();
        let there = talks_in(&store, &filter).unwrap();
        assert_eq!(here, there, "{filter:?}");
        assert!(here.iter().all(|t| t.evidence.as_ref().is_some_and(|e| !e.text.is_empty())));
        answered += usize::from(!here.is_empty());
    }
    assert!(answered >= 9, "only {answered} filters found anything");
    let spring = TalksFilter {
        since: Some(date(2001, 4, 1)),
        until: Some(date(2001, 4, 30)),
        ..TalksFilter::default()
    };
    let lasting = talks_in(&store, &spring).unwrap();
    assert!(!lasting.is_empty());
    assert_eq!(talks(&graph, &spring).collect::<Vec<_>>(), lasting);
}

#[test]
fn the_filters_do_what_they_say() {
    let records = crowded(21, 200);
    let graph = KnowledgeGraph::from_records(&records, &Corrections::none());
    let ask = |filter: TalksFilter| talks(&graph, &filter).collect::<Vec<_>>();
    let all = ask(TalksFilter::default());
    assert_eq!(all.len(), graph.events().filter(|e| e.event_type == EventType::Consult).count());
    assert!(all.windows(2).all(|w| w[0].date.is_none() <= w[1].date.is_none()));
    let one = EntityId::new("person:1");
    let with: Vec<_> = all.iter().filter(|t| t.talkers.iter().any(|p| p.id == one)).cloned().collect();
    assert_eq!(
        ask(TalksFilter {
            actor: Some("Person Nr1".to_owned()),
            ..TalksFilter::default()
        }),
        with
    );
    let since = date(2001, 1, 5);
    let late: Vec<_> = all
        .iter()
        .filter(|t| t.date.as_ref().is_some_and(|d| d.end >= since))
        .cloned()
        .collect();
    assert_eq!(
        ask(TalksFilter {
            since: Some(since),
            ..TalksFilter::default()
        }),
        late
    );
}

#[test]
fn an_actor_is_the_same_from_memory_and_store() {
    let folder = tempfile::tempdir().unwrap();
    let records = crowded(21, 200);
    let store = filled(&folder.path().join("a.db"), &records);
    let graph = KnowledgeGraph::from_records(&records, &Corrections::none());
    let here: Vec<_> = actor(&graph, "Person Nr1").collect();
    let there = actor_in(&store, "Person Nr1").unwrap();
    assert_eq!((here.len(), there.len()), (1, 1));
    assert_eq!(here[0].events, there[0].events);
    assert_eq!(here[0].partners, there[0].partners);
    assert_eq!(here[0].actor.name, there[0].actor.name);
    assert!(here[0].partners[0].talks >= here[0].partners.last().unwrap().talks);
}
