//! Links a topic, as an article words it, to the table of known topics: "the war in Ukraine" and "the Ukraine conflict" are one.
//!
//! Runs on finished records. The hard decision: only wordings that mean the same are tried, never a known topic inside
//! a longer label: peace talks about a war are not the war.

use super::topic_words::TopicWords;
use crate::record::EventRecord;
use crate::resources::{EntryKind, Gazetteer};
use jiff::civil::Date;
use smol_str::SmolStr;
use std::collections::VecDeque;

/// No topic of the table is worded longer, in bytes.
const LONGEST: usize = 160;

/// No more wordings than this are tried for one label.
const WORDINGS: usize = 48;

/// Links all topics of the records to the topic table, as it was on the day of the article.
pub(super) fn link_topics(records: &mut [EventRecord], gazetteer: &Gazetteer) {
    for record in records {
        let on = record.meta.published;
        for topic in &mut record.topics {
            topic.id = topic_id(&topic.label, on, gazetteer);
        }
    }
}

/// The entry of the topic table that the label means on that day; a topic that was not yet there then is not meant.
#[must_use]
pub fn topic_id(label: &str, on: Option<Date>, gazetteer: &Gazetteer) -> Option<SmolStr> {
    if label.len() > LONGEST {
        return None;
    }
    let words = TopicWords::embedded();
    let mut open: VecDeque<String> = VecDeque::from([label.trim().trim_matches(['"', '“', '”', '\'', '‘', '’']).to_owned()]);
    let mut tried: Vec<String> = Vec::new();
    while let Some(wording) = open.pop_front() {
        if wording.is_empty() || tried.contains(&wording) || tried.len() >= WORDINGS {
            continue;
        }
        if let Some(id) = known(&wording, on, gazetteer) {
            return Some(id);
        }
        open.extend(same_as(&wording, words, gazetteer));
        tried.push(wording);
    }
    None
}

fn known(wording: &str, on: Option<Date>, gazetteer: &Gazetteer) -> Option<SmolStr> {
    let topics = gazetteer.lookup(wording).into_iter().filter_map(|hit| {
        let entry = gazetteer.entry(hit.entry);
        let begun = on.is_none_or(|day| entry.dates().is_none_or(|term| term.from.is_none_or(|from| from <= day)));
        (entry.kind() == EntryKind::Topic && begun).then(|| SmolStr::new(entry.id()))
    });
    let mut topics: Vec<_> = topics.collect();
    topics.dedup();
    (topics.len() == 1).then(|| topics.remove(0))
}

/// Wordings that mean the same and are one step away.
fn same_as(wording: &str, words: &TopicWords, gazetteer: &Gazetteer) -> Vec<String> {
    let mut out = Vec::new();
    let lower = wording.to_lowercase();
    // Lower case may change lengths of foreign letters; then nothing is cut.
    if lower.len() == wording.len() {
        let prefixes = words
            .before
            .iter()
            .filter(|p| lower.strip_prefix(p.as_str()).is_some_and(|r| r.starts_with(' ')));
        if let Some(longest) = prefixes.max_by_key(|p| p.len()) {
            out.push(wording[longest.len()..].trim_start().to_owned());
        }
        let suffixes = words
            .after
            .iter()
            .filter(|s| lower.strip_suffix(s.as_str()).is_some_and(|r| r.ends_with(' ')));
        if let Some(suffix) = suffixes.max_by_key(|s| s.len()) {
            out.push(wording[..wording.len() - suffix.len()].trim_end().to_owned());
        }
    }
    let parts: Vec<&str> = wording.split_whitespace().collect();
    let fighting = |w: &str| words.fighting.iter().any(|f| w.eq_ignore_ascii_case(f));
    if let [noun, link, place @ ..] = parts.as_slice()
        && fighting(noun)
        && words.between.iter().any(|b| link.eq_ignore_ascii_case(b))
        && !place.is_empty()
    {
        let place = place.join(" ");
        let place = place.strip_prefix("the ").unwrap_or(&place);
        out.extend(
            words
                .fighting
                .iter()
                .flat_map(|f| [format!("{place} {f}"), format!("{f} {link} {place}")]),
        );
    }
    if let [place @ .., noun] = parts.as_slice()
        && fighting(noun)
        && !place.is_empty()
    {
        let place = place.join(" ");
        out.extend(words.fighting.iter().map(|f| format!("{place} {f}")));
        out.extend(words.fighting.iter().map(|f| format!("{f} in {place}")));
        let state = gazetteer.demonym(&place).and_then(|code| gazetteer.by_id(&format!("state:{code}")));
        out.extend(state.map(|s| format!("{} {noun}", s.name())));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn wordings_of_one_topic() {
        let gazetteer = Gazetteer::embedded();
        let on = |label: &str| topic_id(label, Some(date(2025, 7, 10)), gazetteer);
        for label in [
            "war in Ukraine",
            "the war in Ukraine",
            "the Ukraine conflict",
            "the ongoing conflict in Ukraine",
            "the Ukrainian crisis",
            "Ukrainian conflict",
            "ending the war in Ukraine",
            "ways to end the fighting in Ukraine",
            "the situation around the war in Ukraine",
            "hostilities in Ukraine",
        ] {
            assert_eq!(on(label).as_deref(), Some("topic:war-ukraine"), "{label}");
        }
        assert_eq!(on("Gaza conflict").as_deref(), Some("topic:gaza-war"));
        assert_eq!(on("the Iranian nuclear deal").as_deref(), Some("topic:iran-deal"));
    }

    #[test]
    fn what_is_no_known_topic_stays_as_worded() {
        let gazetteer = Gazetteer::embedded();
        for label in [
            "",
            "the",
            "grain prices",
            "a visit to Ukraine",
            "protest against the war in Ukraine",
            "Ukraine",
        ] {
            assert_eq!(topic_id(label, None, gazetteer), None, "{label}");
        }
        assert_eq!(topic_id("the war in Ukraine", Some(date(2004, 5, 1)), gazetteer), None, "not begun");
    }

    #[test]
    fn any_text_ends() {
        let gazetteer = Gazetteer::embedded();
        let long = "the ".repeat(2000) + "war in " + &"İ ".repeat(500);
        assert_eq!(topic_id(&long, None, gazetteer), None);
    }
}
