//! Reads days of publication in the shapes newspapers, feeds and scrapers write them.
//!
//! Part of ingest. The hard decision: a date is read or refused, never guessed. "July 3" has no year, "03/07/2025" may
//! be March or July, 1 January 1970 is a missing time stamp; each is refused with its reason.

use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::{Timestamp, tz::TimeZone};

/// Why words are no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// "July 3".
    NoYear,
    /// "03/07/2025".
    DayOrMonth,
    /// A year before newspapers or beyond any.
    OutOfRange,
    /// Nothing in it looks like a date.
    Unreadable,
}

impl Refusal {
    /// The remark for the person who must mend it.
    pub(super) fn message(self, text: &str) -> String {
        let text: String = text.trim().chars().take(60).collect();
        match self {
            Self::NoYear => format!("the date {text:?} has no year and stays unknown"),
            Self::DayOrMonth => format!("the date {text:?} may be day-month or month-day and stays unknown; write it as year-month-day"),
            Self::OutOfRange => format!("the date {text:?} is no likely day of publication and stays unknown"),
            Self::Unreadable => format!("the date {text:?} cannot be read and stays unknown; write it as year-month-day"),
        }
    }
}

/// Years in which a news article may have appeared.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// The day a date field names.
pub(super) fn read_day(text: &str) -> Result<Date, Refusal> {
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
        return match text.len() {
            8 => ymd(&text[..4], &text[4..6], &text[6..]),
            9..=13 => text.parse().map_or(Err(Refusal::Unreadable), read_unix),
            _ => Err(Refusal::Unreadable),
        };
    }
    if let Ok(zoned) = rfc2822::parse(text) {
        return likely(zoned.date());
    }
    find_day(text)
}

/// The day of a time stamp in seconds (milliseconds where seconds would lie beyond the year 5000), in UTC.
pub(super) fn read_unix(stamp: i64) -> Result<Date, Refusal> {
    let seconds = if stamp.abs() > 99_999_999_999 { stamp / 1000 } else { stamp };
    if seconds == 0 {
        return Err(Refusal::OutOfRange);
    }
    let moment = Timestamp::from_second(seconds).map_err(|_| Refusal::OutOfRange)?;
    likely(moment.to_zoned(TimeZone::UTC).date())
}

/// The first full date among the words of a line; otherwise why the best candidate is none.
pub(super) fn find_day(line: &str) -> Result<Date, Refusal> {
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '[' | ']' | '|' | '—' | '–' | '"'))
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty())
        .collect();
    let mut refusal = Refusal::Unreadable;
    for (at, word) in words.iter().enumerate() {
        let outcome = if month(word).is_some() {
            around_month(&words, at)
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            numeric(word)
        } else {
            continue;
        };
        match outcome {
            Ok(day) => return Ok(day),
            Err(Refusal::Unreadable) => {}
            Err(other) => refusal = other,
        }
    }
    Err(refusal)
}

/// "3 July 2025", "3rd of July 2025", "July 3 2025" around the month's word.
fn around_month(words: &[&str], at: usize) -> Result<Date, Refusal> {
    let month = month(words[at]).ok_or(Refusal::Unreadable)?;
    let word = |i: Option<usize>| i.and_then(|i| words.get(i)).copied().unwrap_or("");
    let before = match word(at.checked_sub(1)) {
        "of" => word(at.checked_sub(2)),
        other => other,
    };
    let (after, next) = (word(Some(at + 1)), word(Some(at + 2)));
    let mut refusal = Refusal::Unreadable;
    for (day, year) in [(ordinal(after), year(next)), (ordinal(before), year(after))] {
        match (day, year) {
            (Some(day), Some(year)) => return Date::new(year, month, day).map_or(Err(Refusal::Unreadable), likely),
            (Some(_), None) => refusal = Refusal::NoYear,
            _ => {}
        }
    }
    Err(refusal)
}

/// "2025-07-03T14:05:00Z", "2025/07/03", "03.07.2025", "7/23/2025".
fn numeric(word: &str) -> Result<Date, Refusal> {
    let day_part = word.split('T').next().unwrap_or(word);
    let mut separators = day_part.chars().filter(|c| !c.is_ascii_digit());
    let (Some(mark @ ('-' | '/' | '.')), Some(second), None) = (separators.next(), separators.next(), separators.next()) else {
        return Err(Refusal::Unreadable);
    };
    let mut parts = day_part.split(mark);
    let (Some(a), Some(b), Some(c)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Refusal::Unreadable);
    };
    if mark != second || b.len() > 2 {
        return Err(Refusal::Unreadable);
    }
    if a.len() == 4 {
        return ymd(a, b, c);
    }
    if c.len() != 4 {
        return Err(Refusal::Unreadable);
    }
    let (Ok(first), Ok(middle)) = (a.parse::<i8>(), b.parse::<i8>()) else {
        return Err(Refusal::Unreadable);
    };
    // Dots are written day first wherever they are written at all; slashes and hyphens both ways.
    match (mark == '.' || first == middle, first > 12, middle > 12) {
        (true, _, _) | (_, true, false) => ymd(c, b, a),
        (_, false, true) => ymd(c, a, b),
        (_, false, false) => Err(Refusal::DayOrMonth),
        _ => Err(Refusal::Unreadable),
    }
}

fn ymd(year: &str, month: &str, day: &str) -> Result<Date, Refusal> {
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).map_or(Err(Refusal::Unreadable), likely),
        _ => Err(Refusal::Unreadable),
    }
}

fn likely(day: Date) -> Result<Date, Refusal> {
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(Refusal::OutOfRange)
    }
}

/// Whether a word is the name of a month, or the beginning of one.
pub(super) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|m| word.len() >= 3 && m.starts_with(&word) || word == "sept" && *m == "september")?;
    i8::try_from(at + 1).ok()
}

fn ordinal(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

fn year(word: &str) -> Option<i16> {
    // "2025T14" never occurs, but "2025-" and "2025/" do, before a time.
    let digits = word.get(..4)?;
    let rest_is_number = word[4..].starts_with(|c: char| c.is_alphanumeric());
    digits.parse().ok().filter(|year| YEARS.contains(year) && !rest_is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_shapes_in_use() {
        for text in [
            "2025-07-03",
            "2025-07-03T23:30:00-04:00",
            "2025-07-03T10:00:00Z",
            "2025-07-03 10:00:00+00:00",
            "2025/07/03",
            "20250703",
            "1751500800",
            "1751500800000",
            "Thu, 03 Jul 2025 14:05:00 GMT",
            "Thu, 3 Jul 2025 14:05:00 +0200",
            "July 3, 2025",
            "Thursday, July 3rd, 2025 5:04 PM EDT",
            "3 July 2025, 14:05 GMT",
            "3rd of July 2025",
            "Jul. 3, 2025",
            "03.07.2025",
            "Published: 3 July 2025 | Updated: 4 July 2025",
            "MOSCOW, July 3, 2025 (Agency)",
        ] {
            assert_eq!(read_day(text), Ok(Date::constant(2025, 7, 3)), "{text}");
        }
        assert_eq!(read_day("7/23/2025"), Ok(Date::constant(2025, 7, 23)));
        assert_eq!(read_day("23/7/2025"), Ok(Date::constant(2025, 7, 23)));
        assert_eq!(read_day("Sept 9, 2016"), Ok(Date::constant(2016, 9, 9)));
    }

    #[test]
    fn refuses_what_would_be_a_guess() {
        for (text, why) in [
            ("July 3", Refusal::NoYear),
            ("3 July", Refusal::NoYear),
            ("03/07/2025", Refusal::DayOrMonth),
            ("0001-01-01", Refusal::OutOfRange),
            ("0", Refusal::Unreadable),
            ("2025-13-40", Refusal::Unreadable),
            ("2025-02-30", Refusal::Unreadable),
            ("yesterday", Refusal::Unreadable),
            ("", Refusal::Unreadable),
            ("July 2025", Refusal::Unreadable),
            ("03-07-25", Refusal::Unreadable),
        ] {
            assert_eq!(read_day(text), Err(why), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_words_are_read_or_refused(text in "\\PC*") {
            let _ = read_day(&text);
        }

        #[test]
        fn date_like_words_are_read_or_refused(text in "[0-9JuljuyMarch/.,T: -]{0,30}") {
            let _ = read_day(&text);
        }
    }
}
