//! Tokens to sentences.
//!
//! Second step of the linguistic layer, shared by both engines. The hard decision: a line break is read before punctuation is: whether it
//! is a soft wrap, which means nothing, or the end of a paragraph, headline, byline or list item, which always ends a sentence, is decided
//! by whether the next word would still have fitted on the line.

use super::abbreviation::{self, Kind};
use crate::document::is_gap;
use crate::span::Span;
use std::ops::Range;

/// Longer sentences are cut, where possible behind a comma or semicolon: no parser reads them well and one that is slower than linear in
/// their length would stall.
pub const MAX_SENTENCE: usize = 250;

/// Line lengths that a program or an editor would wrap at; longer lines are paragraphs.
const WIDEST_WRAP: usize = 130;

/// Shorter lines that end without a mark may be headlines or items of a list.
const NARROWEST_WRAP: usize = 72;

/// A sentence, or a piece of one that is too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Whether the sentence goes on in the next piece.
    pub cut: bool,
}

/// Groups `tokens` of `text` into sentences, in order; every token is in exactly one.
#[must_use]
pub fn split(text: &str, tokens: &[Span]) -> Vec<Piece> {
    let breaks = line_breaks(text, tokens);
    let mut sentences = Vec::with_capacity(tokens.len() / 20 + 1);
    let mut start = 0;
    let view = View { text, tokens };
    let mut paragraph = true;
    let mut dateline = None;
    for i in 0..tokens.len() {
        if i > start && (breaks.get(i) || dateline == Some(i) || view.ends_before(i, start)) {
            close(&view, start..i, &mut sentences);
            start = i;
            // "Canadian Press - OTTAWA (CP) - The": one dateline may follow another.
            paragraph = breaks.get(i) || dateline == Some(i);
        }
        if i == start && paragraph {
            dateline = view.dateline(i, &breaks);
            paragraph = false;
        }
    }
    if start < tokens.len() {
        close(&view, start..tokens.len(), &mut sentences);
    }
    sentences
}

/// Adds a sentence, cut where it is too long.
fn close(view: &View<'_>, mut range: Range<usize>, sentences: &mut Vec<Piece>) {
    while range.len() > MAX_SENTENCE {
        let limit = range.start + MAX_SENTENCE;
        let cut = (limit - MAX_SENTENCE / 4..limit)
            .rev()
            .find(|&i| matches!(view.form(i), "," | ";" | ":" | "—" | "--"));
        let cut = cut.map_or(limit, |i| i + 1);
        sentences.push(Piece {
            tokens: range.start..cut,
            cut: true,
        });
        range.start = cut;
    }
    // Never empty: a cut falls no later than the bound, and so before the end.
    sentences.push(Piece { tokens: range, cut: false });
}

/// Tokens before which a line break ends a sentence, sorted.
#[derive(Debug)]
struct Breaks(Vec<usize>);

impl Breaks {
    fn get(&self, i: usize) -> bool {
        !self.0.is_empty() && self.0.binary_search(&i).is_ok()
    }
}

fn line_breaks(text: &str, tokens: &[Span]) -> Breaks {
    if !text.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0B}', '\u{0C}']) {
        return Breaks(Vec::new());
    }
    struct Line {
        token: usize,
        width: usize,
        hard: bool,
        lower: bool,
        bullet: bool,
        /// Whether the line before ends in a word that ends no sentence.
        open: bool,
        /// Whether the line before ends in a mark that may end a sentence.
        closed: bool,
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut line_start = tokens
        .first()
        .map_or(0, |t| text[..t.start as usize].rfind('\n').map_or(0, |n| n + 1));
    for i in 1..tokens.len() {
        let (from, to) = (tokens[i - 1].end as usize, tokens[i].start as usize);
        let gap = &text[from..to];
        if gap.len() < 2 && gap != "\n" && gap != "\r" {
            continue;
        }
        let feeds = gap
            .chars()
            .filter(|c| *c == '\n')
            .count()
            .max(gap.chars().filter(|c| *c == '\r').count());
        let strong = gap.contains(['\u{2028}', '\u{2029}', '\u{0B}', '\u{0C}']);
        if feeds == 0 && !strong {
            continue;
        }
        let width = text[line_start..from].chars().count();
        line_start = from + gap.rfind(['\n', '\r']).map_or(0, |n| n + 1);
        let next = text[to..].chars().next().unwrap_or(' ');
        let alone = text[to + next.len_utf8()..].chars().next().is_some_and(is_gap);
        lines.push(Line {
            token: i,
            width,
            hard: feeds > 1 || strong,
            lower: next.is_lowercase(),
            open: is_open(&text[tokens[i - 1].start as usize..from]),
            closed: !text[..from].ends_with(|c: char| c.is_alphanumeric() || c == ','),
            bullet: matches!(next, '•' | '▪' | '●' | '■' | '◦' | '‣') || alone && matches!(next, '-' | '*' | '–' | '—' | '·' | 'o'),
        });
    }
    let last = text[line_start.min(text.len())..].trim_end().chars().count();
    let widest = lines.iter().map(|l| l.width).max().unwrap_or(0).max(last);
    // A text is wrapped where no line is longer than an editor's and some line goes on in lower case, or breaks off
    // full and without an end mark, as no headline does.
    let goes_on = |l: &Line| !l.hard && !l.bullet && (l.lower || l.width >= NARROWEST_WRAP && !l.closed);
    let wrapped = widest <= WIDEST_WRAP && lines.iter().any(goes_on);
    let breaks = lines.iter().filter(|line| {
        if line.hard || line.bullet {
            return true;
        }
        if line.lower || line.open {
            return false;
        }
        let start = tokens[line.token].start as usize;
        let word = text[start..].chars().take(60).take_while(|c| !is_gap(*c)).count();
        !(wrapped && line.width + 1 + word > widest)
    });
    Breaks(breaks.map(|l| l.token).collect())
}

struct View<'a> {
    text: &'a str,
    tokens: &'a [Span],
}

impl View<'_> {
    fn form(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.of(self.text))
    }

    /// Whether white space stands before token `i`.
    fn spaced(&self, i: usize) -> bool {
        i == 0 || self.tokens[i - 1].end < self.tokens[i].start
    }

    /// Whether punctuation ends a sentence before token `i`; the sentence began at `start`.
    fn ends_before(&self, i: usize, start: usize) -> bool {
        // Back over closing marks to the mark that may end the sentence.
        let mut end = i - 1;
        let mut quoted = false;
        while end > start && is_closer(self.form(end)) && !self.spaced(end) {
            quoted |= !matches!(self.form(end), ")" | "]");
            end -= 1;
        }
        let last = self.form(end);
        let Some(strength) = self.strength(last, end, start) else {
            return false;
        };
        let next = self.form(i);
        if !self.spaced(i) {
            // A missing space was seen by the tokenizer; scripts without spaces have none.
            return strength == Strength::Wide && !is_closer(next) || last == "." && next.starts_with(char::is_uppercase) && end + 1 == i;
        }
        if is_closer(next) && (matches!(next, ")" | "]" | "”" | "’") || self.stands_free(i)) {
            return false; // a closing mark with a space before it
        }
        // Forward over opening marks to the word that may begin the next sentence.
        let mut first = i;
        while first + 1 < self.tokens.len() && first < i + 3 && is_opener(self.form(first)) {
            first += 1;
        }
        let opened = first > i;
        let word = self.form(first);
        let initial = word.chars().next().unwrap_or(' ');
        // "eBay" begins a sentence as well as "Ebay" does.
        let branded = || word.chars().nth(1).is_some_and(char::is_uppercase);
        if initial.is_lowercase() && !branded() {
            return false;
        }
        match strength {
            Strength::Never => false,
            Strength::Wide => true,
            Strength::Weak => {
                let caps = initial.is_uppercase() && is_starter(word);
                caps || opened && initial.is_uppercase() && !matches!(self.form(i), "(" | "[")
            }
            Strength::Clock => initial.is_uppercase() && !is_time_word(word) && (is_starter(word) || word.len() > 1),
            Strength::Strong => {
                if matches!(next, "-" | "–" | "—" | "--" | "," | ";" | ":" | "/" | "&" | "%") {
                    let after = self.form(i + 1);
                    return matches!(next, "-" | "–" | "—" | "--") && last == "." && !quoted && after.starts_with(char::is_uppercase);
                }
                if quoted && last != "." && self.speaks(i) {
                    return false;
                }
                true
            }
        }
    }

    /// How strongly token `end` ends a sentence.
    fn strength(&self, last: &str, end: usize, start: usize) -> Option<Strength> {
        let bytes = last.as_bytes();
        let tail = *bytes.last()?;
        match tail {
            b'!' | b'?' => Some(Strength::Strong),
            b'.' if bytes.len() == 1 => {
                // "1." or "a." at the start of a line counts what follows.
                let counts = end == start + 1 && self.form(start).len() <= 3 && self.form(start).bytes().all(|b| b.is_ascii_digit());
                if counts { None } else { Some(Strength::Strong) }
            }
            b'.' if bytes.iter().all(|&b| b == b'.') => Some(Strength::Strong),
            b'.' => {
                let word = &last[..last.len() - 1];
                if matches!(word, "a.m" | "p.m" | "A.M" | "P.M") {
                    return Some(Strength::Clock);
                }
                match abbreviation::kind(word) {
                    Some(Kind::Title | Kind::Counter) => Some(Strength::Never),
                    Some(Kind::Open) => Some(Strength::Weak),
                    None if word.chars().count() == 1 => {
                        // An initial inside a name ends nothing.
                        let named = end > start && self.form(end - 1).starts_with(char::is_uppercase);
                        Some(if named { Strength::Never } else { Strength::Weak })
                    }
                    None => Some(Strength::Weak),
                }
            }
            b if b < 0x80 => None,
            _ => match last {
                "…" => Some(Strength::Strong),
                "。" | "！" | "？" | "।" | "۔" | "؟" | "｡" => Some(Strength::Wide),
                _ => None,
            },
        }
    }

    /// Whether a mark has white space on both sides.
    fn stands_free(&self, i: usize) -> bool {
        // A straight quote that stands free closes if the one before it in the sentence is open; agencies print `friendship ' .` so.
        i + 1 < self.tokens.len() && self.spaced(i + 1) && self.form(i) != "\"" && self.form(i) != "'"
    }

    /// Whether the words from `i` tell who spoke: `"Why now?" President Kovak asked`.
    fn speaks(&self, i: usize) -> bool {
        for j in i..self.tokens.len().min(i + 7) {
            let word = self.form(j);
            if SPEECH.binary_search(&word.to_ascii_lowercase().as_str()).is_ok() {
                return true;
            }
            if matches!(word, "." | "," | ";" | "!" | "?" | "\"" | "“") {
                return false;
            }
        }
        false
    }

    /// Where the sentence proper begins after a dateline at token `i`: `MOSCOW, July 3 (Reuters) —`, `MOSCOW:`, `Moscow -`.
    fn dateline(&self, i: usize, breaks: &Breaks) -> Option<usize> {
        let first = self.form(i);
        let caps = |w: &str| w.chars().count() > 1 && w.chars().all(|c| c.is_uppercase() || c == '.' || c == '-' || c == '\'');
        let agency = matches!(
            first,
            "Reuters" | "AP" | "AFP" | "UPI" | "TASS" | "Xinhua" | "Interfax" | "dpa" | "DPA" | "ANSA" | "EFE" | "PTI"
        );
        let mut sourced = agency;
        let dated = first.starts_with(|c: char| c.is_ascii_digit());
        if !caps(first) && !agency && !dated && !first.starts_with(char::is_uppercase) {
            return None;
        }
        let end = self.tokens.len().min(i + 18);
        for j in i + 1..end {
            if breaks.get(j) || j + 1 >= self.tokens.len() {
                return None;
            }
            let word = self.form(j);
            let title = || !breaks.get(j + 1) && self.form(j + 1).starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
            // `BAGHDAD: US jets`; an acronym before a colon is rather a speaker: `UN: Sudan must`.
            if word == ":" && caps(first) && first.chars().count() > 3 {
                return title().then_some(j + 1);
            }
            if matches!(word, "—" | "–" | "--" | "-") && self.spaced(j) && self.spaced(j + 1)
                || matches!(word, "—" | "--") && self.form(j - 1) == ")"
            {
                let lead = caps(first) || sourced || dated && j > i + 1 || self.short_lead(i, j);
                return (lead && title()).then_some(j + 1);
            }
            sourced |= word == "(" && j + 2 < self.tokens.len() && self.form(j + 2) == ")";
            let plain = matches!(word, "," | "(" | ")" | "/" | "." | "-" | "of" | "de" | "al" | "the" | ":")
                || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            if !plain {
                return None;
            }
        }
        None
    }

    /// Whether a name or two before a dash are a dateline: `Goma/Nairobi - United Nations troops`, but no parenthesis
    /// that a second dash closes: `Gates - Microsoft's founder - said`.
    fn short_lead(&self, i: usize, dash: usize) -> bool {
        let named = |j: usize| self.form(j) == "/" || self.form(j) == "," || self.form(j).starts_with(char::is_uppercase);
        let closed = (dash + 1..self.tokens.len().min(dash + 16))
            .take_while(|j| !matches!(self.form(*j), "." | "!" | "?"))
            .any(|j| matches!(self.form(j), "—" | "–" | "--" | "-") && self.spaced(j));
        let dateline_follows = caps_word(self.form(dash + 1));
        dash - i <= 3 && (i..dash).all(named) && (!closed || dateline_follows)
    }
}

/// Whether a word is all in capitals, as the place of a dateline.
fn caps_word(word: &str) -> bool {
    word.chars().count() > 3 && word.chars().all(|c| c.is_uppercase() || c == '-')
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// An abbreviation that a name or number must follow.
    Never,
    /// An abbreviation that may end a sentence.
    Weak,
    /// "a.m." and "p.m.".
    Clock,
    /// A plain end mark.
    Strong,
    /// An end mark of a script without spaces or capitals.
    Wide,
}

fn is_closer(word: &str) -> bool {
    matches!(word, "\"" | "'" | "''" | "”" | "’" | ")" | "]" | "»" | "’’")
}

fn is_opener(word: &str) -> bool {
    matches!(word, "\"" | "'" | "``" | "“" | "‘" | "(" | "[" | "«" | "„" | "`" | "''")
}

fn is_time_word(word: &str) -> bool {
    matches!(
        word,
        "EDT"
            | "EST"
            | "CST"
            | "CDT"
            | "PST"
            | "PDT"
            | "MST"
            | "GMT"
            | "UTC"
            | "ET"
            | "PT"
            | "CET"
            | "CEST"
            | "BST"
            | "IST"
            | "Eastern"
            | "Central"
            | "Pacific"
            | "Moscow"
            | "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "January"
            | "February"
            | "March"
            | "April"
            | "May"
            | "June"
            | "July"
            | "August"
            | "September"
            | "October"
            | "November"
            | "December"
            | "Jan."
            | "Feb."
            | "Aug."
            | "Sept."
            | "Oct."
            | "Nov."
            | "Dec."
    )
}

/// Verbs of speaking that follow a quote, sorted.
const SPEECH: &[&str] = &[
    "added",
    "announced",
    "answered",
    "argued",
    "asked",
    "asks",
    "called",
    "cried",
    "declared",
    "demanded",
    "exclaimed",
    "insisted",
    "joked",
    "noted",
    "quipped",
    "remarked",
    "replied",
    "said",
    "says",
    "shouted",
    "stated",
    "tells",
    "told",
    "tweeted",
    "urged",
    "warned",
    "wondered",
    "wrote",
    "yelled",
];

/// Words with a capital that begin a sentence rather than a name, sorted.
const STARTERS: &[&str] = &[
    "A",
    "About",
    "Above",
    "According",
    "After",
    "Again",
    "All",
    "Also",
    "Although",
    "Among",
    "An",
    "And",
    "Another",
    "Any",
    "Are",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Can",
    "Despite",
    "Did",
    "Do",
    "Does",
    "During",
    "Each",
    "Earlier",
    "Even",
    "Every",
    "Few",
    "For",
    "Former",
    "From",
    "Had",
    "Has",
    "Have",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "Is",
    "It",
    "Its",
    "Last",
    "Later",
    "Many",
    "Meanwhile",
    "More",
    "Moreover",
    "Most",
    "My",
    "Neither",
    "Nevertheless",
    "No",
    "None",
    "Nor",
    "Not",
    "Now",
    "Of",
    "Officials",
    "On",
    "Once",
    "One",
    "Only",
    "Or",
    "Other",
    "Others",
    "Our",
    "Over",
    "People",
    "Perhaps",
    "Police",
    "Several",
    "She",
    "Since",
    "So",
    "Some",
    "Soon",
    "Still",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "Three",
    "Through",
    "Thus",
    "To",
    "Today",
    "Two",
    "Under",
    "Unless",
    "Until",
    "Was",
    "We",
    "Were",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "Will",
    "With",
    "Without",
    "Would",
    "Yes",
    "Yesterday",
    "Yet",
    "You",
    "Your",
];

/// Words that no sentence ends in: a line that does is not at its end, however ragged its margin. Sorted.
const OPEN: &[&str] = &[
    ",", "a", "about", "against", "among", "an", "and", "as", "at", "because", "between", "but", "by", "during", "for", "from", "in",
    "into", "its", "nor", "of", "on", "or", "our", "than", "the", "their", "to", "toward", "towards", "until", "upon", "via", "whose",
    "with", "within", "without",
];

fn is_open(word: &str) -> bool {
    OPEN.binary_search(&word).is_ok()
}

fn is_starter(word: &str) -> bool {
    STARTERS.binary_search(&word).is_ok()
}
