//! Records as PLOVER and CAMEO code them: type, roles and codes after those systems' own conventions.
//!
//! Beneath the [`super::plover`] and [`super::cameo`] writers. The hard decision: our records keep what was told (a planned
//! meeting is a CONSULT that is planned, a visitor is an actor who began it), and only here becomes what PLOVER makes of it.

use crate::error::{Error, ErrorKind, Result};
use crate::ontology::{Action, Context, EventType, Mode, Role, Sector, Status};
use crate::record::{Entity, EventRecord, Party};
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Conventions of PLOVER, from `data/ontology/plover.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PloverTable {
    planned_as_agree: Vec<EventType>,
    status_context: BTreeMap<Status, SmolStr>,
    sector: BTreeMap<Sector, SmolStr>,
    non_state: BTreeMap<Sector, SmolStr>,
}

/// One row of the CAMEO table: a code and what it asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: SmolStr,
    mode: Option<Mode>,
    action: Option<Action>,
    context: Option<Context>,
}

/// Codes of CAMEO, from `data/ontology/cameo.toml`.
#[derive(Debug, Deserialize)]
pub(super) struct CameoTable {
    promised: BTreeMap<EventType, SmolStr>,
    reverse: BTreeMap<SmolStr, SmolStr>,
    goldstein: BTreeMap<SmolStr, f64>,
    #[serde(flatten)]
    types: BTreeMap<EventType, Vec<Row>>,
}

impl PloverTable {
    pub(super) fn embedded() -> &'static Self {
        static TABLE: LazyLock<PloverTable> = LazyLock::new(|| {
            PloverTable::read(include_str!("../../data/ontology/plover.toml")).expect("the shipped table is read by a test")
        });
        &TABLE
    }

    fn read(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|e| Error::new(ErrorKind::Data, e.message().to_owned()).at("data/ontology/plover.toml"))
    }

    /// The actor code: a country, or one of the codes for those who have none; empty where neither is known.
    pub(super) fn actor_code<'a>(&'a self, entity: &'a Entity) -> &'a str {
        let country = entity
            .country
            .as_deref()
            .filter(|c| c.len() == 3 && entity.sector != Some(Sector::Igo));
        country
            .or_else(|| self.non_state.get(&entity.sector?).map(SmolStr::as_str))
            .unwrap_or_default()
    }

    /// The sector as PLOVER spells it; empty where unknown.
    pub(super) fn sector<'a>(&'a self, entity: &'a Entity) -> &'a str {
        let Some(sector) = entity.sector else { return "" };
        self.sector.get(&sector).map_or(sector.as_str(), SmolStr::as_str)
    }
}

impl CameoTable {
    pub(super) fn embedded() -> &'static Self {
        static TABLE: LazyLock<CameoTable> = LazyLock::new(|| {
            CameoTable::read(include_str!("../../data/ontology/cameo.toml")).expect("the shipped table is read by a test")
        });
        &TABLE
    }

    /// Reads the table and checks it: every type ends in a row that always fits, every code has a value on the scale.
    fn read(text: &str) -> Result<Self> {
        let bad = |message: String| Error::new(ErrorKind::Data, message).at("data/ontology/cameo.toml");
        let table: Self = toml::from_str(text).map_err(|e| bad(e.message().to_owned()))?;
        for kind in EventType::ALL {
            let last = table.types.get(kind).and_then(|rows| rows.last());
            if last.is_none_or(|r| r.mode.is_some() || r.action.is_some() || r.context.is_some()) {
                return Err(bad(format!(
                    "{kind} has no row that always fits; add one with a code only, as its last"
                )));
            }
        }
        let codes = table.types.values().flatten().map(|r| &r.code);
        let codes = codes.chain(table.reverse.values()).chain(table.promised.values());
        for code in codes {
            if table.scale(code).is_none() {
                return Err(bad(format!("code {code:?} has no value on the scale; add it to [goldstein]")));
            }
        }
        Ok(table)
    }

    /// The code of an event.
    pub(super) fn code(&self, coded: &Coded<'_>) -> &str {
        let record = coded.record;
        let fits = |row: &&Row| {
            row.mode.is_none_or(|m| record.mode.contains(&m))
                && row.action.is_none_or(|a| record.action == a)
                && row.context.is_none_or(|c| record.contexts.contains(&c))
        };
        // What became an agreement keeps what it is an agreement to.
        if coded.event_type != record.event_type
            && let Some(code) = self.promised.get(&record.event_type)
        {
            return code;
        }
        self.types
            .get(&coded.event_type)
            .and_then(|rows| rows.iter().find(fits))
            .map_or("", |row| &row.code)
    }

    /// The code seen from the other party.
    pub(super) fn reverse<'a>(&'a self, code: &'a str) -> &'a str {
        self.reverse.get(code).map_or(code, SmolStr::as_str)
    }

    /// The code's value on Goldstein's scale.
    pub(super) fn scale(&self, code: &str) -> Option<f64> {
        (2..=code.len()).rev().find_map(|len| self.goldstein.get(code.get(..len)?)).copied()
    }
}

/// A record as PLOVER codes it.
#[derive(Debug)]
pub(super) struct Coded<'a> {
    /// What was told.
    pub(super) record: &'a EventRecord,
    /// PLOVER's type of it.
    pub(super) event_type: EventType,
    /// PLOVER's modes of it.
    pub(super) mode: &'a [Mode],
    /// Who did it.
    pub(super) source: Vec<&'a Party>,
    /// Whom it was done to.
    pub(super) recipient: Vec<&'a Party>,
    /// The status where the type does not already say it.
    pub(super) status_context: Option<&'static str>,
}

impl<'a> Coded<'a> {
    /// Codes the record by PLOVER's conventions.
    pub(super) fn new(record: &'a EventRecord) -> Self {
        let table = PloverTable::embedded();
        let promised = record.status == Status::Planned && table.planned_as_agree.contains(&record.event_type);
        let (source, recipient) = sides(record);
        Self {
            record,
            event_type: if promised { EventType::Agree } else { record.event_type },
            // AGREE has no modes.
            mode: if promised { &[] } else { &record.mode },
            source,
            recipient,
            status_context: table.status_context.get(&record.status).filter(|_| !promised).map(SmolStr::as_str),
        }
    }

    /// PLOVER's number of the quad category.
    pub(super) fn quad(&self) -> u8 {
        use crate::ontology::Quad;
        match self.event_type.quad() {
            Quad::VerbalCooperation => 1,
            Quad::MaterialCooperation => 2,
            Quad::VerbalConflict => 3,
            Quad::MaterialConflict => 4,
        }
    }

    /// First and last day: of the event, else of publication.
    pub(super) fn days(&self) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        let told = self.record.date.as_ref().map(|d| (d.start, d.end));
        told.or_else(|| self.record.meta.published.map(|d| (d, d)))
    }
}

/// PLOVER's source and recipient: of a visit the visitor and the host, of any other contact everybody and nobody.
fn sides(record: &EventRecord) -> (Vec<&Party>, Vec<&Party>) {
    let others = |role: Role| record.others.iter().filter(move |o| o.role == role).map(|o| &o.party);
    let mut source: Vec<&Party> = record.actors.iter().collect();
    let mut recipient: Vec<&Party> = record.recipients.iter().collect();
    let visit = record.mode.contains(&Mode::Visit) || record.action == Action::Visited;
    if record.event_type == EventType::Consult {
        if visit && source.iter().any(|p| p.initiator) {
            let (visitors, hosts) = source.into_iter().partition(|p| p.initiator);
            source = visitors;
            recipient.extend::<Vec<&Party>>(hosts);
        }
        if visit {
            recipient.extend(others(Role::Host));
        }
        source.extend(others(Role::Mediator));
    }
    unique(&mut source, &[]);
    let sources: Vec<_> = source.iter().map(|p| &p.entity.id).collect();
    unique(&mut recipient, &sources);
    (source, recipient)
}

/// Keeps each entity once, and none that is in `taken`.
fn unique(parties: &mut Vec<&Party>, taken: &[&crate::span::EntityId]) {
    let mut seen = taken.to_vec();
    parties.retain(|p| {
        let new = !seen.contains(&&p.entity.id);
        seen.push(&p.entity.id);
        new
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_tables_read() {
        PloverTable::read(include_str!("../../data/ontology/plover.toml")).unwrap();
        CameoTable::read(include_str!("../../data/ontology/cameo.toml")).unwrap();
    }

    #[test]
    fn faults_of_the_table_are_named() {
        let text = include_str!("../../data/ontology/cameo.toml");
        let message = CameoTable::read(&text.replace("code = \"180\"", "code = \"999\""))
            .unwrap_err()
            .to_string();
        assert!(message.contains("\"999\" has no value"), "{message}");
        let message = CameoTable::read(&text.replace("[[MOBILIZE]]\ncode = \"150\"", ""))
            .unwrap_err()
            .to_string();
        assert!(message.contains("MOBILIZE has no row that always fits"), "{message}");
    }

    #[test]
    fn signs_of_the_scale_follow_the_quad() {
        let table = CameoTable::embedded();
        for (kind, rows) in &table.types {
            for row in rows {
                let cooperative = matches!(
                    kind.quad(),
                    crate::ontology::Quad::VerbalCooperation | crate::ontology::Quad::MaterialCooperation
                );
                assert_eq!(table.scale(&row.code).unwrap() > 0.0, cooperative, "{kind} {}", row.code);
            }
        }
    }
}

/// Records for the tests of the writers.
#[cfg(test)]
pub(super) mod fixture {
    use crate::record::EventRecord;
    use serde_json::{Value, json};

    /// A record between governments, named by country; `*` behind one marks who began it.
    pub(in crate::export) fn record(
        kind: &str,
        action: &str,
        mode: &[&str],
        status: &str,
        actors: &[&str],
        recipients: &[&str],
        contexts: &[&str],
    ) -> EventRecord {
        let party = |code: &&str| -> Value {
            let country = code.trim_end_matches('*');
            json!({
                "id": format!("state:{country}"), "name": format!("Government of {country}"), "kind": "government_body",
                "country": country, "sector": "GOV", "mention": "the government", "initiator": code.ends_with('*'),
            })
        };
        serde_json::from_value(json!({
            "id": "e1", "article": "a1", "type": kind, "mode": mode, "action": action, "status": status, "contexts": contexts,
            "actors": actors.iter().map(party).collect::<Vec<_>>(),
            "recipients": recipients.iter().map(party).collect::<Vec<_>>(),
            "mentions": [{
                "sentence": 0, "sentence_span": [0, 20], "trigger_span": [4, 8], "trigger": "told", "text": "They told it.", "rule": "r",
            }],
            "confidence": 0.5,
            "meta": { "id": "a1", "published": "2025-05-02" },
        }))
        .unwrap()
    }
}
