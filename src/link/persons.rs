//! Which person a name means.
//!
//! Under linking. The hard decision: evidence is counted per candidate (office told, country told, in office at the time,
//! country spoken of), and a name that two candidates could claim alike is given to neither.

use super::era::{Era, prominence, terms_told};
use crate::resources::{Entry, Gazetteer, Until};
use jiff::civil::Date;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// What the article says about the person.
pub(super) struct Told<'a> {
    /// Offices told, with "former" or not.
    pub(super) roles: &'a [(SmolStr, bool)],
    /// Countries told by the words beside the name.
    pub(super) countries: &'a BTreeSet<SmolStr>,
    /// Whether a name was given that nobody else and no word shares.
    pub(super) sure_name: bool,
    /// Whether the name is more than a surname.
    pub(super) full_name: bool,
}

/// The choice among candidates.
pub(super) struct Choice<'g> {
    pub(super) entry: Entry<'g>,
    pub(super) why: String,
    pub(super) certainty: f32,
}

/// Whether the person leads one of these countries in the era: who is meant where several of a name are in office.
fn leads(kb: &Gazetteer, person: Entry<'_>, countries: &BTreeSet<&str>, era: Era) -> bool {
    let day = era.from.or(era.until);
    day.is_some_and(|day| countries.iter().any(|c| kb.holder(c, "leader", Some(day)) == Some(person)))
}

/// The candidate that the article means, if one stands out.
pub(super) fn choose<'g>(
    kb: &'g Gazetteer,
    candidates: &[SmolStr],
    told: &Told<'_>,
    era: Era,
    spoken_of: &BTreeSet<SmolStr>,
) -> Option<Choice<'g>> {
    let mut scored: Vec<(f32, Entry<'g>, Vec<String>)> = Vec::new();
    let mut ended: Option<(Date, usize)> = None;
    for id in candidates {
        let Some(entry) = kb.by_id(id) else { continue };
        let mut score = 0.0;
        let mut reasons = Vec::new();
        let countries: BTreeSet<&str> = entry
            .country()
            .into_iter()
            .chain(entry.offices().iter().map(|h| kb.text_of(h.country)))
            .collect();
        for (role, former) in told.roles {
            let country = told.countries.iter().find(|c| countries.contains(c.as_str())).map(SmolStr::as_str);
            let terms = terms_told(kb, entry, country, role);
            if terms.is_empty() {
                continue;
            }
            let timely = !era.is_known() || *former || terms.iter().any(|t| era.meets(*t));
            score += if timely { 4.0 } else { 0.5 };
            // Of several former holders the last is meant.
            let end = terms.iter().filter_map(|t| match t.until {
                Until::Ended(day) | Until::LastSeen(day) => Some(day),
                Until::Open => None,
            });
            let before = end.filter(|d| *former && era.until.is_none_or(|u| *d <= u)).max();
            if before.is_some_and(|b| ended.is_none_or(|(e, _)| b > e)) {
                ended = before.map(|b| (b, scored.len()));
            }
            reasons.push(format!("called {role}"));
        }
        if told.countries.iter().any(|c| countries.contains(c.as_str())) {
            score += 2.0;
            reasons.push("country told".to_owned());
        } else if !told.countries.is_empty() && !told.full_name {
            score -= 4.0;
        }
        if era.is_known() && entry.offices().iter().any(|h| era.meets(h.term)) {
            score += 1.5;
            reasons.push("in office at the time".to_owned());
        }
        if candidates.len() > 1 && leads(kb, entry, &countries, era) {
            score += 1.0;
            reasons.push("the leader at the time".to_owned());
        }
        if countries.iter().any(|c| spoken_of.contains(*c)) {
            score += 1.0;
            reasons.push("country spoken of".to_owned());
        }
        scored.push((score, entry, reasons));
    }
    if let Some((_, at)) = ended {
        scored[at].0 += 1.0;
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| prominence(b.1).cmp(&prominence(a.1))));
    let second = scored.get(1).map(|s| (s.0, prominence(s.1)));
    let (score, entry, reasons) = scored.into_iter().next()?;
    let given = if told.full_name { "name" } else { "surname" };
    let because = |reasons: &[String]| {
        if reasons.is_empty() {
            format!("only one of that {given}")
        } else {
            format!("{given}, {}", reasons.join(", "))
        }
    };
    match second {
        None => {
            // A name that is also a word, or a surname that many bear, needs a word for it.
            let enough = if told.sure_name {
                score > -3.0
            } else {
                score >= if told.full_name { 0.0 } else { 1.0 }
            };
            enough.then(|| Choice {
                entry,
                why: because(&reasons),
                certainty: if told.sure_name { 0.95 } else { 0.8 },
            })
        }
        Some((other, _)) if score - other >= 1.0 && score >= 1.0 => Some(Choice {
            entry,
            why: because(&reasons),
            certainty: 0.85,
        }),
        // Alike in all that is told: only where one has been in the news far more than the other.
        Some((other, fame)) if score >= 3.0 && score > other - 0.1 && prominence(entry) > 2 * fame => Some(Choice {
            entry,
            why: format!("{}, the better known", because(&reasons)),
            certainty: 0.6,
        }),
        _ => None,
    }
}
