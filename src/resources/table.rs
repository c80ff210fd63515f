//! The gazetteer's file format: one row of tab-separated text per entry.
//!
//! Read by the gazetteer and by whoever adds a file of their own. The hard decision: rows are kept as positions in one
//! buffer, and a wrong row is an error with file, line and remedy, never skipped: a name silently missing is worse.

use super::entry::{EntryKind, Gender, Term, Until};
use super::office::Office;
use crate::error::{Error, ErrorKind};
use crate::ontology::{ActorKind, Sector};
use jiff::civil::Date;

/// The columns, in order. The header line of every file must be these words.
pub(crate) const COLUMNS: [&str; 10] = [
    "id", "kind", "country", "sector", "name", "aliases", "offices", "dates", "gender", "wikidata",
];

/// A piece of the gazetteer's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slice {
    start: u32,
    len: u32,
}

impl Slice {
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start as usize..(self.start + self.len) as usize).unwrap_or("")
    }

    /// The slice for `part`, which must lie inside `text`.
    pub(crate) fn within(text: &str, part: &str) -> Self {
        let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        Self {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            len: u32::try_from(part.len()).unwrap_or(0),
        }
    }
}

/// One row: parsed where it is small and closed, text where it is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) id: Slice,
    pub(crate) kind: EntryKind,
    pub(crate) country: Slice,
    pub(crate) sector: Option<Sector>,
    pub(crate) name: Slice,
    pub(crate) aliases: Slice,
    pub(crate) dates: Option<Term>,
    pub(crate) gender: Option<Gender>,
    pub(crate) wikidata: Slice,
}

/// One office of one row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfficeCell {
    pub(crate) country: Slice,
    pub(crate) office: Office,
    pub(crate) title: Slice,
    pub(crate) term: Term,
}

fn bad(reason: String) -> Error {
    Error::new(ErrorKind::Data, reason)
}

/// Parses one line of `text`, calling `office` for each office in it. `None` for an empty line or a comment.
pub(crate) fn parse_line(text: &str, line: &str, mut office: impl FnMut(OfficeCell)) -> Result<Option<Row>, Error> {
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let mut cells = [""; COLUMNS.len()];
    let mut found = 0;
    for cell in line.split('\t') {
        if let Some(slot) = cells.get_mut(found) {
            *slot = cell;
        }
        found += 1;
    }
    if found != COLUMNS.len() {
        return Err(bad(format!(
            "row has {found} columns instead of {}; write: {}",
            COLUMNS.len(),
            COLUMNS.join("<tab>")
        )));
    }
    let [id, kind, country, sector, name, aliases, offices, dates, gender, wikidata] = cells;
    if !id.split_once(':').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty()) || id.contains(' ') {
        return Err(bad(format!(
            "id {id:?} is not of the form kind:name without spaces, as person:Q7747"
        )));
    }
    if name.trim().is_empty() {
        return Err(bad(format!("{id} has no name; fill the fifth column")));
    }
    let country_ok = |c: &str| (2..=9).contains(&c.len()) && c.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if let Some(wrong) = country.split('|').find(|c| !c.is_empty() && !country_ok(c)) {
        return Err(bad(format!(
            "country {wrong:?} is neither an ISO alpha-3 code nor an acronym in capitals"
        )));
    }
    let kind = match kind {
        "place" => EntryKind::Place,
        "topic" => EntryKind::Topic,
        actor => EntryKind::Actor(actor.parse::<ActorKind>().map_err(|e| bad(format!("{e}, place, topic")))?),
    };
    let sector = if sector.is_empty() { None } else { Some(sector.parse::<Sector>()?) };
    let gender = match gender {
        "" => None,
        "f" => Some(Gender::Female),
        "m" => Some(Gender::Male),
        other => return Err(bad(format!("gender {other:?} is not f, m or empty"))),
    };
    if !wikidata.is_empty() && !wikidata.strip_prefix('Q').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())) {
        return Err(bad(format!("wikidata {wikidata:?} is not of the form Q7747")));
    }
    let dates = if dates.is_empty() { None } else { Some(parse_term(dates)?) };
    for cell in offices.split('|').filter(|o| !o.is_empty()) {
        office(parse_office(text, cell)?);
    }
    let within = |part| Slice::within(text, part);
    Ok(Some(Row {
        id: within(id),
        kind,
        country: within(country),
        sector,
        name: within(name),
        aliases: within(aliases),
        dates,
        gender,
        wikidata: within(wikidata),
    }))
}

fn parse_office(text: &str, cell: &str) -> Result<OfficeCell, Error> {
    let mut parts = cell.splitn(4, ':');
    let (Some(country), Some(office), Some(title), Some(term)) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(bad(format!(
            "office {cell:?} is not of the form RUS:head_of_state:president:2012-05-07.."
        )));
    };
    let Some(office) = Office::parse(office) else {
        let known: Vec<_> = Office::ALL.iter().map(|o| o.as_str()).collect();
        return Err(bad(format!("unknown office {office:?}; use one of: {}", known.join(", "))));
    };
    Ok(OfficeCell {
        country: Slice::within(text, country),
        office,
        title: Slice::within(text, title),
        term: parse_term(term)?,
    })
}

/// `from..until`, each a year, month or day or nothing; `until` with a question mark means "last seen".
fn parse_term(cell: &str) -> Result<Term, Error> {
    let wrong = || {
        bad(format!(
            "term {cell:?} is not of the form 2012-05-07..2018-05 (either side may be empty or end in ?)"
        ))
    };
    let (from, until) = cell.split_once("..").ok_or_else(wrong)?;
    let from = if from.is_empty() {
        None
    } else {
        Some(parse_date(from, false).ok_or_else(wrong)?)
    };
    let until = match until.strip_suffix('?') {
        _ if until.is_empty() => Until::Open,
        Some(seen) => Until::LastSeen(parse_date(seen, true).ok_or_else(wrong)?),
        None => Until::Ended(parse_date(until, true).ok_or_else(wrong)?),
    };
    Ok(Term { from, until })
}

/// A year, month or day as its first or last day.
fn parse_date(text: &str, last: bool) -> Option<Date> {
    let number = |part: &str| part.parse::<i8>().ok();
    let year: i16 = text.get(..4)?.parse().ok()?;
    match text.len() {
        4 if last => Date::new(year, 12, 31).ok(),
        4 => Date::new(year, 1, 1).ok(),
        7 => {
            let first = Date::new(year, number(text.get(5..7)?)?, 1).ok()?;
            Some(if last { first.last_of_month() } else { first })
        }
        10 => Date::new(year, number(text.get(5..7)?)?, number(text.get(8..10)?)?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Row>, String> {
        parse_line(line, line, |_| ()).map_err(|e| e.to_string())
    }

    #[test]
    fn a_bad_row_says_why() {
        for (line, reason) in [
            ("person:x\tperson", "row has 2 columns instead of 10"),
            ("x\tperson\t\t\tX\t\t\t\t\t", "id \"x\" is not of the form"),
            (
                "person:x\tpersn\t\t\tX\t\t\t\t\t",
                "unknown actor kind \"persn\"; use one of: person",
            ),
            ("person:x\tperson\trus\t\tX\t\t\t\t\t", "country \"rus\""),
            ("person:x\tperson\tRUS\tGOVT\tX\t\t\t\t\t", "unknown sector \"GOVT\""),
            ("person:x\tperson\tRUS\tGOV\t \t\t\t\t\t", "person:x has no name"),
            (
                "person:x\tperson\tRUS\tGOV\tX\t\tRUS:boss:x:1999..\t\t\t",
                "unknown office \"boss\"",
            ),
            ("person:x\tperson\tRUS\tGOV\tX\t\tRUS:head_of_state:x:1999\t\t\t", "term \"1999\""),
            (
                "person:x\tperson\tRUS\tGOV\tX\t\tRUS:head_of_state:x:1999-13..\t\t\t",
                "term \"1999-13..\"",
            ),
            ("person:x\tperson\tRUS\tGOV\tX\t\t\t\tx\t", "gender \"x\""),
            ("person:x\tperson\tRUS\tGOV\tX\t\t\t\t\t7747", "wikidata \"7747\""),
        ] {
            let message = parse(line).unwrap_err();
            assert!(message.contains(reason), "{message} lacks {reason}");
        }
    }

    #[test]
    fn unknown_days_widen() {
        let term = parse_term("2012..2018-02").unwrap();
        assert_eq!(term.from, Some(Date::constant(2012, 1, 1)));
        assert_eq!(term.until, Until::Ended(Date::constant(2018, 2, 28)));
        assert!(matches!(parse_term("..2025-01?").unwrap().until, Until::LastSeen(_)));
    }
}
