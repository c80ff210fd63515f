//! Events as rows of a table: the main fields, lists joined by semicolons.

use diplograph::error::{Error, ErrorKind, Result};
use diplograph::ontology::Polarity;
use diplograph::record::{EventRecord, Party};

const COLUMNS: &[&str] = &[
    "id",
    "type",
    "mode",
    "action",
    "status",
    "date_start",
    "date_end",
    "actors",
    "actor_countries",
    "recipients",
    "recipient_countries",
    "others",
    "topics",
    "not_discussed",
    "place",
    "attribution",
    "confidence",
    "trigger",
    "sentence",
    "rule",
    "article",
    "title",
    "published",
    "source",
    "url",
];

/// Where people look for a day and none is told.
pub(super) const UNDATED: &str = "undated";

/// Turns records into CSV rows.
#[derive(Debug)]
pub(super) struct RecordTable {
    row: Vec<String>,
}

impl RecordTable {
    pub(super) fn new() -> Self {
        Self { row: Vec::new() }
    }

    /// The first line.
    pub(super) fn header() -> Result<String> {
        csv_line(COLUMNS)
    }

    /// One record.
    pub(super) fn row(&mut self, record: &EventRecord) -> Result<String> {
        let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let topics = |polarity: Polarity| {
            let labels = record.topics.iter().filter(|t| t.polarity == polarity).map(|t| t.label.as_str());
            labels.collect::<Vec<_>>().join("; ")
        };
        let others = record.others.iter().map(|o| format!("{}: {}", o.role, o.party.entity.name));
        let first = record.mentions.first();
        self.row.clear();
        self.row.extend([
            record.id.to_string(),
            record.event_type.to_string(),
            record.mode.iter().map(|m| m.as_str()).collect::<Vec<_>>().join("; "),
            record.action.to_string(),
            record.status.to_string(),
            day(record.date.as_ref().map(|d| d.start)),
            day(record.date.as_ref().map(|d| d.end)),
            names(&record.actors),
            countries(&record.actors),
            names(&record.recipients),
            countries(&record.recipients),
            others.collect::<Vec<_>>().join("; "),
            topics(Polarity::Discussed),
            topics(Polarity::NotDiscussed),
            record.place.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
            record.attribution.join("; "),
            format!("{:.2}", record.confidence),
            first.map(|m| m.trigger.clone()).unwrap_or_default(),
            first.map(|m| m.text.clone()).unwrap_or_default(),
            first.map(|m| m.rule.to_string()).unwrap_or_default(),
            record.article.to_string(),
            text(&record.meta.title),
            day(record.meta.published),
            text(&record.meta.source),
            text(&record.meta.url),
        ]);
        csv_line(&self.row)
    }
}

fn names(parties: &[Party]) -> String {
    parties.iter().map(|p| p.entity.name.as_str()).collect::<Vec<_>>().join("; ")
}

/// In step with the names: empty where a party has no country.
fn countries(parties: &[Party]) -> String {
    parties
        .iter()
        .map(|p| p.entity.country.as_deref().unwrap_or(""))
        .collect::<Vec<_>>()
        .join("; ")
}

/// One line of CSV.
pub(super) fn csv_line<T: AsRef<[u8]>>(fields: &[T]) -> Result<String> {
    let wrong = |e: String| Error::new(ErrorKind::Export, format!("a row cannot be written as CSV: {e}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields).map_err(|e| wrong(e.to_string()))?;
    let bytes = writer.into_inner().map_err(|e| wrong(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| wrong(e.to_string()))
}

/// Indented JSON with a line end.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value);
    text.map(|t| t + "\n")
        .map_err(|e| Error::new(ErrorKind::Export, "the answer cannot be written as JSON").because(e))
}

/// A table fitted to the terminal; a hundred and twenty characters wide elsewhere, so that files do not depend on it.
pub(super) fn for_people(columns: &[&str], rows: Vec<Vec<String>>) -> String {
    use comfy_table::{ContentArrangement, Table, presets};
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(columns.to_vec());
    if !std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        table.set_width(120);
    }
    for row in rows {
        table.add_row(row);
    }
    let lines: Vec<String> = table.to_string().lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}
