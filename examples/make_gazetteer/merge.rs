//! Which reports speak of one person, and what that person's terms of office then are.
//!
//! The hard decision: rows become one person when Wikidata says so, or when name and country are the same, or when two
//! spellings of one name held one office of one country at one time, or when one name is the other with words left out
//! and Wikidata knows only one of them. Nothing else makes two persons one.

use crate::names;
use crate::reports::Report;
use crate::terms::{Term, quality};
use diplograph::resources::fold::fold_lower;
use std::collections::BTreeMap;

/// One person after merging.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) spellings: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) wikidata: String,
    pub(crate) country: String,
    pub(crate) sector: String,
    pub(crate) gender: String,
    pub(crate) terms: Vec<Term>,
    pub(crate) known: bool,
    pub(crate) by_hand: bool,
}

fn find(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

pub(crate) fn merge(reports: Vec<Report>) -> Vec<Person> {
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
        if !qa.is_empty() && !qb.is_empty() && qa != qb && !same_tenure(&reports[a], &reports[b]) {
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
        for (n, &a) in same.iter().enumerate() {
            for &b in &same[n + 1..] {
                if crosses_borders(&reports[a], &reports[b]) {
                    unite(&mut parents, a, b);
                }
            }
        }
    }
    // The spellings that the hand-written tables give a name are that person's; only those count that no other row shares.
    // The overlay is believed in all, the raw tables only where surname or a whole name is kept.
    let believed = |owner: &Report, alias: &str| {
        let last = |n: &str| fold_lower(n).rsplit(' ').next().map(str::to_owned);
        owner.source == "overlay"
            || !family_name_first(&owner.country) && (last(&owner.name) == last(alias) || names::within(&owner.name, alias))
    };
    let mut spelled: BTreeMap<(String, String), BTreeMap<String, usize>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate().filter(|(_, r)| quality(&r.source) <= 1) {
        for alias in report
            .aliases
            .iter()
            .filter(|a| a.contains(' ') && !a.starts_with(diplograph::resources::AliasFlags::SIGILS) && believed(report, a))
        {
            let owners = spelled.entry((fold_lower(alias), report.country.clone())).or_default();
            owners.entry(fold_lower(&report.name)).or_insert(i);
        }
    }
    for ((alias, country), owners) in spelled
        .iter()
        .filter(|((_, country), owners)| !is_state(country) && owners.len() == 1)
    {
        for &other in by_plain
            .get(alias)
            .into_iter()
            .flatten()
            .filter(|&&i| reports[i].source != "overlay")
        {
            if let Some(&owner) = owners.values().next().filter(|_| !country.is_empty()) {
                unite(&mut parents, owner, other);
            }
        }
    }
    for (key, owners) in &spelled {
        if let (Some(&owner), 1, Some(same)) = (owners.values().next(), owners.len(), by_name.get(key))
            && !same.iter().any(|&i| reports[i].source == "overlay")
        {
            for &other in same {
                unite(&mut parents, owner, other);
            }
        }
    }
    // Two spellings in one office at one time.
    let mut by_office: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        for term in report.terms.iter().filter(|t| single(t)) {
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
        by_last
            .entry((&report.country, names::last_skeleton(&report.name)))
            .or_default()
            .push(i);
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

/// Whether Wikidata knows one person twice: the same name in the same office from the same day.
fn same_tenure(a: &Report, b: &Report) -> bool {
    let same = |x: &Term, y: &Term| x.country == y.country && x.office == y.office && x.start == y.start && !x.start.is_empty();
    fold_lower(&a.name) == fold_lower(&b.name) && a.terms.iter().any(|x| b.terms.iter().any(|y| same(x, y)))
}

/// Countries whose short syllables make different names look alike once vowels are dropped.
fn family_name_first(country: &str) -> bool {
    matches!(
        country,
        "CHN" | "TWN" | "KOR" | "PRK" | "VNM" | "HKG" | "SGP" | "MMR" | "KHM" | "LAO" | "THA" | ""
    )
}

/// Whether two reports of one full name under different codes are one person: a state's minister who served an
/// organisation, a leader of a state that is gone and of its successor, a monarch of several realms.
fn crosses_borders(a: &Report, b: &Report) -> bool {
    if !a.name.contains(' ') || (a.source == "overlay" && b.source == "overlay") {
        return false;
    }
    let gone = |code: &str| matches!(code, "SUN" | "YUG" | "SCG" | "CSK" | "DDR" | "YMD");
    let crowned = |r: &Report| r.terms.iter().any(|t| matches!(t.title.as_str(), "king" | "queen"));
    let numbered = a
        .name
        .rsplit(' ')
        .next()
        .is_some_and(|w| w.chars().all(|c| matches!(c, 'I' | 'V' | 'X')));
    a.country == b.country || [a, b].iter().any(|r| !is_state(&r.country) || gone(&r.country)) || (numbered && (crowned(a) || crowned(b)))
}

/// Whether the code is a state's (three letters and no organisation's acronym).
fn is_state(code: &str) -> bool {
    code.len() == 3
        && !matches!(
            code,
            "ICC" | "IMF" | "WTO" | "OHR" | "OAS" | "OIC" | "SCO" | "GCC" | "IEA" | "LAS" | "COE" | "CWN" | "OSCE"
        )
}

fn person(group: &[&Report]) -> Person {
    let mut sorted: Vec<&&Report> = group.iter().collect();
    sorted.sort_by_key(|r| (quality(&r.source), r.name.split(' ').count().max(2), r.name.len()));
    let best = sorted[0];
    let mut person = Person {
        name: names::newspaper_form(&best.name),
        ..Person::default()
    };
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
            if kept
                .iter()
                .any(|k| k.office == "head_of_state" && k.country == term.country && k.shared(&term) > 0)
            {
                continue;
            }
            kept.push(Term {
                office: "head_of_state",
                ..term
            });
            continue;
        }
        let same = |k: &&mut Term| {
            k.country == term.country
                && k.office == term.office
                && (k.title == term.title || k.office == "head_of_state" || k.office == "head_of_government")
        };
        if let Some(k) = kept.iter_mut().find(|k| {
            same(k)
                && (k.shared(&term) > 0
                    || k.start == term.start
                    || (quality(&k.source) == quality(&term.source) && (k.end == term.start || k.start == term.end)))
        }) {
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
    matches!(
        term.office,
        "head_of_state"
            | "head_of_government"
            | "foreign_minister"
            | "defence_minister"
            | "finance_minister"
            | "interior_minister"
            | "organisation_head"
            | "speaker"
    ) && !matches!(
        term.title.as_str(),
        "captain regent" | "chairman of the presidency" | "foreign policy chief"
    ) && !(term.country == "EU" && term.office == "foreign_minister")
}

/// A term without an end ends where the next holder's begins.
pub(crate) fn end_open_terms(people: &mut [Person]) {
    // By country, office and title: when each holder began, and how good that report is.
    type Post = (String, &'static str, String);
    let mut starts: BTreeMap<Post, Vec<(String, u8)>> = BTreeMap::new();
    for term in people.iter().flat_map(|p| &p.terms).filter(|t| single(t)) {
        starts
            .entry((term.country.clone(), term.office, term.title.clone()))
            .or_default()
            .push((term.start.clone(), quality(&term.source)));
    }
    for person in people {
        for term in person.terms.iter_mut().filter(|t| t.end.is_empty() && single(t)) {
            let others = &starts[&(term.country.clone(), term.office, term.title.clone())];
            let own = quality(&term.source);
            if let Some((next, _)) = others
                .iter()
                .filter(|(s, q)| s[..] > term.start[..] && *q <= own && term.start.len() >= 4)
                .min()
            {
                term.end = next.clone();
            }
        }
    }
}

/// Drops terms of the worse sources that better sources' terms of the same office cover.
pub(crate) fn drop_contradicted(people: &mut [Person]) {
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
            let better = good[&(term.country.clone(), term.office)]
                .iter()
                .filter(|g| quality(&g.source) < own && (own > 2 || quality(&g.source) == 0) && g.title == term.title);
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
