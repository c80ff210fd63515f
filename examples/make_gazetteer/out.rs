//! The rows that come out, and how they are written.

use crate::Result;
use diplograph::resources::AliasFlags;
use diplograph::resources::fold::{fold_lower, umlauts_written_out};
use std::fmt::Write as _;
use std::path::Path;

/// One row of the gazetteer.
#[derive(Debug, Clone, Default)]
pub(crate) struct OutRow {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) country: String,
    pub(crate) sector: String,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) offices: Vec<String>,
    pub(crate) dates: String,
    pub(crate) gender: String,
    pub(crate) wikidata: String,
}

/// The sigils and the name of an alias cell.
pub(crate) fn bare(alias: &str) -> &str {
    alias.trim_start_matches(AliasFlags::SIGILS)
}

impl OutRow {
    /// Adds the spellings with "ue", "oe", "ae", and drops aliases that differ from an earlier name only in ornaments,
    /// which matching ignores anyway.
    fn tidy(&mut self) {
        let mut all: Vec<String> = Vec::new();
        if let Some(written) = umlauts_written_out(&self.name) {
            self.aliases.push(written);
        }
        for alias in &self.aliases {
            all.push(alias.clone());
            let name = bare(alias);
            let sigils = &alias[..alias.len() - name.len()];
            if let Some(written) = umlauts_written_out(name) {
                all.push(format!("{sigils}{written}"));
            }
        }
        let case_free = |alias: &str| alias[..alias.len() - bare(alias).len()].contains('=');
        let key = |alias: &str| {
            if case_free(alias) {
                fold_lower(bare(alias))
            } else {
                diplograph::resources::fold::fold(bare(alias))
            }
        };
        let mut seen = vec![diplograph::resources::fold::fold(&self.name)];
        let mut kept = Vec::new();
        // An alias equal to the name stays only if it brings a flag.
        for alias in all {
            let same_as_name = key(&alias) == seen[0] || bare(&alias) == self.name;
            if same_as_name && bare(&alias).len() < alias.len() && !kept.contains(&alias) {
                kept.push(alias);
                continue;
            }
            if !seen.contains(&key(&alias)) {
                seen.push(key(&alias));
                kept.push(alias);
            }
        }
        self.aliases = kept;
    }
}

/// Writes a file: header, then rows by id.
pub(crate) fn write(path: &Path, mut rows: Vec<OutRow>) -> Result<()> {
    rows.iter_mut().for_each(OutRow::tidy);
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(pair) = rows.windows(2).find(|p| p[0].id == p[1].id) {
        return Err(format!(
            "{}: two rows with id {}: {} and {}",
            path.display(),
            pair[0].id,
            pair[0].name,
            pair[1].name
        )
        .into());
    }
    let mut text =
        String::from("# Made by examples/make_gazetteer; change the overlay, not this file. Columns and sigils: ../README.md.\n");
    text.push_str("id\tkind\tcountry\tsector\tname\taliases\toffices\tdates\tgender\twikidata\n");
    for r in &rows {
        writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            r.id,
            r.kind,
            r.country,
            r.sector,
            r.name,
            r.aliases.join("|"),
            r.offices.join("|"),
            r.dates,
            r.gender,
            r.wikidata
        )?;
    }
    std::fs::write(path, text)?;
    println!("{}: {} rows", path.display(), rows.len());
    Ok(())
}
