//! The sample articles, and what the README shows of them: `output/sample` and the blocks of output.
//!
//! `SNAPSHOTS=overwrite cargo test --test suite samples` draws the pictures again. They need not be the same byte for
//! byte, because every better rule changes them a little and the accurate engine computes with single precision; but a
//! picture that shows other events than today's would lie.

use crate::support::{diplograph, root, scratch};
use diplograph::ingest::{self, Input, Options};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Pictures of the README, and the articles they are drawn from.
const PICTURES: [(&str, &[&str]); 2] = [
    (
        "call.svg",
        &[
            "data/articles/putin-trump-call-moscow.txt",
            "data/articles/trump-putin-no-progress.md",
            "data/articles/macron-trump-kremlin-calls.html",
        ],
    ),
    ("graph.svg", &["data/articles"]),
];

#[test]
fn the_sample_articles_are_what_their_readme_says() {
    let folder = root().join("data/articles");
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut formats = BTreeSet::new();
    let mut listed = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name == "README.md" {
            continue;
        }
        formats.insert(name.rsplit('.').next().unwrap().to_owned());
        let row = readme.lines().find(|l| l.contains(&format!("`{name}`")));
        let row = row.unwrap_or_else(|| panic!("data/articles/README.md does not list {name}"));
        listed += row.split('|').nth(2).unwrap().trim().parse::<usize>().unwrap();
    }
    assert!(formats.len() >= 5, "{formats:?}");
    let articles: Vec<_> = ingest::articles(&[Input::Path(folder)], Options::default())
        .map(|a| a.unwrap())
        .collect();
    assert!(
        articles.len() >= 24 && articles.len() == listed,
        "{} articles, {listed} listed",
        articles.len()
    );
    for warned in &articles {
        let article = &warned.value;
        let words = article.text.split_whitespace().count();
        assert!((150..=500).contains(&words), "{} has {words} words", article.id);
        let traceable = article.source.is_some() || article.url.is_some();
        assert!(article.title.is_some() && traceable, "{} lacks a field", article.id);
        let day = article.published.unwrap_or_else(|| panic!("{} has no date", article.id));
        assert!((2024..=2026).contains(&day.year()));
        assert!(warned.warnings.is_empty(), "{}: {:?}", article.id, warned.warnings);
    }
}

/// Deed and date of every event drawn, as the picture's own titles tell them.
fn drawn(svg: &str) -> BTreeMap<String, usize> {
    let mut events = BTreeMap::new();
    for group in svg.split("<g id=\"event:").skip(1) {
        let title = group.split("<title>").nth(1).and_then(|t| t.split("</title>").next()).unwrap_or("");
        let deed = title.split(" — ").next().unwrap_or(title);
        *events.entry(deed.to_owned()).or_default() += 1;
    }
    events
}

/// How much of what either shows is shown by both.
fn likeness(one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>) -> f64 {
    let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let count = |of: &BTreeMap<String, usize>, key: &String| of.get(key).copied().unwrap_or(0);
    let both: usize = keys.iter().map(|k| count(one, k).min(count(other, k))).sum();
    let either: usize = keys.iter().map(|k| count(one, k).max(count(other, k))).sum();
    both as f64 / either.max(1) as f64
}

#[test]
fn the_pictures_of_the_readme_are_those_the_program_draws() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for (name, inputs) in PICTURES {
        let folder = scratch();
        diplograph()
            .args(["--quiet", "build"])
            .args(inputs)
            .arg("--output")
            .arg(folder.path())
            .assert()
            .code(0);
        let now = fs::read_to_string(folder.path().join("graph.svg")).unwrap();
        let sample = root().join("output/sample").join(name);
        if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
            fs::write(&sample, &now).unwrap();
        }
        let shown = drawn(&fs::read_to_string(&sample).unwrap_or_default());
        assert!(drawn(&now).len() >= 8, "{name} shows {:?}", drawn(&now));
        let alike = likeness(&shown, &drawn(&now));
        assert!(
            alike >= 0.6,
            "output/sample/{name} shows other events than the program would now ({alike:.2} alike): draw it again with \
             SNAPSHOTS=overwrite cargo test --test suite samples"
        );
        assert!(readme.contains(&format!("output/sample/{name}")), "the README does not show {name}");
        one_call_told_by_several(folder.path());
        keeps_to_its_schema(folder.path());
    }
}

/// What the whole is for: several newspapers, one call.
fn one_call_told_by_several(output: &Path) {
    let mut command = diplograph();
    command.args(["query", "talks", "--format", "json", "--actor", "Putin", "--with", "Trump"]);
    command.args(["--since", "2025-07-03", "--until", "2025-07-03", "--mode", "phone", "--store"]);
    let answer = command.arg(output.join("diplograph.db")).assert().code(0);
    let talks: Vec<Value> = serde_json::from_slice(&answer.get_output().stdout).unwrap();
    let most = talks.iter().map(|t| t["articles"].as_u64().unwrap()).max();
    assert!(most >= Some(2), "{talks:#?}");
}

fn keeps_to_its_schema(output: &Path) {
    let schema = serde_json::from_str(include_str!("../../data/schema/graph.schema.json")).unwrap();
    let document = serde_json::from_slice(&fs::read(output.join("graph.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
