//! From a group of records to one event: every account kept, the best supported shown.
//!
//! Part of [`crate::graph`]. The hard decision: support is counted in articles, not in sentences, and a vague date
//! supports every day within it, so that "in July" does not outvote "on 3 July".

use super::actors::Actors;
use super::node::{Claim, EventNode, EventTopic, Participant, Report};
use super::profile::day_number;
use super::records::{Packed, RecordSet};
use crate::ontology::{Context, Mode, Polarity, Role, Status};
use crate::record::{ArticleMeta, EventDate, EventPlace};
use crate::span::{ArticleId, EventId};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// Values with the articles that give them, and the first account of each.
struct Tally<K, V> {
    found: BTreeMap<K, (V, BTreeSet<ArticleId>)>,
}

impl<K: Ord, V> Tally<K, V> {
    fn new() -> Self {
        Self { found: BTreeMap::new() }
    }

    fn add(&mut self, key: K, value: impl FnOnce() -> V, article: &ArticleId) {
        let (_, articles) = self.found.entry(key).or_insert_with(|| (value(), BTreeSet::new()));
        articles.insert(article.clone());
    }

    /// The claims by support; ties in the order of the keys.
    fn claims(self) -> Vec<Claim<V>> {
        let claim = |(value, articles): (V, BTreeSet<ArticleId>)| Claim {
            value,
            articles: articles.into_iter().collect(),
        };
        let mut claims: Vec<Claim<V>> = self.found.into_values().map(claim).collect();
        claims.sort_by_key(|c| std::cmp::Reverse(c.articles.len()));
        claims
    }
}

/// Makes one event of the records, which come in canonical order.
pub(crate) fn fuse(set: &RecordSet, actors: &Actors, records: &[&Packed], id: EventId) -> EventNode {
    let reports: Vec<Report> = records.iter().map(|record| report(set, record)).collect();
    let (mut actions, mut statuses) = (Tally::new(), Tally::new());
    let (mut dates, mut places, mut attribution) = (Tally::new(), Tally::new(), Tally::new());
    let (mut modes, mut contexts): (BTreeSet<Mode>, BTreeSet<Context>) = (BTreeSet::new(), BTreeSet::new());
    for (record, report) in records.iter().zip(&reports) {
        let article = &report.article.id;
        modes.extend(set.modes(record));
        contexts.extend(set.contexts(record));
        actions.add(report.action, || report.action, article);
        statuses.add(report.status, || report.status, article);
        if let Some(date) = &report.date {
            dates.add((date.start, date.end), || date.clone(), article);
        }
        if let Some(place) = &report.place {
            places.add((place.name.to_lowercase(), place.country.clone()), || place.clone(), article);
        }
        for who in &report.attribution {
            attribution.add(who.to_lowercase(), || who.clone(), article);
        }
    }
    let (actions, statuses) = (actions.claims(), settled(statuses.claims()));
    let (dates, places) = (precise(dates.claims()), places_first(places.claims()));
    let wrong = reports.iter().fold(1.0f64, |wrong, r| wrong * (1.0 - f64::from(r.confidence)));
    EventNode {
        id,
        event_type: records[0].event_type,
        mode: modes.into_iter().collect(),
        action: actions[0].value,
        status: statuses[0].value,
        date: dates.first().map(|c| c.value.clone()),
        place: places.first().map(|c| c.value.clone()),
        participants: participants(set, actors, records, &reports),
        topics: topics(set, records, &reports),
        contexts: contexts.into_iter().collect(),
        attribution: attribution.claims(),
        actions,
        statuses,
        dates,
        places,
        confidence: rounded(1.0 - wrong),
        reports,
    }
}

/// To four places, so that no platform's last bit reaches an output.
#[allow(clippy::cast_possible_truncation)]
fn rounded(value: f64) -> f32 {
    ((value * 1e4).round() / 1e4) as f32
}

fn report(set: &RecordSet, record: &Packed) -> Report {
    let article: ArticleMeta = set.unpack_meta(set.metas.get(record.meta));
    Report {
        record: EventId::new(set.read(record.id)),
        article,
        action: record.action,
        status: record.status,
        date: set.unpack_date(record),
        place: set.unpack_place(record),
        attribution: set.attribution_of(record).map(str::to_owned).collect(),
        mentions: set.unpack_mentions(record),
        confidence: record.confidence,
    }
}

/// A plan yields to what became of it; between claim and denial the better supported stands first.
fn settled(mut statuses: Vec<Claim<Status>>) -> Vec<Claim<Status>> {
    let rank = |status: Status| match status {
        Status::Happened | Status::Denied => 0,
        Status::Planned => 1,
        Status::Hypothetical => 2,
    };
    statuses.sort_by_key(|c| (rank(c.value), std::cmp::Reverse(c.articles.len()), c.value));
    statuses
}

/// By the number of articles that the date agrees with, then the narrower, then the earlier.
fn precise(mut dates: Vec<Claim<EventDate>>) -> Vec<Claim<EventDate>> {
    let support: BTreeMap<_, usize> = dates
        .iter()
        .map(|one| {
            let within = |other: &&Claim<EventDate>| other.value.start <= one.value.start && other.value.end >= one.value.end;
            let articles: BTreeSet<&ArticleId> = dates.iter().filter(within).flat_map(|c| &c.articles).collect();
            ((one.value.start, one.value.end), articles.len())
        })
        .collect();
    let length = |date: &EventDate| day_number(date.end) - day_number(date.start);
    dates.sort_by_key(|c| {
        let supported = support.get(&(c.value.start, c.value.end)).copied().unwrap_or(0);
        (std::cmp::Reverse(supported), length(&c.value), c.value.start)
    });
    dates
}

/// By support, then those whose state is known.
fn places_first(mut places: Vec<Claim<EventPlace>>) -> Vec<Claim<EventPlace>> {
    places.sort_by_key(|c| (std::cmp::Reverse(c.articles.len()), c.value.country.is_none()));
    places
}

fn participants(set: &RecordSet, actors: &Actors, records: &[&Packed], reports: &[Report]) -> Vec<Participant> {
    let mut found: BTreeMap<(Role, u32), (bool, BTreeSet<ArticleId>)> = BTreeMap::new();
    // A mutual act that one article tells as done by one to the other stays mutual if another tells it so.
    for (record, report) in records.iter().zip(reports) {
        for at in set.lists.get(record.parties) {
            let party = set.parties.get(at);
            let (initiator, articles) = found.entry((party.role, actors.of(at))).or_default();
            *initiator |= party.initiator;
            articles.insert(report.article.id.clone());
        }
    }
    let edge = |((role, actor), (initiator, articles)): ((Role, u32), (bool, BTreeSet<ArticleId>))| Participant {
        actor: actors.nodes[actor as usize].id.clone(),
        role,
        initiator,
        articles: articles.into_iter().collect(),
    };
    found.into_iter().map(edge).collect()
}

fn topics(set: &RecordSet, records: &[&Packed], reports: &[Report]) -> Vec<EventTopic> {
    type Wordings = BTreeMap<String, BTreeSet<ArticleId>>;
    let mut found: BTreeMap<(String, Polarity), (Option<SmolStr>, Wordings)> = BTreeMap::new();
    for (record, report) in records.iter().zip(reports) {
        for topic in set.topics_of(record) {
            let label = set.strings.get(topic.label);
            let id = topic.id.map(|id| SmolStr::new(set.strings.get(id)));
            // One entry of the topic table is one topic, however it is worded.
            let key = id.as_ref().map_or_else(|| label.to_lowercase(), |id| format!("\u{1}{id}"));
            let (_, wordings) = found.entry((key, topic.polarity)).or_insert_with(|| (id, Wordings::new()));
            wordings.entry(label.to_owned()).or_default().insert(report.article.id.clone());
        }
    }
    let mut topics: Vec<EventTopic> = Vec::with_capacity(found.len());
    for ((_, polarity), (id, wordings)) in found {
        let mut label = "";
        let mut most = 0;
        for (wording, articles) in &wordings {
            if articles.len() > most {
                (label, most) = (wording, articles.len());
            }
        }
        let label = label.to_owned();
        let articles: BTreeSet<ArticleId> = wordings.into_values().flatten().collect();
        topics.push(EventTopic {
            label,
            polarity,
            id,
            articles: articles.into_iter().collect(),
        });
    }
    topics.sort_by(|a, b| (b.articles.len(), &a.label, a.polarity).cmp(&(a.articles.len(), &b.label, b.polarity)));
    topics
}
