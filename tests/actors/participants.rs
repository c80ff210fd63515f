//! The participants of the news set's gold events: found, with the right country, and persons under the right name.
//!
//! The question is the gold mention's words; whether an event was coded is another matter. Only participants whose words
//! hold a name or nationality count. The floors: 90 of 100 with the right country, 80 of 100 persons rightly named.

use diplograph::analyze::{Analyzer, EngineKind};
use diplograph::record::Entities;
use diplograph::resources::fold::fold_lower;
use diplograph::resources::{Gazetteer, Lexicon};
use diplograph::span::{ArticleId, TokenId};
use diplograph::{Article, Document, coref, link, mention};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

pub(crate) fn article(row: &Value) -> Article {
    Article {
        id: ArticleId::new(row["id"].as_str().unwrap_or("?")),
        title: row["title"].as_str().map(str::to_owned),
        text: row["text"].as_str().unwrap_or("").into(),
        published: row["date"].as_str().and_then(|d| d.parse().ok()),
        source: None,
        url: None,
    }
}

pub(crate) fn read(analyzer: &Analyzer, article: &Article) -> (Document, Entities) {
    let doc = analyzer.analyze(article);
    let mentions = mention::find_mentions(&doc, Gazetteer::embedded());
    let chains = coref::resolve(&doc, &mentions);
    let entities = link::link(&doc, mentions, chains, Gazetteer::embedded());
    (doc, entities)
}

/// Whether the words hold a name or nationality: a capital that no determiner, number or common noun at their start explains.
fn holds_name(words: &str) -> bool {
    let lexicon = Lexicon::embedded();
    words.split_whitespace().enumerate().any(|(i, word)| {
        let lower = word.to_lowercase();
        let common = lexicon.is_dropped(&lower) || lexicon.noun(lower.trim_end_matches('s')).is_some() || lexicon.noun(&lower).is_some();
        word.chars().next().is_some_and(char::is_uppercase) && !(i == 0 && (common || lower.starts_with("seventeen")))
    })
}

/// The tokens of every place where the words stand.
fn places(doc: &Document, words: &str) -> Vec<Vec<TokenId>> {
    doc.text()
        .match_indices(words)
        .map(|(at, _)| {
            let inside = |t: &diplograph::document::Token| (t.span.start as usize) < at + words.len() && (t.span.end as usize) > at;
            (0..doc.tokens.len())
                .filter(|i| inside(&doc.tokens[*i]))
                .map(TokenId::new)
                .collect()
        })
        .filter(|t: &Vec<TokenId>| !t.is_empty())
        .collect()
}

/// The mention of these tokens: at their head, else the largest inside them.
fn mention_of(doc: &Document, entities: &Entities, tokens: &[TokenId]) -> Option<usize> {
    let outside = |t: &TokenId| doc.token(*t).head.is_none_or(|h| !tokens.contains(&h));
    let head = tokens
        .iter()
        .copied()
        .find(outside)
        .and_then(|h| entities.mention_at(h))
        .map(|(id, _)| id.index());
    head.or_else(|| {
        // A name reached by its title ("Foreign Minister Ann Smith"), else what lies inside the words.
        let named = |m: &diplograph::record::Mention| m.detail.name.is_some_and(|n| n.iter().all(|t| tokens.contains(&t)));
        let inside = entities
            .mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| tokens.contains(&m.head) || named(m));
        inside.max_by_key(|(_, m)| m.tokens.len()).map(|(i, _)| i)
    })
}

fn same_person(a: &str, b: &str) -> bool {
    let words = |n: &str| {
        fold_lower(n)
            .split_whitespace()
            .filter(|w| w.trim_end_matches('.').len() > 1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    words(a) == words(b)
}

#[derive(Default)]
struct Tally {
    named: [usize; 2],
    persons: [usize; 2],
    rest: [usize; 2],
}

fn measure(file: &str, engine: EngineKind) -> Option<Tally> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/eval").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let analyzer = Analyzer::new(engine).unwrap();
    let verbose = std::env::var_os("SHOW").is_some();
    let mut tally = Tally::default();
    for line in text.lines().filter(|l| !l.is_empty()) {
        let row: Value = serde_json::from_str(line).unwrap();
        let (doc, entities) = read(&analyzer, &article(&row));
        let mut asked: BTreeSet<(String, String)> = BTreeSet::new();
        let events = row["events"].as_array().into_iter().flatten();
        for party in events.flat_map(|e| {
            ["actors", "recipients"]
                .into_iter()
                .flat_map(move |r| e[r].as_array().into_iter().flatten())
        }) {
            let name = party["name"].as_str().unwrap_or("");
            let words = party["mention"].as_str().unwrap_or(name);
            if !asked.insert((name.to_owned(), words.to_owned())) {
                continue;
            }
            let country = party["country"].as_str();
            let mut right = false;
            let mut rightly_named = false;
            let mut seen: Vec<String> = Vec::new();
            for tokens in places(&doc, words) {
                let Some(at) = mention_of(&doc, &entities, &tokens) else { continue };
                for entity in entities.entities_of(diplograph::span::MentionId::new(at)) {
                    right |= entity.country.as_deref() == country;
                    rightly_named |= same_person(&entity.name, name);
                    seen.push(format!("{} [{:?} {} {}]", entity.name, entity.country, entity.id, entity.why));
                }
            }
            let named = holds_name(words);
            let slot = if named { &mut tally.named } else { &mut tally.rest };
            slot[1] += 1;
            slot[0] += usize::from(right);
            // A gold name of several words in capitals, none of them a common noun, whose country is a state's, is a person's if the
            // gold mention ends in its last word and the gazetteer or text has no body of that name.
            let person = named && is_person(name, words);
            if person {
                tally.persons[1] += 1;
                tally.persons[0] += usize::from(rightly_named);
            }
            if verbose && (!right || person && !rightly_named) {
                let id = row["id"].as_str().unwrap_or("");
                println!(
                    "{id}: {words:?} = {name} {country:?}{}  GOT {}",
                    if right { "" } else { " (country)" },
                    seen.join(" | ")
                );
            }
        }
    }
    println!(
        "{file}, {engine} engine: country right of named {}/{}, persons rightly named {}/{}, country right of unnamed {}/{}",
        tally.named[0], tally.named[1], tally.persons[0], tally.persons[1], tally.rest[0], tally.rest[1]
    );
    Some(tally)
}

/// Whether the gold name is a person's: two or more words, each with a capital (but for particles), no common noun among
/// them, no acronym, and no body or state of that name known.
fn is_person(name: &str, words: &str) -> bool {
    let lexicon = Lexicon::embedded();
    let kb = Gazetteer::embedded();
    let parts: Vec<&str> = name.split(' ').collect();
    let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) || matches!(*w, "al" | "bin" | "de" | "von" | "van");
    let common = |w: &&str| lexicon.noun(&w.to_lowercase()).is_some() || kb.state_named(w).is_some() || !kb.demonyms(w).is_empty();
    let known_other = kb
        .lookup(name)
        .iter()
        .any(|h| kb.entry(h.entry).actor_kind() != Some(diplograph::ontology::ActorKind::Person));
    let surname = parts.last().is_some_and(|p| words.contains(p));
    parts.len() > 1 && parts.iter().all(capital) && !parts.iter().any(common) && !known_other && surname
}

#[test]
fn participants_of_the_news_set_are_known() {
    for engine in [EngineKind::Fast, EngineKind::Accurate] {
        measure("documents.jsonl", engine);
        let Some(tally) = measure("news.jsonl", engine) else { return };
        let share = |[right, all]: [usize; 2]| 100.0 * right as f64 / all.max(1) as f64;
        let (named, persons) = (share(tally.named), share(tally.persons));
        assert!(
            named >= 90.0,
            "country right of {named:.1}% of the named participants with the {engine} engine"
        );
        assert!(
            persons >= 80.0,
            "{persons:.1}% of the persons rightly named with the {engine} engine"
        );
    }
}
