//! Government bodies: the same dozen for every state, with the names of their own that newspapers know.
//!
//! The hard decision: "French foreign ministry" is a row, but its countless paraphrases ("the ministry of foreign
//! affairs in Paris") are not: readers of text compose those from a country and a body's kind, so ids follow a pattern.

use crate::out::OutRow;
use crate::states::States;
use crate::{Result, tsv};
use std::collections::BTreeMap;
use std::path::Path;

/// Slug, sector and phrases of the bodies that every sovereign state has; the first phrase makes the name.
const GENERIC: &[(&str, &str, &[&str])] = &[
    ("government", "GOV", &["government"]),
    (
        "foreign_ministry",
        "GOV",
        &[
            "foreign ministry",
            "ministry of foreign affairs",
            "foreign affairs ministry",
            "foreign office",
        ],
    ),
    (
        "defence_ministry",
        "MIL",
        &["defence ministry", "defense ministry", "ministry of defence", "ministry of defense"],
    ),
    (
        "interior_ministry",
        "GOV",
        &["interior ministry", "ministry of the interior", "home ministry"],
    ),
    ("finance_ministry", "GOV", &["finance ministry", "ministry of finance"]),
    ("justice_ministry", "JUD", &["justice ministry", "ministry of justice"]),
    (
        "trade_ministry",
        "GOV",
        &["trade ministry", "commerce ministry", "ministry of commerce"],
    ),
    ("parliament", "LEG", &["parliament", "national assembly", "legislature"]),
    ("cabinet", "GOV", &["cabinet"]),
    ("presidency", "GOV", &["presidency"]),
    ("military", "MIL", &["military", "army", "armed forces"]),
    ("navy", "MIL", &["navy"]),
    ("air_force", "MIL", &["air force"]),
    ("police", "COP", &["police"]),
    ("security_forces", "COP", &["security forces"]),
    ("supreme_court", "JUD", &["supreme court", "constitutional court", "high court"]),
    ("central_bank", "GOV", &["central bank"]),
    (
        "intelligence",
        "SPY",
        &[
            "intelligence service",
            "intelligence services",
            "secret service",
            "intelligence agency",
        ],
    ),
];

/// The rows of `bodies.tsv`.
pub(crate) fn rows(states: &States, overlay: &Path) -> Result<Vec<OutRow>> {
    let mut rows: BTreeMap<String, OutRow> = BTreeMap::new();
    for state in states.0.values().filter(|s| s.sovereign || s.code == "TWN") {
        let adjective = state.adjective().unwrap_or(&state.name);
        for (slug, sector, phrases) in GENERIC {
            let id = format!("body:{}:{slug}", state.code);
            if state.code == "VAT" && !matches!(*slug, "government" | "police" | "supreme_court" | "foreign_ministry") {
                continue;
            }
            let mut aliases: Vec<String> = Vec::new();
            for phrase in phrases.iter() {
                aliases.push(format!("={adjective} {phrase}"));
                match state.code.as_str() {
                    "USA" => aliases.push(format!("=US {phrase}")),
                    "GBR" => aliases.push(format!("=UK {phrase}")),
                    _ => {}
                }
            }
            aliases.push(format!("={}'s {}", state.name, phrases[0]));
            aliases.push(format!("={} {}", state.name, phrases[0]));
            rows.insert(
                id.clone(),
                OutRow {
                    id,
                    kind: "government_body".to_owned(),
                    country: state.code.clone(),
                    sector: (*sector).to_owned(),
                    name: format!("{adjective} {}", phrases[0]),
                    aliases,
                    dates: state.dates.clone(),
                    ..OutRow::default()
                },
            );
        }
    }
    // The overlay names bodies of their own, or renames and adds to the generic ones by the same id.
    for row in tsv::read(&overlay.join("bodies.tsv"))? {
        let cell = |c| tsv::cell(&row, c);
        let id = format!("body:{}:{}", cell("country"), cell("slug"));
        let body = rows.entry(id.clone()).or_insert_with(|| OutRow {
            id,
            kind: "government_body".to_owned(),
            country: cell("country").to_owned(),
            ..OutRow::default()
        });
        if !cell("name").is_empty() {
            let old = std::mem::replace(&mut body.name, cell("name").to_owned());
            if !old.is_empty() {
                body.aliases.push(format!("={old}"));
            }
        }
        if !cell("sector").is_empty() {
            cell("sector").clone_into(&mut body.sector);
        }
        if !cell("dates").is_empty() {
            cell("dates").clone_into(&mut body.dates);
        }
        body.aliases.extend(tsv::list(cell("aliases")).map(str::to_owned));
    }
    for body in rows.values_mut().filter(|b| b.country == "USA") {
        let mut spelled = Vec::new();
        for alias in std::iter::once(&body.name).chain(&body.aliases) {
            let bare = crate::out::bare(alias);
            let sigils = &alias[..alias.len() - bare.len()];
            if let Some(rest) = bare.strip_prefix("US ") {
                spelled.push(format!("{sigils}U.S. {rest}"));
                spelled.push(format!("{sigils}United States {rest}"));
            }
        }
        body.aliases.extend(spelled);
    }
    Ok(rows.into_values().collect())
}
