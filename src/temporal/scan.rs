//! The grammar of time expressions: which runs of tokens tell a time, and which.
//!
//! Reads the [`Word`]s of one sentence from left to right. The hard decision: expressions hold no preposition ("Thursday",
//! not "on Thursday"; "between May and June" whole), since prepositions decide what is dated, not which time it is.

use super::calendar::{NamedDay, Part, Time, Unit, Which};
use super::lexicon::{Cue, TimeLexicon, Word};
use super::numeric::Numeric;
use crate::document::{Document, Upos, Xpos};
use crate::span::TokenRange;

/// A time expression before it is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// First token.
    pub(super) start: usize,
    /// One past the last token.
    pub(super) end: usize,
    /// What it tells.
    pub(super) time: Time,
    /// Where it goes on to: "from May to July".
    pub(super) to: Option<Time>,
    /// Which part.
    pub(super) part: Part,
    /// How far from that: "two days after Christmas".
    pub(super) offset: Option<(Unit, i16)>,
    /// Whether it dates nothing, whatever stands around it: "for two hours", "days before the vote".
    pub(super) idle: bool,
}

impl Found {
    /// Its tokens.
    pub(super) fn tokens(&self) -> TokenRange {
        TokenRange::new(self.start, self.end)
    }

    pub(super) fn new(start: usize, end: usize, time: Time) -> Self {
        Self {
            start,
            end,
            time,
            to: None,
            part: Part::Whole,
            offset: None,
            idle: false,
        }
    }

    pub(super) fn idle(start: usize, end: usize) -> Self {
        Self {
            idle: true,
            ..Self::new(start, end, Time::Vague)
        }
    }

    pub(super) fn starting(self, start: usize) -> Self {
        Self { start, ..self }
    }
}

/// One sentence being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'a> {
    pub(super) lexicon: &'a TimeLexicon,
    pub(super) doc: &'a Document,
    pub(super) words: &'a [Word],
    pub(super) first: usize,
    pub(super) end: usize,
}

impl Scan<'_> {
    /// All expressions of the sentence, in order, not overlapping.
    pub(super) fn all(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = self.first;
        while at < self.end {
            let step = match self.words[at] {
                Word::Other | Word::Inside => None,
                _ => self.expression(at),
            };
            match step {
                Some(Ok(expression)) => {
                    at = expression.end;
                    found.push(expression);
                }
                Some(Err(past)) => at = past,
                None => at += 1,
            }
        }
        found
    }

    pub(super) fn at(&self, i: usize) -> Word {
        if (self.first..self.end).contains(&i) {
            self.words[i]
        } else {
            Word::Other
        }
    }

    pub(super) fn before(&self, i: usize) -> Word {
        i.checked_sub(1).map_or(Word::Other, |i| self.at(i))
    }

    pub(super) fn is(&self, i: usize, cue: Cue) -> bool {
        self.at(i) == Word::Cue(cue)
    }

    pub(super) fn form(&self, i: usize) -> &str {
        if (self.first..self.end).contains(&i) {
            self.doc.tokens[i].span.of(self.doc.text())
        } else {
            ""
        }
    }

    pub(super) fn upos(&self, i: usize) -> Option<Upos> {
        (self.first..self.end).contains(&i).then(|| self.doc.tokens[i].upos)
    }

    /// The expression that begins here; `Err` holds where to go on behind words that only look like one.
    fn expression(&self, at: usize) -> Option<Result<Found, usize>> {
        if let Some((NamedDay::None, len)) = self.lexicon.named(self.doc, at, self.end) {
            return Some(Err(at + len));
        }
        let opens_span = match self.at(at) {
            Word::Cue(Cue::Between) => Some([Cue::And, Cue::And]),
            Word::Cue(Cue::From) => Some([Cue::To, Cue::Until]),
            Word::Cue(Cue::Every) => return self.atom(at + 1, true).map(|f| Err(f.end)),
            _ => None,
        };
        if let Some(links) = opens_span {
            return self.span(at, links).map(Ok);
        }
        let found = self.atom(at, false)?;
        if self.is_part_of_name(found) {
            return Some(Err(found.end));
        }
        Some(Ok(self.joined(found)))
    }

    /// "between May and June", "from Monday to Friday".
    fn span(&self, at: usize, links: [Cue; 2]) -> Option<Found> {
        let first = self.atom(at + 1, true)?;
        links.iter().any(|l| self.is(first.end, *l)).then_some(())?;
        let second = self.atom(first.end + 1, true)?;
        let both = first.to.is_none() && second.to.is_none() && !first.idle && !second.idle;
        let same_kind = std::mem::discriminant(&first.time) == std::mem::discriminant(&second.time);
        // "from 2000 to 2500 troops"
        let counted = matches!(second.time, Time::Year(_)) && self.upos(second.end) == Some(Upos::Noun);
        let mixed = matches!(
            (first.time, second.time),
            (
                Time::Dates { .. } | Time::Month(..) | Time::Season(..) | Time::Year(_),
                Time::Dates { .. } | Time::Month(..) | Time::Year(_) | Time::Day(_)
            )
        );
        (both && !counted && (same_kind || mixed)).then(|| Found {
            start: at,
            end: second.end,
            time: first.time.in_year_of(second.time),
            to: Some(second.time),
            ..first
        })
    }

    /// With what is joined to it: "Monday and Tuesday", "May-June 2016", "2014-2016".
    fn joined(&self, first: Found) -> Found {
        let close = match self.at(first.end) {
            Word::Cue(Cue::And) => true,
            Word::Cue(Cue::Dash | Cue::To | Cue::Until) => false,
            _ => return first,
        };
        if first.to.is_some() || first.idle || first.part != Part::Whole || first.offset.is_some() {
            return first;
        }
        let Some(second) = self
            .atom(first.end + 1, true)
            .filter(|f| f.to.is_none() && !f.idle && f.part == Part::Whole)
        else {
            return first;
        };
        let step = match (first.time, second.time) {
            (Time::Weekday(a, Which::Open), Time::Weekday(b, Which::Open)) => i16::from(a.until(b)),
            (Time::Month(a, Which::Open), Time::Month(b, _)) => i16::from(b - a).rem_euclid(12),
            (Time::Year(a), Time::Year(b)) if !self.is(first.end, Cue::To) => b - a,
            (Time::Dates { .. }, Time::Dates { .. }) => 2,
            _ => 0,
        };
        if step == 1 || step > 1 && !close {
            Found {
                end: second.end,
                time: first.time.in_year_of(second.time),
                to: Some(second.time),
                ..first
            }
        } else {
            first
        }
    }

    /// One time. `licensed` where words before show that one must stand here.
    pub(super) fn atom(&self, at: usize, licensed: bool) -> Option<Found> {
        if let Some((day, len)) = (at < self.end).then(|| self.lexicon.named(self.doc, at, self.end)).flatten() {
            let (which, end) = self.year_behind(at + len);
            return (day != NamedDay::None).then(|| Found::new(at, end, Time::Named(day, which)));
        }
        match self.at(at) {
            Word::Weekday(day) => self.weekday(at, day),
            Word::Month(month, mid) => self.month(at, month, mid, licensed),
            Word::Day(n) => Some(Found::new(at, self.behind_day_part(at + 1), Time::Day(n.into()))),
            Word::Season(month) => self.season(at, month),
            Word::Digits(digits) => self.digits(at, digits, licensed),
            Word::Count(_) | Word::Few | Word::Cue(Cue::A) => self.counted(at),
            Word::Unit(_, true) => self.uncounted(at),
            Word::Cue(Cue::The) => self.definite(at),
            Word::Cue(cue @ (Cue::Early | Cue::Mid | Cue::Late | Cue::Start | Cue::Middle | Cue::End | Cue::Earlier | Cue::Later)) => {
                self.partial(at, cue)
            }
            Word::Cue(Cue::Eve) => self.eve(at),
            Word::Cue(cue) => self.relative(at, cue),
            _ => None,
        }
    }

    fn weekday(&self, at: usize, day: jiff::civil::Weekday) -> Option<Found> {
        // "Thursday, July 3", "Thursday 3 July"
        let date = at + 1 + usize::from(self.is(at + 1, Cue::Comma));
        if let Some(found) = self.atom(date, false).filter(|f| matches!(f.time, Time::Dates { .. })) {
            return Some(found.starting(at));
        }
        let end = self.behind_day_part(at + 1);
        let week = end + usize::from(self.is(end, Cue::Of));
        let shift = match self.at(week) {
            Word::Cue(Cue::Last) => -1,
            Word::Cue(Cue::This) => 0,
            Word::Cue(Cue::Next) => 1,
            _ => return Some(Found::new(at, end, Time::Weekday(day, Which::Open))),
        };
        Some(match self.at(week + 1) {
            Word::Unit(Unit::Week, false) => Found::new(at, week + 2, Time::Weekday(day, Which::Shift(shift))),
            _ => Found::new(at, end, Time::Weekday(day, Which::Open)),
        })
    }

    fn month(&self, at: usize, month: i8, mid: bool, licensed: bool) -> Option<Found> {
        if matches!(self.doc.tokens[at].xpos, Xpos::Md | Xpos::Vb | Xpos::Vbp | Xpos::Vbd | Xpos::Vbz) {
            return None;
        }
        let part = if mid { Part::Mid } else { Part::Whole };
        let span = match self.at(at + 1) {
            Word::Digits(Numeric::Number(n)) if (1..=31).contains(&n) => i8::try_from(n).ok().map(|n| (n, n)),
            Word::Digits(Numeric::Ordinal(n)) => Some((n, n)),
            Word::Digits(Numeric::Days(a, b)) => Some((a, b)),
            _ => None,
        };
        // "In June 25 people died": nobody says "in June 25" for a day.
        if let Some((from, to)) = span.filter(|_| !matches!(self.before(at), Word::Cue(Cue::In))) {
            let (to, end) = self.second_day(at + 2, from, to);
            let (which, end) = self.year_behind(end);
            return Some(Found::new(at, end, Time::Dates { month, from, to, which }));
        }
        let (which, end) = self.year_behind(at + 1);
        if which == Which::Open && !mid && !licensed && !self.shows_month(at) {
            return None;
        }
        Some(Found {
            part,
            ..Found::new(at, end, Time::Month(month, which))
        })
    }

    /// The end of "14 and 15", "14 to 16" behind its first day.
    fn second_day(&self, end: usize, from: i8, to: i8) -> (i8, usize) {
        let more = match self.at(end + 1) {
            Word::Digits(Numeric::Number(n)) => i8::try_from(n).unwrap_or(0),
            Word::Digits(Numeric::Ordinal(n)) => n,
            _ => 0,
        };
        let link = matches!(self.at(end), Word::Cue(Cue::And | Cue::Dash | Cue::To | Cue::Until));
        let counts = matches!(self.upos(end + 2), Some(Upos::Noun | Upos::Adj)) && !matches!(self.at(end + 2), Word::Month(..));
        if from == to && link && !counts && more > from && more <= 31 {
            (more, end + 2)
        } else {
            (to, end)
        }
    }

    /// The year told behind a date, and where it ends: "2016", ", 2016", "of last year".
    fn year_behind(&self, end: usize) -> (Which, usize) {
        let at = end + usize::from(self.is(end, Cue::Comma) || self.is(end, Cue::Of));
        if let Word::Digits(Numeric::Year(year)) = self.at(at) {
            return (Which::Year(year), at + 1);
        }
        let shift = match self.at(at) {
            Word::Cue(Cue::Last) => -1,
            Word::Cue(Cue::This) => 0,
            Word::Cue(Cue::Next) => 1,
            _ => return (Which::Open, end),
        };
        match self.at(at + 1) {
            Word::Unit(Unit::Year, false) if !self.is(end, Cue::Comma) => (Which::Shift(shift), at + 2),
            _ => (Which::Open, end),
        }
    }

    /// Whether the words around show that a bare month is one: no person, no verb.
    fn shows_month(&self, at: usize) -> bool {
        let before = self.before(at);
        if matches!(before, Word::Cue(Cue::In | Cue::Since | Cue::Until | Cue::During)) {
            return true;
        }
        // A heading, alone or run into the sentence below it: "February Three agencies warned".
        let heads = at == self.first
            && (at + 1 >= self.end
                || self.form(at + 1).starts_with(char::is_uppercase)
                    && matches!(self.upos(at + 1), Some(Upos::Det | Upos::Num | Upos::Pron)));
        if heads {
            return true;
        }
        let attributive = self.is_attributive(at, at + 1);
        if !self.lexicon.is_doubtful(self.form(at)) {
            return attributive || !self.form(at + 1).starts_with(char::is_uppercase);
        }
        attributive
            || self.form(at) != "May" && matches!(before, Word::Cue(Cue::By | Cue::Of | Cue::For | Cue::After | Cue::Before | Cue::To))
    }

    /// Whether the tokens stand between a determiner and its noun: "the 2015 deal", "Iran's June offer".
    fn is_attributive(&self, start: usize, end: usize) -> bool {
        let Some(before) = start.checked_sub(1).filter(|i| *i >= self.first) else {
            return false;
        };
        let opens = matches!(
            self.at(before),
            Word::Cue(Cue::A | Cue::The | Cue::Possessive | Cue::This | Cue::That)
        ) || matches!(self.upos(before), Some(Upos::Det | Upos::Adj))
            || self.doc.tokens[before].xpos == Xpos::PrpS;
        opens && matches!(self.upos(end), Some(Upos::Noun | Upos::Adj | Upos::Propn))
    }

    fn season(&self, at: usize, month: i8) -> Option<Found> {
        match self.year_behind(at + 1) {
            (Which::Open, _) => {
                (self.is(at.wrapping_sub(1), Cue::The) && self.is(at.wrapping_sub(2), Cue::In) && !self.is(at + 1, Cue::Of))
                    .then(|| Found::new(at, at + 1, Time::Season(month, Which::Open)))
            }
            (which, end) => Some(Found::new(at, end, Time::Season(month, which))),
        }
    }

    fn digits(&self, at: usize, digits: Numeric, licensed: bool) -> Option<Found> {
        let mut end = at + 1;
        while self.at(end) == Word::Inside {
            end += 1;
        }
        let whole = |time| Some(Found::new(at, end, time));
        match digits {
            Numeric::Date(year, month, day) => {
                // Checked here, so that "99.99.2025" is no time at all.
                jiff::civil::Date::new(year, month, day).ok()?;
                let which = Which::Year(year);
                whole(Time::Dates {
                    month,
                    from: day,
                    to: day,
                    which,
                })
            }
            Numeric::Doubtful => whole(Time::Vague),
            Numeric::Years(from, to) => Some(Found {
                to: Some(Time::Year(to)),
                ..Found::new(at, end, Time::Year(from))
            }),
            Numeric::Decade(year) => whole(Time::Decade(year)),
            Numeric::Year(year) => (licensed || self.shows_year(at, end, year)).then(|| Found::new(at, end, Time::Year(year))),
            Numeric::Days(from, to) => self.day_first(at, end, from, to),
            Numeric::Ordinal(n) => self.day_first(at, end, n, n),
            Numeric::Number(n) => {
                let day = i8::try_from(n).ok().filter(|d| (1..=31).contains(d));
                day.and_then(|d| self.day_first(at, end, d, d)).or_else(|| self.counted(at))
            }
        }
    }

    /// "14 June 2025", "the 14th of June", "14 to 16 June".
    fn day_first(&self, at: usize, end: usize, from: i8, to: i8) -> Option<Found> {
        let (to, end) = self.second_day(end, from, to);
        let end = end + usize::from(self.is(end, Cue::Of));
        let Word::Month(month, false) = self.at(end) else { return None };
        let (which, end) = self.year_behind(end + 1);
        Some(Found::new(at, end, Time::Dates { month, from, to, which }))
    }

    /// Whether four digits are a year: "in 2022", "the 2015 deal", "(2019)", not "2000 troops".
    fn shows_year(&self, at: usize, end: usize, year: i16) -> bool {
        let next = self.doc.tokens.get(end).filter(|_| end < self.end);
        let plural = next.is_some_and(|t| t.xpos == Xpos::Nns);
        if plural && year % 100 == 0 || next.is_some_and(|t| matches!(t.span.of(self.doc.text()), "%" | "percent" | "per")) {
            return false;
        }
        match self.before(at) {
            Word::Cue(
                Cue::In | Cue::Since | Cue::By | Cue::Until | Cue::During | Cue::From | Cue::Between | Cue::Of | Cue::Before | Cue::After,
            ) => !plural || self.doc.tokens[at].deprel != crate::document::Deprel::Nummod,
            _ if year < 1900 => false,
            _ if self.is_attributive(at, end) => true,
            _ => self.form(at.wrapping_sub(1)) == "(" && matches!(self.form(end), ")" | ","),
        }
    }

    /// "early on Monday", "later this year", "the end of March", "the early hours of Tuesday".
    fn partial(&self, at: usize, cue: Cue) -> Option<Found> {
        let part = match cue {
            Cue::Early | Cue::Start => Part::Early,
            Cue::Mid | Cue::Middle => Part::Mid,
            Cue::Late | Cue::End => Part::Late,
            Cue::Earlier => Part::Earlier,
            _ => Part::Later,
        };
        let mut next = at + 1;
        if matches!(self.at(next), Word::Unit(Unit::Hour, true)) {
            next += 1;
        }
        let linked = matches!(self.at(next), Word::Cue(Cue::On | Cue::In | Cue::Of | Cue::Dash));
        // "the middle of June", but "the middle Saturday"
        if matches!(cue, Cue::Start | Cue::Middle | Cue::End) && !self.is(next, Cue::Of) {
            return None;
        }
        next += usize::from(linked);
        // "later in the week", "the end of the year"
        if linked && self.is(next, Cue::The) {
            match self.at(next + 1) {
                Word::Unit(Unit::Day, false) => return Some(Found::new(at, next + 2, Time::SameDay)),
                Word::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year | Unit::Decade), false) => {
                    return Some(Found {
                        part,
                        ..Found::new(at, next + 2, Time::Unit(unit, 0))
                    });
                }
                _ => {}
            }
        }
        let inner = self.atom(next, true).filter(|f| f.to.is_none() && !f.idle && f.offset.is_none())?;
        Some(Found { start: at, part, ..inner })
    }

    /// "the eve of the summit": what is dated is not the summit.
    fn eve(&self, at: usize) -> Option<Found> {
        self.is(at + 1, Cue::Of).then_some(())?;
        let day = self
            .atom(at + 2, false)
            .filter(|f| !self.is(f.end, Cue::Possessive) && f.to.is_none() && !f.idle);
        Some(match day {
            Some(found) => Found {
                start: at,
                offset: Some((Unit::Day, -1)),
                ..found
            },
            None => Found::idle(at, at + 1),
        })
    }

    pub(super) fn behind_day_part(&self, end: usize) -> usize {
        end + usize::from(self.at(end) == Word::DayPart)
    }

    /// "the March 14 alliance", "July 26 Street".
    fn is_part_of_name(&self, found: Found) -> bool {
        let dated = matches!(found.time, Time::Dates { .. } | Time::Month(..) | Time::Weekday(..));
        let next = self.form(found.end);
        let name = dated && (self.upos(found.end) == Some(Upos::Propn) || self.is_attributive(found.start, found.end));
        name && self.lexicon.name_nouns.contains(next.to_lowercase().as_str())
    }
}
