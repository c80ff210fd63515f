//! `extract`: articles to records of events.

use super::args::{ExtractArgs, RecordFormat};
use super::exit::ExitStatus;
use super::output::{Output, Stop, say};
use super::plan::Reading;
use super::reading::{Tally, read_all, unless_interrupted};
use super::table::RecordTable;
use diplograph::analyze;
use diplograph::conllu;
use diplograph::diag::Warned;
use diplograph::document::{Article, Document};
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::export::{self, CameoOptions, PloverOptions};
use diplograph::record::EventRecord;
use std::io::Read as _;
use std::path::Path;

pub(super) fn run(args: &ExtractArgs, quiet: bool) -> std::result::Result<ExitStatus, Stop> {
    let mut out = Writer::new(Output::open(args.output.as_deref())?, args.format);
    let reading = Reading::new(&args.paths, &args.reading, quiet)?;
    let pipeline = reading.pipeline()?;
    let keep = |mut events: Vec<EventRecord>| {
        events.retain(|record| record.confidence >= reading.min_confidence);
        events
    };
    if args.parsed {
        let mut tally = Tally::default();
        for doc in args.paths.iter().flat_map(|path| read_conllu(path)) {
            match doc {
                Ok(mut doc) => {
                    doc.article.published = doc.article.published.or(reading.batch.options.date);
                    let read = pipeline.read_parsed(doc);
                    tally.take(&read.doc.article.id, analyze::remarks(&read.doc));
                    out.write(&keep(read.events))?;
                }
                Err(why) => tally.skip(&why, |words| say(words)),
            }
        }
        out.finish()?;
        tally.tell(quiet);
        return Ok(tally.status());
    }
    let work = |article: &Article| {
        let read = pipeline.read(article);
        Warned {
            value: keep(read.events),
            warnings: analyze::remarks(&read.doc),
        }
    };
    let tally = read_all(&reading.batch, work, |events| out.write(&events))?;
    unless_interrupted()?;
    out.finish()?;
    tally.tell(quiet);
    Ok(tally.status())
}

/// The documents of a file; what cannot be read is an item like any other.
fn read_conllu(path: &Path) -> Vec<Result<Document>> {
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    if let Err(cause) = read {
        return vec![Err(Error::io(path, cause))];
    }
    let mut docs: Vec<_> = conllu::documents(&text).map(|doc| doc.map_err(|why| why.at(path))).collect();
    if docs.is_empty() {
        docs.push(Err(
            Error::new(ErrorKind::Input, "no sentences in this file; it must be CoNLL-U").at(path)
        ));
    }
    docs
}

/// Writes records in a format.
struct Writer {
    out: Output,
    format: RecordFormat,
    begun: bool,
}

impl Writer {
    fn new(out: Output, format: RecordFormat) -> Self {
        Self { out, format, begun: false }
    }

    fn write(&mut self, records: &[EventRecord]) -> Result<()> {
        match self.format {
            RecordFormat::Jsonl => {
                for record in records {
                    let line = serde_json::to_string(record);
                    let line = line.map_err(|e| Error::new(ErrorKind::Export, "an event cannot be written as JSON").because(e))?;
                    self.out.write(&(line + "\n"))?;
                }
            }
            RecordFormat::Csv => {
                self.head(RecordTable::header()?)?;
                let mut table = RecordTable::new();
                for record in records {
                    self.out.write(&table.row(record)?)?;
                }
            }
            RecordFormat::Plover => export::write_plover(records, &PloverOptions::default(), &mut self.out)?,
            RecordFormat::Cameo => {
                let options = CameoOptions::default().with_header(!std::mem::replace(&mut self.begun, true));
                export::write_cameo(records, &options, &mut self.out)?;
            }
        }
        Ok(())
    }

    /// The first line of a table, once.
    fn head(&mut self, line: String) -> Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            Ok(())
        } else {
            self.out.write(&line)
        }
    }

    /// A table without rows still has its header.
    fn finish(mut self) -> Result<()> {
        self.write(&[])?;
        self.out.finish()
    }
}
