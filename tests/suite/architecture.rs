//! Modules use only those below them: scans `src/` for `crate::module` paths and fails on an upward edge.

use crate::support::root;
use std::fs;
use std::path::{Path, PathBuf};

/// Groups from the base up. Inside a group a module uses only those before it; verbs use no other verb.
const GROUPS: &[(&str, &[&str])] = &[
    ("nouns", &["span", "error", "diag", "ontology", "document", "conllu", "record"]),
    ("knowledge", &["rule", "resources"]),
    ("verbs", &["ingest", "analyze", "temporal", "mention", "coref", "link", "event"]),
    ("store", &["graph", "store", "query", "export"]),
    ("whole", &["pipeline", "score"]),
];

fn place(module: &str) -> Option<(usize, usize)> {
    GROUPS
        .iter()
        .enumerate()
        .find_map(|(group, (_, modules))| modules.iter().position(|m| *m == module).map(|at| (group, at)))
}

/// Whether `user` may use `used`.
fn allowed(user: &str, used: &str) -> bool {
    let (Some(user_at), Some(used_at)) = (place(user), place(used)) else {
        return false;
    };
    user == used || used_at.0 < user_at.0 || used_at.0 == user_at.0 && GROUPS[user_at.0].0 != "verbs" && used_at.1 < user_at.1
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The modules that a source names as `crate::module` or `crate::{module, module::x}`.
fn used(source: &str) -> Vec<String> {
    let mut modules = Vec::new();
    let is_code = |l: &&str| !l.trim_start().starts_with("//") && !l.trim_start().starts_with("#[doc");
    for line in source.lines().filter(is_code) {
        for (at, _) in line.match_indices("crate::") {
            let before = line[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let rest = &line[at + "crate::".len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(list) => list.split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                // Types and macros re-exported at the root are no modules.
                if name.starts_with(|c: char| c.is_ascii_lowercase()) {
                    modules.push(name);
                }
            }
        }
    }
    modules
}

#[test]
fn no_module_uses_one_above_it() {
    let root = root().join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&root).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        if matches!(module.as_str(), "lib" | "main" | "cli") {
            continue;
        }
        assert!(
            place(&module).is_some(),
            "{module} has no place in the order; give it one in this test"
        );
        let source = fs::read_to_string(&file).unwrap();
        for name in used(&source) {
            if !allowed(&module, &name) {
                wrong.push(format!("{} uses crate::{name}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "upward edges:\n{}", wrong.join("\n"));
}

#[test]
fn the_command_line_is_outside_the_library() {
    let root = root().join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let in_cli = file.strip_prefix(&root).unwrap().starts_with("cli");
        let names_clap = source
            .lines()
            .any(|l| !l.trim_start().starts_with("//") && (l.contains("clap::") || l.contains("use clap")));
        assert!(in_cli || !names_clap, "{} names clap", file.display());
        if !in_cli && !file.ends_with("main.rs") {
            for word in ["println!(", "eprintln!(", "process::exit"] {
                let said = source.lines().any(|l| !l.trim_start().starts_with("//") && l.contains(word));
                let tested = source
                    .find("#[cfg(test)]")
                    .is_some_and(|at| source.find(word).is_some_and(|w| w > at));
                assert!(!said || tested, "{} of the library says {word}", file.display());
            }
        }
    }
}

#[test]
fn each_library_has_its_room() {
    let root = root().join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let rooms: [(&str, &[&str]); 5] = [
        ("petgraph", &["graph"]),
        ("graphviz_rust", &["export/dot.rs"]),
        ("resvg", &["export/png.rs"]),
        ("rusqlite", &["store", "query/stored.rs"]),
        ("rten", &["analyze/accurate"]),
    ];
    for (library, rooms) in rooms {
        let named = |file: &PathBuf| {
            let source = fs::read_to_string(file).unwrap();
            let is_code = |l: &&str| !l.trim_start().starts_with("//");
            source.lines().filter(is_code).any(|l| l.contains(&format!("{library}::")))
        };
        let found: Vec<&PathBuf> = files.iter().filter(|f| named(f)).collect();
        assert!(!found.is_empty(), "nobody uses {library}");
        for file in found {
            let place = file.strip_prefix(&root).unwrap();
            assert!(
                rooms.iter().any(|room| place.starts_with(room)),
                "{} names {library}",
                place.display()
            );
        }
    }
}

#[test]
fn an_upward_edge_is_seen() {
    assert_eq!(
        used("use crate::graph::Node;\nuse crate::{event, span::Span};\n// crate::cli"),
        ["graph", "event", "span"]
    );
    assert!(!allowed("event", "graph") && !allowed("event", "link") && !allowed("span", "record"));
    assert!(allowed("graph", "record") && allowed("query", "store") && allowed("pipeline", "event"));
}
