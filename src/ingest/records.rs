//! Many articles in one file: JSON, JSON lines and CSV.
//!
//! Part of ingest. The hard decision: lines and rows are read one at a time, each under a bound, so that gigabytes pass
//! through little memory; a bad one is named with its line and the next is read.

use super::decode;
use super::draft::{self, Draft};
use crate::error::{Error, ErrorKind, Result};
use serde_json::{Map, Value};
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Longest line of JSON, or row of a table.
pub(super) const MAX_RECORD: u64 = 32 << 20;

/// A draft, with the line it begins on.
pub(super) type Record = Result<(Draft, usize)>;

/// Reads a JSON document: one article, a list of them, or an object that holds the list (`articles`, `items`, `results`).
pub(super) fn read_json(text: &str) -> Result<Vec<Draft>> {
    let bad = |e: serde_json::Error| Error::new(ErrorKind::Input, format!("not JSON: {}", cause(&e))).on_line(e.line());
    let drafts = |list: Vec<Value>| {
        list.iter()
            .map(|v| v.as_object().map(Draft::from_fields).unwrap_or_default())
            .collect()
    };
    match serde_json::from_str(text).map_err(bad)? {
        Value::Array(list) => Ok(drafts(list)),
        Value::Object(mut fields) => {
            for name in ["articles", "items", "results", "data"] {
                if fields
                    .get(name)
                    .is_some_and(|v| v.as_array().is_some_and(|l| l.first().is_some_and(Value::is_object)))
                    && let Some(Value::Array(list)) = fields.remove(name)
                {
                    return Ok(drafts(list));
                }
            }
            Ok(vec![Draft::from_fields(&fields)])
        }
        other => {
            let message = format!("JSON holds {}, not an article (an object) or a list of them", kind(&other));
            Err(Error::new(ErrorKind::Input, message))
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// What serde_json says without the place, which the error carries itself.
fn cause(e: &serde_json::Error) -> String {
    let text = e.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// One JSON object a line.
pub(super) struct JsonLines<R> {
    source: R,
    line: usize,
    buffer: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> JsonLines<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            line: 0,
            buffer: Vec::new(),
            ended: false,
        }
    }

    /// Fills the buffer with the next line; false at the end.
    fn next_line(&mut self) -> Result<bool> {
        self.buffer.clear();
        let read = (&mut self.source)
            .take(MAX_RECORD)
            .read_until(b'\n', &mut self.buffer)
            .map_err(unreadable)?;
        self.line += usize::from(read > 0);
        if read as u64 == MAX_RECORD && !self.buffer.ends_with(b"\n") {
            self.buffer.clear();
            skip_line(&mut self.source).map_err(unreadable)?;
            return Err(Error::new(ErrorKind::Input, format!("a line longer than {} MiB", MAX_RECORD >> 20)));
        }
        Ok(read > 0)
    }

    fn parse(&self) -> Result<Draft> {
        let decoded = decode::text(&self.buffer, None)?;
        let fields: Map<String, Value> = serde_json::from_str(decoded.text.trim()).map_err(|e| {
            Error::new(
                ErrorKind::Input,
                format!("not a JSON object: {} at column {}", cause(&e), e.column()),
            )
        })?;
        let mut draft = Draft::from_fields(&fields);
        draft.remarks.extend(decoded.remark.map(str::to_owned));
        Ok(draft)
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.ended {
            match self.next_line() {
                Ok(true) if self.buffer.iter().all(u8::is_ascii_whitespace) => {}
                Ok(true) => return Some(self.parse().map(|draft| (draft, self.line)).map_err(|e| e.on_line(self.line))),
                Ok(false) => self.ended = true,
                Err(e) => {
                    self.ended = e.kind() == ErrorKind::Io;
                    return Some(Err(e.on_line(self.line)));
                }
            }
        }
        None
    }
}

fn skip_line(source: &mut impl BufRead) -> io::Result<()> {
    loop {
        let available = source.fill_buf()?;
        if available.is_empty() {
            return Ok(());
        }
        let end = available.iter().position(|b| *b == b'\n');
        let used = end.map_or(available.len(), |at| at + 1);
        source.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

pub(super) fn unreadable(e: io::Error) -> Error {
    Error::new(ErrorKind::Io, e.to_string()).because(e)
}

/// Rows of a table with a header line.
pub(super) struct Table<R> {
    rows: csv::Reader<Bounded<R>>,
    spent: Arc<AtomicU64>,
    header: Vec<String>,
    row: csv::ByteRecord,
    ended: bool,
}

impl<R: Read> Table<R> {
    /// Reads the header. The delimiter is whichever of comma, tab and semicolon the header line (in `head`) has most of.
    pub(super) fn new(source: R, head: &[u8]) -> Result<Self> {
        let spent = Arc::new(AtomicU64::new(0));
        let bounded = Bounded {
            source,
            spent: Arc::clone(&spent),
        };
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter(head))
            .flexible(true)
            .from_reader(bounded);
        let header: Vec<String> = rows
            .byte_headers()
            .map_err(bad_row)?
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect();
        if !header.iter().any(|name| draft::is_text_field(name)) {
            let message = format!(
                "no column holds articles' text; columns are {:?}; name one \"text\", \"maintext\", \"article\", \"body\" or \"content\"",
                header.join(", ")
            );
            return Err(Error::new(ErrorKind::Input, message).on_line(1));
        }
        Ok(Self {
            rows,
            spent,
            header,
            row: csv::ByteRecord::new(),
            ended: false,
        })
    }

    fn draft(&self) -> Result<Draft> {
        let mut fields = Map::new();
        let mut remark = None;
        if self.row.len() > self.header.len() {
            let message = format!(
                "{} fields in a table of {} columns; quote fields that hold the delimiter",
                self.row.len(),
                self.header.len()
            );
            return Err(Error::new(ErrorKind::Input, message));
        }
        for (name, value) in self.header.iter().zip(&self.row) {
            if draft::is_field(name) {
                let decoded = decode::text(value, None)?;
                remark = remark.or(decoded.remark);
                fields.insert(name.clone(), Value::String(decoded.text.into_owned()));
            }
        }
        let mut draft = Draft::from_fields(&fields);
        draft.remarks.extend(remark.map(str::to_owned));
        Ok(draft)
    }
}

impl<R: Read> Iterator for Table<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.ended {
            return None;
        }
        self.spent.store(0, Ordering::Relaxed);
        let outcome = self.rows.read_byte_record(&mut self.row);
        let line = self.row.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(usize::MAX));
        match outcome {
            Ok(true) => Some(self.draft().map(|draft| (draft, line)).map_err(|e| e.on_line(line))),
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(e) => {
                self.ended = true;
                Some(Err(bad_row(e)))
            }
        }
    }
}

fn bad_row(e: csv::Error) -> Error {
    let line = e.position().map(|p| usize::try_from(p.line()).unwrap_or(usize::MAX));
    let error = match e.into_kind() {
        csv::ErrorKind::Io(cause) => unreadable(cause),
        other => Error::new(ErrorKind::Input, format!("not CSV: {other:?}")),
    };
    line.into_iter().fold(error, Error::on_line)
}

fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |mark: u8| line.iter().filter(|b| **b == mark).count();
    [b',', b'\t', b';']
        .into_iter()
        .rev()
        .max_by_key(|mark| count(*mark))
        .unwrap_or(b',')
}

/// Whether a text begins with a table's header that names a body.
pub(super) fn is_table(head: &[u8]) -> bool {
    let line = String::from_utf8_lossy(head.split(|b| *b == b'\n').next().unwrap_or_default()).into_owned();
    let names: Vec<&str> = line
        .split(char::from(delimiter(head)))
        .map(|n| n.trim().trim_matches('"'))
        .collect();
    names.len() >= 2 && names.iter().any(|n| draft::is_text_field(n)) && names.iter().filter(|n| draft::is_field(n)).count() >= 2
}

/// Stops a row that never ends (a quote left open at the top of a huge file) from filling the memory.
struct Bounded<R> {
    source: R,
    spent: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.spent.load(Ordering::Relaxed) > MAX_RECORD {
            let message = format!("a row longer than {} MiB; is a quote left open?", MAX_RECORD >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let read = self.source.read(buffer)?;
        self.spent.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn lines_are_read_one_by_one_and_bad_ones_named() {
        let source = "{\"text\":\"a b\"}\n\n[1]\n{\"text\":\"c\nd\"}\n{\"text\":\"e f\"}";
        let records: Vec<Record> = JsonLines::new(source.as_bytes()).collect();
        let lines: Vec<String> = records
            .iter()
            .map(|r| r.as_ref().map_or_else(ToString::to_string, |(d, l)| format!("{l} {}", d.text)))
            .collect();
        assert_eq!(lines[0], "1 a b");
        assert!(lines[1].starts_with("line 3: not a JSON object"), "{}", lines[1]);
        assert!(lines[2].starts_with("line 4:") && lines[3].starts_with("line 5:"), "{lines:?}");
        assert_eq!(lines[4], "6 e f");
    }

    #[test]
    fn a_line_without_end_is_bounded() {
        let endless = io::repeat(b'x').take(MAX_RECORD + 10).chain("\n{\"text\":\"a b\"}".as_bytes());
        let mut lines = JsonLines::new(BufReader::new(endless));
        assert!(lines.next().unwrap().unwrap_err().to_string().contains("longer than 32 MiB"));
        assert_eq!(lines.next().unwrap().unwrap().1, 2);
        assert!(lines.next().is_none());
    }

    #[test]
    fn tables_with_any_delimiter() {
        for source in [
            "id,title,article\n1,T,\"They met, twice.\"\n2,U,They left.\n",
            "id;title;article\n1;T;They met, twice.\n2;U;They left.\n",
            "id\ttitle\tarticle\n1\tT\tThey met, twice.\n2\tU\tThey left.\n",
        ] {
            let drafts: Vec<_> = Table::new(source.as_bytes(), source.as_bytes())
                .unwrap()
                .map(|r| r.unwrap())
                .collect();
            assert_eq!(drafts[0].0.text, "They met, twice.");
            assert_eq!((drafts[1].0.id.as_deref(), drafts[1].1), (Some("2"), 3));
        }
        assert!(Table::new("a,b\n1,2\n".as_bytes(), b"a,b\n1,2\n").is_err());
    }

    #[test]
    fn lists_in_objects() {
        assert_eq!(read_json(r#"{"articles": [{"text": "a"}, {"text": "b"}]}"#).unwrap().len(), 2);
        assert_eq!(read_json(r#"{"text": "a"}"#).unwrap().len(), 1);
        let error = read_json("{\n\"text\": }").unwrap_err();
        assert!(error.to_string().starts_with("line 2: not JSON"), "{error}");
        assert!(read_json("3").is_err());
    }
}
