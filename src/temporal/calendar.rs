//! Calendar arithmetic: what days a time means, seen from a day and in a tense.
//!
//! Between the grammar, which makes a [`Time`] from words, and [`super::anchor`], which decides what is dated by it. The
//! hard decision: where a year, or a week, is not told, the tense chooses the side and the nearest on that side is
//! taken; but newspapers write the year of what is most of a year away, so such a choice is reversed.

use crate::error::{Error, ErrorKind};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

/// First and last day.
pub(super) type Days = (Date, Date);

/// Units of time that news counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Year,
    Decade,
    Century,
}

/// Where the event lies, as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
}

/// Which year, or which week, of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Not told: the nearest.
    Open,
    /// This year by its number.
    Year(i16),
    /// So many years, or weeks, from that of writing.
    Shift(i16),
    /// "last March": the latest that is over.
    Last,
    /// "next March", "the coming Friday": the first that has not begun.
    Next,
}

/// Part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Early,
    Mid,
    Late,
    /// Up to the day of writing: "earlier this month".
    Earlier,
    /// From the day of writing on: "later this year".
    Later,
}

/// A day with a name that comes every year, or came once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedDay {
    /// Month and day.
    Yearly(i8, i8),
    /// The so-manieth weekday of a month.
    Nth(i8, Weekday, i8),
    /// Days from Easter Sunday.
    Easter(i16),
    /// Once for all.
    Once(Date),
    /// A name that is no time.
    None,
}

impl std::str::FromStr for NamedDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let words: Vec<_> = text.split([' ', '-']).collect();
        let read = || match *words.as_slice() {
            ["none"] => Some(Self::None),
            ["easter", ..] => Some(Self::Easter(text.split_once(' ')?.1.parse().ok()?)),
            [_, _, _] if text.contains('-') => Some(Self::Once(text.parse().ok()?)),
            [month, day] => {
                let (month, day) = (month.parse().ok()?, day.parse().ok()?);
                Date::new(2024, month, day).ok().map(|_| Self::Yearly(month, day))
            }
            [month, "thursday", nth] => Some(Self::Nth(month.parse().ok()?, Weekday::Thursday, nth.parse().ok()?)),
            [month, "monday", nth] => Some(Self::Nth(month.parse().ok()?, Weekday::Monday, nth.parse().ok()?)),
            _ => None,
        };
        read().ok_or_else(|| {
            let remedy = "write \"12-25\", \"11 thursday 4\", \"easter -2\", \"2001-09-11\" or \"none\"";
            Error::new(ErrorKind::Data, format!("unknown day {text:?}; {remedy}"))
        })
    }
}

impl NamedDay {
    fn of_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Yearly(month, day) => Date::new(year, month, day).ok(),
            Self::Nth(month, weekday, nth) => Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok(),
            Self::Easter(offset) => easter(year)?.checked_add(i32::from(offset).days()).ok(),
            Self::Once(date) => Some(date),
            Self::None => None,
        }
    }
}

/// Easter Sunday, by the anonymous Gregorian algorithm.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// A time as its words tell it, before it is known from where they look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// From one day of a month to another; the same for a single one.
    Dates { month: i8, from: i8, to: i8, which: Which },
    /// A month.
    Month(i8, Which),
    /// Three months from this one on.
    Season(i8, Which),
    /// A holiday.
    Named(NamedDay, Which),
    /// A year.
    Year(i16),
    /// The ten years from this one on.
    Decade(i16),
    /// A day of the week.
    Weekday(Weekday, Which),
    /// So many days from the day of writing.
    Day(i16),
    /// The unit so many units away from the day of writing: "last week" is (Week, -1).
    Unit(Unit, i16),
    /// The weekend nearest in the tense.
    Weekend,
    /// From the day of writing back, or on, by so many units: "the past two weeks".
    Window(Unit, i16),
    /// The unit so many units away from the time told before: "two days earlier".
    Told(Unit, i16),
    /// The day told before, where it is of the last week, else that of writing: "earlier in the day".
    SameDay,
    /// A time that no calendar knows: "a few days ago".
    Vague,
    /// How long, not when.
    Duration(Unit, i16),
}

/// From where a time is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    /// Day of publication.
    pub(super) published: Option<Date>,
    /// The time told last.
    pub(super) told: Option<Days>,
    /// What the words around tell.
    pub(super) tense: Tense,
}

/// Farther away than this, news names the year.
const FAR: i32 = 330;

impl Time {
    /// The days it means; `None` where it cannot be told.
    pub(super) fn days(self, view: View) -> Option<Days> {
        // Without a day of publication, the only sure times are those that name their year.
        match self {
            Self::Dates {
                month,
                from,
                to,
                which: Which::Year(y),
            } => return Some((Date::new(y, month, from).ok()?, Date::new(y, month, to).ok()?)),
            Self::Month(month, Which::Year(y)) => return month_of(y, month),
            Self::Season(month, Which::Year(y)) => return season_of(y, month),
            Self::Named(day, Which::Year(y)) => return day.of_year(y).map(single),
            Self::Named(NamedDay::Once(date), _) => return Some(single(date)),
            Self::Year(y) => return years(y, y),
            Self::Decade(y) => return years(y, y + 9),
            _ => {}
        }
        let day = view.published?;
        match self {
            Self::Dates { month, from, to, which } => yearly(day, view.tense, which, |y| {
                Some((Date::new(y, month, from).ok()?, Date::new(y, month, to).ok()?))
            }),
            Self::Month(month, which) => yearly(day, view.tense, which, |y| month_of(y, month)),
            Self::Season(month, which) => yearly(day, view.tense, which, |y| season_of(y, month)),
            Self::Named(named, which) => yearly(day, view.tense, which, |y| named.of_year(y).map(single)),
            Self::Weekday(weekday, which) => weekday_near(day, view.tense, weekday, which).map(single),
            Self::Day(n) => shift(day, Unit::Day, n).map(single),
            Self::Unit(unit, n) => span_of(unit, shift(day, unit, n)?),
            Self::Weekend => {
                let this = span_of(Unit::Weekend, day)?;
                let last = view.tense == Tense::Past && day < this.0;
                if last {
                    span_of(Unit::Weekend, shift(day, Unit::Week, -1)?)
                } else {
                    Some(this)
                }
            }
            Self::SameDay => {
                let told = view.told.filter(|t| t.0 == t.1 && (0..7).contains(&distance(t.0, day)));
                Some(told.unwrap_or(single(day)))
            }
            Self::Window(unit, n) => {
                let far = shift(day, unit, n)?;
                Some((day.min(far), day.max(far)))
            }
            Self::Told(unit, n) => {
                // With nothing told before, what is earlier is earlier than the news itself.
                let from = view.told.or((n < 0).then_some(single(day)))?;
                let fits = matches!(unit, Unit::Minute | Unit::Hour | Unit::Day);
                if fits && from.0 != from.1 || span_of(unit, from.0)? != span_of(unit, from.1)? {
                    return None;
                }
                span_of(unit, shift(from.0, unit, n)?)
            }
            Self::Year(_) | Self::Decade(_) | Self::Vague | Self::Duration(..) => None,
        }
    }

    /// This time with the year of `other` where it has none of its own: "between March and June 2016".
    pub(super) fn in_year_of(self, other: Self) -> Self {
        let (Self::Dates { which, .. } | Self::Month(_, which) | Self::Season(_, which) | Self::Named(_, which)) = other else {
            return self;
        };
        let mut own = self;
        if let Self::Dates { which: w, .. } | Self::Month(_, w) | Self::Season(_, w) | Self::Named(_, w) = &mut own
            && *w == Which::Open
            && !matches!(which, Which::Last | Which::Next)
        {
            *w = which;
        }
        own
    }
}

/// These days moved by so many units: "two days after Christmas".
pub(super) fn moved(days: Days, (unit, n): (Unit, i16)) -> Option<Days> {
    span_of(unit, shift(if n < 0 { days.0 } else { days.1 }, unit, n)?)
}

/// The part of these days; parts of what is too short to have any are the whole.
pub(super) fn part_of(days: Days, part: Part, published: Option<Date>, tense: Tense) -> Option<Days> {
    let (start, end) = days;
    // "he warned later in the year" is over all the same.
    let part = if part == Part::Later && tense == Tense::Past {
        Part::Earlier
    } else {
        part
    };
    let length = distance(start, end) + 1;
    let month = (28..=31).contains(&length);
    if start == end || !(28..=366).contains(&length) && matches!(part, Part::Early | Part::Mid | Part::Late) {
        return Some(days);
    }
    let thirds = |n: i16| {
        if month {
            shift(start, Unit::Day, 10 * n)
        } else {
            shift(start, Unit::Month, 4 * n)
        }
    };
    Some(match part {
        Part::Whole => days,
        Part::Early => (start, thirds(1)?.yesterday().ok()?),
        Part::Mid => (thirds(1)?, thirds(2)?.yesterday().ok()?),
        Part::Late => (thirds(2)?, end),
        Part::Earlier => (start, published.filter(|p| *p >= start).map_or(end, |p| p.min(end))),
        Part::Later => (published.filter(|p| *p <= end).map_or(start, |p| p.max(start)), end),
    })
}

fn single(day: Date) -> Days {
    (day, day)
}

fn years(first: i16, last: i16) -> Option<Days> {
    Some((Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?))
}

fn month_of(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

fn season_of(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, shift(first, Unit::Month, 2)?.last_of_month()))
}

/// Days from `a` on to `b`.
fn distance(a: Date, b: Date) -> i32 {
    (b - a).get_days()
}

/// The day so many units away.
fn shift(day: Date, unit: Unit, n: i16) -> Option<Date> {
    let n = i32::from(n);
    let moved = match unit {
        Unit::Minute => return Some(day),
        Unit::Hour => day.checked_add((n / 24).days()),
        Unit::Day => day.checked_add(n.days()),
        Unit::Week | Unit::Weekend => day.checked_add((7 * n).days()),
        Unit::Fortnight => day.checked_add((14 * n).days()),
        Unit::Month => day.checked_add(n.months()),
        Unit::Year => day.checked_add(n.years()),
        Unit::Decade => day.checked_add((10 * n).try_into().map_or(0.years(), |n: i16| i32::from(n).years())),
        Unit::Century => day.checked_add((100 * n).clamp(-9000, 9000).years()),
    };
    moved.ok()
}

/// The whole unit that the day lies in; weeks begin on Monday.
fn span_of(unit: Unit, day: Date) -> Option<Days> {
    let monday = day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
    let after = |n: i32| monday.checked_add(n.days()).ok();
    match unit {
        Unit::Minute | Unit::Hour | Unit::Day => Some(single(day)),
        Unit::Week | Unit::Fortnight => Some((monday, after(6)?)),
        Unit::Weekend => Some((after(5)?, after(6)?)),
        Unit::Month => Some((day.first_of_month(), day.last_of_month())),
        Unit::Year => Some((day.first_of_year(), day.last_of_year())),
        Unit::Decade => years(day.year() - day.year() % 10, day.year() - day.year() % 10 + 9),
        Unit::Century => years(day.year() - day.year() % 100, day.year() - day.year() % 100 + 99),
    }
}

/// One of the times that come once a year.
fn yearly(day: Date, tense: Tense, which: Which, of_year: impl Fn(i16) -> Option<Days>) -> Option<Days> {
    let year = day.year();
    // Four years either side reach the 29th of February.
    let before = |over: bool| {
        (0..=8)
            .rev()
            .filter_map(|n| of_year(year - 7 + n))
            .find(|d| if over { d.1 < day } else { d.0 <= day })
    };
    let ahead = |begun: bool| {
        (0..=8)
            .filter_map(|n| of_year(year - 1 + n))
            .find(|d| if begun { d.1 >= day } else { d.0 > day })
    };
    match which {
        Which::Year(y) => of_year(y),
        Which::Shift(n) => of_year(year.checked_add(n)?),
        Which::Last => before(true),
        Which::Next => ahead(false),
        Which::Open => {
            let (past, future) = (before(false)?, ahead(true)?);
            let is_day = past.0 == past.1;
            Some(match tense {
                Tense::Past if is_day && distance(past.0, day) > FAR => future,
                Tense::Past => past,
                Tense::Future if distance(day, future.0) > FAR => past,
                Tense::Future => future,
            })
        }
    }
}

fn weekday_near(day: Date, tense: Tense, weekday: Weekday, which: Which) -> Option<Date> {
    if day.weekday() == weekday && which == Which::Open {
        return Some(day);
    }
    let of_week = |n: i16| {
        let (monday, _) = span_of(Unit::Week, shift(day, Unit::Week, n)?)?;
        monday.checked_add(i32::from(weekday.to_monday_zero_offset()).days()).ok()
    };
    match (which, tense) {
        (Which::Open, Tense::Past) | (Which::Last, _) => day.nth_weekday(-1, weekday).ok(),
        (Which::Open, Tense::Future) | (Which::Next, _) => day.nth_weekday(1, weekday).ok(),
        (Which::Shift(n), _) => of_week(n),
        (Which::Year(_), _) => None,
    }
}
