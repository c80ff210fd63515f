//! Reads tab-separated tables with a header row.

use crate::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// One row by column name.
pub(crate) type Record = BTreeMap<String, String>;

/// All rows of a table; lines that begin with `#` are comments.
pub(crate) fn read(path: &Path) -> Result<Vec<Record>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut lines = text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    let header: Vec<&str> = lines
        .next()
        .ok_or_else(|| format!("{}: empty", path.display()))?
        .1
        .split('\t')
        .collect();
    let mut rows = Vec::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() > header.len() {
            return Err(format!(
                "{}:{}: {} cells under {} columns",
                path.display(),
                number + 1,
                cells.len(),
                header.len()
            )
            .into());
        }
        rows.push(
            header
                .iter()
                .enumerate()
                .map(|(i, h)| ((*h).to_owned(), cells.get(i).copied().unwrap_or("").trim().to_owned()))
                .collect(),
        );
    }
    Ok(rows)
}

/// A cell, empty where the column is missing.
pub(crate) fn cell<'r>(row: &'r Record, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}

/// The parts of a cell that lists things.
pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|p| !p.is_empty())
}

/// The lines of a word list; `#` begins a comment.
pub(crate) fn words(path: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(text
        .lines()
        .filter(|l| !l.starts_with('#'))
        .flat_map(|l| l.split_whitespace().map(str::to_owned))
        .collect())
}
