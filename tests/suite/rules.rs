//! Every rule proves itself on the sentences in its own file: those that must fire, and those that must not.

use diplograph::analyze::EngineKind;
use diplograph::document::Article;
use diplograph::ontology::Polarity;
use diplograph::pipeline::Pipeline;
use diplograph::record::{EventRecord, Party};
use diplograph::rule::{Example, Rule, RuleSet};
use diplograph::span::ArticleId;

fn read(pipeline: &Pipeline<'_>, text: &str) -> Vec<EventRecord> {
    let article = Article {
        id: ArticleId::new("example"),
        title: None,
        text: text.into(),
        published: "2025-07-03".parse().ok(),
        source: None,
        url: None,
    };
    pipeline.read(&article).events
}

/// What is wrong with the coding of an example; nothing where it is as the rule says.
fn wrong(rule: &Rule, example: &Example, events: &[EventRecord]) -> Option<String> {
    let names = |parties: &[Party]| {
        let mut names: Vec<String> = parties.iter().map(|p| p.entity.name.clone()).collect();
        names.sort();
        names
    };
    let same = |expected: &Option<Vec<String>>, found: &[Party]| {
        expected.as_ref().is_none_or(|expected| {
            let mut expected = expected.clone();
            expected.sort();
            expected == names(found)
        })
    };
    let fits = |e: &&EventRecord| {
        e.action == rule.action
            && same(&example.actors, &e.actors)
            && same(&example.recipients, &e.recipients)
            && example.status.is_none_or(|s| s == e.status)
            && example.mode.is_none_or(|m| e.mode.contains(&m))
            && example
                .topic
                .as_ref()
                .is_none_or(|t| e.topics.iter().any(|u| u.polarity == Polarity::Discussed && u.label.contains(t)))
    };
    if events.iter().any(|e| fits(&e)) {
        return None;
    }
    let told: Vec<String> = events
        .iter()
        .map(|e| {
            format!(
                "{} {:?} -> {:?} {} {:?} {:?}",
                e.action,
                names(&e.actors),
                names(&e.recipients),
                e.status,
                e.mode,
                e.topics
            )
        })
        .collect();
    Some(format!("{}: {:?} gave {told:?}", rule.id, example.text))
}

#[test]
fn every_rule_fires_on_its_own_sentences() {
    let pipeline = Pipeline::new(EngineKind::Accurate).expect("the model is there");
    let mut failures = Vec::new();
    let mut count = 0;
    for rule in &RuleSet::embedded().rules {
        for example in &rule.fires {
            count += 1;
            failures.extend(wrong(rule, example, &read(&pipeline, &example.text)));
        }
        for text in &rule.silent {
            count += 1;
            if read(&pipeline, text).iter().any(|e| e.event_type == rule.event_type()) {
                failures.push(format!("{}: {text:?} must tell no {}", rule.id, rule.event_type()));
            }
        }
    }
    assert!(count > 0);
    assert!(
        failures.is_empty(),
        "{} of {count} examples fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Text without events by the codebook, though leaders, countries and the words of conflict occur: whatever is told here was made up.
#[test]
fn ordinary_news_tells_almost_nothing() {
    let pipeline = Pipeline::new(EngineKind::Accurate).expect("the model is there");
    let paragraphs: Vec<&str> = include_str!("../gold/noevents.txt").lines().filter(|l| !l.is_empty()).collect();
    let told: Vec<String> = paragraphs
        .iter()
        .flat_map(|text| read(&pipeline, text))
        .map(|e| format!("{} by {}: {:?}", e.action, e.mentions[0].rule, e.mentions[0].text))
        .collect();
    assert!(paragraphs.len() >= 100);
    assert!(
        told.len() * 12 < paragraphs.len(),
        "{} events in {} paragraphs:\n{}",
        told.len(),
        paragraphs.len(),
        told.join("\n")
    );
}
