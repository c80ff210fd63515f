//! Contacts straight from the store's tables.
//!
//! Part of [`crate::query`]. The hard decision: names become row numbers first, so that the statement that follows finds
//! its events by the index of participants or of days alone, and reads one row of each.

use super::{Evidence, Talk, TalkTopic, Talker, TalksFilter};
use crate::error::{Error, ErrorKind, Result};
use crate::ontology::Mode;
use crate::record::EventDate;
use crate::span::{ArticleId, EntityId, EventId};
use crate::store::{Contact, LONG_DAYS, Store};
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Row, Statement, params_from_iter};
use rustc_hash::FxHashMap;
use std::str::FromStr;

/// Who talked to whom, from the merged tables of a store: the same rows in the same order as [`super::talks`].
///
/// # Errors
/// Where the store cannot be read.
pub fn talks_in(store: &Store, filter: &TalksFilter) -> Result<Vec<Talk>> {
    let read = || -> rusqlite::Result<Vec<Talk>> {
        let Some((sql, values)) = statement(store, filter)? else {
            return Ok(Vec::new());
        };
        let db = store.connection();
        let mut query = db.prepare(&sql)?;
        let mut rows = query.query(params_from_iter(values))?;
        let mut names = Names::new(store)?;
        let mut talks = Vec::new();
        while let Some(row) = rows.next()? {
            talks.push(talk(row, &mut names)?);
        }
        talks.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(talks)
    };
    read().map_err(|cause| store.failed(cause))
}

/// By day, those without one last, then by id.
fn key(talk: &Talk) -> (bool, Option<Date>, &EventId) {
    (talk.date.is_none(), talk.date.as_ref().map(|date| date.start), &talk.event)
}

/// Ids and names of actors, each looked up once.
struct Names<'a> {
    query: Statement<'a>,
    known: FxHashMap<i64, (EntityId, String)>,
}

impl<'a> Names<'a> {
    fn new(store: &'a Store) -> rusqlite::Result<Self> {
        Ok(Self {
            query: store.connection().prepare("SELECT id, name FROM actor WHERE num = ?1")?,
            known: FxHashMap::default(),
        })
    }

    fn of(&mut self, number: i64) -> rusqlite::Result<(EntityId, String)> {
        if let Some(known) = self.known.get(&number) {
            return Ok(known.clone());
        }
        let found = self
            .query
            .query_row([number], |row| Ok((EntityId::new(row.get_ref(0)?.as_str()?), row.get(1)?)))?;
        self.known.insert(number, found.clone());
        Ok(found)
    }
}

/// The statement and its values; `None` where a name is unknown, so that nothing can be found.
fn statement(store: &Store, filter: &TalksFilter) -> rusqlite::Result<Option<(String, Vec<Value>)>> {
    let columns = "e.id, e.start, e.end, e.action, e.mode, e.status, e.place, e.articles, e.disputed, e.contact";
    // Where something else leads to the events, the index of types must not.
    let narrow = filter.actor.is_some() || filter.with.is_some() || filter.since.is_some() || filter.topic.is_some();
    let contact = if narrow { "+e.type = 'CONSULT'" } else { "e.type = 'CONSULT'" };
    let mut sql = format!("SELECT {columns} FROM event e WHERE {contact}");
    let mut values: Vec<Value> = Vec::new();
    let mut sides: Vec<Vec<i64>> = Vec::new();
    for name in filter.actor.iter().chain(&filter.with) {
        let numbers = actor_numbers(store, name)?;
        if numbers.is_empty() {
            return Ok(None);
        }
        sql.push_str(&format!(" AND e.num IN ({})", contacts_of(&listed(&numbers), filter)));
        sides.push(numbers);
    }
    // One person cannot be both sides, even where both names fit.
    if let [one, other] = &sides[..]
        && one.iter().any(|number| other.contains(number))
    {
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM participant p JOIN participant o ON o.event = p.event AND o.actor <> p.actor
             WHERE p.event = e.num AND p.actor IN ({}) AND p.role <> 'venue' AND o.actor IN ({}) AND o.role <> 'venue')",
            listed(one),
            listed(other)
        ));
    }
    if let (Some(since), true) = (filter.since, sides.is_empty()) {
        let [begun, lasting] = days(since, filter.until, "start");
        sql.push_str(&format!(
            " AND e.num IN (SELECT num FROM event WHERE type = 'CONSULT' AND {begun} AND end >= '{since}'
             UNION ALL SELECT num FROM event WHERE {lasting})"
        ));
    }
    let mut and = |text: &str, value: String| {
        values.push(Value::Text(value));
        sql.push_str(" AND ");
        sql.push_str(&text.replace('?', &format!("?{}", values.len())));
    };
    if let Some(day) = filter.since {
        and("e.end >= ?", day.to_string());
    }
    if let Some(day) = filter.until {
        and("e.start <= ?", day.to_string());
    }
    if let Some(status) = filter.status {
        and("e.status = ?", status.to_string());
    }
    if let Some(mode) = filter.mode {
        and("instr(' ' || e.mode || ' ', ' ' || ? || ' ') > 0", mode.to_string());
    }
    if let Some(topic) = &filter.topic {
        let labels = serde_json::to_string(&labels_with(store, topic)?).unwrap_or_else(|_| "[]".to_owned());
        let named = "SELECT event FROM topic WHERE label IN (SELECT value FROM json_each(?))";
        values.extend([Value::Text(labels), Value::Text(topic.clone())]);
        let n = values.len();
        let named = named.replace('?', &format!("?{}", n - 1));
        sql.push_str(&format!(
            " AND e.num IN ({named} UNION SELECT event FROM topic WHERE topic_id = ?{n} COLLATE NOCASE)"
        ));
    }
    Ok(Some((sql, values)))
}

fn listed(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// Selects the contacts in which these actors took part, of those alone that may fit the days.
fn contacts_of(actors: &str, filter: &TalksFilter) -> String {
    let contacts = format!("SELECT event FROM participant WHERE actor IN ({actors}) AND role <> 'venue' AND begun IS NOT NULL");
    let Some(since) = filter.since else { return contacts };
    let [begun, lasting] = days(since, filter.until, "begun");
    format!(
        "{contacts} AND {begun} UNION ALL SELECT p.event FROM event CROSS JOIN participant p ON p.event = num
         WHERE {lasting} AND p.actor IN ({actors}) AND p.role <> 'venue'"
    )
}

/// Conditions on what lasts until `since` and has begun by `until`: on the day in the column `begun` for what is short, which
/// cannot have begun long before; and on contacts that last.
fn days(since: Date, until: Option<Date>, begun: &str) -> [String; 2] {
    let by = |column: &str| until.map_or(String::new(), |day| format!(" AND {column} <= '{day}'"));
    let earliest = since.saturating_sub(LONG_DAYS.days());
    [
        format!("{begun} >= '{earliest}'{}", by(begun)),
        format!("type = 'CONSULT' AND long AND end >= '{since}'{}", by("start")),
    ]
}

/// The row numbers of the actors that a name may mean: the best kind of match alone.
pub(super) fn actor_numbers(store: &Store, name: &str) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT actor FROM actor_name WHERE name = ?1 AND rank = (SELECT min(rank) FROM actor_name WHERE name = ?1) ORDER BY actor";
    let mut query = store.connection().prepare_cached(sql)?;
    let found = query.query_map([name.trim().to_lowercase()], |row| row.get(0))?;
    found.collect()
}

/// The labels with these words in them. SQLite folds ASCII only, so the labels are compared here; the statement leaps
/// from one distinct label to the next.
fn labels_with(store: &Store, words: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "WITH RECURSIVE each (label) AS (
                 SELECT min(label) FROM topic
                 UNION ALL SELECT (SELECT min(t.label) FROM topic t WHERE t.label > each.label) FROM each WHERE each.label IS NOT NULL
               ) SELECT label FROM each WHERE label IS NOT NULL";
    let mut query = store.connection().prepare(sql)?;
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let label = row.get_ref(0)?.as_str()?;
        if TalksFilter::fits_topic(words, label, None) {
            found.push(label.to_owned());
        }
    }
    Ok(found)
}

/// Reads the columns of [`statement`].
fn talk(row: &Row<'_>, names: &mut Names<'_>) -> rusqlite::Result<Talk> {
    let modes: Result<Vec<Mode>> = row.get_ref(4)?.as_str()?.split_whitespace().map(Mode::from_str).collect();
    let day = |column: usize| -> rusqlite::Result<Option<Date>> {
        let text = row.get_ref(column)?.as_str_or_null()?;
        text.map(str::parse::<Date>)
            .transpose()
            .map_err(|cause| unreadable(Error::new(ErrorKind::Store, format!("{cause}"))))
    };
    let date = match (day(1)?, day(2)?) {
        (Some(start), Some(end)) => Some(EventDate {
            start,
            end,
            text: String::new(),
        }),
        _ => None,
    };
    let contact: Contact = serde_json::from_str(row.get_ref(9)?.as_str()?).map_err(|cause| {
        unreadable(Error::new(
            ErrorKind::Store,
            format!("a contact of the store cannot be read: {cause}"),
        ))
    })?;
    let mut talkers = Vec::with_capacity(contact.talkers.len());
    for (number, role, initiator) in contact.talkers {
        let (id, name) = names.of(number)?;
        talkers.push(Talker { id, name, role, initiator });
    }
    let topics = contact.topics.into_iter();
    Ok(Talk {
        event: EventId::new(row.get_ref(0)?.as_str()?),
        date,
        talkers,
        action: parsed(row, 3)?,
        mode: modes.map_err(unreadable)?,
        status: parsed(row, 5)?,
        topics: topics.map(|(label, polarity)| TalkTopic { label, polarity }).collect(),
        place: row.get(6)?,
        articles: row.get::<_, i64>(7).map(|n| usize::try_from(n).unwrap_or(0))?,
        disputed: row.get(8)?,
        evidence: contact.evidence.map(|proof| Evidence {
            article: ArticleId::new(proof.article),
            sentence: proof.sentence,
            span: proof.span,
            trigger: proof.trigger,
            text: proof.text,
        }),
    })
}

fn unreadable(error: Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

fn parsed<T: FromStr<Err = Error>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get_ref(column)?.as_str()?.parse().map_err(unreadable)
}
