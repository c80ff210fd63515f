//! Abbreviations that keep their period, and what each says about the end of a sentence.
//!
//! Read by tokenizer and sentence splitter. The hard decision: three kinds are enough. A title never ends a sentence; a word that counts
//! ("No.") needs a number behind it; all others end one when the next word begins like a sentence.

/// How an abbreviation behaves at a possible sentence end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name follows: never the end.
    Title,
    /// A number follows, or it is no abbreviation.
    Counter,
    /// May end a sentence.
    Open,
}

/// The words, sorted; compared without case but for those that are words in lower case.
const TITLES: &[&str] = &[
    "adm", "amb", "ave", "brig", "capt", "cdr", "cf", "cmdr", "col", "comdr", "cpl", "dr", "drs", "e.g", "eg", "esp", "fr", "ft", "gen",
    "gens", "gov", "govs", "hon", "i.e", "ie", "lt", "maj", "messrs", "mlle", "mme", "mr", "mrs", "ms", "msgr", "mt", "mx", "pres", "prof",
    "profs", "rep", "reps", "rev", "sen", "sens", "sgt", "sir", "spc", "st", "ste", "supt", "viz", "vs",
];
const COUNTERS: &[&str] = &["art", "arts", "ch", "fig", "figs", "no", "nos", "op", "pp", "sec", "vol", "vols"];
const OPEN: &[&str] = &[
    "al", "apr", "approx", "assn", "aug", "blvd", "bros", "calif", "co", "colo", "conn", "corp", "cos", "dec", "del", "dept", "dist",
    "div", "esq", "est", "etc", "feb", "fla", "fri", "govt", "ill", "inc", "ind", "intl", "jan", "jr", "jul", "ltd", "mar", "mass", "md",
    "mich", "minn", "mon", "mont", "natl", "nev", "nov", "oct", "okla", "ont", "ore", "penn", "ph.d", "plc", "que", "rd", "sat", "sept",
    "sep", "sq", "sr", "sun", "tenn", "tex", "thu", "thur", "thurs", "tue", "tues", "univ", "va", "vt", "wash", "wed", "wis", "wyo",
];
/// Those of the lists that are also words: only with a capital are they abbreviations.
const CAPITAL_ONLY: &[&str] = &[
    "al", "art", "col", "dec", "del", "fig", "gen", "ill", "ind", "mar", "mass", "mon", "no", "nos", "ore", "rep", "reps", "sat", "sen",
    "sir", "sun", "st", "wash", "wed", "op",
];

/// The kind of abbreviation `word` (without its last period) is, if it is one.
pub(super) fn kind(word: &str) -> Option<Kind> {
    if word.len() > 8 || !word.is_ascii() {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let lower = lower.as_str();
    if word == "al" {
        return Some(Kind::Open); // et al.
    }
    if CAPITAL_ONLY.contains(&lower) && !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    if TITLES.contains(&lower) {
        Some(Kind::Title)
    } else if COUNTERS.contains(&lower) {
        Some(Kind::Counter)
    } else if OPEN.contains(&lower) {
        Some(Kind::Open)
    } else {
        None
    }
}
