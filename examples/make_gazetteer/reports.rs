//! What the raw tables and the overlay say of persons, one report a row.
//!
//! The hard decision: an official of an organisation acts for the organisation, whatever the passport: his country is
//! "UN", "EU", "NATO".

use crate::terms::{Term, date, office, quality};
use crate::{Result, names, tsv};
use diplograph::resources::fold::fold_lower;
use std::collections::BTreeMap;
use std::path::Path;

/// What one row of a raw table says of somebody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    pub(crate) name: String,
    pub(crate) wikidata: String,
    pub(crate) country: String,
    pub(crate) sector: String,
    pub(crate) gender: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) terms: Vec<Term>,
    pub(crate) source: String,
}

/// Names that are wrong in the raw tables, and what they should be; empty to drop the row.
pub(crate) fn fixes(overlay: &Path) -> Result<BTreeMap<(String, String), String>> {
    Ok(tsv::read(&overlay.join("name_fixes.tsv"))?
        .iter()
        .map(|r| {
            (
                (tsv::cell(r, "name").to_owned(), tsv::cell(r, "country").to_owned()),
                tsv::cell(r, "right").to_owned(),
            )
        })
        .collect())
}

fn fixed(raw: &str, country: &str, fixes: &BTreeMap<(String, String), String>) -> Option<String> {
    match fixes.get(&(raw.to_owned(), country.to_owned())) {
        Some(right) if right.is_empty() => None,
        Some(right) => Some(right.clone()),
        None => names::clean(raw),
    }
}

pub(crate) fn leaders(facts: &Path, fixes: &BTreeMap<(String, String), String>) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for row in tsv::read(&facts.join("leaders.tsv"))? {
        let cell = |c| tsv::cell(&row, c);
        let country = if cell("iso3") == "EUE" { "EU" } else { cell("iso3") };
        let Some(name) = fixed(cell("name"), cell("iso3"), fixes) else {
            continue;
        };
        let (office, title) = office(cell("office"), cell("title"));
        if cell("name").contains("represented by") || (office == "head_of_state" && title == "prime minister") {
            continue;
        }
        let trusted = quality(cell("source")) <= 1;
        let aliases = if trusted {
            tsv::list(cell("aliases")).filter(|a| a.contains(' ')).map(str::to_owned).collect()
        } else {
            Vec::new()
        };
        let country = country_at(country, cell("start"), cell("end"));
        reports.push(Report {
            name,
            wikidata: cell("wikidata").to_owned(),
            country: country.to_owned(),
            aliases,
            terms: vec![Term {
                country: country.to_owned(),
                office,
                title,
                start: date(cell("start")),
                end: date(cell("end")),
                source: cell("source").to_owned(),
            }],
            source: cell("source").to_owned(),
            ..Report::default()
        });
    }
    Ok(reports)
}

/// The tables file East Germany's last leaders under Germany; terms that ended before reunification are East Germany's
/// unless they are the west's own offices.
fn country_at<'c>(country: &'c str, start: &str, end: &str) -> &'c str {
    let east = country == "DEU" && !end.is_empty() && end <= "1990-10-02" && start < "1990-10-02";
    if east { "DDR" } else { country }
}

/// Affiliations that are organisations or groups, and the code that the gazetteer uses for them.
fn affiliation(raw: &str) -> String {
    match raw {
        "African Union" => "AU",
        "Arab League" => "LAS",
        "Council of Europe" => "COE",
        "UNHCR" | "OHCHR" | "UNICEF" | "WFP" | "UNESCO" | "UNRWA" | "UNCTAD" | "UNFCCC" | "WHO" | "IAEA" | "ICTY" => "UN",
        "World Bank" => "WB",
        "Commonwealth" => "CWN",
        "ECB" => "EU",
        "Hamas" => "PSE",
        "Hezbollah" => "LBN",
        "Houthis" => "YEM",
        "PKK" => "TUR",
        "SDF" => "SYR",
        "RSF" => "SDN",
        "Tibet" => "CHN",
        "Amnesty International" | "Human Rights Watch" | "ICRC" | "Quartet" | "Board of Peace" | "OHR" => "",
        other => other,
    }
    .to_owned()
}

pub(crate) fn officials(facts: &Path, fixes: &BTreeMap<(String, String), String>) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for row in tsv::read(&facts.join("officials.tsv"))? {
        let cell = |c| tsv::cell(&row, c);
        let raw = cell("affiliation");
        let mut raw_code = raw;
        let country = affiliation(raw);
        let Some(name) = fixed(cell("name"), raw, fixes) else { continue };
        let role = cell("role").split([';', '/']).next().unwrap_or("").trim().replace([':', '|'], " ");
        let lower = role.to_lowercase();
        let charge = cell("name").starts_with("Chargé");
        let (mut kind, mut title) = office("other", &role);
        if let Some(host) = lower.strip_prefix("us ambassador to ") {
            title = format!("ambassador to {host}");
        }
        if charge {
            title = title.replace("ambassador to", "chargé d'affaires to");
        }
        let states = raw.len() == 3
            && raw.chars().all(|c| c.is_ascii_uppercase())
            && !matches!(
                raw,
                "ICC" | "IMF" | "WTO" | "WHO" | "WFP" | "OHR" | "SDF" | "PKK" | "RSF" | "OAS" | "OIC" | "SCO" | "ECB" | "GCC" | "IEA"
            );
        if !states && !matches!(kind, "spokesperson" | "envoy" | "military_chief" | "deputy_foreign_minister") {
            let head = [
                "secretary general",
                "secretary-general",
                "director general",
                "director-general",
                "president",
                "executive director",
                "managing director",
                "chairperson",
                "high commissioner",
                "commissioner-general",
                "executive secretary",
                "high representative",
                "prosecutor",
            ];
            if lower.contains("deputy") {
                kind = "other";
            } else if let Some(t) = head
                .iter()
                .find(|t| lower.ends_with(*t) || (lower.contains(*t) && !lower.contains("deputy") && !lower.contains("under-")))
            {
                kind = if *t == "prosecutor" { "judicial" } else { "organisation_head" };
                title = t.replace('-', " ");
            }
            if lower.contains("leader")
                || lower.contains("chief negotiator")
                || lower.contains("founder")
                || lower.ends_with("secretary-general") && raw == "Hezbollah"
            {
                kind = "group_leader";
            }
        }
        if lower.contains("foreign policy chief") {
            (kind, title) = ("foreign_minister", "foreign policy chief".to_owned());
        }
        if lower.contains("general assembly") {
            raw_code = "UNGA";
        }
        let organisation = if states { country.clone() } else { raw_code.to_owned() };
        let organisation = organisation_code(&organisation);
        let aliases = tsv::list(cell("aliases"))
            .map(|a| if a.contains(' ') { a.to_owned() } else { format!("${a}") })
            .collect();
        let sector = match kind {
            "organisation_head" => "IGO",
            "group_leader" => "REB",
            "military_chief" => "MIL",
            _ if states => "GOV",
            _ => "",
        };
        reports.push(Report {
            name,
            country: country.clone(),
            sector: sector.to_owned(),
            aliases,
            terms: vec![Term {
                country: organisation,
                office: kind,
                title,
                start: date(cell("start")),
                end: date(cell("end")),
                source: cell("source").to_owned(),
            }],
            source: cell("source").to_owned(),
            ..Report::default()
        });
    }
    Ok(reports)
}

/// The code an organisation's offices are asked by: its acronym in capitals.
fn organisation_code(raw: &str) -> String {
    match raw {
        "African Union" => "AU",
        "Arab League" => "LAS",
        "Council of Europe" => "COE",
        "World Bank" => "WB",
        "Commonwealth" => "CWN",
        "Amnesty International" => "AI",
        "Human Rights Watch" => "HRW",
        "Board of Peace" => "BOP",
        "Quartet" => "QUARTET",
        "Hezbollah" => "HEZBOLLAH",
        "Hamas" => "HAMAS",
        "Houthis" => "HOUTHIS",
        "Tibet" => "TIBET",
        other => other,
    }
    .to_uppercase()
    .chars()
    .take(9)
    .collect()
}

/// The overlay of persons: columns name, country, sector, gender, aliases, offices (as in the gazetteer), wikidata.
/// An office's leading `-` is not needed here; wrong terms of the raw tables are dropped by `terms_drop.tsv`.
pub(crate) fn by_hand(path: &Path) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for row in tsv::read(path)? {
        let cell = |c| tsv::cell(&row, c);
        let mut terms = Vec::new();
        for office in tsv::list(cell("offices")) {
            let parts: Vec<&str> = office.splitn(4, ':').collect();
            let [country, kind, title, dates] = parts[..] else {
                return Err(format!("{}: office {office:?} of {}", path.display(), cell("name")).into());
            };
            let (start, end) = dates
                .split_once("..")
                .ok_or_else(|| format!("{}: term {dates:?}", path.display()))?;
            let kind = diplograph::resources::Office::parse(kind)
                .ok_or_else(|| format!("{}: office {kind:?}", path.display()))?
                .as_str();
            terms.push(Term {
                country: country.to_owned(),
                office: kind,
                title: title.to_owned(),
                start: start.to_owned(),
                end: end.to_owned(),
                source: "overlay".to_owned(),
            });
        }
        reports.push(Report {
            name: cell("name").to_owned(),
            wikidata: cell("wikidata").to_owned(),
            country: cell("country").to_owned(),
            sector: cell("sector").to_owned(),
            gender: cell("gender").to_owned(),
            aliases: tsv::list(cell("aliases")).map(str::to_owned).collect(),
            terms,
            source: "overlay".to_owned(),
        });
    }
    Ok(reports)
}

/// A term of the raw tables that is wrong: whose, where, which office, and the start it is known by (empty for all).
pub(crate) struct Dropped {
    name: String,
    country: String,
    office: String,
    start: String,
}

impl Dropped {
    pub(crate) fn matches(&self, name: &str, term: &Term) -> bool {
        self.country == term.country
            && self.office == term.office
            && (self.name == "*" || fold_lower(&self.name) == fold_lower(name))
            && (self.start.is_empty() || self.start == term.start)
    }
}

pub(crate) fn dropped_terms(path: &Path) -> Result<Vec<Dropped>> {
    Ok(tsv::read(path)?
        .iter()
        .map(|r| Dropped {
            name: tsv::cell(r, "name").to_owned(),
            country: tsv::cell(r, "country").to_owned(),
            office: tsv::cell(r, "office").to_owned(),
            start: tsv::cell(r, "start").to_owned(),
        })
        .collect())
}
