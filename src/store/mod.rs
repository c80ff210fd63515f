//! The store: articles, what was extracted from them, and the merged graph, in one SQLite file.
//!
//! Beside the graph, before query. The hard decision: records are the truth and the merged tables are derived. Every
//! change is one transaction that also counts itself, so that a run that is killed leaves the last committed state,
//! and the next run knows whether the merged tables still stand for the records.

mod contact;
mod failure;
mod load;
mod output;
mod save;

use crate::document::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::record::EventRecord;
use crate::span::ArticleId;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) use contact::Contact;
pub use load::Part;
pub use output::{OutputFile, write_whole};
pub use save::Saved;
pub(crate) use save::lookup_names;

/// "dplg", so that `file` and others can tell what it is.
const APPLICATION_ID: i32 = 0x6470_6c67;
/// Version of the schema.
const SCHEMA_VERSION: i32 = 2;
/// Events whose dates lie further apart than this are found apart from the others.
pub(crate) const LONG_DAYS: i32 = 31;
/// How long a writer waits for another before it says so.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it waits between two looks, where SQLite does not look by itself.
const PAUSE: Duration = Duration::from_millis(5);

/// An open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

/// An article as the store remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArticle {
    /// Public id.
    pub id: ArticleId,
    /// Hash of what was read, see [`article_hash`].
    pub hash: String,
    /// The version of the extractor that read it.
    pub extractor: String,
    /// How many records it gave.
    pub records: usize,
}

/// SHA-256 over everything of an article that extraction sees, as hexadecimal digits.
#[must_use]
pub fn article_hash(article: &Article) -> String {
    let mut hasher = Sha256::new();
    let published = article.published.map(|day| day.to_string());
    let fields = [
        article.title.as_deref(),
        published.as_deref(),
        article.source.as_deref(),
        article.url.as_deref(),
        Some(&*article.text),
    ];
    for field in fields {
        // Lengths keep the fields apart; no length says that the field is missing.
        hasher.update(field.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
        hasher.update(field.unwrap_or_default());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    /// Opens the store at `path` for reading and writing, creating it where there is none.
    ///
    /// # Errors
    /// A folder that does not exist or is read-only, a file that is no store or is damaged, a store of a newer version,
    /// a store that another process keeps locked.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with_patience(path, PATIENCE)
    }

    /// Like [`Store::open`], with another time to wait for another writer.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with_patience(path: impl AsRef<Path>, patience: Duration) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::connect(path, flags, patience)?;
        store.prepare(patience).map_err(|cause| failure::explained(&store.path, cause))??;
        Ok(store)
    }

    /// Opens an existing store for reading only; works in a read-only folder and on a full disk too.
    ///
    /// # Errors
    /// Where there is no store at `path`, or as [`Store::open`].
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        if !path.is_file() {
            let message = "there is no store here; make one with \"diplograph build\", or name it with --store";
            return Err(Error::new(ErrorKind::Store, message).at(path));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::connect(path.clone(), flags, PATIENCE)?;
        let (store, checked) = match store.check_version() {
            // A reader of a write-ahead log makes a file beside it. Where it may not, nobody can be writing either.
            Err(error) if cannot_make_files(&error) || has_no_room(&error) && !has_log(&path) => {
                drop(store);
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
                let connection = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags);
                let connection = connection.map_err(|cause| failure::explained(&path, cause))?;
                let store = Self { connection, path };
                let checked = store.check_version();
                (store, checked)
            }
            checked => (store, checked),
        };
        checked.map_err(|cause| store.failed(cause))??;
        if store.version().map_err(|cause| store.failed(cause))? == 0 {
            let message = "this file holds no graph yet; make one with \"diplograph build\", or name another with --store";
            return Err(Error::new(ErrorKind::Store, message).at(&store.path));
        }
        Ok(store)
    }

    fn connect(path: PathBuf, flags: OpenFlags, patience: Duration) -> Result<Self> {
        let connection = Connection::open_with_flags(&path, flags).map_err(|cause| failure::explained(&path, cause))?;
        connection
            .busy_timeout(patience)
            .map_err(|cause| failure::explained(&path, cause))?;
        Ok(Self { connection, path })
    }

    /// Checks the version and makes the tables of a new store.
    fn prepare(&self, patience: Duration) -> rusqlite::Result<Result<()>> {
        let db = &self.connection;
        if let Err(error) = self.check_version()? {
            return Ok(Err(error));
        }
        self.log_ahead(patience)?;
        // With a write-ahead log this keeps the file whole through a crash of the machine; only the last commits of a
        // machine that lost power may be missing.
        db.pragma_update(None, "synchronous", "normal")?;
        db.pragma_update(None, "foreign_keys", true)?;
        db.pragma_update(None, "temp_store", "memory")?;
        db.pragma_update(None, "cache_size", -65_536)?;
        if self.version()? == 0 {
            db.execute_batch("BEGIN IMMEDIATE")?;
            // Another process may have made the tables while this one waited.
            let made = if self.version()? == 0 { self.create() } else { Ok(()) };
            db.execute_batch(if made.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
            made?;
        }
        Ok(Ok(()))
    }

    /// Turns the write-ahead log on. SQLite does not wait for another process that is just doing the same, so this does.
    fn log_ahead(&self, patience: Duration) -> rusqlite::Result<()> {
        let begun = Instant::now();
        loop {
            match self.connection.pragma_update(None, "journal_mode", "wal") {
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < patience => {
                    std::thread::sleep(PAUSE);
                }
                done => return done,
            }
        }
    }

    fn create(&self) -> rusqlite::Result<()> {
        let db = &self.connection;
        db.execute_batch(include_str!("schema.sql"))?;
        db.execute("INSERT INTO meta (key, value) VALUES ('changes', 0), ('merged', -1)", [])?;
        db.pragma_update(None, "application_id", APPLICATION_ID)?;
        db.pragma_update(None, "user_version", SCHEMA_VERSION)
    }

    fn version(&self) -> rusqlite::Result<i32> {
        self.connection.pragma_query_value(None, "user_version", |row| row.get(0))
    }

    fn check_version(&self) -> rusqlite::Result<Result<()>> {
        // One reading: another process may be making the tables this very moment.
        let _reading = self.connection.unchecked_transaction()?;
        let version = self.version()?;
        let application: i32 = self.connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let tables: i64 = self
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let wrong = |message: String| Ok(Err(Error::new(ErrorKind::Store, message).at(&self.path)));
        if tables > 0 && application != APPLICATION_ID {
            return wrong("this is an SQLite file, but no diplograph store; give another --store".to_owned());
        }
        if version > SCHEMA_VERSION {
            return wrong(format!(
                "the store has version {version}, this diplograph knows versions up to {SCHEMA_VERSION}; update diplograph, or give another --store"
            ));
        }
        if version < SCHEMA_VERSION && tables > 0 {
            return wrong(format!(
                "the store has version {version}, this diplograph needs version {SCHEMA_VERSION}; move it away and build anew from the articles, or give another --store"
            ));
        }
        Ok(Ok(()))
    }

    /// Where the store is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database itself, for queries that this module does not know.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The error for a failed query.
    pub(crate) fn failed(&self, cause: rusqlite::Error) -> Error {
        failure::explained(&self.path, cause)
    }

    /// Whether this very article was extracted by this very extractor before.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn is_current(&self, article: &Article, extractor: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM article WHERE id = ?1 AND hash = ?2 AND extractor = ?3";
        let found = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut q| q.exists(params![article.id.as_str(), article_hash(article), extractor]));
        found.map_err(|cause| self.failed(cause))
    }

    /// Begins a change. Nothing of it is in the store before [`Batch::commit`].
    ///
    /// # Errors
    /// Where another process writes for longer than this one waits.
    pub fn batch(&mut self) -> Result<Batch<'_>> {
        let path = &self.path;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = transaction.map_err(|cause| failure::explained(path, cause))?;
        Ok(Batch {
            transaction,
            path,
            changed: false,
        })
    }

    /// Puts one article with its records into the store, in place of what it held of it.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn add_article(&mut self, article: &Article, extractor: &str, records: &[EventRecord]) -> Result<()> {
        let mut batch = self.batch()?;
        batch.add_article(article, extractor, records)?;
        batch.commit()
    }

    /// Takes an article and its records out; says whether it was there.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn remove_article(&mut self, article: &ArticleId) -> Result<bool> {
        let mut batch = self.batch()?;
        let found = batch.remove_article(article)?;
        batch.commit()?;
        Ok(found)
    }

    /// All articles, by id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn articles(&self) -> Result<Vec<StoredArticle>> {
        let sql = "SELECT a.id, a.hash, a.extractor, (SELECT count(*) FROM record r WHERE r.article = a.num) FROM article a ORDER BY a.id";
        let read = || {
            let mut query = self.connection.prepare(sql)?;
            let rows = query.query_map([], |row| {
                Ok(StoredArticle {
                    id: ArticleId::new(row.get::<_, String>(0)?),
                    hash: row.get(1)?,
                    extractor: row.get(2)?,
                    records: usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|cause| self.failed(cause))
    }

    /// The text of an article.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn article_text(&self, article: &ArticleId) -> Result<Option<String>> {
        let sql = "SELECT text FROM article WHERE id = ?1";
        let found = self.connection.query_row(sql, [article.as_str()], |row| row.get(0)).optional();
        found.map_err(|cause| self.failed(cause))
    }

    /// Whether the merged tables stand for the records as they are.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn is_merged(&self) -> Result<bool> {
        let sql = "SELECT (SELECT value FROM meta WHERE key = 'changes') = (SELECT value FROM meta WHERE key = 'merged')";
        self.connection
            .query_row(sql, [], |row| row.get(0))
            .map_err(|cause| self.failed(cause))
    }

    /// Reads the whole file and looks for damage.
    ///
    /// # Errors
    /// Where it finds any.
    pub fn check(&self) -> Result<()> {
        let answer: String = self
            .connection
            .pragma_query_value(None, "integrity_check", |row| row.get(0))
            .map_err(|cause| self.failed(cause))?;
        if answer == "ok" {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Store, failure::damaged(answer)).at(&self.path))
    }
}

/// Whether a reader failed because it may not make the log's files.
fn cannot_make_files(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    )
}

/// Whether a reader failed because those files cannot grow, as on a full disk.
fn has_no_room(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure))
}

/// Whether a log stands beside the store, with changes that the store alone does not show.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|found| found.len() > 0)
}

/// A change of the store: all of it or nothing.
#[derive(Debug)]
pub struct Batch<'a> {
    transaction: Transaction<'a>,
    path: &'a Path,
    changed: bool,
}

impl Batch<'_> {
    /// Puts an article with its records into the store, in place of what it held of it.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn add_article(&mut self, article: &Article, extractor: &str, records: &[EventRecord]) -> Result<()> {
        self.changed = true;
        self.put(article, extractor, records)
            .map_err(|cause| failure::explained(self.path, cause))
    }

    fn put(&self, article: &Article, extractor: &str, records: &[EventRecord]) -> rusqlite::Result<()> {
        let published = article.published.map(|day| day.to_string());
        let number: i64 = self
            .transaction
            .prepare_cached(
                "INSERT INTO article (id, hash, extractor, title, published, source, url, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, extractor = excluded.extractor, title = excluded.title,
                 published = excluded.published, source = excluded.source, url = excluded.url, text = excluded.text
                 RETURNING num",
            )?
            .query_row(
                params![
                    article.id.as_str(),
                    article_hash(article),
                    extractor,
                    article.title,
                    published,
                    article.source,
                    article.url,
                    &*article.text
                ],
                |row| row.get(0),
            )?;
        self.transaction
            .prepare_cached("DELETE FROM record WHERE article = ?1")?
            .execute([number])?;
        let mut insert = self
            .transaction
            .prepare_cached("INSERT OR REPLACE INTO record (article, id, json) VALUES (?1, ?2, ?3)")?;
        for record in records {
            let json = serde_json::to_string(record).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))?;
            insert.execute(params![number, record.id.as_str(), json])?;
        }
        Ok(())
    }

    /// Takes an article and its records out; says whether it was there.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn remove_article(&mut self, article: &ArticleId) -> Result<bool> {
        let removed = self.transaction.execute("DELETE FROM article WHERE id = ?1", [article.as_str()]);
        let removed = removed.map_err(|cause| failure::explained(self.path, cause))?;
        self.changed |= removed > 0;
        Ok(removed > 0)
    }

    /// Makes the change.
    ///
    /// # Errors
    /// Where the store cannot be written; it is then as it was.
    pub fn commit(self) -> Result<()> {
        let finish = || {
            if self.changed {
                self.transaction
                    .execute("UPDATE meta SET value = value + 1 WHERE key = 'changes'", [])?;
            }
            self.transaction.commit()
        };
        finish().map_err(|cause| failure::explained(self.path, cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named_and_leaves_the_store_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path().join("a.db")).unwrap();
        let article = |id: &str, length: usize| Article {
            id: ArticleId::new(id),
            title: None,
            text: "x".repeat(length).into(),
            published: None,
            source: None,
            url: None,
        };
        store.add_article(&article("small", 10), "1", &[]).unwrap();
        let pages: i64 = store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        // SQLite answers a file at its page limit as it answers a full disk.
        store.connection.pragma_update(None, "max_page_count", pages + 8).unwrap();
        let message = store.add_article(&article("large", 1 << 20), "1", &[]).unwrap_err().to_string();
        assert!(message.contains("the disk is full"), "{message}");
        assert_eq!(store.articles().unwrap().len(), 1);
        store.check().unwrap();
    }
}
