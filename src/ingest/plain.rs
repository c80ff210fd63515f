//! Plain text: headline, byline, date lines, dateline, then the body.
//!
//! Part of ingest. The hard decision: front lines are taken away only where each is plainly no prose (known label,
//! byline, date); whatever might be a sentence stays in the body, dateline included, since later stages read it.

use super::date::{self, Refusal};
use super::draft::Draft;

/// Labels of header lines such as "Date: 3 July 2025".
const LABELS: &[(&str, Label)] = &[
    ("title", Label::Title),
    ("headline", Label::Title),
    ("date", Label::Date),
    ("published", Label::Date),
    ("published on", Label::Date),
    ("publication date", Label::Date),
    ("source", Label::Source),
    ("publication", Label::Source),
    ("publisher", Label::Source),
    ("url", Label::Url),
    ("link", Label::Url),
    ("id", Label::Id),
    ("author", Label::Other),
    ("by", Label::Other),
    ("byline", Label::Other),
    ("updated", Label::Other),
    ("last updated", Label::Other),
    ("section", Label::Other),
    ("language", Label::Other),
];

#[derive(Clone, Copy)]
enum Label {
    Title,
    Date,
    Source,
    Url,
    Id,
    Other,
}

/// Longest line that may be a headline, byline or date line.
const FRONT: usize = 200;

/// Reads a text.
pub(super) fn read(text: &str) -> Draft {
    let mut draft = Draft::default();
    let mut rest = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    while let Some((line, after)) = labelled(rest, &mut draft) {
        rest = after.trim_start();
        debug_assert!(!line.is_empty());
    }
    if draft.title.is_none()
        && let Some((title, after)) = headline(rest)
    {
        draft.title = Some(title);
        rest = after;
    }
    draft.text = rest.to_owned();
    strip_front(&mut draft);
    draft
}

/// Takes headline, byline and date lines off the beginning of a draft's text, and reads the dateline.
pub(super) fn strip_front(draft: &mut Draft) {
    let text = std::mem::take(&mut draft.text);
    let mut rest = text.trim();
    for _ in 0..8 {
        let (line, after) = split_line(rest);
        let line = line.trim();
        // A line that nothing follows is the body, whatever it looks like.
        if line.len() > FRONT || after.trim().is_empty() {
            break;
        }
        let repeats_title = draft
            .title
            .as_deref()
            .is_some_and(|t| crate::record::folded(t) == crate::record::folded(line));
        if repeats_title {
            rest = after.trim_start();
        } else if is_byline(line) {
            if let Ok(day) = date::find_day(line) {
                draft.offer(line, Ok(day));
            }
            draft.source = draft.source.take().or_else(|| outlet(line));
            rest = after.trim_start();
        } else if let Some(found) = date_line(line) {
            draft.offer(line, found);
            rest = after.trim_start();
        } else {
            break;
        }
    }
    if let Some(dateline) = dateline(rest) {
        draft.source = draft.source.take().or(dateline.agency);
        if let Some(words) = dateline.date {
            draft.offer(&words, date::find_day(&words));
        }
    }
    draft.text = rest.to_owned();
}

fn split_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// A header line with a known label: takes it into the draft and gives what follows.
fn labelled<'a>(text: &'a str, draft: &mut Draft) -> Option<(&'a str, &'a str)> {
    let (line, after) = split_line(text);
    let (label, value) = line.split_once(':')?;
    let label = label.trim().to_ascii_lowercase();
    let (_, kind) = LABELS.iter().find(|(name, _)| *name == label)?;
    let value = value.trim();
    if value.is_empty() || after.trim().is_empty() {
        return None;
    }
    let owned = Some(value.to_owned());
    match kind {
        Label::Title => draft.title = draft.title.take().or(owned),
        Label::Date => draft.offer(value, date::read_day(value)),
        Label::Source => draft.source = draft.source.take().or(owned),
        Label::Url => draft.url = draft.url.take().or(owned),
        Label::Id => draft.id = draft.id.take().or(owned),
        Label::Other => {}
    }
    Some((line, after))
}

/// The headline, where the text begins with one, and what follows it.
fn headline(text: &str) -> Option<(String, &str)> {
    let (first, after) = split_line(text);
    let first = first.trim();
    let (second, after_second) = split_line(after);
    let second = second.trim();
    if after.trim().is_empty() || !could_be_headline(first) {
        return None;
    }
    let next = after.trim_start().lines().next().unwrap_or("");
    if second.is_empty() || is_byline(second) || date_line(second).is_some() || dateline(next).is_some() {
        return Some((first.to_owned(), after.trim_start()));
    }
    // A headline wrapped onto a second line, then a blank one.
    let (third, _) = split_line(after_second);
    let wrapped = third.trim().is_empty() && !after_second.trim().is_empty();
    let joined = format!("{first} {second}");
    (wrapped && could_be_headline(&joined)).then(|| (joined, after_second.trim_start()))
}

fn could_be_headline(line: &str) -> bool {
    let ends_like_prose = line.trim_end_matches(['"', '”', '’', '\'', ')']).ends_with('.') && !line.ends_with("U.S.");
    !line.is_empty()
        && line.len() <= FRONT
        && !ends_like_prose
        && line.split_whitespace().count() >= 2
        && line.chars().any(char::is_alphabetic)
        && !is_byline(line)
        && date_line(line).is_none()
        && dateline(line).is_none()
}

/// "By Jane Doe", "Reporting by John Roe", "By our diplomatic correspondent, The Example".
fn is_byline(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let lower = line.to_lowercase();
    words <= 14
        && !line.ends_with('.')
        && (lower.starts_with("by ") && line.split_whitespace().nth(1).is_some_and(|w| w.starts_with(char::is_uppercase))
            || lower.starts_with("reporting by ")
            || lower.starts_with("written by ")
            || staff(&lower)
            || matches!(lower.as_str(), "staff writer" | "staff report"))
}

/// "by our diplomatic correspondent", "from our correspondents in Ankara": somebody of the house without a name.
fn staff(lower: &str) -> bool {
    const POSTS: &[&str] = &["correspondent", "reporter", "editor", "writer", "staff", "bureau", "desk", "team"];
    let ours = ["by our ", "from our "].iter().find_map(|start| lower.strip_prefix(start));
    ours.is_some_and(|rest| {
        rest.split(|c: char| !c.is_alphabetic())
            .any(|w| POSTS.contains(&w.trim_end_matches('s')))
    })
}

/// The newspaper that a byline without a person names: "By our diplomatic correspondent, The Example". After a person's
/// name the comma may begin another person's.
fn outlet(byline: &str) -> Option<String> {
    if !staff(&byline.to_lowercase()) {
        return None;
    }
    let (_, name) = byline.split_once(", ")?;
    let named = name.split_whitespace().all(|w| w.starts_with(char::is_uppercase));
    (named && !name.contains(',') && date::find_day(name).is_err()).then(|| name.to_owned())
}

/// A line that holds a date and next to nothing else.
fn date_line(line: &str) -> Option<Result<jiff::civil::Date, Refusal>> {
    if dateline(line).is_some() {
        return None;
    }
    const BESIDE: &[&str] = &[
        "published",
        "updated",
        "posted",
        "modified",
        "last",
        "first",
        "on",
        "at",
        "date",
        "issued",
        "release",
        "released",
        "for",
        "immediate",
        "of",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "am",
        "pm",
        "gmt",
        "utc",
        "est",
        "edt",
        "et",
        "cet",
        "cest",
        "bst",
        "msk",
        "local",
        "time",
        "min",
        "mins",
        "minute",
        "minutes",
        "read",
        "a",
        "p",
        "m",
        "h",
        "hrs",
        "the",
        "st",
        "nd",
        "rd",
        "th",
        "z",
        "t",
        "ist",
        "jst",
    ];
    let found = date::find_day(line);
    if found == Err(Refusal::Unreadable) {
        return None;
    }
    let mut names = 0usize;
    for word in line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().any(char::is_alphabetic))
    {
        let lower = word.trim_matches(|c: char| c.is_ascii_digit()).to_lowercase();
        if BESIDE.contains(&lower.as_str()) || date::is_month(&lower) || lower.is_empty() {
            continue;
        }
        // Who or where: "Ankara, 3 July 2025", "July 3, 2025 / Agency". Any word that is no name makes it prose.
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
        names += 1;
    }
    (names <= 4 && !line.ends_with('.')).then_some(found)
}

/// The beginning of an agency story.
#[derive(Debug, Default, PartialEq, Eq)]
struct Dateline {
    /// The words of its date: "July 3", "3 July 2025".
    date: Option<String>,
    /// "Reuters" of "(Reuters)".
    agency: Option<String>,
}

/// "MOSCOW, July 3 (Agency) —", "Ankara, 3 July 2025 –", "GENEVA (AP) -" at the beginning of a text.
fn dateline(text: &str) -> Option<Dateline> {
    let line = text.lines().next().unwrap_or("");
    let (head, after) = ["—", "–", " - ", "--"]
        .iter()
        .filter_map(|dash| line.split_once(dash))
        .min_by_key(|(head, _)| head.len())?;
    let head = head.trim();
    if after.trim().is_empty() || head.is_empty() || head.chars().count() > 80 {
        return None;
    }
    let mut dateline = Dateline::default();
    let mut place = head;
    if let Some((before, inside)) = head.split_once('(') {
        let inside = inside.strip_suffix(')')?;
        dateline.agency = Some(inside.trim().to_owned()).filter(|a| a.split_whitespace().count() <= 4 && a.starts_with(char::is_uppercase));
        dateline.agency.as_ref()?;
        place = before.trim().trim_end_matches(',');
    }
    let mut city = place;
    if let Some((name, rest)) = place.split_once(',') {
        match date::find_day(rest) {
            Err(Refusal::Unreadable) => {}
            _ => {
                city = name;
                dateline.date = Some(rest.trim().to_owned());
            }
        }
    }
    let words: Vec<&str> = city.split([' ', ',', '/', '-']).filter(|w| !w.is_empty()).collect();
    let shouted = words
        .first()
        .is_some_and(|w| w.chars().count() > 1 && w.chars().all(|c| !c.is_lowercase()));
    let named = !words.is_empty()
        && words.len() <= 6
        && words
            .iter()
            .all(|w| w.starts_with(char::is_uppercase) || matches!(*w, "de" | "al" | "of" | "the" | "el" | "del" | "and"));
    // A name and a dash alone also begins a sentence ("Trump – who ..."), so something must mark the dateline.
    (named && (shouted || dateline.date.is_some() || dateline.agency.is_some())).then_some(dateline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    #[test]
    fn headline_byline_date_and_dateline_are_told_apart() {
        let draft = read(
            "Ministers meet in Vienna\n\nBy Jane Doe\nPublished: Tuesday, 4 March 2025, 18:20 GMT\n\nVIENNA, March 4 (Agency) — They met.\n\nTwice.",
        );
        assert_eq!(draft.title.as_deref(), Some("Ministers meet in Vienna"));
        assert_eq!(draft.published, Some(Date::constant(2025, 3, 4)));
        assert_eq!(draft.source.as_deref(), Some("Agency"));
        assert_eq!(draft.text, "VIENNA, March 4 (Agency) — They met.\n\nTwice.");
    }

    #[test]
    fn a_day_without_year_stays_unknown_and_is_said() {
        let draft = read("Ministers meet\n\nMOSCOW, July 3 (Agency) — They met.");
        assert_eq!(draft.published, None);
        assert_eq!(draft.refused, Some(("July 3".to_owned(), Refusal::NoYear)));
        let full = read("MOSCOW, July 3, 2025 (Agency) — They met.");
        assert_eq!(full.published, Some(Date::constant(2025, 7, 3)));
        assert_eq!(full.title, None);
    }

    #[test]
    fn a_byline_without_a_person_is_one_and_may_name_the_paper() {
        let draft = read("Ministers meet\n\nBy our diplomatic correspondent, The Example\n\nVIENNA, 4 March 2025 - They met.");
        assert_eq!(draft.source.as_deref(), Some("The Example"));
        assert_eq!(draft.published, Some(Date::constant(2025, 3, 4)));
        assert_eq!(draft.text, "VIENNA, 4 March 2025 - They met.");
        let prose = "By our reckoning the talks have failed.\n\nThey left.";
        assert_eq!(read(prose).text, prose);
        let persons = read("Ministers meet\n\nBy Jane Doe, John Roe\n\nThey met.");
        assert_eq!((persons.source, persons.text.as_str()), (None, "They met."));
    }

    #[test]
    fn header_lines_with_labels() {
        let draft = read(
            "Title: Ministers meet: a report\nDate: 4 March 2025\nSource: The Example\nURL: https://example.org/1\n\nVienna: they met.",
        );
        assert_eq!(draft.title.as_deref(), Some("Ministers meet: a report"));
        assert_eq!(draft.published, Some(Date::constant(2025, 3, 4)));
        assert_eq!(draft.url.as_deref(), Some("https://example.org/1"));
        assert_eq!(draft.text, "Vienna: they met.");
    }

    #[test]
    fn prose_is_never_taken_for_front_matter() {
        for text in [
            "They met.",
            "They met on July 3, 2025.\n\nTwice.",
            "The president of one state called the\npresident of another on July 3, 2025, and spoke\nfor an hour.\n\nThey agreed.",
            "By Tuesday the talks had failed.\n\nThey left.",
            "The ministers – who met in 2024 – agreed.\n\nThey left.",
            "Trump — who called — left.\n\nThey agreed.",
        ] {
            let draft = read(text);
            assert_eq!((draft.text.as_str(), draft.title, draft.published), (text, None, None), "{text}");
        }
    }

    #[test]
    fn a_wrapped_headline_is_one() {
        let draft = read("Ministers of the two countries meet in the capital\nand agree to meet again\n\n3 July 2025\n\nThey met.");
        assert_eq!(
            draft.title.as_deref(),
            Some("Ministers of the two countries meet in the capital and agree to meet again")
        );
        assert_eq!(
            (draft.published, draft.text.as_str()),
            (Some(Date::constant(2025, 7, 3)), "They met.")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[\\PC\n,—()-]*") {
            let draft = read(&text);
            proptest::prop_assert!(text.contains(&draft.text));
        }
    }
}
