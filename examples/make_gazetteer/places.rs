//! Cities, regions and venues, each with its country.
//!
//! The hard decision: of GeoNames' eight alphabetical spellings per city nearly none is English, and many are words
//! ("March", "Of"); only hand-listed spellings are taken. A name that two places share belongs to the larger where the
//! larger is five times the smaller, else to neither without context.

use crate::out::OutRow;
use crate::{Result, names, tsv};
use diplograph::resources::fold::{fold, fold_lower};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rows of `places.tsv`.
pub(crate) fn rows(facts: &Path, overlay: &Path) -> Result<Vec<OutRow>> {
    let ordinary: BTreeSet<String> = tsv::words(&overlay.join("ordinary_words.txt"))?.into_iter().collect();
    let shared_names: BTreeSet<String> = tsv::words(&overlay.join("shared_names.txt"))?.into_iter().collect();
    let mut best: BTreeMap<String, (u64, OutRow)> = BTreeMap::new();
    let mut sizes: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    let hand = tsv::read(&overlay.join("places.tsv"))?;
    let skip: BTreeSet<(String, String)> = hand
        .iter()
        .filter(|r| tsv::cell(r, "kind") == "drop")
        .map(|r| (tsv::cell(r, "name").to_owned(), tsv::cell(r, "iso3").to_owned()))
        .collect();
    for (table, by_hand) in [(tsv::read(&facts.join("places.tsv"))?, false), (hand, true)] {
        for row in table {
            let cell = |c| tsv::cell(&row, c);
            if cell("kind") == "drop" || (!by_hand && skip.contains(&(cell("name").to_owned(), cell("iso3").to_owned()))) {
                continue;
            }
            let population: u64 = cell("population").parse().unwrap_or(if by_hand { 5_000_000 } else { 50_000 });
            let name = cell("name").replace(['’', '‘'], "'");
            let name = name.split(" (").next().unwrap_or("").to_owned();
            let country = cell("iso3").replace("EUE", "EU");
            let id = format!("place:{}-{}", names::slug(&name), country.to_lowercase());
            let known = by_hand || cell("source") == "known";
            let plain = fold(&name);
            let mut aliases: Vec<String> = if known {
                tsv::list(cell("aliases")).map(str::to_owned).collect()
            } else {
                Vec::new()
            };
            // GeoNames writes "Al Ḩasakah"; newspapers write al-Hasakah and Hasakah.
            for article in ["Al ", "Ar ", "Ad ", "An ", "As ", "Ash ", "At ", "Az ", "Adh "] {
                if let Some(rest) = name.strip_prefix(article).filter(|_| !known) {
                    aliases.push(format!("al-{rest}"));
                    if rest.len() > 5 {
                        aliases.push(rest.to_owned());
                    }
                }
            }
            if let Some(short) = name.strip_suffix(" City").filter(|s| s.contains(' ')) {
                aliases.push(short.to_owned());
            }
            for n in std::iter::once(&name).chain(&aliases) {
                sizes
                    .entry(fold_lower(crate::out::bare(n)))
                    .or_default()
                    .push((population, id.clone()));
            }
            let mut out = OutRow {
                id: id.clone(),
                kind: "place".to_owned(),
                country,
                name: names::newspaper_form(&name),
                aliases,
                ..OutRow::default()
            };
            let large = cell("kind") == "capital" || population > 900_000;
            if ordinary.contains(&plain) || (shared_names.contains(&plain) && !large) || (plain.len() < 4 && !by_hand) {
                out.aliases.push(format!("~{}", out.name));
            }
            match best.get_mut(&id) {
                Some((size, kept)) if by_hand || *size < population => {
                    let old = std::mem::replace(kept, out);
                    if by_hand {
                        kept.aliases.extend(old.aliases);
                    }
                    *size = population;
                }
                Some(_) => {}
                None => {
                    best.insert(id, (population, out));
                }
            }
        }
    }
    let mut rows: Vec<OutRow> = best.into_values().map(|(_, row)| row).collect();
    for row in &mut rows {
        let shared = |name: &str| {
            let all = &sizes[&fold_lower(crate::out::bare(name))];
            let own = all.iter().filter(|(_, id)| *id == row.id).map(|(p, _)| *p).max().unwrap_or(0);
            all.iter().any(|(p, id)| *id != row.id && own < p * 5)
        };
        let mut aliases: Vec<String> = row
            .aliases
            .iter()
            .map(|a| {
                if shared(a) && !a.starts_with('~') {
                    format!("~{a}")
                } else {
                    a.clone()
                }
            })
            .collect();
        if shared(&row.name) && !aliases.contains(&format!("~{}", row.name)) {
            aliases.push(format!("~{}", row.name));
        }
        row.aliases = aliases;
    }
    Ok(rows)
}
