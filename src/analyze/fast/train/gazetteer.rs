//! Words of gazetteer tables as features of the name finder: in which part of what kind of name each word occurs.

use super::super::names::Gazetteer;
use super::super::word::{hash, normalise};
use std::collections::BTreeMap;

/// First word of a person's name.
const GIVEN: u8 = 1;
/// Last word of a person's name.
const FAMILY: u8 = 2;
/// A place of one word.
const PLACE: u8 = 4;
/// Part of a place of several words.
const PLACE_PART: u8 = 8;
/// Part of an organisation's name.
const BODY: u8 = 16;
/// An organisation of one word, or an acronym.
const BODY_WHOLE: u8 = 32;
/// A country, its capital or other name.
const COUNTRY: u8 = 64;
/// A word for a country's people, which is no name.
const DEMONYM: u8 = 128;

/// Rows of a tab-separated table with a header, as column lookups.
fn rows(table: &str) -> impl Iterator<Item = BTreeMap<&str, &str>> {
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    lines.map(move |line| header.iter().copied().zip(line.split('\t')).collect())
}

/// Entries from the text of the tables `leaders`, `officials`, `places`, `countries` and `organisations`.
pub(crate) fn entries(leaders: &str, officials: &str, places: &str, countries: &str, organisations: &str) -> Vec<(u32, u8)> {
    let mut bits: BTreeMap<u32, u8> = BTreeMap::new();
    let mut scratch = String::new();
    let mut mark = |word: &str, bit: u8| {
        if word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 1 {
            normalise(word, &mut scratch);
            *bits.entry(Gazetteer::key(hash(scratch.as_bytes()))).or_default() |= bit;
        }
    };
    for row in rows(leaders).chain(rows(officials)) {
        let words: Vec<&str> = row.get("name").unwrap_or(&"").split([' ', '-']).collect();
        if let [first, .., last] = words.as_slice() {
            mark(first, GIVEN);
            mark(last, FAMILY);
        }
    }
    let mut phrase = |text: &str, whole: u8, part: u8| {
        let words: Vec<&str> = text.split([' ', '-']).collect();
        for word in &words {
            mark(word, if words.len() == 1 { whole } else { part });
        }
    };
    for row in rows(places) {
        phrase(row.get("name").unwrap_or(&""), PLACE, PLACE_PART);
    }
    for row in rows(countries) {
        phrase(row.get("name").unwrap_or(&""), COUNTRY, PLACE_PART);
        for column in ["aliases", "capital", "metonyms"] {
            row.get(column)
                .unwrap_or(&"")
                .split('|')
                .for_each(|name| phrase(name, COUNTRY, PLACE_PART));
        }
    }
    for row in rows(organisations) {
        for column in ["name", "aliases", "acronym"] {
            row.get(column)
                .unwrap_or(&"")
                .split('|')
                .for_each(|name| phrase(name, BODY_WHOLE, BODY));
        }
    }
    for row in rows(countries) {
        let words = row.get("demonyms").unwrap_or(&"").split('|');
        words.filter(|word| !word.contains(' ')).for_each(|word| mark(word, DEMONYM));
    }
    bits.into_iter().collect()
}
