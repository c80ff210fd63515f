//! Reading records and the merged graph back from the store.
//!
//! Part of [`crate::store`]. The hard decision: a part of the graph is loaded with the groups of the whole, so that an
//! event looks the same however little of its surroundings is in memory.

use super::Store;
use crate::error::{Error, ErrorKind, Result};
use crate::graph::{Corrections, GraphBuilder, KnowledgeGraph, KnownActors, MergeReport};
use crate::ontology::EventType;
use crate::record::EventRecord;
use crate::span::{EntityId, EventId};
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use std::collections::BTreeSet;

/// Which part of the merged graph to load; what is empty does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Only this event.
    pub event: Option<EventId>,
    /// Only events with this actor.
    pub actor: Option<EntityId>,
    /// Only events of this type.
    pub event_type: Option<EventType>,
    /// Only events that end on this day or later.
    pub since: Option<Date>,
    /// Only events that begin on this day or earlier.
    pub until: Option<Date>,
}

impl Part {
    fn condition(&self) -> (String, Vec<Value>) {
        let (mut sql, mut values) = (String::from("1"), Vec::new());
        let mut and = |text: &str, value: String| {
            values.push(Value::Text(value));
            sql.push_str(" AND ");
            sql.push_str(&text.replace('?', &format!("?{}", values.len())));
        };
        if let Some(event) = &self.event {
            and("e.id = ?", event.to_string());
        }
        if let Some(actor) = &self.actor {
            and(
                "e.num IN (SELECT p.event FROM participant p JOIN actor a ON a.num = p.actor WHERE a.id = ?)",
                actor.to_string(),
            );
        }
        if let Some(event_type) = self.event_type {
            and("e.type = ?", event_type.to_string());
        }
        if let Some(since) = self.since {
            and("e.end >= ?", since.to_string());
        }
        if let Some(until) = self.until {
            and("e.start <= ?", until.to_string());
        }
        (sql, values)
    }
}

impl Store {
    /// Calls `each` for every record, by article and record id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn for_each_record(&self, mut each: impl FnMut(EventRecord)) -> Result<()> {
        let sql = "SELECT a.id, r.json FROM record r JOIN article a ON a.num = r.article ORDER BY a.id, r.id";
        let mut query = self.connection.prepare(sql).map_err(|cause| self.failed(cause))?;
        let mut rows = query.query([]).map_err(|cause| self.failed(cause))?;
        while let Some(row) = rows.next().map_err(|cause| self.failed(cause))? {
            each(self.record(row)?);
        }
        Ok(())
    }

    /// All records, by article and record id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn records(&self) -> Result<Vec<EventRecord>> {
        let mut records = Vec::new();
        self.for_each_record(|record| records.push(record))?;
        Ok(records)
    }

    /// The record in a row that begins with the id of its article and its JSON.
    fn record(&self, row: &Row<'_>) -> Result<EventRecord> {
        parsed(row).map_err(|cause| {
            let article: String = row.get(0).unwrap_or_default();
            let message = format!(
                "a record of the article {article:?} cannot be read ({cause}); run build or add with this article once more to extract it anew"
            );
            Error::new(ErrorKind::Store, message).at(&self.path)
        })
    }

    /// Makes articles unknown whose records cannot be read, so that whoever comes with them extracts them anew.
    pub(super) fn forget_unreadable(&self) -> Result<()> {
        let forget = || -> rusqlite::Result<()> {
            let db = &self.connection;
            let mut query = db.prepare("SELECT article, json FROM record")?;
            let mut rows = query.query([])?;
            let mut unreadable = BTreeSet::new();
            while let Some(row) = rows.next()? {
                if parsed(row).is_err() {
                    unreadable.insert(row.get::<_, i64>(0)?);
                }
            }
            for article in unreadable {
                db.execute("UPDATE article SET hash = '' WHERE num = ?1", [article])?;
            }
            Ok(())
        };
        forget().map_err(|cause| self.failed(cause))
    }

    /// Merges all records. [`Store::save_graph`] keeps the result.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn merge(&self, corrections: &Corrections) -> Result<(KnowledgeGraph, MergeReport)> {
        let mut builder = GraphBuilder::new();
        self.for_each_record(|record| builder.add(&record))?;
        Ok(builder.finish(corrections))
    }

    /// Loads a part of the merged graph as it was saved, with the groups it was saved with.
    ///
    /// # Errors
    /// Where the store cannot be read, or its records changed since the last merge.
    pub fn load_graph(&self, part: &Part) -> Result<KnowledgeGraph> {
        if !self.is_merged()? {
            let message = "the store's articles changed since the last merge; run build or add to the end first";
            return Err(Error::new(ErrorKind::Store, message).at(&self.path));
        }
        let (condition, values) = part.condition();
        let sql = format!(
            "SELECT a.id, r.json, e.id FROM event e JOIN report p ON p.event = e.num JOIN article a ON a.id = p.article
             JOIN record r ON r.article = a.num AND r.id = p.record WHERE {condition}"
        );
        let mut builder = GraphBuilder::new();
        let mut read = || -> rusqlite::Result<Result<()>> {
            let mut query = self.connection.prepare(&sql)?;
            let mut rows = query.query(params_from_iter(&values))?;
            while let Some(row) = rows.next()? {
                match self.record(row) {
                    Ok(record) => builder.add_to(&record, &EventId::new(row.get_ref(2)?.as_str()?)),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(()))
        };
        read().map_err(|cause| self.failed(cause))??;
        let mut known = KnownActors::default();
        let mut read = || -> rusqlite::Result<()> {
            let mut query = self.connection.prepare("SELECT id, name FROM actor")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                known.names.insert(row.get_ref(0)?.as_str()?.into(), row.get(1)?);
            }
            let mut query = self.connection.prepare("SELECT entity, name, mention, actor FROM identity")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let text = |at: usize| -> rusqlite::Result<_> { Ok(row.get_ref(at)?.as_str()?.into()) };
                known.identities.insert([text(0)?, text(1)?, text(2)?], text(3)?);
            }
            Ok(())
        };
        read().map_err(|cause| self.failed(cause))?;
        Ok(builder.finish_grouped(&known))
    }
}

/// The record in the second column.
fn parsed(row: &Row<'_>) -> serde_json::Result<EventRecord> {
    // What is no text at all reads like an empty one.
    let json = row.get_ref(1).ok().and_then(|value| value.as_bytes().ok());
    serde_json::from_slice(json.unwrap_or_default())
}
