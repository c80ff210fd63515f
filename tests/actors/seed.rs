//! The article the project began from: every mention of its four people is theirs, pronouns and groups included.
//!
//! The article lies beside the project and not in it; without it there is nothing to ask. What is written here is only
//! who is meant by each name, pronoun and group of the four, in the order of the text.

use crate::participants::{article, read};
use diplograph::analyze::{Analyzer, EngineKind};
use diplograph::span::MentionId;
use std::path::PathBuf;

/// P is Putin, T Trump, U Ushakov, M Macron; two letters stand for both together.
const MEANT: &str = "P T PT P P P T T U U P T U T P T U PT T T P T T T T P P T P M M P";

fn initial(id: &str) -> Option<char> {
    match id {
        "person:Q7747" => Some('P'),
        "person:Q22686" => Some('T'),
        "person:Q4479563" => Some('U'),
        "person:Q3052772" => Some('M'),
        _ => None,
    }
}

#[test]
fn the_people_of_the_first_article_are_all_known() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/seed.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let row: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    for engine in [EngineKind::Fast, EngineKind::Accurate] {
        check(engine, &row);
    }
}

fn check(engine: EngineKind, row: &serde_json::Value) {
    let analyzer = Analyzer::new(engine).unwrap();
    let (doc, entities) = read(&analyzer, &article(row));
    let mut found: Vec<String> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for (at, mention) in entities.mentions.iter().enumerate() {
        let mut who: Vec<char> = entities
            .entities_of(MentionId::new(at))
            .filter_map(|e| initial(e.id.as_str()))
            .collect();
        who.sort_unstable();
        if !who.is_empty() {
            found.push(who.into_iter().collect());
            words.push(doc.form(mention.head));
        }
    }
    let meant: Vec<&str> = MEANT.split(' ').collect();
    println!("first article, {engine} engine: {} mentions of its four people", found.len());
    assert_eq!(found, meant, "{words:?}");
}
