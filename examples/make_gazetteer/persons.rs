//! Persons: one row for each, from the tables of leaders and officials and the hand-written overlay.
//!
//! The hard decision: rows become one person when Wikidata says so, or when name and country are the same, or when two
//! spellings of one name held one office of one country at one time. Nothing else makes two persons one.

use crate::out::OutRow;
use crate::terms::{Term, date, office, quality};
use crate::{Result, names, tsv};
use diplograph::resources::fold::{fold, fold_lower};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What one row of a raw table says of somebody.
#[derive(Debug, Clone, Default)]
struct Report {
    name: String,
    wikidata: String,
    country: String,
    sector: String,
    gender: String,
    aliases: Vec<String>,
    terms: Vec<Term>,
    source: String,
}

/// Reads everything and makes the rows.
pub(crate) fn rows(facts: &Path, overlay: &Path) -> Result<Vec<OutRow>> {
    let fixes = fixes(overlay)?;
    let mut reports = leaders(facts, &fixes)?;
    reports.extend(officials(facts, &fixes)?);
    reports.extend(by_hand(&overlay.join("persons.tsv"))?);
    let dropped = dropped_terms(&overlay.join("terms_drop.tsv"))?;
    for report in &mut reports {
        report.terms.retain(|t| t.source == "overlay" || !dropped.iter().any(|d| d.matches(&report.name, t)));
    }
    let mut people = merge(reports);
    end_open_terms(&mut people);
    drop_contradicted(&mut people);
    let verified: BTreeSet<String> = people
        .iter()
        .flat_map(|p| &p.terms)
        .filter(|t| t.end.is_empty() && quality(&t.source) <= 1)
        .map(|t| t.country.clone())
        .collect();
    let words = Words {
        female: tsv::words(&overlay.join("female_names.txt"))?.into_iter().collect(),
        male: tsv::words(&overlay.join("male_names.txt"))?.into_iter().collect(),
        ordinary: ["ordinary_words.txt", "shared_names.txt"]
            .iter()
            .map(|file| tsv::words(&overlay.join(file)))
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect(),
        common: common_surnames(&people),
        first: first_names(&people),
    };
    let mut taken = BTreeSet::new();
    people.retain(|p| !p.terms.is_empty() || p.by_hand);
    Ok(people.iter().map(|p| row(p, &words, &verified, &mut taken)).collect())
}

/// Names that are wrong in the raw tables, and what they should be; empty to drop the row.
fn fixes(overlay: &Path) -> Result<BTreeMap<(String, String), String>> {
    Ok(tsv::read(&overlay.join("name_fixes.tsv"))?
        .iter()
        .map(|r| ((tsv::cell(r, "name").to_owned(), tsv::cell(r, "country").to_owned()), tsv::cell(r, "right").to_owned()))
        .collect())
}

fn fixed(raw: &str, country: &str, fixes: &BTreeMap<(String, String), String>) -> Option<String> {
    match fixes.get(&(raw.to_owned(), country.to_owned())) {
        Some(right) if right.is_empty() => None,
        Some(right) => Some(right.clone()),
        None => names::clean(raw),
    }
}

fn leaders(facts: &Path, fixes: &BTreeMap<(String, String), String>) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for row in tsv::read(&facts.join("leaders.tsv"))? {
        let cell = |c| tsv::cell(&row, c);
        let country = if cell("iso3") == "EUE" { "EU" } else { cell("iso3") };
        let Some(name) = fixed(cell("name"), cell("iso3"), fixes) else { continue };
        let (office, title) = office(cell("office"), cell("title"));
        if cell("name").contains("represented by") || (office == "head_of_state" && title == "prime minister") {
            continue;
        }
        let trusted = quality(cell("source")) <= 1;
        let aliases = if trusted { tsv::list(cell("aliases")).filter(|a| a.contains(' ')).map(str::to_owned).collect() } else { Vec::new() };
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

fn officials(facts: &Path, fixes: &BTreeMap<(String, String), String>) -> Result<Vec<Report>> {
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
        let states = raw.len() == 3 && raw.chars().all(|c| c.is_ascii_uppercase()) && !matches!(raw, "ICC" | "IMF" | "WTO" | "WHO" | "WFP" | "OHR" | "SDF" | "PKK" | "RSF" | "OAS" | "OIC" | "SCO" | "ECB" | "GCC" | "IEA");
        if !states && !matches!(kind, "spokesperson" | "envoy" | "military_chief" | "deputy_foreign_minister") {
            let head = ["secretary general", "secretary-general", "director general", "director-general", "president", "executive director", "managing director", "chairperson", "high commissioner", "commissioner-general", "executive secretary", "high representative", "prosecutor"];
            if lower.contains("deputy") {
                kind = "other";
            } else if let Some(t) = head.iter().find(|t| lower.ends_with(*t) || (lower.contains(*t) && !lower.contains("deputy") && !lower.contains("under-"))) {
                kind = if *t == "prosecutor" { "judicial" } else { "organisation_head" };
                title = t.replace('-', " ");
            }
            if lower.contains("leader") || lower.contains("chief negotiator") || lower.contains("founder") || lower.ends_with("secretary-general") && raw == "Hezbollah" {
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
        let aliases = tsv::list(cell("aliases")).map(|a| if a.contains(' ') { a.to_owned() } else { format!("${a}") }).collect();
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
fn by_hand(path: &Path) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for row in tsv::read(path)? {
        let cell = |c| tsv::cell(&row, c);
        let mut terms = Vec::new();
        for office in tsv::list(cell("offices")) {
            let parts: Vec<&str> = office.splitn(4, ':').collect();
            let [country, kind, title, dates] = parts[..] else {
                return Err(format!("{}: office {office:?} of {}", path.display(), cell("name")).into());
            };
            let (start, end) = dates.split_once("..").ok_or_else(|| format!("{}: term {dates:?}", path.display()))?;
            let kind = diplograph::resources::Office::parse(kind).ok_or_else(|| format!("{}: office {kind:?}", path.display()))?.as_str();
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
struct Dropped {
    name: String,
    country: String,
    office: String,
    start: String,
}

impl Dropped {
    fn matches(&self, name: &str, term: &Term) -> bool {
        self.country == term.country
            && self.office == term.office
            && (self.name == "*" || fold_lower(&self.name) == fold_lower(name))
            && (self.start.is_empty() || self.start == term.start)
    }
}

fn dropped_terms(path: &Path) -> Result<Vec<Dropped>> {
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

/// One person after merging.
#[derive(Debug, Clone, Default)]
struct Person {
    name: String,
    spellings: Vec<String>,
    aliases: Vec<String>,
    wikidata: String,
    country: String,
    sector: String,
    gender: String,
    terms: Vec<Term>,
    known: bool,
    by_hand: bool,
}

fn find(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

fn merge(reports: Vec<Report>) -> Vec<Person> {
    let mut parents: Vec<usize> = (0..reports.len()).collect();
    let mut by_wikidata: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    let wikidata_of = |parents: &mut Vec<usize>, at: usize, of: &BTreeMap<usize, String>| {
        let root = find(parents, at);
        of.get(&root).cloned().unwrap_or_default()
    };
    let mut ids: BTreeMap<usize, String> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        if report.wikidata.is_empty() {
            continue;
        }
        match by_wikidata.get(report.wikidata.as_str()) {
            Some(&first) => {
                let (a, b) = (find(&mut parents, first), find(&mut parents, i));
                parents[a.max(b)] = a.min(b);
            }
            None => {
                by_wikidata.insert(&report.wikidata, i);
            }
        }
    }
    for (i, report) in reports.iter().enumerate() {
        if !report.wikidata.is_empty() {
            let root = find(&mut parents, i);
            ids.insert(root, report.wikidata.clone());
        }
        let plain = fold_lower(&report.name);
        by_name.entry((plain, report.country.clone())).or_default().push(i);
    }
    let mut unite = |parents: &mut Vec<usize>, a: usize, b: usize| {
        let (qa, qb) = (wikidata_of(parents, a, &ids), wikidata_of(parents, b, &ids));
        if !qa.is_empty() && !qb.is_empty() && qa != qb {
            return;
        }
        let (a, b) = (find(parents, a), find(parents, b));
        let (low, high) = (a.min(b), a.max(b));
        parents[high] = low;
        let id = if qa.is_empty() { qb } else { qa };
        if !id.is_empty() {
            ids.insert(low, id);
        }
    };
    for same in by_name.values() {
        for &other in &same[1..] {
            unite(&mut parents, same[0], other);
        }
    }
    // One person under a state and an organisation ("António Guterres"), by full name.
    let mut by_plain: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        by_plain.entry(fold_lower(&report.name)).or_default().push(i);
    }
    for same in by_plain.values() {
        let organisations: Vec<usize> = same.iter().copied().filter(|&i| !is_state(&reports[i].country) || reports[i].source == "overlay").collect();
        for &a in &organisations {
            for &b in same {
                if a != b && reports[a].name.contains(' ') && (reports[b].source != "overlay" || reports[a].country == reports[b].country) {
                    let hand_elsewhere = reports[a].source == "overlay" && is_state(&reports[a].country) && is_state(&reports[b].country) && reports[a].country != reports[b].country;
                    if !hand_elsewhere {
                        unite(&mut parents, a, b);
                    }
                }
            }
        }
    }
    // The overlay's spellings of a name are that person's; only spellings that no other overlay row shares count.
    let mut spelled: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate().filter(|(_, r)| r.source == "overlay") {
        for alias in report.aliases.iter().filter(|a| a.contains(' ') && !a.starts_with(diplograph::resources::AliasFlags::SIGILS)) {
            spelled.entry((fold_lower(alias), report.country.clone())).or_default().insert(i);
        }
    }
    for (key, owners) in &spelled {
        if let (Some(&owner), 1, Some(same)) = (owners.first(), owners.len(), by_name.get(key)) {
            if !same.iter().any(|&i| reports[i].source == "overlay") {
                for &other in same {
                    unite(&mut parents, owner, other);
                }
            }
        }
    }
    // Two spellings in one office at one time.
    let mut by_office: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        for term in &report.terms {
            by_office.entry((term.country.clone(), term.office)).or_default().push(i);
        }
    }
    for same in by_office.values() {
        for (n, &a) in same.iter().enumerate() {
            for &b in &same[n + 1..] {
                if find(&mut parents, a) == find(&mut parents, b) || !names::alike(&reports[a].name, &reports[b].name) {
                    continue;
                }
                let together = reports[a].terms.iter().any(|x| {
                    reports[b].terms.iter().any(|y| {
                        let (sx, sy) = (x.span(), y.span());
                        let shorter = (sx.1 - sx.0).min(sy.1 - sy.0).max(1);
                        x.office == y.office && x.country == y.country && (x.shared(y) * 10 >= shorter * 7 || (sx.0 - sy.0).abs() <= 1)
                    })
                });
                if together || names::within(&reports[a].name, &reports[b].name) {
                    unite(&mut parents, a, b);
                }
            }
        }
    }
    // A fuller and a shorter form of one name in one country, where Wikidata knows only one of them.
    let mut by_last: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate().filter(|(_, r)| !family_name_first(&r.country)) {
        by_last.entry((&report.country, names::last_skeleton(&report.name))).or_default().push(i);
    }
    for same in by_last.values() {
        for (n, &a) in same.iter().enumerate() {
            for &b in &same[n + 1..] {
                let one_unknown = reports[a].wikidata.is_empty() || reports[b].wikidata.is_empty();
                if one_unknown && reports[a].name != reports[b].name && names::shorter_form(&reports[a].name, &reports[b].name) {
                    unite(&mut parents, a, b);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Report>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        groups.entry(find(&mut parents, i)).or_default().push(report);
    }
    groups.into_values().map(|group| person(&group)).collect()
}

/// Countries whose short syllables make different names look alike once vowels are dropped.
fn family_name_first(country: &str) -> bool {
    matches!(country, "CHN" | "TWN" | "KOR" | "PRK" | "VNM" | "HKG" | "SGP" | "MMR" | "KHM" | "LAO" | "THA" | "")
}

/// Whether the code is a state's (three letters and no organisation's acronym).
fn is_state(code: &str) -> bool {
    code.len() == 3 && !matches!(code, "ICC" | "IMF" | "WTO" | "OHR" | "OAS" | "OIC" | "SCO" | "GCC" | "IEA" | "LAS" | "COE" | "CWN" | "OSCE")
}

fn person(group: &[&Report]) -> Person {
    let mut sorted: Vec<&&Report> = group.iter().collect();
    sorted.sort_by_key(|r| (quality(&r.source), r.name.split(' ').count().max(2), r.name.len()));
    let best = sorted[0];
    let mut person = Person { name: names::newspaper_form(&best.name), ..Person::default() };
    person.by_hand = best.source == "overlay";
    person.known = sorted.iter().any(|r| quality(&r.source) <= 1);
    let first = |pick: fn(&Report) -> &str| sorted.iter().map(|r| pick(r)).find(|v| !v.is_empty()).unwrap_or("").to_owned();
    person.wikidata = first(|r| &r.wikidata);
    person.sector = first(|r| &r.sector);
    person.gender = first(|r| &r.gender);
    // The state of the best report; an organisation only where there is no state.
    person.country = best.country.clone();
    for report in &sorted {
        if !person.spellings.contains(&report.name) {
            person.spellings.push(report.name.clone());
        }
        person.aliases.extend(report.aliases.iter().cloned());
        person.terms.extend(report.terms.iter().cloned());
    }
    person.terms = settle(std::mem::take(&mut person.terms));
    person
}

/// One person's terms: of reports that overlap in one office the best is kept; touching terms become one.
fn settle(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_by_key(|t| (quality(&t.source), t.start.clone(), std::cmp::Reverse(t.end.clone())));
    let mut kept: Vec<Term> = Vec::new();
    for term in terms {
        // A president who is filed as head of government, too, is the head of state.
        if term.office == "head_of_government" && term.title == "president" {
            if kept.iter().any(|k| k.office == "head_of_state" && k.country == term.country && k.shared(&term) > 0) {
                continue;
            }
            kept.push(Term { office: "head_of_state", ..term });
            continue;
        }
        let same = |k: &&mut Term| k.country == term.country && k.office == term.office && (k.title == term.title || k.office == "head_of_state" || k.office == "head_of_government");
        if let Some(k) = kept.iter_mut().find(|k| same(k) && (k.shared(&term) > 0 || k.start == term.start || (quality(&k.source) == quality(&term.source) && (k.end == term.start || k.start == term.end)))) {
            if quality(&k.source) == quality(&term.source) && k.title == term.title {
                // Two reports of one source: the union.
                if term.start < k.start {
                    k.start = term.start;
                }
                if term.end.is_empty() || (!k.end.is_empty() && term.end > k.end) {
                    k.end = term.end;
                }
            }
            continue;
        }
        kept.push(term);
    }
    kept.sort_by(|a, b| (&a.start, a.office, &a.country).cmp(&(&b.start, b.office, &b.country)));
    kept
}

/// Offices that one person holds at a time.
fn single(term: &Term) -> bool {
    matches!(term.office, "head_of_state" | "head_of_government" | "foreign_minister" | "defence_minister" | "finance_minister" | "interior_minister" | "organisation_head" | "speaker")
        && !matches!(term.title.as_str(), "captain regent" | "chairman of the presidency" | "foreign policy chief")
        && !(term.country == "EU" && term.office == "foreign_minister")
}

/// A term without an end ends where the next holder's begins.
fn end_open_terms(people: &mut [Person]) {
    let mut starts: BTreeMap<(String, &'static str, String), Vec<(String, u8)>> = BTreeMap::new();
    for term in people.iter().flat_map(|p| &p.terms).filter(|t| single(t)) {
        starts.entry((term.country.clone(), term.office, term.title.clone())).or_default().push((term.start.clone(), quality(&term.source)));
    }
    for person in people {
        for term in person.terms.iter_mut().filter(|t| t.end.is_empty() && single(t)) {
            let others = &starts[&(term.country.clone(), term.office, term.title.clone())];
            let own = quality(&term.source);
            if let Some((next, _)) = others.iter().filter(|(s, q)| s[..] > term.start[..] && *q <= own && term.start.len() >= 4).min() {
                term.end = next.clone();
            }
        }
    }
}

/// Drops terms of the worse sources that better sources' terms of the same office cover.
fn drop_contradicted(people: &mut [Person]) {
    let mut good: BTreeMap<(String, &'static str), Vec<Term>> = BTreeMap::new();
    for term in people.iter().flat_map(|p| &p.terms) {
        good.entry((term.country.clone(), term.office)).or_default().push(term.clone());
    }
    for person in people {
        person.terms.retain(|term| {
            let own = quality(&term.source);
            if own < 2 || !matches!(term.office, "head_of_state" | "head_of_government" | "foreign_minister") {
                return true;
            }
            let (from, to) = term.span();
            let better = good[&(term.country.clone(), term.office)].iter().filter(|g| quality(&g.source) < own && (own > 2 || quality(&g.source) == 0) && g.title == term.title);
            let mut covered: Vec<bool> = vec![false; usize::try_from((to - from).max(1)).unwrap_or(1)];
            for g in better {
                let (a, b) = g.span();
                for (month, slot) in (from..to.max(from + 1)).zip(covered.iter_mut()) {
                    *slot |= a <= month && month <= b;
                }
            }
            covered.iter().filter(|c| **c).count() * 10 < covered.len() * 8
        });
    }
}

/// What is known about words that are also names.
struct Words {
    female: BTreeSet<String>,
    male: BTreeSet<String>,
    ordinary: BTreeSet<String>,
    common: BTreeSet<String>,
    first: BTreeSet<String>,
}

/// Surnames of four or more persons.
fn common_surnames(people: &[Person]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for person in people {
        if let Some(surname) = names::surname(&person.name, &person.country) {
            *counts.entry(fold(&surname)).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| *n > 3).map(|(s, _)| s).collect()
}

/// First names of three or more persons.
fn first_names(people: &[Person]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for person in people.iter().filter(|p| !matches!(p.country.as_str(), "CHN" | "KOR" | "PRK" | "VNM" | "TWN")) {
        if let Some((first, _)) = person.name.split_once(' ') {
            *counts.entry(fold(first)).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| *n > 2).map(|(s, _)| s).collect()
}

fn gender(person: &Person, words: &Words) -> &'static str {
    for term in &person.terms {
        match term.title.as_str() {
            "king" | "emperor" | "pope" | "emir" | "sultan" | "prince" | "crown prince" => return "m",
            "queen" => return "f",
            _ => {}
        }
    }
    match person.gender.as_str() {
        "f" => return "f",
        "m" => return "m",
        _ => {}
    }
    let family_first = matches!(person.country.as_str(), "CHN" | "KOR" | "PRK" | "VNM" | "TWN");
    if family_first {
        return "";
    }
    let plain = fold(&person.name);
    let mut first = plain.split(' ').next().unwrap_or("");
    if words.male.contains(first) || words.female.contains(first) {
    } else if let Some((front, _)) = first.split_once('-') {
        first = front;
    }
    match (words.female.contains(first), words.male.contains(first)) {
        (true, false) => "f",
        (false, true) => "m",
        _ => "",
    }
}

/// Whether newspapers use the surname alone: heads, foreign ministers, and whoever the hand-written tables name.
fn prominent(person: &Person) -> bool {
    person.known
        || person.by_hand
        || person.terms.iter().any(|t| matches!(t.office, "head_of_state" | "head_of_government" | "foreign_minister" | "organisation_head") && t.title != "governor-general")
}

fn row(person: &Person, words: &Words, verified: &BTreeSet<String>, taken: &mut BTreeSet<String>) -> OutRow {
    let mut aliases: Vec<String> = Vec::new();
    let flagged = |surname: &str, listed: bool| {
        let plain = fold(surname);
        let ordinary = words.ordinary.contains(&plain) || words.common.contains(&plain) || words.first.contains(&plain) || plain.chars().count() < 3;
        match (listed || prominent(person), ordinary) {
            (true, false) => format!("${surname}"),
            (true, true) => format!("~${surname}"),
            (false, _) => format!("!~${surname}"),
        }
    };
    for spelling in person.spellings.iter().chain(std::iter::once(&person.name)) {
        if *spelling != person.name {
            aliases.push(spelling.clone());
        }
        // "Thomas A. Shannon" is "Thomas Shannon" elsewhere.
        let parts: Vec<&str> = spelling.split(' ').collect();
        if let [first, middle, last] = parts[..] {
            if middle.len() == 2 && middle.ends_with('.') {
                aliases.push(format!("{first} {last}"));
            }
        }
    }
    for alias in &person.aliases {
        if alias.starts_with(diplograph::resources::AliasFlags::SIGILS) {
            let (sigils, text) = alias.split_at(alias.len() - crate::out::bare(alias).len());
            aliases.push(if sigils == "$" && !person.by_hand { flagged(text, true) } else { format!("{sigils}{text}") });
        } else {
            aliases.push(alias.clone());
        }
    }
    let has_surname = person.by_hand && person.aliases.iter().any(|a| a.contains('$'));
    if !has_surname {
        let mut spellings = person.spellings.clone();
        spellings.insert(0, person.name.clone());
        for spelling in &spellings {
            if let Some(surname) = names::surname(spelling, &person.country) {
                let cell = flagged(&surname, false);
                aliases.push(cell.clone());
                for article in ["al-", "Al-", "el-", "El-"] {
                    if let Some(rest) = surname.strip_prefix(article) {
                        let mut chars = rest.chars();
                        let capital: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
                        aliases.push(flagged(&capital, false));
                    }
                }
            }
        }
    }
    for term in &person.terms {
        if let Some(style) = match term.title.as_str() {
            "king" => Some("King"),
            "queen" => Some("Queen"),
            "emperor" => Some("Emperor"),
            "pope" => Some("Pope"),
            "sultan" => Some("Sultan"),
            "emir" => Some("Emir"),
            _ => None,
        } {
            let short = person.name.trim_end_matches(|c: char| matches!(c, 'I' | 'V' | 'X' | ' '));
            let first = person.name.split(' ').next().unwrap_or("");
            for form in [person.name.as_str(), short, first] {
                aliases.push(format!("{style} {form}"));
            }
        }
    }
    // A name of one word, or a ruler's name with a number, says little alone.
    if !person.name.contains(' ') {
        let ordinary = words.first.contains(&fold(&person.name)) || words.ordinary.contains(&fold(&person.name)) || matches!(person.country.as_str(), "JOR" | "SAU" | "BEL" | "VAT");
        aliases.insert(0, format!("{}${}", if ordinary { "~" } else { "" }, person.name));
    }
    let mut id = if person.wikidata.is_empty() { format!("person:{}", names::slug(&person.name)) } else { format!("person:{}", person.wikidata) };
    if taken.contains(&id) {
        id = format!("{id}-{}", person.country.to_lowercase());
        while taken.contains(&id) {
            id.push('2');
        }
    }
    taken.insert(id.clone());
    let sector = if !person.sector.is_empty() {
        person.sector.as_str()
    } else if person.terms.iter().all(|t| t.office == "speaker" || t.office == "legislator") && !person.terms.is_empty() {
        "LEG"
    } else if person.terms.iter().all(|t| t.office == "military_chief") && !person.terms.is_empty() {
        "MIL"
    } else {
        "GOV"
    };
    OutRow {
        id,
        kind: "person".to_owned(),
        country: person.country.clone(),
        sector: sector.to_owned(),
        name: person.name.clone(),
        aliases,
        offices: person.terms.iter().map(|t| t.cell(verified.contains(&t.country))).collect(),
        dates: String::new(),
        gender: gender(person, words).to_owned(),
        wikidata: person.wikidata.clone(),
    }
}
