//! The part of the grammar that counts from somewhere: "last week", "two days earlier", "the past month", "that day".

use super::calendar::{Time, Unit, Which};
use super::lexicon::{Cue, Word};
use super::numeric::Numeric;
use super::scan::{Found, Scan};
use crate::document::{Upos, Xpos};

impl Scan<'_> {
    /// "last week", "next Tuesday", "this morning", "that day", "recent months".
    pub(super) fn relative(&self, at: usize, cue: Cue) -> Option<Found> {
        let next = at + 1;
        let one = |time| Some(Found::new(at, next + 1, time));
        let many = |n: i16| {
            let (count, unit_at) = self.number(next)?;
            let Word::Unit(unit, _) = self.at(unit_at) else { return None };
            let time = count.map_or(Time::Vague, |c| Time::Window(unit, n * c));
            Some(Found::new(at, unit_at + 1, time))
        };
        match (cue, self.at(next)) {
            // "this past Friday", "that same day"
            (Cue::This, Word::Cue(cue @ (Cue::Past | Cue::Coming))) | (Cue::That, Word::Cue(cue @ Cue::Same)) => {
                self.relative(next, cue).map(|f| f.starting(at))
            }
            (Cue::Last | Cue::Past | Cue::Next | Cue::Coming | Cue::This, Word::Name) => self.holiday(at, cue),
            (Cue::Last | Cue::Past, Word::Weekday(day)) => self.day_of_week(at, day, Which::Last),
            // Said on a Monday, "next Friday" is not the one of that week.
            (Cue::Next, Word::Weekday(day)) => self.day_of_week(at, day, Which::Shift(1)),
            (Cue::Coming, Word::Weekday(day)) => self.day_of_week(at, day, Which::Next),
            (Cue::This, Word::Weekday(day)) => self.day_of_week(at, day, Which::Open),
            (Cue::Last | Cue::Past, Word::Month(month, _)) => one(Time::Month(month, Which::Last)),
            (Cue::Next | Cue::Coming, Word::Month(month, _)) => one(Time::Month(month, Which::Next)),
            (Cue::This, Word::Month(month, _)) => one(Time::Month(month, Which::Shift(0))),
            (Cue::Last | Cue::Past, Word::Season(month)) => one(Time::Season(month, Which::Last)),
            (Cue::Next | Cue::Coming, Word::Season(month)) => one(Time::Season(month, Which::Next)),
            (Cue::This, Word::Season(month)) => one(Time::Season(month, Which::Shift(0))),
            (Cue::Last, Word::DayPart) => one(Time::Day(-1)),
            (Cue::This, Word::DayPart) => one(Time::Day(0)),
            (Cue::That | Cue::Same, Word::DayPart) => one(Time::Told(Unit::Day, 0)),
            (Cue::Previous, Word::DayPart) => one(Time::Told(Unit::Day, -1)),
            (Cue::Next | Cue::After, Word::DayPart) if self.is(at.wrapping_sub(1), Cue::The) => one(Time::Told(Unit::Day, 1)),
            (Cue::This, Word::Unit(Unit::Weekend, false)) => one(Time::Weekend),
            (cue, Word::Unit(unit, false)) => self.one_unit(at, cue, unit),
            (Cue::Last | Cue::Past, Word::Unit(_, true)) | (Cue::Next | Cue::Coming | Cue::Recent | Cue::Previous, Word::Unit(_, true)) => {
                one(Time::Vague)
            }
            (Cue::Last | Cue::Past, _) => many(-1),
            (Cue::Next | Cue::Coming, _) => many(1),
            _ => None,
        }
    }

    /// A unit behind one of the words that say which.
    fn one_unit(&self, at: usize, cue: Cue, unit: Unit) -> Option<Found> {
        let definite = self.is(at.wrapping_sub(1), Cue::The);
        let fine = matches!(unit, Unit::Minute | Unit::Hour | Unit::Century | Unit::Fortnight);
        let time = match (cue, unit) {
            (Cue::That | Cue::Same, _) if !fine => Time::Told(unit, 0),
            (Cue::Previous, _) if !fine => Time::Told(unit, -1),
            (Cue::After, _) if !fine && definite => Time::Told(unit, 1),
            (Cue::Next, Unit::Day) if definite => Time::Told(unit, 1),
            (Cue::Past, Unit::Weekend) | (Cue::Last, Unit::Weekend) => Time::Unit(unit, -1),
            (Cue::Past, _) => Time::Window(unit, -1),
            (Cue::Last, Unit::Day) | (Cue::Next | Cue::This | Cue::Coming, Unit::Day) => return None,
            (Cue::Last, _) if definite => Time::Window(unit, -1),
            (Cue::Last, _) => Time::Unit(unit, -1),
            (Cue::This, _) if !fine => Time::Unit(unit, 0),
            (Cue::Next | Cue::Coming, _) => Time::Unit(unit, 1),
            _ => return None,
        };
        Some(Found::new(at, at + 2, time))
    }

    fn day_of_week(&self, at: usize, day: jiff::civil::Weekday, which: Which) -> Option<Found> {
        Some(Found::new(at, self.behind_day_part(at + 2), Time::Weekday(day, which)))
    }

    fn holiday(&self, at: usize, cue: Cue) -> Option<Found> {
        let (day, len) = self.lexicon.named(self.doc, at + 1, self.end)?;
        let which = match cue {
            Cue::Last | Cue::Past => Which::Last,
            Cue::Next | Cue::Coming => Which::Next,
            _ => Which::Shift(0),
        };
        Some(Found::new(at, at + 1 + len, Time::Named(day, which)))
    }

    /// Behind "the": "the past two weeks", "the day before", "the night of Monday", "the 14th of June", "the 1990s".
    pub(super) fn definite(&self, at: usize) -> Option<Found> {
        let next = at + 1;
        let inner = match self.at(next) {
            Word::Digits(Numeric::Ordinal(_) | Numeric::Decade(_)) | Word::Season(_) => self.atom(next, false),
            Word::DayPart if self.is(next + 1, Cue::Of) => self.atom(next + 2, false).filter(|f| !f.idle),
            Word::Unit(Unit::Year, false) => match self.at(next + 1) {
                Word::Digits(Numeric::Year(year)) => Some(Found::new(at, next + 2, Time::Year(year))),
                _ => self.beside(at, next, Unit::Year),
            },
            Word::Unit(Unit::Day, false) if self.is(next + 1, Cue::Possessive) => {
                let matter = self.doc.tokens.get(next + 2).filter(|_| next + 2 < self.end)?;
                (self.lexicon.day_matters.contains(&matter.lemma)).then(|| Found::new(at, next + 1, Time::Day(0)))
            }
            Word::Unit(unit, false) => self.beside(at, next, unit),
            Word::Cue(
                Cue::Last
                | Cue::Past
                | Cue::Next
                | Cue::Coming
                | Cue::Previous
                | Cue::After
                | Cue::Same
                | Cue::Recent
                | Cue::Early
                | Cue::Mid
                | Cue::End
                | Cue::Eve,
            ) => self.atom(next, false),
            _ => None,
        };
        inner.map(|f| f.starting(at))
    }

    /// "the day before", "the week after", "the day after tomorrow", "the weekend".
    fn beside(&self, at: usize, unit_at: usize, unit: Unit) -> Option<Found> {
        let n = match self.at(unit_at + 1) {
            Word::Cue(Cue::Before) => -1,
            Word::Cue(Cue::After) => 1,
            _ if unit == Unit::Weekend => return Some(Found::new(at, unit_at + 1, Time::Weekend)),
            _ => return None,
        };
        if let (Unit::Day, Word::Day(from)) = (unit, self.at(unit_at + 2)) {
            return Some(Found::new(at, unit_at + 3, Time::Day(i16::from(from) + n)));
        }
        Some(self.away(at, unit_at, unit, Some(n)))
    }

    /// The number that begins here, or `None` inside for one nobody can count; and what stands behind it.
    fn number(&self, at: usize) -> Option<(Option<i16>, usize)> {
        let (count, mut next) = match self.at(at) {
            Word::Cue(Cue::A) => match self.at(at + 1) {
                Word::Count(n) => (Some(n), at + 2),
                Word::Few => (None, at + 2),
                _ => (Some(1), at + 1),
            },
            Word::Count(n) | Word::Digits(Numeric::Number(n)) => (Some(n), at + 1),
            Word::Few => (None, at + 1),
            _ => return None,
        };
        // "a couple of weeks", "dozens of years"
        if self.is(next, Cue::Of) && (next == at + 2 || self.at(at) == Word::Few) {
            next += 1;
        }
        Some((count, next))
    }

    /// "two weeks ago", "a day earlier", "three hours".
    pub(super) fn counted(&self, at: usize) -> Option<Found> {
        let (count, unit_at) = self.number(at)?;
        let Word::Unit(unit, _) = self.at(unit_at) else { return None };
        let behind = unit_at + 1;
        // "a decades-long war"
        if self.is(behind, Cue::Dash) {
            return None;
        }
        let vague = |n: Option<i16>, end: usize| Found::new(at, end, n.map_or(Time::Vague, |n| Time::Unit(unit, n)));
        Some(match self.at(behind) {
            Word::Cue(Cue::Ago) => vague(count.map(|n| -n), behind + 1),
            Word::Cue(Cue::Earlier) => Found::new(at, behind + 1, count.map_or(Time::Vague, |n| Time::Told(unit, -n))),
            Word::Cue(Cue::Later) => Found::new(at, behind + 1, count.map_or(Time::Vague, |n| Time::Told(unit, n))),
            Word::Cue(Cue::Before) => self.away(at, unit_at, unit, count.map(|n| -n)),
            Word::Cue(Cue::After) => self.away(at, unit_at, unit, count),
            // "in two weeks' time"
            Word::Cue(Cue::Possessive) if self.form(behind + 1) == "time" => vague(count, behind + 2),
            _ => Found {
                idle: true,
                ..Found::new(at, behind, Time::Duration(unit, count.unwrap_or(0)))
            },
        })
    }

    /// "days before", "years ago".
    pub(super) fn uncounted(&self, at: usize) -> Option<Found> {
        match self.at(at + 1) {
            Word::Cue(Cue::Ago | Cue::Earlier | Cue::Later) => Some(Found::new(at, at + 2, Time::Vague)),
            Word::Cue(Cue::Before | Cue::After) => Some(Found::idle(at, at + 2)),
            _ => None,
        }
    }

    /// "two days before" and "a week after", by themselves or with the time they are counted from.
    fn away(&self, at: usize, unit_at: usize, unit: Unit, n: Option<i16>) -> Found {
        let end = unit_at + 2;
        let Some(n) = n else { return Found::idle(at, end) };
        if let Some(from) = self.atom(end, false)
            && !from.idle
            && from.to.is_none()
            && !self.is(from.end, Cue::Possessive)
            && self.upos(from.end) != Some(Upos::Noun)
        {
            return Found {
                start: at,
                offset: Some((unit, n)),
                ..from
            };
        }
        // "two days before the vote", "a week after he left", "a year after taking office": counted from what has no date.
        let counted_from = matches!(
            self.upos(end),
            Some(Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Pron | Upos::Num | Upos::Verb | Upos::X)
        ) && (end >= self.end || self.doc.tokens[end].xpos != Xpos::Vbd);
        if counted_from {
            Found::idle(at, end)
        } else {
            Found::new(at, end, Time::Told(unit, n))
        }
    }
}
