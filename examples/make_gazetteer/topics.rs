//! Conflicts, treaties, negotiations and issues.

use crate::out::OutRow;
use crate::{Result, names, tsv};
use std::path::Path;

/// Aliases of the raw table that are places, actors or ordinary words rather than topics.
const NOT_TOPICS: &[&str] = &[
    "Crimea",
    "Darfur",
    "Kashmir",
    "Jammu and Kashmir",
    "Abkhazia",
    "Nagorno-Karabakh",
    "Karabakh",
    "Artsakh",
    "Tibet",
    "Xinjiang",
    "Uyghurs",
    "Uighurs",
    "Western Sahara",
    "Sahara",
    "Greenland",
    "Falkland Islands",
    "Malvinas",
    "Taiwan Strait",
    "El Fasher",
    "Essequibo",
    "Rohingya",
    "Diego Garcia",
    "SAFE",
    "START",
    "Quad",
    "Quadrilateral Security Dialogue",
    "ISF",
    "International Stabilization Force",
    "Board of Peace",
    "Panama Canal",
    "chips",
    "hacking",
    "hostages",
    "Diaoyu",
    "Sahel",
    "COP",
    "Spratly Islands",
    "Senkaku Islands",
    "Diaoyu Islands",
    "TikTok deal",
    "Scarborough Shoal",
    "Second Thomas Shoal",
    "Kuril Islands",
    "Northern Territories",
    "Global Coalition against Daesh",
    "Normandy Four",
    "Alliance of Sahel States",
    "Strait of Hormuz",
    "European troika",
    "southern Lebanon",
    "Multinational Security Support Mission",
    "Gang Suppression Force",
];

/// The rows of `topics.tsv`.
pub(crate) fn rows(facts: &Path, overlay: &Path) -> Result<Vec<OutRow>> {
    let mut rows = Vec::new();
    for table in [facts.join("topics.tsv"), overlay.join("topics.tsv")] {
        for row in tsv::read(&table)? {
            let cell = |c| tsv::cell(&row, c);
            if NOT_TOPICS.contains(&cell("label")) {
                continue;
            }
            let aliases = tsv::list(cell("aliases"))
                .filter(|a| !NOT_TOPICS.contains(a))
                .map(|a| format!("={a}"))
                .chain([format!("={}", cell("label"))])
                .collect();
            rows.push(OutRow {
                id: format!("topic:{}", names::slug(&cell("id").replace('_', "-"))),
                kind: "topic".to_owned(),
                country: cell("countries").replace("EUE", "EU"),
                name: cell("label").to_owned(),
                aliases,
                dates: if cell("start").is_empty() && cell("end").is_empty() {
                    String::new()
                } else {
                    format!("{}..{}", cell("start"), cell("end"))
                },
                ..OutRow::default()
            });
        }
    }
    Ok(rows)
}
