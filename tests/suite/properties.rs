//! What must hold of any article whatever: spans lie on characters and are the text, and the graph is a function of the
//! set of articles.

use crate::support::pipeline;
use diplograph::document::Article;
use diplograph::document::Token;
use diplograph::export::{GraphView, JsonOptions, write_json};
use diplograph::graph::{Corrections, KnowledgeGraph};
use diplograph::record::folded;
use diplograph::span::{ArticleId, Span, TokenId};
use diplograph::{Document, EventRecord, conllu};
use proptest::prelude::*;

/// Sentences and scraps, which in any order make an article that tells something.
const SCRAPS: &[&str] = &[
    "French President Emmanuel Macron phoned Chinese President Xi Jinping on Monday. ",
    "Erdoğan met Volodymyr Zelenskyy in Çankaya — “for an hour”. ",
    "They discussed grain, drones and the war in Ukraine.\n\n",
    "The Kremlin said Russia condemns Israel’s strikes on Iran. ",
    "Germany expelled four Russian diplomats last week. ",
    "She thanked him.\n",
    "Türkiye’s foreign minister will visit Baghdad on 9 May 2025",
    " U.S. officials… ",
    "🕊 習近平 ",
    "e\u{301}lite \u{a0}\u{200b}",
    "\r\n\t",
    "“",
    "Mr. ",
    "3.5%. ",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![4 => proptest::sample::select(SCRAPS).prop_map(str::to_owned), 1 => "\\PC{0,12}"],
        0..10,
    )
    .prop_map(|scraps| scraps.concat())
}

fn article(id: usize, text: &str) -> Article {
    Article {
        id: ArticleId::new(format!("article-{id}")),
        title: None,
        text: text.into(),
        published: "2025-05-07".parse().ok(),
        source: None,
        url: None,
    }
}

/// The characters from one place to another.
fn slice(text: &str, [from, to]: [u32; 2]) -> String {
    text.chars().skip(from as usize).take((to - from) as usize).collect()
}

fn spans_are_the_text(doc: &Document, events: &[EventRecord]) {
    let text = doc.text();
    for token in &doc.tokens {
        assert!(text.get(token.span.range()).is_some_and(|t| !t.is_empty()), "{:?}", token.span);
    }
    for sentence in &doc.sentences {
        assert!(text.get(sentence.span.range()).is_some());
    }
    for event in events {
        assert!(!event.mentions.is_empty());
        for mention in &event.mentions {
            let [begin, end] = mention.sentence_span;
            assert_eq!(folded(&slice(text, mention.sentence_span)), mention.text);
            assert_eq!(folded(&slice(text, mention.trigger_span)), folded(&mention.trigger));
            let [first, last] = mention.trigger_span;
            assert!(begin <= first && first < last && last <= end, "{mention:?}");
        }
    }
}

fn graph(records: &[EventRecord]) -> String {
    let graph = KnowledgeGraph::from_records(records, &Corrections::none());
    let view = GraphView::new(graph.actors().cloned().collect(), graph.events().collect());
    let mut json = Vec::new();
    write_json(&view, &JsonOptions::compact(), &mut json).unwrap();
    String::from_utf8(json).unwrap()
}

/// A parse says the same once it was written and read.
fn reads_back(text: &str) {
    let doc = pipeline().parse(&article(1, text));
    let written = conllu::write(&doc);
    let Some(again) = conllu::read(&written).unwrap_or_else(|e| panic!("{e}: {text:?}\n{written}")).pop() else {
        return assert!(doc.tokens.is_empty());
    };
    let told = |doc: &Document| -> Vec<_> {
        let token = |i| {
            (
                doc.form(TokenId::new(i)).to_owned(),
                Token {
                    span: Span::default(),
                    ..doc.tokens[i].clone()
                },
            )
        };
        (0..doc.tokens.len()).map(token).collect()
    };
    assert_eq!(told(&again), told(&doc));
    assert_eq!(again.names, doc.names);
}

#[test]
fn characters_that_show_nothing_are_read_back() {
    let shown_by_none = ['\u{0}'..='\u{ff}', '\u{2000}'..='\u{206f}', '\u{fe00}'..='\u{ffff}'];
    for c in shown_by_none.into_iter().flatten() {
        reads_back(&format!("{c}Erdoğan {c}met{c} Lav{c}rov. {c} They{c}{c} talked{c}.{c}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_lies_on_characters_and_is_the_text(text in text()) {
        let read = pipeline().read(&article(1, &text));
        spans_are_the_text(&read.doc, &read.events);
    }

    #[test]
    fn every_parse_is_read_back(text in text()) {
        reads_back(&text);
    }

    #[test]
    fn neither_order_nor_repetition_of_articles_matters(texts in proptest::collection::vec(text(), 1..5), turn in 0usize..5) {
        let read = |order: &[usize]| -> Vec<EventRecord> {
            order.iter().flat_map(|n| pipeline().read(&article(*n, &texts[*n])).events).collect()
        };
        let mut order: Vec<usize> = (0..texts.len()).collect();
        let expected = graph(&read(&order));
        let by = turn % texts.len();
        order.rotate_left(by);
        order.reverse();
        order.push(order[0]);
        prop_assert_eq!(graph(&read(&order)), expected);
    }
}
