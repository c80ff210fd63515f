//! A table of dyads with CAMEO codes, root codes, quad classes and Goldstein values, as PETRARCH's and ICEWS' users know it.
//!
//! The hard decision: CAMEO's conventions, not PLOVER's, where they differ: compound actors become a row for each pair,
//! a contact becomes a row in each direction, and "visit" is "host" seen from the other side.

use super::coding::{CameoTable, Coded, PloverTable};
use crate::error::{Error, ErrorKind, Result};
use crate::ontology::{Sector, Status};
use crate::record::{EventRecord, Party};
use std::borrow::Cow;
use std::io;

/// How the table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CameoOptions {
    /// Also events that are only possible or that did not happen; the column `status` tells them.
    pub all: bool,
    /// What parts the columns.
    pub separator: Separator,
    /// Whether the columns' names come first; not where rows are added to a table.
    pub header: bool,
}

impl CameoOptions {
    /// With or without the line of columns' names.
    #[must_use]
    pub fn with_header(mut self, header: bool) -> Self {
        self.header = header;
        self
    }
}

impl Default for CameoOptions {
    fn default() -> Self {
        Self {
            all: false,
            separator: Separator::Tab,
            header: true,
        }
    }
}

/// What parts the columns of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A tab; tabs and line ends inside fields become blanks.
    Tab,
    /// A comma; fields are quoted where they need it (RFC 4180).
    Comma,
}

/// The columns, in order.
pub(crate) const COLUMNS: [&str; 21] = [
    "id",
    "date",
    "enddate",
    "source",
    "source_name",
    "source_country",
    "source_sector",
    "target",
    "target_name",
    "target_country",
    "target_sector",
    "code",
    "root",
    "quad",
    "goldstein",
    "type",
    "mode",
    "status",
    "place",
    "article",
    "url",
];

/// Writes the table: for each event, in the order given, one row a pair of parties.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_cameo(records: &[EventRecord], options: &CameoOptions, mut out: impl io::Write) -> Result<()> {
    let mut text = String::new();
    if options.header {
        row(&mut text, options.separator, COLUMNS.map(Cow::Borrowed));
    }
    for record in records {
        if options.all || matches!(record.status, Status::Happened | Status::Planned) {
            event(&mut text, options, &Coded::new(record));
        }
    }
    let broken = |e: io::Error| Error::new(ErrorKind::Io, format!("the CAMEO table could not be written: {e}")).because(e);
    out.write_all(text.as_bytes()).map_err(broken)?;
    out.flush().map_err(broken)
}

/// The rows of one event.
fn event(text: &mut String, options: &CameoOptions, coded: &Coded<'_>) {
    let table = CameoTable::embedded();
    let code = table.code(coded);
    let mutual = coded.recipient.is_empty() && coded.source.len() > 1;
    if mutual {
        for a in &coded.source {
            for b in coded.source.iter().filter(|b| b.entity.id != a.entity.id) {
                line(text, options, coded, code, Some(a), Some(b));
            }
        }
        return;
    }
    for source in each(&coded.source) {
        for recipient in each(&coded.recipient) {
            line(text, options, coded, code, source, recipient);
            let back = table.reverse(code);
            if back != code && source.is_some() && recipient.is_some() {
                line(text, options, coded, back, recipient, source);
            }
        }
    }
}

/// The parties one by one; nobody, once, where there is none.
fn each<'a>(parties: &[&'a Party]) -> Vec<Option<&'a Party>> {
    if parties.is_empty() {
        vec![None]
    } else {
        parties.iter().map(|p| Some(*p)).collect()
    }
}

fn line(text: &mut String, options: &CameoOptions, coded: &Coded<'_>, code: &str, source: Option<&Party>, target: Option<&Party>) {
    let record = coded.record;
    let days = coded.days();
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let modes: Vec<_> = coded.mode.iter().map(|m| m.as_str()).collect();
    let plain = |party: Option<&Party>, field: fn(&Party) -> Option<&str>| Cow::Owned(party.and_then(field).unwrap_or_default().to_owned());
    let name: fn(&Party) -> Option<&str> = |p| Some(&p.entity.name);
    let country: fn(&Party) -> Option<&str> = |p| p.entity.country.as_deref();
    let sector: fn(&Party) -> Option<&str> = |p| p.entity.sector.map(Sector::as_str);
    let fields = [
        Cow::Borrowed(record.id.as_str()),
        day(days.map(|d| d.0)).into(),
        day(days.map(|d| d.1)).into(),
        actor_code(source).into(),
        plain(source, name),
        plain(source, country),
        plain(source, sector),
        actor_code(target).into(),
        plain(target, name),
        plain(target, country),
        plain(target, sector),
        code.into(),
        code.get(..2).unwrap_or(code).into(),
        coded.quad().to_string().into(),
        CameoTable::embedded()
            .scale(code)
            .map(|s| format!("{s:.1}"))
            .unwrap_or_default()
            .into(),
        coded.event_type.as_str().into(),
        modes.join(" ").into(),
        record.status.as_str().into(),
        record.place.as_ref().map_or("", |p| &p.name).into(),
        record.article.as_str().into(),
        record.meta.url.as_deref().unwrap_or_default().into(),
    ];
    row(text, options.separator, fields);
}

/// CAMEO's actor code: the country (or kind of body) and the sector, `---` where nobody is known.
fn actor_code(party: Option<&Party>) -> String {
    let Some(party) = party else { return "---".to_owned() };
    let code = PloverTable::embedded().actor_code(&party.entity);
    let sector = match party.entity.sector {
        // Kinds of bodies stand in the first three letters already; their own acronym follows them ("IGONATO").
        Some(Sector::Igo) => party.entity.country.as_deref().filter(|c| *c != code).unwrap_or_default(),
        Some(sector) if sector.as_str() != code => sector.as_str(),
        _ => "",
    };
    match (code, sector) {
        ("", "") => "---".to_owned(),
        ("", sector) => format!("---{sector}"),
        _ => format!("{code}{sector}"),
    }
}

fn row<const N: usize>(text: &mut String, separator: Separator, fields: [Cow<'_, str>; N]) {
    for (i, field) in fields.iter().enumerate() {
        match separator {
            Separator::Tab => {
                if i > 0 {
                    text.push('\t');
                }
                text.extend(field.chars().map(|c| if c.is_control() { ' ' } else { c }));
            }
            Separator::Comma => {
                if i > 0 {
                    text.push(',');
                }
                if field.contains([',', '"', '\n', '\r']) {
                    text.push('"');
                    text.push_str(&field.replace('"', "\"\""));
                    text.push('"');
                } else {
                    text.push_str(field);
                }
            }
        }
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::coding::fixture::record;

    /// Source, target, code, root, quad, goldstein, type of each row.
    fn rows(records: &[EventRecord], options: &CameoOptions) -> Vec<String> {
        let mut out = Vec::new();
        write_cameo(records, options, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let pick = |line: &str| {
            let fields: Vec<_> = line.split('\t').collect();
            assert_eq!(fields.len(), COLUMNS.len());
            [3, 7, 11, 12, 13, 14, 15].map(|i| fields[i]).join(" ")
        };
        text.lines().skip(1).map(pick).collect()
    }

    #[test]
    fn codes_and_directions() {
        let plain = CameoOptions::default();
        let call = record("CONSULT", "called", &["phone"], "happened", &["FRA*", "EGY"], &[], &[]);
        assert_eq!(
            rows(&[call], &plain),
            ["FRAGOV EGYGOV 041 04 1 1.0 CONSULT", "EGYGOV FRAGOV 041 04 1 1.0 CONSULT"]
        );
        let visit = record("CONSULT", "visited", &["visit"], "happened", &["FRA*", "EGY"], &[], &[]);
        assert_eq!(
            rows(&[visit], &plain),
            ["FRAGOV EGYGOV 042 04 1 1.9 CONSULT", "EGYGOV FRAGOV 043 04 1 2.8 CONSULT"]
        );
        let planned = record("CONSULT", "met", &[], "planned", &["FRA", "EGY"], &[], &[]);
        assert_eq!(rows(&[planned], &plain)[0], "FRAGOV EGYGOV 036 03 1 4.0 AGREE");
        for (kind, action, want) in [
            ("AID", "aided", "FRAGOV EGYGOV 033 03 1 5.2 AGREE"),
            ("SUPPORT", "backed", "FRAGOV EGYGOV 032 03 1 4.5 AGREE"),
        ] {
            let promised = record(kind, action, &[], "planned", &["FRA"], &["EGY"], &["military"]);
            assert_eq!(rows(&[promised], &plain), [want]);
        }
        let blamed = record("ACCUSE", "criticised", &["disapprove"], "happened", &["FRA", "EGY"], &["PER"], &[]);
        assert_eq!(
            rows(&[blamed], &plain),
            ["FRAGOV PERGOV 111 11 3 -2.0 ACCUSE", "EGYGOV PERGOV 111 11 3 -2.0 ACCUSE"]
        );
        let struck = record("ASSAULT", "attacked", &["drone"], "happened", &[], &["PER"], &[]);
        assert_eq!(rows(&[struck], &plain), ["--- PERGOV 195 19 4 -10.0 ASSAULT"]);
        let trade = record("REQUEST", "urged", &["assist"], "happened", &["FRA"], &["PER"], &["economic"]);
        assert_eq!(rows(&[trade], &plain), ["FRAGOV PERGOV 1011 10 3 -5.0 REQUEST"]);
    }

    #[test]
    fn doubtful_events_only_on_demand() {
        let denied = record("CONSULT", "met", &[], "denied", &["FRA", "EGY"], &[], &[]);
        assert!(rows(std::slice::from_ref(&denied), &CameoOptions::default()).is_empty());
        let all = CameoOptions {
            all: true,
            ..CameoOptions::default()
        };
        assert_eq!(rows(&[denied], &all).len(), 2);
    }

    #[test]
    fn fields_cannot_break_the_table() {
        let mut odd = record("CONSULT", "met", &[], "happened", &["FRA", "EGY"], &[], &[]);
        odd.actors[0].entity.name = "A \"B\",\nC\td".into();
        assert_eq!(rows(std::slice::from_ref(&odd), &CameoOptions::default()).len(), 2);
        let comma = CameoOptions {
            separator: Separator::Comma,
            ..CameoOptions::default()
        };
        let mut out = Vec::new();
        write_cameo(&[odd], &comma, &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("\"A \"\"B\"\",\nC\td\""));
    }
}
