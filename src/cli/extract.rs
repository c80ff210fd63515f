//! `extract`: articles to records of events.

use super::args::{ExtractArgs, RecordFormat};
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use super::plan::Reading;
use super::reading::read_all;
use super::table::RecordTable;
use diplograph::conllu;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::record::EventRecord;
use std::io::Read as _;
use std::path::PathBuf;

pub(super) fn run(args: &ExtractArgs, quiet: bool) -> std::result::Result<ExitStatus, Stop> {
    let mut out = Writer::new(Output::open(args.output.as_deref())?, args.format)?;
    let reading = Reading::new(&args.paths, &args.reading, quiet)?;
    let pipeline = reading.pipeline()?;
    let keep = |mut events: Vec<EventRecord>| {
        events.retain(|record| record.confidence >= reading.min_confidence);
        events
    };
    if args.parsed {
        for path in &args.paths {
            for mut doc in read_conllu(path)? {
                doc.article.published = doc.article.published.or(reading.options.date);
                out.write(&keep(pipeline.read_parsed(doc).events))?;
            }
        }
        out.finish()?;
        return Ok(ExitStatus::Done);
    }
    let tally = read_all(&reading, |article| keep(pipeline.read(article).events), |events| out.write(&events))?;
    out.finish()?;
    tally.tell(quiet);
    Ok(tally.status())
}

fn read_conllu(path: &PathBuf) -> Result<Vec<diplograph::Document>> {
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|e| Error::io(path, e))?;
    conllu::read(&text).map_err(|e| e.at(path))
}

/// Writes records in a format.
struct Writer {
    out: Output,
    table: Option<RecordTable>,
}

impl Writer {
    fn new(mut out: Output, format: RecordFormat) -> Result<Self> {
        let table = (format == RecordFormat::Csv).then(RecordTable::new);
        if table.is_some() {
            out.write(&RecordTable::header()?)?;
        }
        Ok(Self { out, table })
    }

    fn write(&mut self, records: &[EventRecord]) -> Result<()> {
        for record in records {
            let line = match &mut self.table {
                Some(table) => table.row(record)?,
                None => {
                    serde_json::to_string(record)
                        .map_err(|e| Error::new(ErrorKind::Export, "an event cannot be written as JSON").because(e))?
                        + "\n"
                }
            };
            self.out.write(&line)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        self.out.finish()
    }
}
