//! How events read in labels: "held talks · 12–14 May 2025".
//!
//! Shared by DOT, JSON labels and pictures. The hard decision: dates are written the way that is the same word order
//! in every country (day, month as a word, year), and a span that is exactly a month or a year is named as one.

use crate::graph::{ActorNode, EventNode};
use crate::ontology::{Action, Status};
use crate::record::EventDate;
use jiff::civil::Date;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs().clamp(1, 12)) - 1]
}

/// The relation's name as plain words: `held_talks` is "held talks".
#[must_use]
pub fn action_words(action: Action) -> String {
    action.as_str().replace('_', " ")
}

/// A date or span of dates in words.
#[must_use]
pub fn date_words(date: &EventDate) -> String {
    let (from, to) = (date.start, date.end);
    if from == to {
        return format!("{} {} {}", from.day(), month(from), from.year());
    }
    let whole_months = from.day() == 1 && to.day() == to.last_of_month().day();
    let same_year = from.year() == to.year();
    match (whole_months, same_year, from.month() == to.month()) {
        (true, true, true) => format!("{} {}", month(from), from.year()),
        (true, true, false) if from.month() == 1 && to.month() == 12 => from.year().to_string(),
        (true, false, _) if from.month() == 1 && to.month() == 12 => format!("{}–{}", from.year(), to.year()),
        (true, true, false) => format!("{}–{} {}", month(from), month(to), from.year()),
        (true, false, _) => format!("{} {}–{} {}", month(from), from.year(), month(to), to.year()),
        (false, true, true) => format!("{}–{} {} {}", from.day(), to.day(), month(from), from.year()),
        (false, true, false) => format!("{} {}–{} {} {}", from.day(), month(from), to.day(), month(to), from.year()),
        (false, false, _) => format!(
            "{} {} {}–{} {} {}",
            from.day(),
            month(from),
            from.year(),
            to.day(),
            month(to),
            to.year()
        ),
    }
}

/// The action, with its status where it is not plain that it happened: "met (planned)".
#[must_use]
pub fn deed_words(event: &EventNode) -> String {
    let action = action_words(event.action);
    match event.status {
        Status::Happened => action,
        Status::Planned => format!("{action} (planned)"),
        Status::Hypothetical => format!("{action} (possible)"),
        Status::Denied => format!("{action} (denied)"),
    }
}

/// The office somebody was last seen in, if any.
#[must_use]
pub fn latest_office(actor: &ActorNode) -> Option<&str> {
    let latest = actor
        .offices
        .iter()
        .max_by(|a, b| a.last.cmp(&b.last).then_with(|| b.title.cmp(&a.title)));
    latest.map(|office| office.title.as_str())
}

/// The label of an event: "called · 3 Jul 2025".
#[must_use]
pub fn event_words(event: &EventNode) -> String {
    match &event.date {
        Some(date) => format!("{} · {}", deed_words(event), date_words(date)),
        None => deed_words(event),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spans_are_named_as_a_person_would() {
        let words = |start, end| {
            date_words(&EventDate {
                start,
                end,
                text: String::new(),
            })
        };
        assert_eq!(words(date(2025, 7, 3), date(2025, 7, 3)), "3 Jul 2025");
        assert_eq!(words(date(2025, 7, 3), date(2025, 7, 5)), "3–5 Jul 2025");
        assert_eq!(words(date(2025, 6, 30), date(2025, 7, 5)), "30 Jun–5 Jul 2025");
        assert_eq!(words(date(2024, 12, 30), date(2025, 1, 2)), "30 Dec 2024–2 Jan 2025");
        assert_eq!(words(date(2024, 2, 1), date(2024, 2, 29)), "Feb 2024");
        assert_eq!(words(date(2025, 2, 1), date(2025, 4, 30)), "Feb–Apr 2025");
        assert_eq!(words(date(2015, 1, 1), date(2015, 12, 31)), "2015");
        assert_eq!(words(date(2015, 1, 1), date(2016, 12, 31)), "2015–2016");
        assert_eq!(words(date(2015, 3, 1), date(2016, 4, 30)), "Mar 2015–Apr 2016");
    }
}
