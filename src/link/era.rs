//! When an article plays: its date, or what its own words about office holders tell.
//!
//! Under linking. The hard decision: an article without a date is dated by the terms of the known people it calls by
//! their offices; that only serves to tell namesakes and holders apart and is never given out as a date.

use crate::resources::{Entry, Gazetteer, Term, Until};
use jiff::civil::Date;

/// A stretch of days in which the article must play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Era {
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
    /// Whether it is the article's own date.
    pub(super) sure: bool,
}

impl Era {
    /// Nothing is known.
    pub(super) const UNKNOWN: Self = Self {
        from: None,
        until: None,
        sure: false,
    };

    /// The article's date.
    pub(super) fn on(day: Date) -> Self {
        Self {
            from: Some(day),
            until: Some(day),
            sure: true,
        }
    }

    pub(super) fn is_known(self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Whether the term and the era share a day.
    pub(super) fn meets(self, term: Term) -> bool {
        let (from, until) = days(term);
        let starts = from.is_none_or(|f| self.until.is_none_or(|u| f <= u));
        let ends = until.is_none_or(|u| self.from.is_none_or(|f| f <= u));
        starts && ends
    }
}

fn days(term: Term) -> (Option<Date>, Option<Date>) {
    let until = match term.until {
        Until::Ended(day) | Until::LastSeen(day) => Some(day),
        Until::Open => None,
    };
    (term.from, until)
}

/// The era in which as many as possible of these terms run together.
pub(super) fn common(terms: &[Term]) -> Era {
    let starts = terms.iter().filter_map(|t| days(*t).0);
    let mut best: Option<(usize, Date)> = None;
    for start in starts {
        let running = terms.iter().filter(|t| t.covers(start)).count();
        // Of equals the latest: news looks back more than ahead.
        if best.is_none_or(|(n, d)| running > n || running == n && start > d) {
            best = Some((running, start));
        }
    }
    let Some((_, from)) = best else { return Era::UNKNOWN };
    let until = terms.iter().filter(|t| t.covers(from)).filter_map(|t| days(*t).1).min();
    Era {
        from: Some(from),
        until,
        sure: false,
    }
}

/// The terms of the office told for this person and country.
pub(super) fn terms_told(kb: &Gazetteer, person: Entry<'_>, country: Option<&str>, role: &str) -> Vec<Term> {
    let Some(country) = country.or_else(|| person.country()) else {
        return Vec::new();
    };
    let Some(word) = kb.office_word(role, country) else {
        return Vec::new();
    };
    let fits = |h: &&crate::resources::Holding| {
        kb.text_of(h.country) == country
            && (word.leader
                || word.offices.contains(&h.office) && (word.titles.is_empty() || word.titles.iter().any(|t| t == kb.text_of(h.title))))
    };
    person.offices().iter().filter(fits).map(|h| h.term).collect()
}

/// How long the person was in office altogether, in days: how often the news had cause to name them.
pub(super) fn prominence(person: Entry<'_>) -> i64 {
    person
        .offices()
        .iter()
        .map(|h| {
            let (from, until) = days(h.term);
            let from = from.unwrap_or(Date::constant(1990, 1, 1)).max(Date::constant(1990, 1, 1));
            let until = until.unwrap_or(Date::constant(2026, 1, 1));
            let length = (until - from).get_days().max(0);
            i64::from(length) * if h.office.rank() <= 2 { 3 } else { 1 }
        })
        .sum()
}
