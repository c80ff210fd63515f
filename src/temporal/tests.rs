//! A table of sentences with the times they tell, over documents built by hand.

use super::find_times;
use crate::document::{Article, Deprel, Document, Sentence, Token, Upos, Xpos};
use crate::span::{ArticleId, Span, TokenId, TokenRange};
use std::sync::Arc;

/// A document from tokens parted by blanks, sentences by lines. A token may bring its tag (`met/VBD`), and with it its
/// head, counted from 1 within the sentence, and relation (`met/VBD/0/root`). Without a tag, a word is what it looks like.
pub(super) fn document(published: &str, tagged: &str) -> Document {
    let (mut text, mut tokens, mut sentences) = (String::new(), Vec::new(), Vec::new());
    for line in tagged.lines() {
        let (first, from) = (tokens.len(), text.len());
        for word in line.split(' ').filter(|w| !w.is_empty()) {
            let parts: Vec<_> = word.split('/').collect();
            let (form, tag, head, deprel) = match *parts.as_slice() {
                [form, tag, head, deprel] => (form, tag, head.parse::<usize>().unwrap(), deprel),
                [form, tag] if tag.parse::<Xpos>().is_ok() => (form, tag, 0, "root"),
                _ => (word, looks_like(word), 0, "root"),
            };
            let start = text.len();
            text.push_str(form);
            let xpos = tag.parse().unwrap();
            tokens.push(Token {
                span: Span::new(start, text.len()),
                lemma: lemma(form, xpos).into(),
                upos: upos(xpos),
                xpos,
                head: (head > 0).then(|| TokenId::new(first + head - 1)),
                deprel: Deprel::read(deprel),
            });
            text.push(' ');
        }
        sentences.push(Sentence {
            tokens: TokenRange::new(first, tokens.len()),
            span: Span::new(from, text.len()),
            skimmed: false,
            cut: false,
        });
    }
    let article = Article {
        id: ArticleId::new("test"),
        title: None,
        text: Arc::from(text),
        published: published.parse().ok(),
        source: None,
        url: None,
    };
    Document::new(article, tokens, sentences, Vec::new())
}

fn looks_like(word: &str) -> &'static str {
    match word {
        "the" | "a" | "an" | "this" | "that" | "The" | "A" | "This" | "That" => "DT",
        "to" => "TO",
        "and" | "or" => "CC",
        "his" | "its" | "their" => "PRP$",
        "he" | "they" | "it" | "He" | "They" => "PRP",
        "will" | "would" | "may" | "could" => "MD",
        "ago" | "earlier" | "later" | "not" | "last" => "RB",
        "'s" | "’s" => "POS",
        "," => ",",
        "." => ".",
        "(" => "-LRB-",
        ")" => "-RRB-",
        "-" | "–" | ":" => ":",
        "in" | "on" | "at" | "by" | "of" | "for" | "from" | "since" | "until" | "after" | "before" | "with" | "between" | "during"
        | "than" => "IN",
        "In" | "On" | "Since" | "After" | "Between" | "From" | "By" => "IN",
        w if w.starts_with(|c: char| c.is_ascii_digit()) => "CD",
        w if w.starts_with(char::is_uppercase) => "NNP",
        w if w.ends_with('s') => "NNS",
        _ => "NN",
    }
}

fn upos(xpos: Xpos) -> Upos {
    match xpos {
        Xpos::Vb | Xpos::Vbd | Xpos::Vbg | Xpos::Vbn | Xpos::Vbp | Xpos::Vbz => Upos::Verb,
        Xpos::Md => Upos::Aux,
        Xpos::Dt => Upos::Det,
        Xpos::To | Xpos::Pos => Upos::Part,
        Xpos::Cc => Upos::Cconj,
        Xpos::Prp | Xpos::PrpS => Upos::Pron,
        Xpos::Rb => Upos::Adv,
        Xpos::In => Upos::Adp,
        Xpos::Cd => Upos::Num,
        Xpos::Nnp | Xpos::Nnps => Upos::Propn,
        Xpos::Nn | Xpos::Nns => Upos::Noun,
        Xpos::Jj | Xpos::Jjs => Upos::Adj,
        _ => Upos::Punct,
    }
}

/// Lemma enough for these sentences.
fn lemma(form: &str, xpos: Xpos) -> String {
    let lower = form.to_lowercase();
    match (lower.as_str(), xpos) {
        ("has" | "had" | "have", _) => "have".into(),
        ("is" | "are" | "was" | "were" | "been" | "being" | "be", _) => "be".into(),
        ("did" | "does" | "do", _) => "do".into(),
        ("met", _) => "meet".into(),
        ("planned", _) => "plan".into(),
        ("managed", _) => "manage".into(),
        (w, Xpos::Nns) => w.trim_end_matches('s').into(),
        (w, Xpos::Vbd | Xpos::Vbn) => w.strip_suffix("ed").unwrap_or(w).into(),
        (w, Xpos::Vbz) => w.trim_end_matches('s').into(),
        (w, _) => w.into(),
    }
}

/// What is found, as `words=2025-07-03`, `words=2025-06-30..2025-07-06`, `words=?`; `!` before what dates nothing.
fn found(published: &str, tagged: &str) -> String {
    let doc = document(published, tagged);
    let shown = find_times(&doc).into_iter().map(|time| {
        let days = match time.days {
            Some((a, b)) if a == b => a.to_string(),
            Some((a, b)) => format!("{a}..{b}"),
            None => "?".to_owned(),
        };
        let mark = if time.anchors { "" } else { "!" };
        format!("{mark}{}={days}", doc.span_of(time.tokens).of(doc.text()))
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn check(published: &str, cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|(text, want)| {
            let got = found(published, text);
            (got != *want).then(|| format!("{text}\n  want {want}\n  got  {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// A Thursday.
const DAY: &str = "2025-07-10";

#[test]
fn weekdays_by_tense() {
    check(
        DAY,
        &[
            ("The ministers met/VBD on Tuesday .", "Tuesday=2025-07-08"),
            ("The ministers met/VBD on Thursday .", "Thursday=2025-07-10"),
            ("The ministers met/VBD on Friday .", "Friday=2025-07-04"),
            ("The ministers will meet/VB on Friday .", "Friday=2025-07-11"),
            ("The ministers will meet/VB on Tuesday .", "Tuesday=2025-07-15"),
            ("The ministers would not meet/VB on Tuesday .", "Tuesday=2025-07-15"),
            ("The minister would have/VB met/VBN him on Tuesday .", "Tuesday=2025-07-08"),
            ("The envoy agreed/VBD to fly/VB to Cairo on Monday .", "Monday=2025-07-14"),
            ("Talks planned/VBN for Monday were/VBD moved/VBN .", "Monday=2025-07-14"),
            ("Talks resume/VBP on Monday .", "Monday=2025-07-14"),
            ("The king is/VBZ visiting/VBG Rome on Sunday .", "Sunday=2025-07-13"),
            ("The king was/VBD visiting/VBG Rome on Sunday .", "Sunday=2025-07-06"),
            ("He did/VBD not meet/VB them Sunday night .", "Sunday night=2025-07-06"),
            ("The court ruled/VBD last Thursday .", "last Thursday=2025-07-03"),
            ("The court will rule/VB next Monday .", "next Monday=2025-07-14"),
            ("The court will rule/VB next Friday .", "next Friday=2025-07-18"),
            ("They spoke/VBD this past Saturday .", "this past Saturday=2025-07-05"),
            ("They meet/VBP the coming Saturday .", "the coming Saturday=2025-07-12"),
            ("They spoke/VBD on Tuesday of last week .", "Tuesday of last week=2025-07-01"),
            ("They spoke/VBD Wednesday last week .", "Wednesday last week=2025-07-02"),
            ("They will speak/VB on Monday next week .", "Monday next week=2025-07-14"),
            (
                "Shells fell/VBD in the early hours of Tuesday .",
                "the early hours of Tuesday=2025-07-08",
            ),
            ("Shells fell/VBD late on Monday .", "late on Monday=2025-07-07"),
            ("He said/VBD later on Wednesday .", "later on Wednesday=2025-07-09"),
            (
                "They spoke/VBD on Monday and Tuesday .",
                "Monday and Tuesday=2025-07-07..2025-07-08",
            ),
            ("They spoke/VBD on Monday and Thursday .", "Monday=2025-07-07; Thursday=2025-07-10"),
            (
                "Talks will run/VB from Friday to Sunday .",
                "from Friday to Sunday=2025-07-11..2025-07-13",
            ),
            (
                "They fought/VBD between Saturday and Tuesday .",
                "between Saturday and Tuesday=2025-07-05..2025-07-08",
            ),
            ("Prices rose/VBD on Black Friday , wrote/VBD the Sunday Times .", ""),
            ("They pray/VBP every Friday .", ""),
        ],
    );
}

#[test]
fn calendar_units() {
    check(
        DAY,
        &[
            ("They met/VBD yesterday .", "yesterday=2025-07-09"),
            ("They meet/VBP today .", "today=2025-07-10"),
            ("They will meet/VB tomorrow morning .", "tomorrow morning=2025-07-11"),
            ("He speaks/VBZ tonight .", "tonight=2025-07-10"),
            ("It fell/VBD last night .", "last night=2025-07-09"),
            ("It fell/VBD this morning .", "this morning=2025-07-10"),
            ("He left/VBD the day before yesterday .", "the day before yesterday=2025-07-08"),
            ("He will leave/VB the day after tomorrow .", "the day after tomorrow=2025-07-12"),
            ("They met/VBD last week .", "last week=2025-06-30..2025-07-06"),
            ("They met/VBD last month .", "last month=2025-06-01..2025-06-30"),
            ("They met/VBD last year .", "last year=2024-01-01..2024-12-31"),
            ("They will meet/VB next month .", "next month=2025-08-01..2025-08-31"),
            ("They will meet/VB next week .", "next week=2025-07-14..2025-07-20"),
            ("They meet/VBP this week .", "this week=2025-07-07..2025-07-13"),
            ("They met/VBD earlier this month .", "earlier this month=2025-07-01..2025-07-10"),
            ("They met/VBD earlier this week .", "earlier this week=2025-07-07..2025-07-10"),
            ("They met/VBD earlier this year .", "earlier this year=2025-01-01..2025-07-10"),
            ("They met/VBD earlier today .", "earlier today=2025-07-10"),
            ("They will meet/VB later this month .", "later this month=2025-07-10..2025-07-31"),
            (
                "He warned/VBD later in the year of war .",
                "later in the year=2025-01-01..2025-07-10",
            ),
            ("They sat/VBD on the middle Saturday .", "Saturday=2025-07-05"),
            ("It makes/VBZ 20 in a day .", "!a day=?"),
            ("They fought/VBD a decades - long war .", ""),
            ("They met/VBD late last year .", "late last year=2024-09-01..2024-12-31"),
            ("They met/VBD at the weekend .", "the weekend=2025-07-05..2025-07-06"),
            ("They will meet/VB at the weekend .", "the weekend=2025-07-12..2025-07-13"),
            ("They met/VBD last weekend .", "last weekend=2025-07-05..2025-07-06"),
            ("They met/VBD two days ago .", "two days ago=2025-07-08"),
            ("They met/VBD two weeks ago .", "two weeks ago=2025-06-23..2025-06-29"),
            ("They met/VBD about a month ago .", "a month ago=2025-06-01..2025-06-30"),
            ("They met/VBD 10 years ago .", "10 years ago=2015-01-01..2015-12-31"),
            (
                "They met/VBD a couple of weeks ago .",
                "a couple of weeks ago=2025-06-23..2025-06-29",
            ),
            ("They met/VBD a few days ago .", "a few days ago=?"),
            ("They met/VBD years ago .", "years ago=?"),
            ("They met/VBD five hours ago .", "five hours ago=2025-07-10"),
            (
                "Two towns fell/VBD in the past two weeks .",
                "the past two weeks=2025-06-26..2025-07-10",
            ),
            ("Towns fell/VBD over the last month .", "the last month=2025-06-10..2025-07-10"),
            ("Towns fell/VBD in recent days .", "recent days=?"),
            ("The envoy will return/VB in two weeks .", "two weeks=2025-07-21..2025-07-27"),
            ("The envoy will return/VB in three days .", "three days=2025-07-13"),
            ("They took/VBD the town in two days .", "!two days=?"),
            ("They spoke/VBD for two hours .", "!two hours=?"),
        ],
    );
}

#[test]
fn months_days_and_years() {
    check(
        DAY,
        &[
            ("They met/VBD on June 14 .", "June 14=2025-06-14"),
            ("They met/VBD on June 14th .", "June 14th=2025-06-14"),
            ("They met/VBD on 14 June 2019 .", "14 June 2019=2019-06-14"),
            ("They met/VBD on the 14th of June .", "the 14th of June=2025-06-14"),
            ("They met/VBD on June 14 , 2019 , in Cairo .", "June 14 , 2019=2019-06-14"),
            ("They met/VBD on Saturday , June 14 , in Cairo .", "Saturday , June 14=2025-06-14"),
            ("They met/VBD on September 3 .", "September 3=2024-09-03"),
            ("They met/VBD on June 14 last year .", "June 14 last year=2024-06-14"),
            ("They will meet/VB on September 3 .", "September 3=2025-09-03"),
            ("They will meet/VB on Feb. 2 .", "Feb. 2=2026-02-02"),
            ("They will mark/VB July 4 .", "July 4=2025-07-04"),
            ("They met/VBD on 2025-06-14 .", "2025-06-14=2025-06-14"),
            ("They met/VBD on 2025 - 06 - 14 .", ""),
            ("They met/VBD on 14.06.2025 .", "14.06.2025=2025-06-14"),
            ("They met/VBD on 5/6/2025 .", "5/6/2025=?"),
            ("They met/VBD on 30.02.2025 .", ""),
            ("They struck/VBD a bargain in March 2016 .", "March 2016=2016-03-01..2016-03-31"),
            ("They met/VBD in March .", "March=2025-03-01..2025-03-31"),
            ("They met/VBD in November .", "November=2024-11-01..2024-11-30"),
            ("They will meet/VB in March .", "March=2026-03-01..2026-03-31"),
            ("They met/VBD last March .", "last March=2025-03-01..2025-03-31"),
            ("They met/VBD in early June .", "early June=2025-06-01..2025-06-10"),
            ("They met/VBD in mid-June .", "mid-June=2025-06-11..2025-06-20"),
            ("They met/VBD at the end of June .", "the end of June=2025-06-21..2025-06-30"),
            ("They met/VBD in April and May .", "April and May=2025-04-01..2025-05-31"),
            (
                "They met/VBD between March and June 2016 .",
                "between March and June 2016=2016-03-01..2016-06-30",
            ),
            (
                "They ruled/VBD from November to February .",
                "from November to February=2024-11-01..2025-02-28",
            ),
            ("They met/VBD on 14 and 15 June .", "14 and 15 June=2025-06-14..2025-06-15"),
            ("They met/VBD on June 14–16 .", "June 14–16=2025-06-14..2025-06-16"),
            ("They fought/VBD in 2022 .", "2022=2022-01-01..2022-12-31"),
            ("They fought/VBD from 2014 to 2018 .", "from 2014 to 2018=2014-01-01..2018-12-31"),
            ("They fought/VBD in the 1990s .", "the 1990s=1990-01-01..1999-12-31"),
            (
                "They fought/VBD in the summer of 2015 .",
                "the summer of 2015=2015-06-01..2015-08-31",
            ),
            ("They fought/VBD last summer .", "last summer=2024-06-01..2024-08-31"),
            ("They sent/VBD 2000 troops .", ""),
            ("They recalled/VBD the 2015 deal .", "2015=2015-01-01..2015-12-31"),
            ("In June 25 people died/VBD .", "June=2025-06-01..2025-06-30"),
            ("They met/VBD Theresa May in London .", ""),
            ("The PM , May , may not march/VB .", ""),
            ("They met/VBD in May .", "May=2025-05-01..2025-05-31"),
            ("He praised/VBD the March 14 alliance .", ""),
            ("They met/VBD at Christmas .", "Christmas=2024-12-25"),
            ("They met/VBD two days after Christmas .", "two days after Christmas=2024-12-27"),
            (
                "They met/VBD on the eve of New Year 's Day .",
                "the eve of New Year 's Day=2024-12-31",
            ),
            ("They met/VBD on Good Friday .", "Good Friday=2025-04-18"),
            ("He spoke/VBD of 9/11 .", "9/11=2001-09-11"),
        ],
    );
}

#[test]
fn counted_from_what_was_told() {
    check(
        DAY,
        &[
            (
                "They met/VBD on Tuesday .\nTwo days earlier he had/VBD flown/VBN home .",
                "Tuesday=2025-07-08; Two days earlier=2025-07-06",
            ),
            (
                "They met/VBD on Tuesday .\nThe next day he flew/VBD home .",
                "Tuesday=2025-07-08; The next day=2025-07-09",
            ),
            (
                "They met/VBD on Tuesday .\nHe flew/VBD home the same day .",
                "Tuesday=2025-07-08; the same day=2025-07-08",
            ),
            (
                "They met/VBD on Tuesday .\nHe spoke/VBD later that day .",
                "Tuesday=2025-07-08; later that day=2025-07-08",
            ),
            (
                "They met/VBD on June 14 .\nThe following week he left/VBD .",
                "June 14=2025-06-14; The following week=2025-06-16..2025-06-22",
            ),
            (
                "They met/VBD in March 2016 .\nA year later he left/VBD .",
                "March 2016=2016-03-01..2016-03-31; A year later=2017-01-01..2017-12-31",
            ),
            (
                "They met/VBD in 2015 .\nTwo days later he left/VBD .",
                "2015=2015-01-01..2015-12-31; Two days later=?",
            ),
            ("He had/VBD called/VBN two days earlier .", "two days earlier=2025-07-08"),
            ("He left/VBD the same day .", "the same day=?"),
            ("He had/VBD met/VBN her the day before .", "the day before=2025-07-09"),
            ("He called/VBD two days before the summit .", "!two days before=?"),
            ("He called/VBD days before the summit .", "!days before=?"),
        ],
    );
}

#[test]
fn what_dates_nothing() {
    check(
        DAY,
        &[
            ("He congratulated/VBD her ahead of the July 14 holiday .", "!July 14=2025-07-14"),
            (
                "He congratulated/VBD her ahead of Independence Day on July 14 .",
                "!July 14=2025-07-14",
            ),
            ("He called/VBD her ahead of the talks on Monday .", "Monday=2025-07-14"),
            ("They spoke/VBD for the first time since 2022 .", "!2022=2022-01-01..2025-07-10"),
            ("They have/VBP shelled/VBN the town since Monday .", "Monday=2025-07-07..2025-07-10"),
            ("He was/VBD jailed/VBN until March .", "!March=2025-03-01..2025-03-31"),
            ("They must/MD leave/VB by Friday .", "Friday=2025-07-10..2025-07-11"),
            ("It exported/VBD more than last year .", "!last year=2024-01-01..2024-12-31"),
            ("He called/VBD on the eve of the summit .", "!the eve=?"),
            (
                "Thursday 's call comes/VBZ days after talks .",
                "Thursday=2025-07-10; !days after=?",
            ),
            ("He condemned/VBD Monday 's attack .", "Monday=2025-07-07"),
            ("They will answer/VB Monday 's attack .", "Monday=2025-07-07"),
            ("They will attend/VB Monday 's summit .", "Monday=2025-07-14"),
            (
                "CAIRO , July 9 ( Reuters ) - Egypt said/VBD on Wednesday",
                "!July 9=2025-07-09; Wednesday=2025-07-09",
            ),
            ("CAIRO ( AP ) – Egypt said/VBD on Wednesday", "Wednesday=2025-07-09"),
            ("Published : 9 July 2025", "!9 July 2025=2025-07-09"),
        ],
    );
}

#[test]
fn without_a_day_of_publication_only_full_dates_count() {
    check(
        "unknown",
        &[
            ("They met/VBD on Thursday .", "Thursday=?"),
            ("They met/VBD on June 14 .", "June 14=?"),
            ("They met/VBD last week .", "last week=?"),
            ("They met/VBD on 14 June 2019 .", "14 June 2019=2019-06-14"),
            ("They met/VBD in 2019 .", "2019=2019-01-01..2019-12-31"),
            ("They have/VBP fought/VBN since 2019 .", "2019=?"),
        ],
    );
}

#[test]
fn the_governing_verb_decides_in_a_parse() {
    check(
        DAY,
        &[
            (
                "Iran/NNP/2/nsubj said/VBD/0/root it/PRP/5/nsubj will/MD/5/aux attend/VB/2/ccomp talks/NNS/5/obj on/IN/8/case Monday/NNP/5/obl",
                "Monday=2025-07-14",
            ),
            (
                "Iran/NNP/2/nsubj said/VBD/0/root on/IN/4/case Monday/NNP/2/obl it/PRP/7/nsubj will/MD/7/aux attend/VB/2/ccomp talks/NNS/7/obj",
                "Monday=2025-07-07",
            ),
            (
                "He/PRP/3/nsubj is/VBZ/3/cop due/JJ/0/root to/TO/5/mark arrive/VB/3/xcomp on/IN/7/case Monday/NNP/5/obl",
                "Monday=2025-07-14",
            ),
            (
                "Talks/NNS/5/nsubj are/VBP/5/cop due/JJ/5/case to/TO/3/fixed resume/VB/0/root on/IN/7/case Monday/NNP/5/obl",
                "Monday=2025-07-14",
            ),
            (
                "He/PRP/2/nsubj managed/VBD/0/root to/TO/4/mark leave/VB/2/xcomp on/IN/6/case Monday/NNP/4/obl",
                "Monday=2025-07-07",
            ),
            (
                "He/PRP/2/nsubj flew/VBD/0/root home/RB/2/advmod to/TO/5/mark sign/VB/2/advcl it/PRP/5/obj on/IN/8/case Monday/NNP/5/obl",
                "Monday=2025-07-07",
            ),
            (
                "Speaking/VBG/6/advcl after/IN/3/case talks/NNS/1/obl on/IN/5/case Monday/NNP/3/nmod warned/VBD/0/root him/PRP/6/obj",
                "Monday=2025-07-07",
            ),
            (
                "The/DT/2/det vote/NN/5/nsubj is/VBZ/5/cop on/IN/5/case Monday/NNP/0/root",
                "Monday=2025-07-14",
            ),
            (
                "Putin/NNP/3/nsubj to/TO/3/mark visit/VB/0/root China/NNP/3/obj next/JJ/6/amod week/NN/3/obl:unmarked",
                "next week=2025-07-14..2025-07-20",
            ),
            (
                "They/PRP/2/nsubj left/VBD/0/root the/DT/6/det 2015/CD/6/compound nuclear/JJ/6/amod deal/NN/2/obj",
                "2015=2015-01-01..2015-12-31",
            ),
            (
                "They/PRP/4/nsubj have/VBP/4/aux been/VBN/4/aux fighting/VBG/0/root since/IN/6/case 2022/CD/4/obl",
                "2022=2022-01-01..2025-07-10",
            ),
        ],
    );
}
