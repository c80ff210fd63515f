//! Contacts straight from the store's tables.
//!
//! Part of [`crate::query`]. The hard decision: names become row numbers first, so that the statement that follows is
//! answered from the index of participants or of days alone.

use super::{Evidence, Talk, TalkTopic, Talker, TalksFilter};
use crate::error::{Error, ErrorKind, Result};
use crate::ontology::Mode;
use crate::record::EventDate;
use crate::span::{ArticleId, EntityId, EventId};
use crate::store::Store;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
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
        let mut talkers =
            db.prepare("SELECT a.id, a.name, p.role, p.initiator FROM participant p JOIN actor a ON a.num = p.actor WHERE p.event = ?1")?;
        let mut topics = db.prepare("SELECT label, polarity FROM topic WHERE event = ?1 ORDER BY place")?;
        let mut rows = query.query(params_from_iter(values))?;
        let mut talks = Vec::new();
        while let Some(row) = rows.next()? {
            let number: i64 = row.get("num")?;
            let mut talk = talk(row)?;
            let found = talkers.query_map([number], |row| {
                Ok(Talker {
                    id: EntityId::new(row.get_ref(0)?.as_str()?),
                    name: row.get(1)?,
                    role: parsed(row, 2)?,
                    initiator: row.get(3)?,
                })
            })?;
            talk.talkers = found.collect::<rusqlite::Result<_>>()?;
            talk.talkers.sort_by(|a, b| (a.role, &a.id).cmp(&(b.role, &b.id)));
            let found = topics.query_map([number], |row| {
                Ok(TalkTopic {
                    label: row.get(0)?,
                    polarity: parsed(row, 1)?,
                })
            })?;
            talk.topics = found.collect::<rusqlite::Result<_>>()?;
            talks.push(talk);
        }
        Ok(talks)
    };
    read().map_err(|cause| store.failed(cause))
}

/// The statement and its values; `None` where a name is unknown, so that nothing can be found.
fn statement(store: &Store, filter: &TalksFilter) -> rusqlite::Result<Option<(String, Vec<Value>)>> {
    let mut sql = String::from(
        "SELECT e.num, e.id, e.start, e.end, e.action, e.mode, e.status, e.place, e.articles, e.disputed,
         r.article, m.sentence, m.span_start, m.span_end, m.trigger, m.text
         FROM event e LEFT JOIN mention m ON m.num = e.evidence LEFT JOIN report r ON r.num = m.report WHERE e.type = 'CONSULT'",
    );
    let mut values: Vec<Value> = Vec::new();
    let listed = |numbers: &[i64]| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let mut first = None;
    if let Some(name) = &filter.actor {
        let numbers = actor_numbers(store, name)?;
        if numbers.is_empty() {
            return Ok(None);
        }
        let list = listed(&numbers);
        sql.push_str(&format!(
            " AND e.num IN (SELECT event FROM participant WHERE actor IN ({list}) AND role <> 'venue')"
        ));
        first = Some(list);
    }
    if let Some(name) = &filter.with {
        let numbers = actor_numbers(store, name)?;
        if numbers.is_empty() {
            return Ok(None);
        }
        let list = listed(&numbers);
        // One person cannot be both sides, even where both names fit.
        let other = first.map_or(String::new(), |first| {
            format!(" AND EXISTS (SELECT 1 FROM participant o WHERE o.event = p.event AND o.actor IN ({first}) AND o.actor <> p.actor)")
        });
        sql.push_str(&format!(
            " AND e.num IN (SELECT p.event FROM participant p WHERE p.actor IN ({list}) AND p.role <> 'venue'{other})"
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
    sql.push_str(" ORDER BY e.start IS NULL, e.start, e.id");
    Ok(Some((sql, values)))
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

fn talk(row: &Row<'_>) -> rusqlite::Result<Talk> {
    let mode: String = row.get("mode")?;
    let modes: Result<Vec<Mode>> = mode.split_whitespace().map(Mode::from_str).collect();
    let day = |name: &str| -> rusqlite::Result<Option<jiff::civil::Date>> {
        let text: Option<String> = row.get(name)?;
        text.map(|text| {
            text.parse()
                .map_err(|cause| unreadable(Error::new(ErrorKind::Store, format!("{cause}"))))
        })
        .transpose()
    };
    let date = match (day("start")?, day("end")?) {
        (Some(start), Some(end)) => Some(EventDate {
            start,
            end,
            text: String::new(),
        }),
        _ => None,
    };
    let evidence = match row.get::<_, Option<String>>("text")? {
        Some(text) => Some(Evidence {
            article: ArticleId::new(row.get::<_, String>("article")?),
            sentence: row.get("sentence")?,
            span: [row.get("span_start")?, row.get("span_end")?],
            trigger: row.get("trigger")?,
            text,
        }),
        None => None,
    };
    Ok(Talk {
        event: EventId::new(row.get_ref("id")?.as_str()?),
        date,
        talkers: Vec::new(),
        action: parsed(row, row.as_ref().column_index("action")?)?,
        mode: modes.map_err(unreadable)?,
        status: parsed(row, row.as_ref().column_index("status")?)?,
        topics: Vec::new(),
        place: row.get("place")?,
        articles: row.get::<_, i64>("articles").map(|n| usize::try_from(n).unwrap_or(0))?,
        disputed: row.get("disputed")?,
        evidence,
    })
}

fn unreadable(error: Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

fn parsed<T: FromStr<Err = Error>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get_ref(column)?.as_str()?.parse().map_err(unreadable)
}
