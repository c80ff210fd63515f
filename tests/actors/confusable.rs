//! Names that are easily confused, told apart by what the article says and when it was published.
//!
//! The table names, for each sentence, the entry that is meant and the one that is not. All must be right: a name that
//! links to the wrong one of two is worse than one that links to none.

use crate::participants::read;
use diplograph::Article;
use diplograph::analyze::{Analyzer, EngineKind};
use diplograph::span::{ArticleId, MentionId};

/// The ids and countries of the entities whose names the words are, or are part of.
fn linked(analyzer: &Analyzer, sentence: &str, date: &str, words: &str) -> Vec<(String, String)> {
    let article = Article {
        id: ArticleId::new("one"),
        title: None,
        text: sentence.into(),
        published: date.parse().ok(),
        source: None,
        url: None,
    };
    let (doc, entities) = read(analyzer, &article);
    let mut found = Vec::new();
    for (at, mention) in entities.mentions.iter().enumerate() {
        let own = doc.span_of(mention.detail.name.unwrap_or(mention.tokens));
        let meets = |(from, text): (usize, &str)| from < own.end as usize && (own.start as usize) < from + text.len();
        if mention.detail.name.is_some() && sentence.match_indices(words).any(meets) {
            let entities = entities.entities_of(MentionId::new(at));
            found.extend(entities.map(|e| (e.id.as_str().to_owned(), e.country.as_deref().unwrap_or("").to_owned())));
        }
    }
    found
}

#[test]
fn confusable_names_are_told_apart() {
    for engine in [EngineKind::Fast, EngineKind::Accurate] {
        told_apart(engine);
    }
}

fn told_apart(engine: EngineKind) {
    let analyzer = Analyzer::new(engine).unwrap();
    let rows = include_str!("../gold/confusable.tsv")
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .skip(1);
    let mut wrong = Vec::new();
    let mut all = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [words, date, sentence, id, not] = cells[..] else {
            panic!("five columns: {row}")
        };
        all += 1;
        let ids = linked(&analyzer, sentence, date, words);
        // A body of the state is told apart as well as the state ("the Dominican government").
        let is = |known: &str, of: bool| {
            let same = |(i, c): &(String, String)| i == known || of && known.strip_prefix("state:").is_some_and(|s| s == c);
            !known.is_empty() && ids.iter().any(same)
        };
        let right = id.is_empty() || is(id, true);
        let mixed = is(not, false);
        if !right || mixed {
            wrong.push(format!("{words} ({date}) in {sentence:?} is {id:?}, not {not:?}: {ids:?}"));
        }
    }
    println!("confusable names, {engine} engine: {} of {all} right", all - wrong.len());
    assert!(wrong.is_empty(), "{} of {all} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
