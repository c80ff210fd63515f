//! Organisations, armed groups, parties and peoples.
//!
//! The hard decision: the Phoenix dictionaries' armed groups are left out (they carry no licence); a group is in the
//! gazetteer because a hand-written table knows it.

use crate::out::OutRow;
use crate::{Result, names, tsv};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Raw rows that are government bodies and stand in `bodies.tsv`.
const BODIES: [&str; 3] = ["tatmadaw", "sudanese_armed_forces", "holy_see"];

/// Acronyms of two or three letters that mean one thing in the news; all others need context.
const CLEAR: [&str; 33] = [
    "BBC", "CNN", "AFP", "NHK", "IOM", "ANC", "EFE", "VOA", "NYT", "IMF", "WTO", "ECB", "ILO", "DPA", "dpa", "FSB", "TASS", "WEF", "OCU",
    "G5", "V4", "B9", "3SI", "HRW", "BP", "AP", "AIIB", "NDB", "IRNA", "KCNA", "SCMP", "ANSA", "CCTV",
];

/// The rows of `organisations.tsv`, `groups.tsv` and `parties.tsv`.
pub(crate) fn rows(facts: &Path, overlay: &Path) -> Result<Vec<(&'static str, Vec<OutRow>)>> {
    let mut claimed = BTreeSet::new();
    let mut files = Vec::new();
    for (file, prefix, kind) in [
        ("organisations.tsv", "org", "organisation"),
        ("groups.tsv", "group", "armed_group"),
        ("parties.tsv", "party", "party"),
    ] {
        let mut rows: BTreeMap<String, OutRow> = BTreeMap::new();
        for row in tsv::read(&overlay.join(file))? {
            let cell = |c| tsv::cell(&row, c);
            claimed.insert(cell("raw").to_owned());
            let id = format!("{prefix}:{}", cell("id").replace('_', "-"));
            rows.insert(
                id.clone(),
                OutRow {
                    id,
                    kind: kind.to_owned(),
                    country: cell("country").to_owned(),
                    sector: cell("sector").to_owned(),
                    name: cell("name").to_owned(),
                    aliases: tsv::list(cell("aliases")).map(str::to_owned).collect(),
                    ..OutRow::default()
                },
            );
        }
        files.push((file, rows));
    }
    for row in tsv::read(&facts.join("organisations.tsv"))? {
        let cell = |c| tsv::cell(&row, c);
        if cell("source") != "known" || claimed.contains(cell("id")) || BODIES.contains(&cell("id")) || cell("kind") == "ministry" {
            continue;
        }
        let (at, prefix, kind, sector) = match cell("kind") {
            "armed_group" => (1, "group", "armed_group", "REB"),
            "party" => (2, "party", "party", "PTY"),
            "media" => (0, "org", "organisation", "MED"),
            "company" => (0, "org", "organisation", "BUS"),
            "ngo" => (0, "org", "organisation", "NGO"),
            "court" => (0, "org", "organisation", "JUD"),
            _ => (0, "org", "organisation", "IGO"),
        };
        let acronym = cell("acronym");
        let country = if cell("name").starts_with("UN ") {
            "UN".to_owned()
        } else if sector == "IGO" && cell("country").is_empty() {
            let code: String = acronym.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
            if (2..=9).contains(&code.len()) && !code.starts_with(|c: char| c.is_ascii_digit()) {
                code
            } else {
                String::new()
            }
        } else {
            cell("country").replace("EUE", "EU")
        };
        let mut aliases: Vec<String> = tsv::list(cell("aliases"))
            .filter(|a| !a.starts_with("the "))
            .map(str::to_owned)
            .collect();
        if !acronym.is_empty() && acronym != cell("name") {
            let clear = acronym.chars().count() > 3 || CLEAR.contains(&acronym);
            aliases.push(if clear { acronym.to_owned() } else { format!("~{acronym}") });
        } else if acronym == cell("name") && acronym.len() <= 3 && !CLEAR.contains(&acronym) {
            aliases.push(format!("~{acronym}"));
        }
        let id = format!("{prefix}:{}", names::slug(&cell("id").replace('_', "-")));
        files[at].1.entry(id.clone()).or_insert(OutRow {
            id,
            kind: kind.to_owned(),
            country,
            sector: sector.to_owned(),
            name: cell("name").to_owned(),
            aliases,
            ..OutRow::default()
        });
    }
    // Some newspapers write "Labour party" where others write "Labour Party".
    for row in files[1..].iter_mut().flat_map(|(_, rows)| rows.values_mut()) {
        let lower: Vec<String> = std::iter::once(&row.name)
            .chain(&row.aliases)
            .filter(|a| !a.starts_with('~'))
            .filter_map(|a| a.strip_suffix(" Party").map(|front| format!("{front} party")))
            .collect();
        row.aliases.extend(lower);
    }
    Ok(files.into_iter().map(|(file, rows)| (file, rows.into_values().collect())).collect())
}

/// The rows of an overlay that has the gazetteer's own columns.
pub(crate) fn overlay_rows(path: &Path) -> Result<Vec<OutRow>> {
    Ok(tsv::read(path)?
        .iter()
        .map(|row| {
            let cell = |c| tsv::cell(row, c).to_owned();
            OutRow {
                id: cell("id"),
                kind: cell("kind"),
                country: cell("country"),
                sector: cell("sector"),
                name: cell("name"),
                aliases: tsv::list(&cell("aliases")).map(str::to_owned).collect(),
                dates: cell("dates"),
                ..OutRow::default()
            }
        })
        .collect())
}
