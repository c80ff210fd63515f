//! `graph.dot`: golden, and that no words can break it: against graphviz-rust's parser and, where installed, `dot`.

use crate::{bytes, golden, sample};
use diplograph::export::{DotOptions, ExportFormat, GraphView, PictureOptions, write_dot, write_with_graphviz};
use graphviz_rust::dot_structures::{Graph, Id, Stmt};
use proptest::prelude::*;
use std::io::Write;
use std::process::{Command, Stdio};

const NASTY: &[&str] = &[
    "say \"no\"",
    "back\\slash",
    "ends in a backslash\\",
    "\\\"",
    "\\\\\"\\",
    "<b>bold</b>",
    "<",
    "a > b",
    "two\nlines",
    "carriage\r\nreturn\ttab",
    "\u{0}nul\u{7}bell",
    "R&D &amp; &lt;tag&gt; &#65;",
    "\\N \\G \\l \\r \\n",
    "{a|b} ]; } digraph { x -> y",
    "// no comment /* here */ # or here",
    "Erdoğan — 習近平 — Зеленський — العربية 🕊",
    "node",
    "",
];

fn dot(view: &GraphView, options: &DotOptions) -> String {
    let mut out = Vec::new();
    write_dot(view, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn small_graph_is_written_as_agreed() {
    golden("small.dot", &dot(&sample::small(), &DotOptions::default()));
    golden(
        "small-topics.dot",
        &dot(&sample::small(), &DotOptions::default().with_topics().with_title("Six events")),
    );
}

/// What a DOT string means to a reader of labels.
fn read_back(quoted: &str) -> String {
    let inner = quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"')).unwrap();
    let mut text = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next().expect("a lone backslash ends the string") {
                'n' => text.push('\n'),
                c @ ('"' | '\\') => text.push(c),
                other => panic!("unknown escape {other:?} in {quoted}"),
            },
            ('"', _) => panic!("bare quote in {quoted}"),
            _ => text.push(c),
        }
    }
    text.replace("&amp;", "&")
}

/// The labels of all nodes, by a parser that is not ours.
fn labels(source: &str) -> Vec<String> {
    let graph = graphviz_rust::parse(source).unwrap_or_else(|e| panic!("{e}\n{source}"));
    let Graph::DiGraph { stmts, .. } = graph else {
        panic!("not a digraph")
    };
    let mut labels = Vec::new();
    for stmt in stmts {
        let Stmt::Node(node) = stmt else { continue };
        for attribute in node.attributes {
            if attribute.0 == Id::Plain("label".into()) {
                let Id::Escaped(value) = attribute.1 else {
                    panic!("{:?} is not quoted", attribute.1)
                };
                labels.push(read_back(&value));
            }
        }
    }
    labels
}

fn survives(words: &str) {
    let view = sample::nasty(words);
    let labels = labels(&dot(&view, &DotOptions::default().with_topics()));
    let shown = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    for actor in &view.actors {
        let name: String = actor.name.chars().map(shown).collect();
        assert!(labels.contains(&name), "{name:?} is not among {labels:?}");
    }
    let events = 1 + labels.iter().filter(|l| l.contains(" · ") || l.contains("2025")).count();
    assert!(events > view.events.len());
}

#[test]
fn nasty_words_survive() {
    for words in NASTY {
        survives(words);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_survive(words in any::<String>()) {
        survives(&words);
    }

    #[test]
    fn any_mix_of_special_characters_survives(words in "[\"\\\\<>&;{}\\[\\]n\n a-]{0,12}") {
        survives(&words);
    }
}

/// Runs `dot` on a source; `None` where Graphviz is not installed.
fn graphviz(source: &str, format: &str) -> Option<Vec<u8>> {
    let child = Command::new("dot")
        .arg(format)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("left out: Graphviz is not installed");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(source.as_bytes()));
        child.wait_with_output().unwrap()
    });
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && !complaints.contains("syntax error"), "{complaints}");
    Some(output.stdout)
}

#[test]
fn graphviz_shows_nasty_words_as_they_are() {
    for words in NASTY {
        let view = sample::nasty(words);
        let Some(svg) = graphviz(&dot(&view, &DotOptions::default()), "-Tsvg") else {
            return;
        };
        let svg = String::from_utf8(svg).unwrap();
        let tree = roxmltree::Document::parse_with_options(
            &svg,
            roxmltree::ParsingOptions {
                allow_dtd: true,
                ..Default::default()
            },
        )
        .unwrap();
        let texts: Vec<String> = tree
            .descendants()
            .filter(|n| n.has_tag_name("text"))
            .map(|n| n.text().unwrap_or("").replace('\u{a0}', " "))
            .collect();
        let shown = |c: char| if c.is_control() { ' ' } else { c };
        for line in words.split('\n').filter(|l| !l.trim().is_empty()) {
            let line: String = line.chars().map(shown).collect();
            assert!(texts.iter().any(|t| t.contains(line.trim())), "{line:?} is not in {texts:?}");
        }
        let nodes = tree.descendants().filter(|n| n.attribute("class") == Some("node")).count();
        assert_eq!(nodes, view.actors.len() + view.events.len());
    }
}

#[test]
fn graphviz_draws_the_large_graph() {
    let view = sample::large();
    let source = String::from_utf8(bytes(&view, ExportFormat::Dot)).unwrap();
    if graphviz(&source, "-Tsvg").is_none() {
        return;
    }
    for format in [ExportFormat::Svg, ExportFormat::Png] {
        let mut out = Vec::new();
        write_with_graphviz(&view, format, &PictureOptions::default(), &mut out).unwrap();
        assert!(out.len() > 10_000);
    }
}

#[test]
fn graphviz_is_asked_for_pictures_only() {
    let error = write_with_graphviz(&sample::small(), ExportFormat::Json, &PictureOptions::default(), Vec::new());
    assert_eq!(error.unwrap_err().to_string(), "Graphviz draws pictures, not json; use svg or png");
}
