//! States and state-like actors: names, people's names, capitals and buildings that stand for them.
//!
//! The hard decision: of the raw table only the English names are taken; its native names and stray demonyms collide
//! with ordinary words ("Island", "Dominique", "Dutch" for Aruba) and news in English never uses them.

use crate::out::OutRow;
use crate::{Result, tsv};
use std::collections::BTreeMap;
use std::path::Path;

/// One state.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    /// Adjective first, then nouns.
    pub(crate) demonyms: Vec<String>,
    pub(crate) metonyms: Vec<String>,
    pub(crate) dates: String,
    pub(crate) sovereign: bool,
}

/// All states by code.
pub(crate) struct States(pub(crate) BTreeMap<String, State>);

/// Codes of the raw table that are no territory anybody reports on, or no state.
const SKIPPED: [&str; 7] = ["EUE", "ATA", "BVT", "HMD", "UMI", "SGS", "IOT"];

/// Metonyms of the raw table that are common nouns, other states' things, or no seat of power.
const NO_METONYMS: [&str; 12] = [
    "National Palace",
    "Palacio Nacional",
    "State House",
    "Government Palace",
    "Royal Court",
    "Victoria",
    "Beehive",
    "The Lodge",
    "Istana",
    "Imperial Palace",
    "New Administrative Capital",
    "Carmelite Monastery",
];

impl States {
    /// Reads the raw table and lays the overlay over it.
    pub(crate) fn read(facts: &Path, overlay: &Path) -> Result<Self> {
        let mut states = BTreeMap::new();
        for row in tsv::read(&facts.join("countries.tsv"))? {
            let cell = |c| tsv::cell(&row, c);
            if SKIPPED.contains(&cell("iso3")) {
                continue;
            }
            let mut aliases = Vec::new();
            if cell("official_name") != cell("name") {
                aliases.push(cell("official_name").to_owned());
            }
            if let Some(rest) = cell("name").strip_prefix("Saint ") {
                aliases.push(format!("St. {rest}"));
            }
            let sovereign = !cell("metonyms").is_empty() || cell("iso2").is_empty();
            let demonyms = tsv::list(cell("demonyms"))
                .filter(|d| !d.contains(',') && !d.contains(" or ") && *d != "NA" && *d != "Dutch" && *d != "French" && *d != cell("name"))
                .map(str::to_owned)
                .collect();
            let capital = cell("capital").to_owned();
            let mut metonyms: Vec<String> = tsv::list(cell("metonyms"))
                .filter(|m| !NO_METONYMS.contains(m))
                .map(str::to_owned)
                .collect();
            metonyms.retain(|m| m != cell("name"));
            if sovereign && metonyms.is_empty() && !capital.is_empty() && capital != cell("name") {
                metonyms.push(capital);
            }
            states.insert(
                cell("iso3").to_owned(),
                State {
                    code: cell("iso3").to_owned(),
                    name: cell("name").to_owned(),
                    aliases,
                    demonyms,
                    metonyms,
                    dates: String::new(),
                    sovereign,
                },
            );
        }
        for row in tsv::read(&overlay.join("states.tsv"))? {
            let cell = |c| tsv::cell(&row, c);
            let code = cell("country").to_owned();
            if SKIPPED.contains(&code.as_str()) {
                continue;
            }
            let state = states.entry(code.clone()).or_insert_with(|| State {
                code,
                name: String::new(),
                aliases: Vec::new(),
                demonyms: Vec::new(),
                metonyms: Vec::new(),
                dates: String::new(),
                sovereign: false,
            });
            if !cell("name").is_empty() {
                let old = std::mem::replace(&mut state.name, cell("name").to_owned());
                if !old.is_empty() {
                    state.aliases.push(old);
                }
            }
            state.aliases.extend(tsv::list(cell("aliases")).map(str::to_owned));
            if !cell("demonyms").is_empty() {
                state.demonyms = tsv::list(cell("demonyms")).map(str::to_owned).collect();
            }
            if !cell("metonyms").is_empty() {
                state.metonyms = tsv::list(cell("metonyms")).map(str::to_owned).collect();
            }
            cell("dates").clone_into(&mut state.dates);
        }
        let mut common = tsv::words(&overlay.join("ordinary_words.txt"))?;
        common.extend(tsv::words(&overlay.join("shared_names.txt"))?);
        for state in states.values_mut() {
            for metonym in state
                .metonyms
                .iter_mut()
                .filter(|m| common.contains(&diplograph::resources::fold::fold(m)))
            {
                metonym.insert(0, '~');
            }
            let official = state.name.clone();
            state.aliases.retain(|a| *a != official);
            // A flagged copy of an alias wins over the plain one of the raw table.
            let flagged: Vec<String> = state
                .aliases
                .iter()
                .filter(|a| crate::out::bare(a).len() < a.len())
                .map(|a| crate::out::bare(a).to_owned())
                .collect();
            state.aliases.retain(|a| !flagged.contains(a));
        }
        // A territory's table row also lists the nation it belongs to ("American" for the Northern Marianas).
        let nations: Vec<String> = states
            .values()
            .filter(|s| s.sovereign)
            .filter_map(|s| s.demonyms.first().cloned())
            .collect();
        for state in states.values_mut().filter(|s| !s.sovereign) {
            state.demonyms.retain(|d| !nations.contains(d));
        }
        Ok(Self(states))
    }

    /// The rows of `states.tsv`.
    pub(crate) fn rows(&self) -> Vec<OutRow> {
        self.0.values().map(State::row).collect()
    }
}

impl State {
    /// The adjective, if the state has one.
    pub(crate) fn adjective(&self) -> Option<&str> {
        self.demonyms.first().map(|d| crate::out::bare(d))
    }

    fn row(&self) -> OutRow {
        let mut aliases = self.aliases.clone();
        for demonym in &self.demonyms {
            aliases.push(format!("%{demonym}"));
            if let Some(plural) = plural(demonym) {
                aliases.push(format!("%{plural}"));
            }
        }
        aliases.extend(self.metonyms.iter().map(|m| format!("@{}", m.trim_start_matches("the "))));
        // Matching begins behind the article.
        let aliases = aliases
            .into_iter()
            .map(|a| {
                let bare = crate::out::bare(&a);
                format!("{}{}", &a[..a.len() - bare.len()], bare.strip_prefix("the ").unwrap_or(bare))
            })
            .collect();
        OutRow {
            id: format!("state:{}", self.code),
            kind: "state".to_owned(),
            country: self.code.clone(),
            sector: "GOV".to_owned(),
            name: self.name.clone(),
            aliases,
            dates: self.dates.clone(),
            ..OutRow::default()
        }
    }
}

/// The plural of a noun for a people; adjectives in -ish, -ese and the like have none.
fn plural(demonym: &str) -> Option<String> {
    let ends = [
        "an", "i", "ar", "ot", "er", "ole", "urk", "wede", "ane", "inn", "roat", "erb", "zech", "lovak", "lovene", "it", "iwi", "oat",
        "on", "hai", "ik", "ek", "akh", "viet", "ole", "av", "pino", "pina", "ovak", "bek", "jik", "een", "Brit",
    ];
    let no = ["man", "men", "woman"];
    if demonym == "Vatican" {
        return None;
    }
    (ends.iter().any(|e| demonym.ends_with(e)) && !no.iter().any(|n| demonym.ends_with(n)) && !demonym.ends_with('s'))
        .then(|| format!("{demonym}s"))
}
