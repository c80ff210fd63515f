//! Writing the merged graph into the store.
//!
//! Part of [`crate::store`]. The hard decision: an event whose digest has not changed is left alone, so that adding one
//! article to a million costs the reading of the events and the writing of a few.

use super::{Contact, LONG_DAYS, Store, failure};
use crate::error::Error;
use crate::graph::{ActorNode, Corrections, EventNode, KnowledgeGraph, MergeReport};
use crate::ontology::{ActorKind, EventType};
use crate::record::EventDate;
use rusqlite::{OptionalExtension, Statement, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

/// What saving a graph changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Saved {
    /// Events that were new or had changed.
    pub written: usize,
    /// Events that stood there as they are.
    pub kept: usize,
    /// Events that are no more.
    pub removed: usize,
}

impl Store {
    /// Merges all records, keeps the graph, and hands it to `finish`, which writes what else is made of it.
    ///
    /// All of it happens while nobody else writes, so that neither the tables nor the files made in `finish` can stand for
    /// records that another process has changed meanwhile. Where `finish` fails, the merged tables are as they were. Where a
    /// record cannot be read, its article is unknown from then on.
    ///
    /// # Errors
    /// Where the store cannot be read or written, where another process writes for longer than this one waits, and those
    /// of `finish`.
    pub fn settle<T, E: From<Error>>(
        &mut self,
        corrections: &Corrections,
        finish: impl FnOnce(&KnowledgeGraph, &MergeReport, Saved) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = Transaction::new_unchecked(self.connection(), TransactionBehavior::Immediate);
        let transaction = transaction.map_err(|cause| self.failed(cause))?;
        let (graph, report) = match self.merge(corrections) {
            Ok(merged) => merged,
            Err(error) => {
                self.forget_unreadable()?;
                transaction.commit().map_err(|cause| self.failed(cause))?;
                return Err(error.into());
            }
        };
        let saved = keep(&transaction, &graph).map_err(|cause| self.failed(cause))?;
        let done = finish(&graph, &report, saved)?;
        transaction.commit().map_err(|cause| self.failed(cause))?;
        Ok(done)
    }

    /// Writes a merged graph that was made elsewhere of this store's records. Prefer [`Store::settle`].
    ///
    /// # Errors
    /// Where the store cannot be written; the merged tables are then as they were.
    pub fn save_graph(&mut self, graph: &KnowledgeGraph) -> Result<Saved, Error> {
        let path = &self.path;
        let connection = &mut self.connection;
        let mut transact = || -> rusqlite::Result<Saved> {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let saved = keep(&transaction, graph)?;
            transaction.commit()?;
            Ok(saved)
        };
        transact().map_err(|cause| failure::explained(path, cause))
    }
}

/// Saves the graph as that of the records as they are.
fn keep(transaction: &Transaction<'_>, graph: &KnowledgeGraph) -> rusqlite::Result<Saved> {
    let saved = save(transaction, graph)?;
    transaction.execute(
        "UPDATE meta SET value = (SELECT value FROM meta WHERE key = 'changes') WHERE key = 'merged'",
        [],
    )?;
    Ok(saved)
}

fn save(transaction: &Transaction<'_>, graph: &KnowledgeGraph) -> rusqlite::Result<Saved> {
    let numbers = save_actors(transaction, graph)?;
    let mut saved = Saved::default();
    let mut stale: FxHashMap<SmolStr, i64> = FxHashMap::default();
    {
        let mut query = transaction.prepare("SELECT id, num FROM event")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            stale.insert(SmolStr::new(row.get_ref(0)?.as_str()?), row.get(1)?);
        }
    }
    let first_save = stale.is_empty();
    let mut remover = Remover::prepare(transaction)?;
    let mut writer = Writer::prepare(transaction)?;
    let mut digest_of = transaction.prepare("SELECT digest FROM event WHERE num = ?1")?;
    for event in graph.events() {
        let digest = digest(&event);
        if let Some(number) = stale.remove(&event.id.0) {
            let old: Option<Vec<u8>> = digest_of.query_row([number], |row| row.get(0)).optional()?;
            if old.as_deref() == Some(digest.as_slice()) {
                saved.kept += 1;
                continue;
            }
            remover.remove(number)?;
        }
        writer.write(&event, &digest, &numbers)?;
        saved.written += 1;
    }
    saved.removed = stale.len();
    for number in stale.into_values() {
        remover.remove(number)?;
    }
    if first_save && saved.written > 1000 {
        // The planner chooses far better once it knows the sizes.
        transaction.execute_batch("ANALYZE")?;
    }
    Ok(saved)
}

fn digest(event: &EventNode) -> Vec<u8> {
    let mut hasher = Sha256::new();
    // Writing JSON of our own types into a hash cannot fail.
    let _ = serde_json::to_writer(HashWriter(&mut hasher), event);
    hasher.finalize()[..16].to_vec()
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes all actors; gives their row numbers by id. A known actor keeps its number.
fn save_actors(transaction: &Transaction<'_>, graph: &KnowledgeGraph) -> rusqlite::Result<FxHashMap<SmolStr, i64>> {
    let mut numbers = FxHashMap::default();
    transaction
        .execute_batch("DELETE FROM actor_name; CREATE TEMP TABLE IF NOT EXISTS alive (num INTEGER PRIMARY KEY); DELETE FROM alive;")?;
    let mut insert = transaction.prepare(
        "INSERT INTO actor (id, name, kind, country, sector, wikidata, offices, aliases, articles, events, certainty)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, country = excluded.country, sector = excluded.sector,
         wikidata = excluded.wikidata, offices = excluded.offices, aliases = excluded.aliases, articles = excluded.articles,
         events = excluded.events, certainty = excluded.certainty RETURNING num",
    )?;
    let mut name = transaction.prepare("INSERT OR IGNORE INTO actor_name (name, rank, actor) VALUES (?1, ?2, ?3)")?;
    let mut alive = transaction.prepare("INSERT INTO alive (num) VALUES (?1)")?;
    for actor in graph.actors() {
        let json = |value: serde_json::Result<String>| value.unwrap_or_else(|_| "[]".to_owned());
        let number: i64 = insert.query_row(
            params![
                actor.id.as_str(),
                actor.name,
                actor.kind.as_str(),
                actor.country.as_deref(),
                actor.sector.map(|s| s.as_str()),
                actor.wikidata.as_deref(),
                json(serde_json::to_string(&actor.offices)),
                json(serde_json::to_string(&actor.aliases)),
                actor.articles as i64,
                actor.events as i64,
                f64::from(actor.certainty),
            ],
            |row| row.get(0),
        )?;
        alive.execute([number])?;
        for (rank, text) in lookup_names(actor) {
            name.execute(params![text, rank, number])?;
        }
        numbers.insert(actor.id.0.clone(), number);
    }
    drop((insert, name, alive));
    transaction.execute("DELETE FROM identity", [])?;
    let mut identity = transaction.prepare("INSERT OR REPLACE INTO identity (entity, name, mention, actor) VALUES (?1, ?2, ?3, ?4)")?;
    for moved in graph.moved_parties() {
        identity.execute(moved.each_ref().map(|text| text.as_str()))?;
    }
    drop(identity);
    transaction.execute_batch("DELETE FROM actor WHERE num NOT IN (SELECT num FROM alive); DROP TABLE alive;")?;
    Ok(numbers)
}

/// Under which lower-cased names an actor is found, and how good a find it is (0 is best).
pub(crate) fn lookup_names(actor: &ActorNode) -> Vec<(u8, String)> {
    let mut names = vec![(0, actor.id.as_str().to_lowercase()), (1, actor.name.to_lowercase())];
    names.extend(actor.aliases.iter().map(|alias| (2, alias.to_lowercase())));
    if actor.kind == ActorKind::Person {
        names.extend(
            actor
                .name
                .to_lowercase()
                .split_whitespace()
                .next_back()
                .map(|last| (3, last.to_owned())),
        );
    }
    names
}

struct Remover<'a> {
    statements: [Statement<'a>; 5],
}

impl<'a> Remover<'a> {
    fn prepare(transaction: &'a Transaction<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            statements: [
                transaction.prepare("DELETE FROM mention WHERE report IN (SELECT num FROM report WHERE event = ?1)")?,
                transaction.prepare("DELETE FROM report WHERE event = ?1")?,
                transaction.prepare("DELETE FROM participant WHERE event = ?1")?,
                transaction.prepare("DELETE FROM topic WHERE event = ?1")?,
                transaction.prepare("DELETE FROM event WHERE num = ?1")?,
            ],
        })
    }

    fn remove(&mut self, event: i64) -> rusqlite::Result<()> {
        for statement in &mut self.statements {
            statement.execute([event])?;
        }
        Ok(())
    }
}

struct Writer<'a> {
    transaction: &'a Transaction<'a>,
    event: Statement<'a>,
    participant: Statement<'a>,
    topic: Statement<'a>,
    report: Statement<'a>,
    mention: Statement<'a>,
    evidence: Statement<'a>,
}

impl<'a> Writer<'a> {
    fn prepare(transaction: &'a Transaction<'a>) -> rusqlite::Result<Self> {
        Ok(Self {
            transaction,
            event: transaction.prepare(
                "INSERT INTO event (id, digest, type, mode, action, status, start, end, place, place_country, confidence, articles, disputed,
                 long, contact) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?,
            participant: transaction.prepare("INSERT INTO participant (event, role, actor, initiator, begun) VALUES (?1, ?2, ?3, ?4, ?5)")?,
            topic: transaction
                .prepare("INSERT INTO topic (event, place, label, polarity, topic_id, articles) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?,
            report: transaction.prepare(
                "INSERT INTO report (event, article, record, action, status, start, end, place, attribution, confidence)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            mention: transaction.prepare(
                "INSERT INTO mention (report, sentence, span_start, span_end, trigger, text, rule) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?,
            evidence: transaction.prepare("UPDATE event SET evidence = ?2 WHERE num = ?1")?,
        })
    }

    fn write(&mut self, event: &EventNode, digest: &[u8], actors: &FxHashMap<SmolStr, i64>) -> rusqlite::Result<()> {
        let start = |date: &Option<EventDate>| date.as_ref().map(|d| d.start.to_string());
        let end = |date: &Option<EventDate>| date.as_ref().map(|d| d.end.to_string());
        let modes: Vec<&str> = event.mode.iter().map(|m| m.as_str()).collect();
        let mut articles: Vec<&str> = event.reports.iter().map(|r| r.article.id.as_str()).collect();
        articles.sort_unstable();
        articles.dedup();
        let days = |date: &EventDate| date.start.until(date.end).map_or(i32::MAX, |span| span.get_days());
        let long = event.date.as_ref().is_some_and(|date| days(date) > LONG_DAYS);
        let shown = || serde_json::to_string(&Contact::of(event, |id| actors.get(id).copied()));
        let contact = (event.event_type == EventType::Consult).then(shown).transpose();
        let contact = contact.map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))?;
        self.event.execute(params![
            event.id.as_str(),
            digest,
            event.event_type.as_str(),
            modes.join(" "),
            event.action.as_str(),
            event.status.as_str(),
            start(&event.date),
            end(&event.date),
            event.place.as_ref().map(|p| p.name.as_str()),
            event.place.as_ref().and_then(|p| p.country.as_deref()),
            f64::from(event.confidence),
            articles.len() as i64,
            event.disputed(),
            long,
            contact,
        ])?;
        let number = self.transaction.last_insert_rowid();
        let begun = (event.event_type == EventType::Consult).then(|| start(&event.date).unwrap_or_default());
        for part in &event.participants {
            let actor = actors.get(&part.actor.0).copied();
            self.participant
                .execute(params![number, part.role.as_str(), actor, part.initiator, begun])?;
        }
        for (place, topic) in event.topics.iter().enumerate() {
            let articles = topic.articles.len() as i64;
            self.topic.execute(params![
                number,
                place as i64,
                topic.label,
                topic.polarity.as_str(),
                topic.id.as_deref(),
                articles
            ])?;
        }
        let shown = event
            .evidence()
            .map(|(report, mention)| (std::ptr::from_ref(report), std::ptr::from_ref(mention)));
        for report in &event.reports {
            self.report.execute(params![
                number,
                report.article.id.as_str(),
                report.record.as_str(),
                report.action.as_str(),
                report.status.as_str(),
                start(&report.date),
                end(&report.date),
                report.place.as_ref().map(|p| p.name.as_str()),
                report.attribution.join("; "),
                f64::from(report.confidence),
            ])?;
            let report_number = self.transaction.last_insert_rowid();
            for mention in &report.mentions {
                let [from, to] = mention.sentence_span;
                self.mention.execute(params![
                    report_number,
                    mention.sentence.0,
                    from,
                    to,
                    mention.trigger,
                    mention.text,
                    mention.rule.as_str()
                ])?;
                if shown == Some((std::ptr::from_ref(report), std::ptr::from_ref(mention))) {
                    self.evidence.execute(params![number, self.transaction.last_insert_rowid()])?;
                }
            }
        }
        Ok(())
    }
}
