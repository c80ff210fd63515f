//! Times in digits: `2025-06-14`, `14.06.2025`, `6/14/2025`, `2022`, `1990s`, `14th`, `2014-16`.
//!
//! Reads the text itself, not the tokens, so that it does not matter where a tokenizer cuts at dots and dashes. The hard
//! decision: `5/6/2025` is read neither the American nor the European way, it is a date that cannot be told.

/// What a run of digits means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numeric {
    /// A full date; not yet checked against the calendar.
    Date(i16, i8, i8),
    /// A full date of which day and month cannot be told apart.
    Doubtful,
    /// Four digits that may be a year.
    Year(i16),
    /// Two years with a dash.
    Years(i16, i16),
    /// A decade.
    Decade(i16),
    /// Two small numbers with a dash.
    Days(i8, i8),
    /// A day of a month: `14th`.
    Ordinal(i8),
    /// Any other small number.
    Number(i16),
}

/// What the digits that begin `rest` mean, and their length in bytes. `form` is the token that `rest` begins with.
pub(super) fn read(rest: &str, form: &str) -> Option<(Numeric, u32)> {
    let head = rest.as_bytes().get(..rest.len().min(16))?;
    let (value, len) = joined(head).or_else(|| single(form))?;
    Some((value, u32::try_from(len.max(form.len())).ok()?))
}

/// Numbers joined by dots, slashes or dashes.
fn joined(s: &[u8]) -> Option<(Numeric, usize)> {
    let (first, a) = digits(s)?;
    let (mark, mark_len) = mark(&s[a..])?;
    let (second, b) = digits(&s[a + mark_len..])?;
    let two = a + mark_len + b;
    if let Some((third, c)) = s.get(two + 1..).filter(|_| s[two] == mark && mark_len == 1).and_then(digits) {
        let len = two + 1 + c;
        if !ends(&s[len..]) {
            return None;
        }
        let value = match (a, b, c) {
            (4, 1..=2, 1..=2) => Numeric::Date(first, narrow(second)?, narrow(third)?),
            (1..=2, 1..=2, 4) if mark == b'/' && first <= 12 && second <= 12 && first != second => Numeric::Doubtful,
            (1..=2, 1..=2, 4) if second <= 12 => Numeric::Date(third, narrow(second)?, narrow(first)?),
            (1..=2, 1..=2, 4) => Numeric::Date(third, narrow(first)?, narrow(second)?),
            _ => return None,
        };
        return Some((value, len));
    }
    if mark != b'-' || !ends(&s[two..]) {
        return None;
    }
    match (a, b) {
        (4, 4) if is_year(first) && is_year(second) && first < second => Some((Numeric::Years(first, second), two)),
        (4, 2) if is_year(first) && second > first % 100 => Some((Numeric::Years(first, first / 100 * 100 + second), two)),
        (1..=2, 1..=2) if (1..second).contains(&first) && second <= 31 => Some((Numeric::Days(narrow(first)?, narrow(second)?), two)),
        _ => None,
    }
}

/// One number that is a token, with or without an ending.
fn single(form: &str) -> Option<(Numeric, usize)> {
    let s = form.as_bytes();
    let (value, len) = digits(s)?;
    let ending = &s[len..];
    let what = if ending.is_empty() {
        if len == 4 && (1500..2100).contains(&value) {
            Numeric::Year(value)
        } else {
            Numeric::Number(value)
        }
    } else if len == 4 && value % 10 == 0 && (ending == b"s" || form.ends_with("’s") || ending == b"'s") {
        Numeric::Decade(value)
    } else if len <= 2 && (1..=31).contains(&value) && [&b"st"[..], b"nd", b"rd", b"th"].contains(&ending) {
        Numeric::Ordinal(narrow(value)?)
    } else {
        return None;
    };
    Some((what, form.len()))
}

fn is_year(n: i16) -> bool {
    (1900..2100).contains(&n)
}

fn narrow(n: i16) -> Option<i8> {
    i8::try_from(n).ok()
}

/// One to four digits at the start.
fn digits(s: &[u8]) -> Option<(i16, usize)> {
    let len = s.iter().take_while(|b| b.is_ascii_digit()).count();
    let value = s[..len].iter().take(4).fold(0, |n, b| n * 10 + i16::from(b - b'0'));
    (1..=4).contains(&len).then_some((value, len))
}

/// A mark that joins numbers, dashes all as `-`.
fn mark(s: &[u8]) -> Option<(u8, usize)> {
    match s {
        [b @ (b'-' | b'.' | b'/'), ..] => Some((*b, 1)),
        [0xE2, 0x80, 0x93 | 0x94, ..] => Some((b'-', 3)),
        _ => None,
    }
}

/// Whether a number may end before these bytes; an ISO date may go on with its time.
fn ends(s: &[u8]) -> bool {
    match s {
        [] | [b'T', ..] => true,
        [b'.', next, ..] => !next.is_ascii_digit(),
        [b, ..] => !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'/' | b'%'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let cases = [
            ("2025-06-14", Some(Numeric::Date(2025, 6, 14))),
            ("2025-06-14T10:30:00Z", Some(Numeric::Date(2025, 6, 14))),
            ("2025/06/14,", Some(Numeric::Date(2025, 6, 14))),
            ("14.06.2025.", Some(Numeric::Date(2025, 6, 14))),
            ("14.6.2025 ", Some(Numeric::Date(2025, 6, 14))),
            ("6/14/2025", Some(Numeric::Date(2025, 6, 14))),
            ("14/6/2025", Some(Numeric::Date(2025, 6, 14))),
            ("5/6/2025", Some(Numeric::Doubtful)),
            ("2014-16 ", Some(Numeric::Years(2014, 2016))),
            ("2014–2018", Some(Numeric::Years(2014, 2018))),
            ("14–16 June", Some(Numeric::Days(14, 16))),
            ("192.168.1.1", None),
            ("3.5", None),
            ("555-1234", None),
            ("1-0", None),
            ("10.06.20255", None),
        ];
        for (text, want) in cases {
            assert_eq!(joined(text.as_bytes()).map(|(value, _)| value), want, "{text}");
        }
        for (form, want) in [
            ("2022", Some(Numeric::Year(2022))),
            ("1990s", Some(Numeric::Decade(1990))),
            ("21st", Some(Numeric::Ordinal(21))),
            ("40th", None),
            ("7", Some(Numeric::Number(7))),
            ("12,000", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read(form, form).map(|(value, _)| value), want, "{form}");
        }
    }
}
