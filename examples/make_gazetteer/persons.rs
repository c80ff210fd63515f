//! Persons: one row for each, from the tables of leaders and officials and the hand-written overlay.
//!
//! The hard decision: the surname alone is a name of heads, foreign ministers and whoever the hand-written tables know;
//! everybody else's is only found when asked for, or every "Smith" in the news would be some former minister.

use crate::merge::{Person, drop_contradicted, end_open_terms, merge};
use crate::out::OutRow;
use crate::reports::{by_hand, dropped_terms, fixes, leaders, officials};
use crate::terms::quality;
use crate::{Result, names, tsv};
use diplograph::resources::fold::fold;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads everything and makes the rows.
pub(crate) fn rows(facts: &Path, overlay: &Path) -> Result<Vec<OutRow>> {
    let fixes = fixes(overlay)?;
    let mut reports = leaders(facts, &fixes)?;
    reports.extend(officials(facts, &fixes)?);
    reports.extend(by_hand(&overlay.join("persons.tsv"))?);
    let dropped = dropped_terms(&overlay.join("terms_drop.tsv"))?;
    for report in &mut reports {
        report
            .terms
            .retain(|t| t.source == "overlay" || !dropped.iter().any(|d| d.matches(&report.name, t)));
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
            .chain(place_names(facts)?)
            .collect(),
        common: common_surnames(&people),
        first: first_names(&people),
    };
    let mut taken = BTreeSet::new();
    people.retain(|p| !p.terms.is_empty() || p.by_hand);
    // An alias that is somebody else's name is a slip of the raw table.
    let owners: BTreeMap<(String, String), usize> = people
        .iter()
        .enumerate()
        .map(|(i, p)| ((fold(&p.name), p.country.clone()), i))
        .collect();
    for (i, person) in people.iter_mut().enumerate() {
        let country = person.country.clone();
        person
            .aliases
            .retain(|a| owners.get(&(fold(a), country.clone())).is_none_or(|owner| *owner == i));
    }
    Ok(people.iter().map(|p| row(p, &words, &verified, &mut taken)).collect())
}

/// What is known about words that are also names.
struct Words {
    female: BTreeSet<String>,
    male: BTreeSet<String>,
    ordinary: BTreeSet<String>,
    common: BTreeSet<String>,
    first: BTreeSet<String>,
}

/// Names of states and cities, which say little as surnames ("Nepal", "Houston").
fn place_names(facts: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for (table, column) in [("countries.tsv", "name"), ("places.tsv", "name")] {
        names.extend(tsv::read(&facts.join(table))?.iter().map(|row| fold(tsv::cell(row, column))));
    }
    Ok(names)
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
    for person in people
        .iter()
        .filter(|p| !matches!(p.country.as_str(), "CHN" | "KOR" | "PRK" | "VNM" | "TWN"))
    {
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

/// Whether the person ever led a state, a ministry of foreign affairs or an organisation.
fn led(person: &Person) -> bool {
    let leading = ["head_of_state", "head_of_government", "foreign_minister", "organisation_head"];
    person
        .terms
        .iter()
        .any(|t| leading.contains(&t.office) && t.title != "governor-general")
}

/// Whether newspapers use the surname alone: heads, foreign ministers, and whoever the hand-written tables name.
fn prominent(person: &Person) -> bool {
    person.known || person.by_hand || led(person)
}

fn row(person: &Person, words: &Words, verified: &BTreeSet<String>, taken: &mut BTreeSet<String>) -> OutRow {
    let mut aliases: Vec<String> = Vec::new();
    let flagged = |surname: &str, listed: bool| {
        let plain = fold(surname);
        let ordinary =
            words.ordinary.contains(&plain) || words.common.contains(&plain) || words.first.contains(&plain) || plain.chars().count() < 3;
        match (listed || prominent(person), ordinary) {
            (true, false) if listed || !person.by_hand || led(person) => format!("${surname}"),
            (true, false) => format!("~${surname}"),
            (true, true) => format!("~${surname}"),
            (false, _) => format!("!~${surname}"),
        }
    };
    for spelling in person.spellings.iter().chain(std::iter::once(&person.name)) {
        if *spelling != person.name {
            aliases.push(if spelling.contains(' ') {
                spelling.clone()
            } else {
                format!("~${spelling}")
            });
        }
        // "Thomas A. Shannon" is "Thomas Shannon" elsewhere.
        let parts: Vec<&str> = spelling.split(' ').collect();
        if let [first, middle, last] = parts[..]
            && middle.len() == 2
            && middle.ends_with('.')
        {
            aliases.push(format!("{first} {last}"));
        }
    }
    for alias in &person.aliases {
        if alias.starts_with(diplograph::resources::AliasFlags::SIGILS) {
            let (sigils, text) = alias.split_at(alias.len() - crate::out::bare(alias).len());
            aliases.push(if sigils == "$" && !person.by_hand {
                flagged(text, true)
            } else {
                format!("{sigils}{text}")
            });
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
            let short = person.name.trim_end_matches(['I', 'V', 'X', ' ']);
            let first = person.name.split(' ').next().unwrap_or("");
            for form in [person.name.as_str(), short, first] {
                if !form.starts_with(style) {
                    aliases.push(format!("{style} {form}"));
                }
            }
        }
    }
    // A name of one word, or a ruler's name with a number, says little alone.
    if !person.name.contains(' ') {
        let ordinary = words.first.contains(&fold(&person.name))
            || words.ordinary.contains(&fold(&person.name))
            || matches!(person.country.as_str(), "JOR" | "SAU" | "BEL" | "VAT");
        aliases.insert(0, format!("{}${}", if ordinary { "~" } else { "" }, person.name));
    }
    let mut id = if person.wikidata.is_empty() {
        format!("person:{}", names::slug(&person.name))
    } else {
        format!("person:{}", person.wikidata)
    };
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
