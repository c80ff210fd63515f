//! Bytes to articles: plain text, Markdown, web pages, JSON, JSON lines, CSV.
//!
//! First stage of the pipeline. The hard decision: reading is one lazy stream in which a broken file or line is an item
//! like any other, so that gigabytes pass through bounded memory and one bad article never stops the rest.
//!
//! Bounds: a text, page or JSON document of at most 16 MiB; a line of JSON or a row of a table of at most 32 MiB; any
//! number of lines and rows.

mod date;
mod decode;
mod draft;
mod format;
mod html;
mod markdown;
mod plain;
mod records;
mod source;

pub use draft::NO_DATE;
pub use source::Input;

use crate::diag::Warned;
use crate::document::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::span::ArticleId;
use draft::Draft;
use format::Format;
use jiff::civil::Date;
use records::{JsonLines, Record, Table};
use source::Found;
use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Largest text, page or JSON document, in bytes.
pub const MAX_DOCUMENT: usize = 16 << 20;

/// How to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The day of publication of articles that name none.
    pub date: Option<Date>,
}

/// The articles of files and folders, read one at a time: see [`articles`].
pub struct Articles {
    options: Options,
    files: std::vec::IntoIter<Found>,
    errors: std::vec::IntoIter<Error>,
    current: Option<(PathBuf, Option<String>, Records)>,
    /// Of every id given out (as hash): what its article says (as hash), and how many articles said something else.
    seen: HashMap<String, String>,
    duplicates: usize,
    read: Arc<AtomicU64>,
    total: Option<u64>,
}

/// The articles of files and folders. Hidden files and those called README are passed over; whatever else cannot be
/// read is an error with its path and line, after which the next article follows.
///
/// ```no_run
/// use diplograph::ingest::{self, Input, Options};
/// for article in ingest::articles(&[Input::from("articles".as_ref())], Options::default()) {
///     match article {
///         Ok(article) => println!("{}", article.value.id),
///         Err(skipped) => eprintln!("{skipped}"),
///     }
/// }
/// ```
#[must_use]
pub fn articles(inputs: &[Input], options: Options) -> Articles {
    let (files, errors) = source::find(inputs);
    let total = files.iter().map(|f| (!f.stdin).then_some(f.bytes)).sum();
    Articles {
        options,
        files: files.into_iter(),
        errors: errors.into_iter(),
        current: None,
        seen: HashMap::new(),
        duplicates: 0,
        read: Arc::default(),
        total,
    }
}

impl Articles {
    /// Bytes read so far, from another thread if need be.
    #[must_use]
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Bytes there are in all; unknown with standard input.
    #[must_use]
    pub fn bytes_total(&self) -> Option<u64> {
        self.total
    }

    /// How many articles were passed over because the same one had been read before.
    #[must_use]
    pub fn duplicates(&self) -> usize {
        self.duplicates
    }

    /// Checks a draft into an article; `None` for one read before.
    fn admit(&mut self, draft: Draft, fallback_id: Option<String>) -> Option<Result<Warned<Article>>> {
        let mut warned = match draft.finish(fallback_id, self.options.date) {
            Ok(warned) => warned,
            Err(e) => return Some(Err(e)),
        };
        let article = &mut warned.value;
        let day = article.published.map(|d| d.to_string()).unwrap_or_default();
        let content = draft::digest(&[article.title.as_deref().unwrap_or(""), &day, &article.text]);
        let id = draft::digest(&[article.id.as_str()]);
        match self.seen.get(&id) {
            None => {
                self.seen.insert(id, content);
            }
            Some(known) if *known == content => {
                self.duplicates += 1;
                return None;
            }
            Some(_) => {
                let renamed = format!("{}#{}", article.id, &content[..8]);
                let remark = format!(
                    "another article has the id {:?}; this one is called {renamed:?}",
                    article.id.as_str()
                );
                article.id = ArticleId::new(&renamed);
                if self.seen.insert(draft::digest(&[&renamed]), content).is_some() {
                    self.duplicates += 1;
                    return None;
                }
                warned.warn(remark, None);
            }
        }
        Some(Ok(warned))
    }
}

impl Iterator for Articles {
    type Item = Result<Warned<Article>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(e) = self.errors.next() {
                return Some(Err(e));
            }
            let Some((path, id, records)) = &mut self.current else {
                let file = self.files.next()?;
                match open(&file, &self.read) {
                    Ok(records) => self.current = Some((file.path, file.id, records)),
                    Err(e) => return Some(Err(e.at(&file.path))),
                }
                continue;
            };
            let path = path.clone();
            match records.next() {
                None => self.current = None,
                Some(Err(e)) => return Some(Err(e.at(&path))),
                Some(Ok((draft, line))) => {
                    let id = if matches!(records, Records::One(_)) { id.clone() } else { None };
                    let admitted = self.admit(draft, id);
                    if let Some(outcome) = admitted {
                        return Some(outcome.map_err(|e| if line > 0 { e.on_line(line) } else { e }.at(&path)));
                    }
                }
            }
        }
    }
}

/// The articles of one file.
enum Records {
    One(Option<Draft>),
    Many(std::vec::IntoIter<Draft>),
    Lines(JsonLines<Box<dyn std::io::BufRead + Send>>),
    Table(Box<Table<Box<dyn Read + Send>>>),
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        match self {
            Self::One(draft) => draft.take().map(|d| Ok((d, 0))),
            Self::Many(drafts) => drafts.next().map(|d| Ok((d, 0))),
            Self::Lines(lines) => lines.next(),
            Self::Table(table) => table.next(),
        }
    }
}

fn open(file: &Found, read: &Arc<AtomicU64>) -> Result<Records> {
    let opened = source::open(file, read)?;
    if opened.head.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::new(ErrorKind::Input, "the file is empty"));
    }
    let Some(format) = format::recognise(&file.path, &opened.head, file.walked) else {
        let extension = file.path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let message = format!("files of kind .{extension} are not read; articles end in {}", format::EXTENSIONS);
        return Err(Error::new(ErrorKind::Input, message));
    };
    if decode::looks_binary(&opened.head) {
        return decode::text(&opened.head, None).map(|_| Records::One(None));
    }
    let mut reader = opened.reader;
    match format {
        Format::JsonLines => Ok(Records::Lines(JsonLines::new(Box::new(reader)))),
        Format::Table => {
            let reader: Box<dyn Read + Send> = Box::new(reader);
            Ok(Records::Table(Box::new(Table::new(reader, &opened.head)?)))
        }
        _ => {
            let mut bytes = Vec::new();
            (&mut reader)
                .take(MAX_DOCUMENT as u64 + 1)
                .read_to_end(&mut bytes)
                .map_err(records::unreadable)?;
            if bytes.len() > MAX_DOCUMENT {
                // The rest counts as read, or the progress would never reach its end.
                read.fetch_add(file.bytes.saturating_sub(bytes.len() as u64), Ordering::Relaxed);
                let message = format!(
                    "larger than {} MiB, the most that one document may have; give many articles as JSON lines",
                    MAX_DOCUMENT >> 20
                );
                return Err(Error::new(ErrorKind::Input, message));
            }
            read_document(format, &bytes)
        }
    }
}

/// Reads a whole document.
fn read_document(format: Format, bytes: &[u8]) -> Result<Records> {
    let label = (format == Format::Html).then(|| declared_encoding(bytes)).flatten();
    let decoded = decode::text(bytes, label.as_deref())?;
    let mut draft = match format {
        Format::Markdown => markdown::read(&decoded.text)?,
        Format::Html => html::read(&decoded.text)?,
        Format::Json => {
            let mut drafts = records::read_json(&decoded.text)?;
            if drafts.len() != 1 {
                return Ok(Records::Many(drafts.into_iter()));
            }
            drafts.remove(0)
        }
        _ => plain::read(&decoded.text),
    };
    draft.remarks.extend(decoded.remark.map(str::to_owned));
    Ok(Records::One(Some(draft)))
}

/// The encoding that a page says it has.
fn declared_encoding(page: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&page[..page.len().min(2048)]).to_ascii_lowercase();
    let after = head.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    Some(
        after
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            for format in [Format::Plain, Format::Markdown, Format::Html, Format::Json] {
                if let Ok(records) = read_document(format, &bytes) {
                    for record in records {
                        let _ = record.and_then(|(draft, _)| draft.finish(None, None));
                    }
                }
            }
            let _ = JsonLines::new(&bytes[..]).filter_map(Result::ok).count();
            let _ = Table::new(&bytes[..], &bytes).map(|t| t.filter_map(Result::ok).count());
        }

        #[test]
        fn any_tags_are_read_or_refused(page in "(<(/?)(div|p|a|table|tr|td|ul|li|script|style|svg|math|template|b|i|h1|article|main)( class=\"x\")?>|They met\\. |&amp;|\n){0,60}") {
            let _ = read_document(Format::Html, page.as_bytes());
        }
    }
}
