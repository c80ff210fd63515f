//! PLOVER records as JSON lines, for programs that read POLECAT and its kin.
//!
//! The hard decision: PLOVER's names for what PLOVER names, our own beside them (it invites that): `status`,
//! `attribution`, `confidence`. The article's words stay out unless asked for, since they are its publisher's.

use super::coding::{CameoTable, Coded, PloverTable};
use crate::error::{Error, ErrorKind, Result};
use crate::ontology::{Mode, Status};
use crate::record::{EventRecord, Party};
use jiff::civil::Date;
use serde::Serialize;
use std::io;

/// How PLOVER records are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PloverOptions {
    /// Also events that did not happen, with the context `negation`.
    pub denied: bool,
    /// Also the sentence that tells the event.
    pub text: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enddate: Option<Date>,
    date_basis: Option<&'static str>,
    source: Vec<Actor<'a>>,
    recipient: Vec<Actor<'a>>,
    event: [&'static str; 1],
    mode: Vec<&'static str>,
    context: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_loc: Option<Location<'a>>,
    event_text: Vec<&'a str>,
    quad_code: u8,
    event_scale: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    text_info: Vec<TextInfo>,
    cite_info: CiteInfo<'a>,
    coder: &'static str,
    action: &'static str,
    topics: Vec<&'a str>,
    status: Status,
    attribution: &'a [String],
    confidence: f64,
}

#[derive(Serialize)]
struct Actor<'a> {
    code: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sector: &'a str,
    actor_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier_id: Option<&'a str>,
    identifier_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<&'a str>,
}

#[derive(Serialize)]
struct Location<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cc3: Option<&'a str>,
}

#[derive(Serialize)]
struct TextInfo {
    sequence: u32,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct CiteInfo<'a> {
    citation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<&'a str>,
    language: &'static str,
    codebook: &'static str,
}

/// Writes one PLOVER record a line, in the order given.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_plover(records: &[EventRecord], options: &PloverOptions, mut out: impl io::Write) -> Result<()> {
    let broken = |e: io::Error| Error::new(ErrorKind::Io, format!("the PLOVER records could not be written: {e}")).because(e);
    for record in records.iter().filter(|r| options.denied || r.status != Status::Denied) {
        let line = serde_json::to_string(&line(&Coded::new(record), options))
            .map_err(|e| Error::new(ErrorKind::Export, format!("event {} could not be written: {e}", record.id)))?;
        writeln!(out, "{line}").map_err(broken)?;
    }
    out.flush().map_err(broken)
}

fn line<'a>(coded: &Coded<'a>, options: &PloverOptions) -> Line<'a> {
    let record = coded.record;
    let cameo = CameoTable::embedded();
    let days = coded.days();
    let basis = if record.date.is_some() { "event" } else { "publication" };
    let contexts = record.contexts.iter().map(|c| c.as_str());
    Line {
        id: record.id.as_str(),
        date: days.map(|d| d.0),
        enddate: days.filter(|d| d.0 != d.1).map(|d| d.1),
        date_basis: days.map(|_| basis),
        source: coded.source.iter().copied().map(actor).collect(),
        recipient: coded.recipient.iter().copied().map(actor).collect(),
        event: [coded.event_type.as_str()],
        mode: coded.mode.iter().copied().map(Mode::as_str).collect(),
        context: contexts.chain(coded.status_context).collect(),
        event_loc: record.place.as_ref().map(|p| Location {
            name: &p.name,
            cc3: p.country.as_deref(),
        }),
        event_text: record.mentions.iter().map(|m| m.trigger.as_str()).collect(),
        quad_code: coded.quad(),
        event_scale: cameo.scale(cameo.code(coded)),
        text: record.mentions.first().map(|m| m.text.as_str()).filter(|_| options.text),
        text_info: record
            .mentions
            .iter()
            .map(|m| TextInfo {
                sequence: m.sentence.0,
                start: m.sentence_span[0],
                end: m.sentence_span[1],
            })
            .collect(),
        cite_info: CiteInfo {
            citation: record.article.as_str(),
            url: record.meta.url.as_deref(),
            title: record.meta.title.as_deref(),
            publication: record.meta.source.as_deref(),
            language: "en",
            codebook: "PLOVER",
        },
        coder: concat!("diplograph ", env!("CARGO_PKG_VERSION")),
        action: record.action.as_str(),
        topics: record.topics.iter().map(|t| t.label.as_str()).collect(),
        status: record.status,
        attribution: &record.attribution,
        confidence: (f64::from(record.confidence) * 1000.0).round() / 1000.0,
    }
}

fn actor(party: &Party) -> Actor<'_> {
    let table = PloverTable::embedded();
    Actor {
        code: table.actor_code(&party.entity),
        sector: table.sector(&party.entity),
        actor_text: &party.mention,
        identifier_id: party.entity.wikidata.as_deref(),
        identifier_text: &party.entity.name,
        office: party.entity.office.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::coding::fixture::record;
    use serde_json::Value;

    fn lines(records: &[EventRecord], options: &PloverOptions) -> Vec<Value> {
        let mut out = Vec::new();
        write_plover(records, options, &mut out).unwrap();
        String::from_utf8(out)
            .unwrap()
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect()
    }

    fn codes(value: &Value) -> Vec<&str> {
        value.as_array().unwrap().iter().map(|a| a["code"].as_str().unwrap()).collect()
    }

    #[test]
    fn planned_contacts_are_agreements() {
        for (kind, action) in [
            ("CONSULT", "met"),
            ("SUPPORT", "signed"),
            ("COOPERATE", "cooperated"),
            ("AID", "aided"),
        ] {
            let planned = record(kind, action, &[], "planned", &["FRA"], &["EGY"], &[]);
            let line = &lines(&[planned], &PloverOptions::default())[0];
            assert_eq!(
                (line["event"][0].as_str(), line["quad_code"].as_u64()),
                (Some("AGREE"), Some(1)),
                "{kind}"
            );
            assert_eq!(line["context"], serde_json::json!([]));
        }
        let retreat = record("RETREAT", "withdrew", &["withdraw"], "planned", &["FRA"], &[], &[]);
        let line = &lines(&[retreat], &PloverOptions::default())[0];
        assert_eq!(
            (line["event"][0].as_str(), line["context"][0].as_str()),
            (Some("RETREAT"), Some("future"))
        );
    }

    #[test]
    fn visitors_are_sources_and_hosts_recipients() {
        let visit = record("CONSULT", "visited", &["visit"], "happened", &["FRA*", "EGY"], &[], &[]);
        let call = record("CONSULT", "called", &["phone"], "happened", &["FRA*", "EGY"], &[], &[]);
        let written = lines(&[visit, call], &PloverOptions::default());
        assert_eq!(
            (codes(&written[0]["source"]), codes(&written[0]["recipient"])),
            (vec!["FRA"], vec!["EGY"])
        );
        assert_eq!(
            (codes(&written[1]["source"]), codes(&written[1]["recipient"])),
            (vec!["FRA", "EGY"], vec![])
        );
    }

    #[test]
    fn dates_fall_back_on_publication_and_say_so() {
        let mut told = record("CONSULT", "met", &[], "happened", &["FRA", "EGY"], &[], &[]);
        let line = &lines(std::slice::from_ref(&told), &PloverOptions::default())[0];
        assert_eq!(
            (line["date"].as_str(), line["date_basis"].as_str()),
            (Some("2025-05-02"), Some("publication"))
        );
        told.meta.published = None;
        let line = &lines(&[told], &PloverOptions::default())[0];
        assert!(line["date"].is_null() && line["date_basis"].is_null());
    }

    #[test]
    fn what_did_not_happen_is_left_out_unless_asked_for() {
        let denied = record("CONSULT", "met", &[], "denied", &["FRA", "EGY"], &[], &["military"]);
        assert!(lines(std::slice::from_ref(&denied), &PloverOptions::default()).is_empty());
        let asked = PloverOptions {
            denied: true,
            ..PloverOptions::default()
        };
        assert_eq!(lines(&[denied], &asked)[0]["context"], serde_json::json!(["military", "negation"]));
    }
}
