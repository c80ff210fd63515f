//! The graph is a function of the set of records: whatever their order, their parts, their repetition.

use crate::news::{Dice, News, Newsroom};
use diplograph::EventRecord;
use diplograph::export::{GraphView, JsonOptions, write_json};
use diplograph::graph::{Corrections, KnowledgeGraph, Verdict, same_event};
use diplograph::ontology::Role;
use diplograph::record::OtherParty;
use proptest::prelude::*;

/// `graph.json`, and the edges as the graph itself tells them.
pub(crate) fn bytes(graph: &KnowledgeGraph) -> String {
    let view = GraphView::new(graph.actors().cloned().collect(), graph.events().collect());
    let mut json = Vec::new();
    write_json(&view, &JsonOptions::default(), &mut json).unwrap();
    let mut bytes = String::from_utf8(json).unwrap();
    for (event, role, actor, began) in graph.edges() {
        bytes.push_str(&format!("{event} {role} {actor} {began}\n"));
    }
    bytes
}

/// A few actors in a few days, so that much of it meets.
pub(crate) fn crowded(seed: u64, count: usize) -> Vec<EventRecord> {
    let mut records: Vec<EventRecord> = News::new(Newsroom::small(seed, 12)).take(count).collect();
    // Several reports share an article, as they do.
    let mut dice = Dice(seed ^ 77);
    for at in 1..records.len() {
        if dice.chance(25) {
            let (article, meta) = (records[at - 1].article.clone(), records[at - 1].meta.clone());
            (records[at].article, records[at].meta) = (article, meta);
        }
        if dice.chance(10) {
            records[at].meta.published = None;
        }
    }
    records
}

fn whole(records: &[EventRecord]) -> KnowledgeGraph {
    KnowledgeGraph::from_records(records, &Corrections::none())
}

/// Merges parts in a random tree, by handing records on as `merge` does.
fn in_a_tree(mut parts: Vec<KnowledgeGraph>, dice: &mut Dice) -> KnowledgeGraph {
    while parts.len() > 1 {
        let one = parts.swap_remove(dice.below(parts.len()));
        let at = dice.below(parts.len());
        parts[at].merge(one.records());
    }
    parts.pop().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_does_not_matter(seed: u64, shuffle: u64, count in 1usize..90) {
        let mut records = crowded(seed, count);
        let expected = bytes(&whole(&records));
        Dice(shuffle).shuffle(&mut records);
        prop_assert_eq!(bytes(&whole(&records)), expected);
    }

    #[test]
    fn parts_merged_in_any_tree_are_the_whole(seed: u64, cut: u64, count in 1usize..90, parts in 1usize..7) {
        let records = crowded(seed, count);
        let mut dice = Dice(cut);
        let mut split = vec![Vec::new(); parts];
        for record in &records {
            split[dice.below(parts)].push(record.clone());
        }
        let graphs = split.iter().map(|part| whole(part)).collect();
        prop_assert_eq!(bytes(&in_a_tree(graphs, &mut dice)), bytes(&whole(&records)));
    }

    #[test]
    fn what_is_added_twice_counts_once(seed: u64, count in 1usize..90) {
        let records = crowded(seed, count);
        let mut graph = whole(&records);
        let expected = bytes(&graph);
        let report = graph.merge(&records);
        prop_assert_eq!((report.added, report.known), (0, records.len()));
        prop_assert_eq!(bytes(&graph), expected);
    }

    #[test]
    fn removed_and_added_again_is_as_before(seed: u64, pick: u64, count in 1usize..90) {
        let records = crowded(seed, count);
        let mut graph = whole(&records);
        let expected = bytes(&graph);
        let article = &records[Dice(pick).below(records.len())].article;
        let (out, rest): (Vec<_>, Vec<_>) = records.iter().cloned().partition(|r| r.article == *article);
        prop_assert_eq!(graph.remove_article(article), out.len());
        prop_assert_eq!(bytes(&graph), bytes(&whole(&rest)));
        graph.merge(&out);
        prop_assert_eq!(bytes(&graph), expected);
    }

    #[test]
    fn two_records_under_one_id_keep_one_whoever_comes_first(seed: u64, pick: u64, count in 2usize..40) {
        let mut records = crowded(seed, count);
        let mut dice = Dice(pick);
        let (one, other) = (dice.below(count), dice.below(count));
        records[one].id = records[other].id.clone();
        records[one].article = records[other].article.clone();
        let expected = bytes(&whole(&records));
        dice.shuffle(&mut records);
        prop_assert_eq!(bytes(&whole(&records)), expected);
    }

    #[test]
    fn records_come_back_as_they_were_given(seed: u64, count in 1usize..40) {
        let records = crowded(seed, count);
        let mut back: Vec<_> = whole(&records).records().map(|r| serde_json::to_string(&r).unwrap()).collect();
        let mut given: Vec<_> = records.iter().map(|r| serde_json::to_string(r).unwrap()).collect();
        back.sort();
        given.sort();
        prop_assert_eq!(back, given);
    }

    #[test]
    fn the_decision_is_the_same_from_both_sides_and_no_event_holds_a_contradiction(seed: u64, count in 2usize..40) {
        let records = crowded(seed, count);
        for (one, other) in records.iter().zip(records.iter().skip(1)) {
            prop_assert_eq!(same_event(one, other).verdict(), same_event(other, one).verdict());
        }
        let graph = whole(&records);
        for event in graph.events() {
            for pair in graph.why(&event.id).unwrap().pairs {
                prop_assert_ne!(pair.comparison.verdict(), Verdict::Different);
            }
        }
    }
}

#[test]
fn order_does_not_matter_where_too_many_meet_to_compare_them_all() {
    for seed in 0..3 {
        let mut records: Vec<EventRecord> = News::new(Newsroom::small(seed, 600)).take(4000).collect();
        let expected = bytes(&whole(&records));
        Dice(seed).shuffle(&mut records);
        assert!(bytes(&whole(&records)) == expected, "seed {seed}");
    }
}

#[test]
fn an_actor_of_two_roles_takes_part_in_one_event() {
    let mut record = crowded(3, 1).remove(0);
    record.others.push(OtherParty {
        role: Role::Host,
        party: record.actors[0].clone(),
    });
    let graph = whole(&[record.clone()]);
    assert_eq!(graph.actor(&record.actors[0].entity.id).map(|actor| actor.events), Some(1));
}

#[test]
fn made_up_news_merges_at_all() {
    let records = crowded(7, 200);
    let graph = whole(&records);
    assert!(
        graph.event_count() < records.len() / 2,
        "{} events of {} records",
        graph.event_count(),
        records.len()
    );
    assert!(graph.events().any(|e| e.dates.len() > 1), "no event keeps two dates");
    assert!(graph.events().any(|e| e.statuses.len() > 1), "no plan meets its fulfilment");
}
