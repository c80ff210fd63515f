//! Time expressions: where a text tells a time, which days that is, and whether it dates the event it hangs on.
//!
//! Between `mention` and `event`. Tokens become `lexicon::Word`s, words expressions (`scan`, `phrase`), expressions
//! days (`calendar`, in the `tense` of their verb), days anchors (`anchor`). The hard decision: what cannot be told
//! stays `None` and is still reported, so that an event beside "a few days ago" is not dated from farther off.

mod anchor;
mod calendar;
mod lexicon;
mod numeric;
mod phrase;
mod scan;
mod tense;
#[cfg(test)]
mod tests;

use crate::document::Document;
use crate::record::TimeExpression;
use calendar::{Days, Tense, Time, View};
use lexicon::TimeLexicon;
use scan::{Found, Scan};

/// The time expressions of the document, in text order, resolved against its day of publication.
#[must_use]
pub fn find_times(doc: &Document) -> Vec<TimeExpression> {
    let lexicon = TimeLexicon::embedded();
    let words = lexicon.words(doc);
    let dateline = anchor::dateline_end(doc, &words);
    let mut told: Option<Days> = None;
    let mut times = Vec::new();
    for sentence in &doc.sentences {
        let range = sentence.tokens.range();
        let scan = Scan {
            lexicon,
            doc,
            words: &words,
            first: range.start,
            end: range.end,
        };
        for found in scan.all() {
            let (days, anchors) = resolve(scan, found, told);
            let anchors = anchors && found.start >= dateline;
            if anchors && days.is_some() {
                told = days;
            }
            times.push(TimeExpression {
                tokens: found.tokens(),
                days,
                anchors,
            });
        }
    }
    times
}

fn resolve(scan: Scan<'_>, found: Found, told: Option<Days>) -> (Option<Days>, bool) {
    let published = scan.doc.article.published;
    let noun = anchor::modified(scan, found);
    let tense = anchor::side(scan, found, noun)
        .or_else(|| tense::tense(scan.lexicon, scan.doc, found.tokens(), noun))
        .unwrap_or(Tense::Past);
    let view = View { published, told, tense };
    let days = days_of(found, view).and_then(|d| calendar::part_of(d, found.part, published, tense));
    let days = match found.offset {
        Some(offset) => days.and_then(|d| calendar::moved(d, offset)),
        None => days,
    };
    anchor::settle(scan, found, days, tense, noun, published)
}

/// The days of an expression; of a span, its two ends are read one from the other.
fn days_of(found: Found, view: View) -> Option<Days> {
    let Some(to) = found.to else { return found.time.days(view) };
    let seen_from = |day, tense| View {
        published: view.published.and(Some(day)),
        tense,
        ..view
    };
    let (start, end) = if view.tense == Tense::Past || matches!(to, Time::Day(_)) {
        let (start, end) = to.days(view)?;
        (found.time.days(seen_from(start, Tense::Past))?.0, end)
    } else {
        let (start, end) = found.time.days(view)?;
        (start, to.days(seen_from(end, Tense::Future))?.1)
    };
    (start <= end).then_some((start, end))
}
