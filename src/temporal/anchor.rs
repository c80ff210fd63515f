//! What a resolved time dates: the event it hangs on, only the noun it modifies, or nothing.
//!
//! Last step of this module. The hard decision: the preposition before the time decides ("since", "ahead of", "until"
//! date nothing that hangs on them), but a time that modifies a noun dates that noun whatever stands before both.

use super::calendar::{Days, Tense, Time, Unit};
use super::lexicon::{Cue, Word};
use super::scan::{Found, Scan};
use super::tense::head_of;
use crate::document::{Deprel, Document, Upos, Xpos};
use crate::span::TokenId;
use jiff::civil::Date;

/// The noun that the time stands before and modifies: "Thursday's call", "the 2015 deal".
pub(super) fn modified(scan: Scan<'_>, found: Found) -> Option<TokenId> {
    let doc = scan.doc;
    let possessive = scan.is(found.end, Cue::Possessive);
    let names = matches!(
        found.time,
        Time::Dates { .. } | Time::Month(..) | Time::Season(..) | Time::Named(..) | Time::Year(_) | Time::Decade(_) | Time::Weekday(..)
    );
    if !possessive && !names {
        return None;
    }
    let noun = |t: &TokenId| matches!(doc.token(*t).upos, Upos::Noun | Upos::Propn) && t.index() >= found.end && t.index() < scan.end;
    let head = doc.token(head_of(doc, found.tokens()));
    if let Some(governor) = head.head.filter(noun)
        && (possessive || matches!(head.deprel.base(), Deprel::Compound | Deprel::Nmod | Deprel::Amod | Deprel::Nummod))
    {
        return Some(governor);
    }
    let parsed = head.head.is_some();
    let from = found.end + usize::from(possessive);
    let opened = possessive || !parsed && starts_noun_phrase(scan, found.start);
    let run = (from..scan.end)
        .take(8)
        .take_while(|i| matches!(doc.tokens[*i].upos, Upos::Noun | Upos::Adj | Upos::Propn | Upos::Num) || scan.is(*i, Cue::Dash));
    opened.then(|| run.map(TokenId::new).filter(noun).last()).flatten()
}

fn starts_noun_phrase(scan: Scan<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else { return false };
    matches!(
        scan.before(start),
        Word::Cue(Cue::A | Cue::The | Cue::Possessive | Cue::This | Cue::That)
    ) || matches!(scan.upos(before), Some(Upos::Det | Upos::Adj))
        || scan.upos(before).is_some() && scan.doc.tokens[before].xpos == Xpos::PrpS
}

/// The side that the preposition before a time shows, where it shows one.
pub(super) fn side(scan: Scan<'_>, found: Found, noun: Option<TokenId>) -> Option<Tense> {
    match leading(scan, found.start) {
        Some(Cue::Ahead | Cue::Coming) => Some(Tense::Future),
        Some(Cue::For | Cue::To) if noun.is_none() => Some(Tense::Future),
        Some(Cue::Since) => Some(Tense::Past),
        // "investigating messages from May"
        Some(Cue::From) if hangs_on_noun(scan.doc, found) => Some(Tense::Past),
        Some(Cue::On | Cue::In | Cue::At) if hangs_on_what_is_ahead(scan, found.start) => Some(Tense::Future),
        _ => None,
    }
}

fn hangs_on_noun(doc: &Document, found: Found) -> bool {
    let head = doc.token(head_of(doc, found.tokens()));
    head.deprel.base() == Deprel::Nmod
}

/// "ahead of the talks on Monday"
fn hangs_on_what_is_ahead(scan: Scan<'_>, start: usize) -> bool {
    let nominal = |i: &usize| {
        matches!(scan.upos(*i), Some(Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det | Upos::Num)) || scan.is(*i, Cue::Possessive)
    };
    let Some(preposition) = start.checked_sub(1) else { return false };
    let run = (scan.first..preposition).rev().take(8).take_while(nominal).count();
    let Some(of) = (preposition - run).checked_sub(1).filter(|_| run > 0) else {
        return false;
    };
    scan.is(of, Cue::Of) && scan.before(of) == Word::Cue(Cue::Ahead)
}

/// The preposition before, behind determiners and words like "about".
fn leading(scan: Scan<'_>, start: usize) -> Option<Cue> {
    let mut at = start;
    for _ in 0..4 {
        match scan.before(at) {
            Word::Cue(Cue::The | Cue::A | Cue::Approx | Cue::This) | Word::DayPart => at -= 1,
            // "ahead of", "prior to", "the early hours of"
            Word::Cue(cue @ (Cue::Of | Cue::To)) => {
                return match scan.before(at - 1) {
                    Word::Cue(Cue::Ahead) => Some(Cue::Ahead),
                    _ => Some(cue),
                };
            }
            Word::Cue(cue) => return Some(cue),
            // "U.S. Independence Day on July 4" is looked at from "on"; an adjective or name before the time belongs to its noun.
            Word::Other if at > scan.first && at < start && matches!(scan.upos(at - 1), Some(Upos::Adj | Upos::Det)) => at -= 1,
            _ => return None,
        }
    }
    None
}

/// The days that the time tells of its event, and whether it dates it at all.
pub(super) fn settle(
    scan: Scan<'_>,
    found: Found,
    days: Option<Days>,
    tense: Tense,
    noun: Option<TokenId>,
    published: Option<Date>,
) -> (Option<Days>, bool) {
    let (doc, lexicon) = (scan.doc, scan.lexicon);
    if found.idle {
        // "in two weeks", of what lies ahead.
        if let (Time::Duration(unit, n @ 1..), Some(Cue::In), Tense::Future) = (found.time, leading(scan, found.start), tense)
            && (unit, n) != (Unit::Day, 1)
            && !after_first(scan, found.start)
        {
            let view = super::calendar::View {
                published,
                told: None,
                tense,
            };
            return (Time::Unit(unit, n).days(view), true);
        }
        return (days, false);
    }
    if let Some(noun) = noun {
        return (days, !lexicon.undated_nouns.contains(doc.lemma(noun)));
    }
    if found.to.is_some() {
        return (days, true);
    }
    let up_to = |end: Date| published.filter(|p| *p <= end).map_or((end, end), |p| (p, end));
    match leading(scan, found.start) {
        Some(Cue::Since) => {
            let open = days.and_then(|(start, _)| published.filter(|p| *p >= start).map(|p| (start, p)));
            (open, is_perfect(doc, found) && !after_first(scan, found.start))
        }
        Some(Cue::By) if tense == Tense::Future => (days.map(|(_, end)| up_to(end)), true),
        Some(Cue::By | Cue::Until | Cue::Before | Cue::After | Cue::Ahead | Cue::Like | Cue::With | Cue::Within) => (days, false),
        Some(Cue::Of) if scan.form(found.start.saturating_sub(2)).eq_ignore_ascii_case("as") => (days, false),
        _ => {
            // "Independence Day on July 4", "the deadline on Friday"
            let named = noun_before(scan, found.start)
                .is_some_and(|t| lexicon.feasts.contains(doc.form(t).to_lowercase().as_str()) || scan.at(t.index()) == Word::Name);
            let stamp = scan
                .form(
                    found
                        .start
                        .wrapping_sub(1 + usize::from(scan.form(found.start.wrapping_sub(1)) == ":")),
                )
                .to_lowercase();
            (
                days,
                !named && !lexicon.stamps.contains(stamp.as_str()) && !compared(scan, found.start),
            )
        }
    }
}

/// The noun before the preposition before the time.
fn noun_before(scan: Scan<'_>, start: usize) -> Option<TokenId> {
    let at = start.checked_sub(2).filter(|i| *i >= scan.first)?;
    matches!(scan.at(start - 1), Word::Cue(Cue::On | Cue::In | Cue::At | Cue::Comma)).then(|| TokenId::new(at))
}

/// "more than last year".
fn compared(scan: Scan<'_>, start: usize) -> bool {
    scan.form(start.wrapping_sub(1)) == "than"
}

/// "for the first time since 2022", "the worst since May": the last time is named, not this one.
fn after_first(scan: Scan<'_>, start: usize) -> bool {
    (scan.first..start).rev().take(10).any(|i| {
        let token = &scan.doc.tokens[i];
        matches!(token.xpos, Xpos::Jjs | Xpos::Rbs) || matches!(token.lemma.as_str(), "first" | "time" | "second" | "third" | "only")
    })
}

/// Whether the verb above is in the perfect: "has shelled the town since Monday" lasts.
fn is_perfect(doc: &Document, found: Found) -> bool {
    let head = head_of(doc, found.tokens());
    let have = |t: TokenId| doc.lemma(t) == "have";
    if doc.token(head).head.is_none() {
        let from = found.start.saturating_sub(12);
        return (from..found.start).any(|i| have(TokenId::new(i)));
    }
    doc.ancestors(head)
        .take(24)
        .find(|t| *t != head && doc.token(*t).upos == Upos::Verb)
        .is_some_and(|verb| {
            doc.children(verb)
                .iter()
                .any(|c| have(*c) && doc.token(*c).deprel.base() == Deprel::Aux)
        })
}

/// One past the last token of the line that opens an agency's report: `MOSCOW, July 3 (Reuters) -`. 0 where there is none.
pub(super) fn dateline_end(doc: &Document, words: &[Word]) -> usize {
    let limit = doc.tokens.len().min(16);
    for (i, word) in words.iter().enumerate().take(limit) {
        let form = doc.form(TokenId::new(i));
        match word {
            Word::Cue(Cue::Dash) if i > 0 && doc.tokens[i - 1].span.end < doc.tokens[i].span.start => return i,
            Word::Cue(Cue::Comma) => {}
            _ if form.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '(' | ')' | '/' | '.')) => {}
            _ => return 0,
        }
    }
    0
}
