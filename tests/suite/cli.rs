//! The program as its users run it: every command, its answers, its exit codes.

use crate::support::{articles, broken, diplograph, scratch, write};
use assert_cmd::assert::Assert;
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const COMMANDS: &[&[&str]] = &[
    &["build"],
    &["extract"],
    &["merge"],
    &["add"],
    &["remove"],
    &["query", "talks"],
    &["query", "actor"],
    &["query", "why"],
    &["export"],
    &["explain"],
    &["parse"],
    &["completions"],
    &["man"],
];

const CALL: &str =
    "French President Emmanuel Macron called Russian President Vladimir Putin on Tuesday. They discussed the war in Ukraine.";

fn out(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn err(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

/// A graph of the test articles.
fn built() -> (TempDir, PathBuf) {
    let folder = scratch();
    let output = folder.path().join("out");
    diplograph()
        .arg("build")
        .arg(articles())
        .arg("--output")
        .arg(&output)
        .assert()
        .code(0);
    (folder, output)
}

fn graph(output: &Path) -> Vec<u8> {
    fs::read(output.join("graph.json")).unwrap()
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn another_text_of_a_known_id_replaces_the_former_and_is_told() {
    let folder = scratch();
    let file = folder.path().join("note.txt");
    let add = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let done = diplograph()
            .args(["add", "--engine", "fast"])
            .arg(&file)
            .arg("--output")
            .arg(folder.path())
            .assert()
            .code(0);
        err(&done).contains("note: replaces another text of the same id (note.txt)")
    };
    assert!(!add(CALL), "nothing was there");
    assert!(!add(CALL), "the same text");
    assert!(add("Emmanuel Macron met Narendra Modi in Paris."));
}

#[test]
fn every_command_helps_with_examples() {
    for command in COMMANDS {
        let help = out(&diplograph().args(*command).arg("--help").assert().code(0));
        assert!(
            help.contains("Examples:") && help.contains("Usage: diplograph"),
            "{command:?}\n{help}"
        );
    }
    let help = out(&diplograph().arg("--help").assert().code(0));
    for command in COMMANDS {
        assert!(help.contains(command[0]), "{command:?}");
    }
    assert!(help.contains("Exit codes"));
    assert!(out(&diplograph().arg("--version").assert().code(0)).starts_with("diplograph "));
}

#[test]
fn wrong_arguments_are_refused() {
    for wrong in [
        &["build"][..],
        &["dance"],
        &["extract", "-", "--format", "xml"],
        &["extract", "-", "--date", "yesterday"],
        &["extract", "-", "--min-confidence", "2"],
        &["extract", "-", "--jobs", "0"],
        &["extract", "-", "--rules", "no/such/folder"],
        &["extract", "-", "--gazetteer", "no/such/file"],
        &["query", "talks", "--store", "no/such.db"],
        &["export", "--format", "png", "--store", "no/such.db"],
        &["explain", "no-such-rule"],
        &["completions", "smalltalk"],
        &["man", "dance"],
        &["merge", "no/such.jsonl"],
        &["remove", "x", "--output", "no/such/folder"],
    ] {
        let said = err(&diplograph().args(wrong).write_stdin("").assert().code(2));
        assert!(!said.is_empty(), "{wrong:?}");
    }
    let said = err(&diplograph().args(["extract", "-", "--date", "yesterday"]).assert().code(2));
    assert_eq!(said, "error: --date \"yesterday\" is no day; write it as 2025-07-03\n");
}

#[test]
fn build_writes_the_graph_and_a_summary() {
    let folder = scratch();
    let output = folder.path().join("deep/out");
    let assert = diplograph()
        .arg("build")
        .arg(articles())
        .arg("--output")
        .arg(&output)
        .assert()
        .code(0);
    let summary = out(&assert);
    for part in [
        "7 articles read in",
        "a second",
        "Events by type",
        "CONSULT",
        "Actors",
        "Who talked most",
        "Written: ",
    ] {
        assert!(summary.contains(part), "{part}\n{summary}");
    }
    assert!(err(&assert).contains("note: no publication date"), "{}", err(&assert));
    let written: Value = serde_json::from_slice(&graph(&output)).unwrap();
    assert!(!written["nodes"].as_array().unwrap().is_empty());
    assert!(fs::read_to_string(output.join("graph.dot")).unwrap().contains("digraph"));
    assert!(fs::read_to_string(output.join("graph.svg")).unwrap().contains("<svg"));
    let left: Vec<_> = fs::read_dir(&output)
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn build_skips_what_is_broken_and_says_so() {
    let folder = scratch();
    for (name, bytes, _) in broken() {
        write(folder.path(), &[(name, &bytes)]);
    }
    let output = folder.path().join("out");
    let assert = diplograph()
        .arg("build")
        .arg(folder.path())
        .arg("--output")
        .arg(&output)
        .assert()
        .code(1);
    for (_, _, words) in broken() {
        assert!(err(&assert).contains(words), "{words}\n{}", err(&assert));
    }
    assert!(out(&assert).contains("1 article read"), "{}", out(&assert));
    assert!(output.join("graph.json").is_file());
}

#[test]
fn nothing_usable_is_a_failure_that_leaves_no_files() {
    let folder = scratch();
    write(folder.path(), &[("in/empty.txt", b"")]);
    let output = folder.path().join("out");
    let assert = diplograph()
        .arg("build")
        .arg(folder.path().join("in"))
        .arg("--output")
        .arg(&output)
        .assert()
        .code(2);
    assert!(err(&assert).contains("error: nothing could be read"), "{}", err(&assert));
    assert!(!output.join("graph.json").exists());
    diplograph().args(["extract", "no/such/file"]).assert().code(2);
}

#[test]
fn a_bad_output_fails_before_the_reading() {
    let folder = scratch();
    write(folder.path(), &[("file", b"x")]);
    let assert = diplograph()
        .arg("build")
        .arg(articles())
        .arg("--output")
        .arg(folder.path().join("file"))
        .assert()
        .code(2);
    assert!(!err(&assert).contains("note:"), "{}", err(&assert));
    diplograph()
        .arg("extract")
        .arg(articles())
        .arg("--output")
        .arg(folder.path())
        .assert()
        .code(2);
}

#[test]
fn the_graph_is_a_function_of_the_set_of_articles() {
    let (_folder, output) = built();
    let expected = graph(&output);

    // Again into the same store; with one thread; in parts, in another order, twice; out and in again.
    let again = diplograph()
        .arg("build")
        .arg(articles())
        .arg("--output")
        .arg(&output)
        .assert()
        .code(0);
    assert!(
        out(&again).starts_with("7 articles, known already and not read again\n"),
        "{}",
        out(&again)
    );
    assert_eq!(graph(&output), expected);
    let other = scratch();
    diplograph()
        .arg("build")
        .arg(articles())
        .args(["--jobs", "1", "--output"])
        .arg(other.path())
        .assert()
        .code(0);
    assert_eq!(graph(other.path()), expected);

    let parts = scratch();
    for name in ["wire.jsonl", "visit.md", "table.csv", "sanctions.html", "envoys.txt", "wire.jsonl"] {
        diplograph()
            .arg("add")
            .arg(articles().join(name))
            .arg("--output")
            .arg(parts.path())
            .assert()
            .code(0);
    }
    assert_eq!(graph(parts.path()), expected);
    diplograph()
        .args(["remove", "envoys.txt", "--output"])
        .arg(parts.path())
        .assert()
        .code(0);
    assert_ne!(graph(parts.path()), expected);
    diplograph()
        .args(["remove", "envoys.txt", "--output"])
        .arg(parts.path())
        .assert()
        .code(2);
    diplograph()
        .args(["remove", "envoys.txt", "wire-1", "--output"])
        .arg(parts.path())
        .assert()
        .code(1);
    diplograph()
        .arg("add")
        .arg(articles())
        .arg("--output")
        .arg(parts.path())
        .assert()
        .code(0);
    assert_eq!(graph(parts.path()), expected);

    // A build holds its articles and no others.
    diplograph()
        .arg("build")
        .arg(articles().join("envoys.txt"))
        .arg("--output")
        .arg(parts.path())
        .assert()
        .code(0);
    let one: Value = serde_json::from_slice(&graph(parts.path())).unwrap();
    assert!(!one.to_string().contains("wire-1"));
}

#[test]
fn records_extracted_in_parts_merge_to_the_same_graph() {
    let (folder, output) = built();
    let mut parts = Vec::new();
    for name in ["wire.jsonl", "table.csv", "envoys.txt", "visit.md", "sanctions.html"] {
        let part = folder.path().join(format!("{name}.part.jsonl"));
        diplograph()
            .arg("extract")
            .arg(articles().join(name))
            .arg("--output")
            .arg(&part)
            .assert()
            .code(0);
        parts.push(part);
    }
    let merged = folder.path().join("merged");
    let summary = out(&diplograph()
        .arg("merge")
        .args(&parts)
        .arg(&parts[0])
        .arg("--output")
        .arg(&merged)
        .assert()
        .code(0));
    assert!(summary.contains("Events by type"), "{summary}");
    assert_eq!(graph(&merged), graph(&output));

    // What is no record is left out, line by line; the rest of its file is not.
    let torn = [
        b"{\"not\": \"a record\"}\n\n".to_vec(),
        fs::read(&parts[0]).unwrap(),
        b"\xff{\n".to_vec(),
    ]
    .concat();
    write(folder.path(), &[("torn.jsonl", &torn)]);
    let assert = diplograph()
        .arg("merge")
        .args(&parts[1..])
        .arg(folder.path().join("torn.jsonl"))
        .arg("--output")
        .arg(&merged)
        .assert()
        .code(1);
    let last = torn.iter().filter(|byte| **byte == b'\n').count();
    for line in [1, last] {
        let said = format!("torn.jsonl:{line}: not an event record");
        assert!(err(&assert).contains(&said), "{said}: {}", err(&assert));
    }
    assert_eq!(err(&assert).matches("skipped").count(), 2, "{}", err(&assert));
    assert_eq!(graph(&merged), graph(&output));
}

#[test]
fn extract_writes_one_event_a_line() {
    let events = json_lines(&out(&diplograph().args(["extract", "-"]).write_stdin(CALL).assert().code(0)));
    let call = events.iter().find(|e| e["type"] == "CONSULT").expect("a contact");
    let names: Vec<&str> = call["actors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"Emmanuel Macron") && names.contains(&"Vladimir Putin"), "{names:?}");
    assert_eq!(call["mode"][0], "phone");
    let mention = &call["mentions"][0];
    let [start, end] = [0, 1].map(|i| usize::try_from(mention["sentence_span"][i].as_u64().unwrap()).unwrap());
    assert_eq!(&CALL[start..end], mention["text"].as_str().unwrap());
    assert_eq!(call["date"], Value::Null);

    let dated = json_lines(&out(&diplograph()
        .args(["extract", "-", "--date", "2025-02-12"])
        .write_stdin(CALL)
        .assert()
        .code(0)));
    assert_eq!(
        dated.iter().find(|e| e["type"] == "CONSULT").unwrap()["date"]["start"],
        "2025-02-11"
    );
    assert_eq!(
        out(&diplograph()
            .args(["extract", "-", "--min-confidence", "1"])
            .write_stdin(CALL)
            .assert()
            .code(0)),
        ""
    );
}

#[test]
fn extract_writes_tables() {
    let table = out(&diplograph()
        .args(["extract", "-", "--format", "csv"])
        .write_stdin(CALL)
        .assert()
        .code(0));
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let header = rows.headers().unwrap().clone();
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let field = |row: &csv::StringRecord, name: &str| row[header.iter().position(|h| h == name).unwrap()].to_owned();
    let call = rows.iter().find(|r| field(r, "type") == "CONSULT").expect("a contact");
    assert_eq!(field(call, "actors"), "Emmanuel Macron; Vladimir Putin");
    assert_eq!(field(call, "actor_countries"), "FRA; RUS");
}

#[test]
fn a_parse_is_the_accurate_engines_unless_asked() {
    let parse = |options: &[&str]| {
        let text = "The minister whose party the president had said he would not work with resigned, aides to both told reporters Monday.";
        out(&diplograph().args(["parse", "-"]).args(options).write_stdin(text).assert().code(0))
    };
    assert_eq!(parse(&[]), parse(&["--engine", "accurate"]));
    assert_ne!(parse(&[]), parse(&["--engine", "fast"]));
}

#[test]
fn a_sentence_that_is_read_in_pieces_is_told() {
    let folder = scratch();
    let long = "On Tuesday Macron called Putin, who thanked him, ".repeat(60) + "and they parted.";
    write(folder.path(), &[("in/big.txt", long.as_bytes()), ("in/small.txt", CALL.as_bytes())]);
    let input = folder.path().join("in");
    let output = folder.path().join("out");
    let note = "note: sentences longer than 250 tokens are read in pieces (big.txt)\n";
    for command in ["parse", "extract", "build", "add", "explain"] {
        let run = |options: &[&str]| {
            let mut program = diplograph();
            program.args([command, "--engine", "fast"]).args(options);
            if command == "explain" {
                program.arg(input.join("big.txt"));
            } else {
                program.arg(&input);
            }
            if matches!(command, "build" | "add") {
                // What is in a store already is not read again.
                let _ = fs::remove_dir_all(&output);
                program.arg("--output").arg(&output);
            }
            program.assert().code(0)
        };
        let told = err(&run(&[]));
        assert!(told.contains(note), "{command}: {told}");
        assert_eq!(err(&run(&["--quiet"])), "", "{command}");
    }
    let parse = out(&diplograph().args(["parse", "--engine", "fast"]).arg(&input).assert().code(0));
    assert_eq!(parse.matches("# cut = yes\n").count(), 2, "{parse}");
}

#[test]
fn a_parse_of_ones_own_is_read_back() {
    let parse = out(&diplograph().args(["parse", "-"]).write_stdin(CALL).assert().code(0));
    assert!(
        parse.contains("# text = They discussed the war in Ukraine.") && parse.contains("\tVERB\t"),
        "{parse}"
    );
    let events = out(&diplograph().args(["extract", "--parsed", "-"]).write_stdin(parse).assert().code(0));
    assert!(json_lines(&events).iter().any(|e| e["type"] == "CONSULT"), "{events}");
}

#[test]
fn a_parse_keeps_what_is_known_of_an_article() {
    let events = |input: &[&str], parse: &str| {
        let run = diplograph()
            .args(["extract", "--engine", "fast"])
            .args(input)
            .write_stdin(parse)
            .assert();
        json_lines(&out(&run.code(0)))
    };
    let file = articles().join("wire.jsonl");
    let parse = out(&diplograph().args(["parse", "--engine", "fast"]).arg(&file).assert().code(0));
    assert!(parse.contains("\n# published = ") && parse.contains("\n# source = "), "{parse}");
    let heads = |events: Vec<Value>| -> Vec<Value> {
        let fields = ["article", "meta", "type", "date"];
        events.iter().map(|e| fields.map(|f| e[f].clone()).to_vec().into()).collect()
    };
    assert_eq!(
        heads(events(&["--parsed", "-"], &parse)),
        heads(events(&[file.to_str().unwrap()], ""))
    );
}

#[test]
fn a_parse_that_cannot_be_read_costs_only_its_article() {
    let read = |parse: &str, code: i32| {
        diplograph()
            .args(["extract", "--parsed", "-"])
            .write_stdin(parse)
            .assert()
            .code(code)
    };
    let good = out(&diplograph().args(["parse", "-"]).write_stdin(CALL).assert().code(0));
    let run = read(&format!("# newdoc id = torn\n1\tword\n\n{good}"), 1);
    let said = err(&run);
    assert!(said.contains("skipped: -:2: 2 columns where CoNLL-U has ten"), "{said}");
    assert!(!out(&run).is_empty());
    for (empty, words) in [
        ("", "no sentences in this file"),
        ("1\tword\n", "2 columns"),
        ("# newdoc id = a\n", "no sentences"),
    ] {
        let said = err(&read(empty, 2));
        assert!(said.contains(words) && said.ends_with("error: nothing could be read\n"), "{said}");
    }
}

#[test]
fn talks_are_found_filtered_and_proved() {
    let (_folder, output) = built();
    let store = output.join("diplograph.db");
    let talks = |args: &[&str]| -> Vec<Value> {
        let mut command = diplograph();
        command
            .args(["query", "talks", "--format", "json"])
            .args(args)
            .arg("--store")
            .arg(&store);
        serde_json::from_str(&out(&command.assert().code(0))).unwrap()
    };
    let all = talks(&[]);
    assert!(all.len() >= 3, "{all:#?}");
    let call = &talks(&["--actor", "Putin", "--with", "Macron"])[0];
    assert_eq!(call["date"]["start"], "2025-02-11");
    assert!(call["evidence"]["text"].as_str().unwrap().contains("called"), "{call:#}");
    assert_eq!(
        talks(&["--mode", "phone", "--since", "2025-02-11", "--until", "2025-02-11"]).len(),
        1
    );
    assert!(
        talks(&["--since", "2025-02-12"])
            .iter()
            .all(|t| t["date"]["end"].as_str().unwrap() >= "2025-02-12")
    );
    assert!(talks(&["--status", "planned"]).iter().all(|t| t["status"] == "planned"));
    assert!(!talks(&["--topic", "grain"]).is_empty());
    assert!(talks(&["--actor", "Nobody"]).is_empty());
    let mut stranger = diplograph();
    stranger.args(["query", "talks", "--actor", "Nobody", "--store"]).arg(&store);
    assert!(err(&stranger.assert().code(0)).contains("nobody called \"Nobody\" takes part"));

    let ask = |args: &[&str]| {
        let mut command = diplograph();
        command
            .args(["query", "talks", "--actor", "Macron"])
            .args(args)
            .arg("--store")
            .arg(&store);
        out(&command.assert().code(0))
    };
    let table = ask(&["--evidence"]);
    assert!(
        table.contains("11 Feb 2025") || table.contains("2025-02-11") || table.contains("11 February 2025"),
        "{table}"
    );
    assert!(table.contains("Evidence") && table.contains("envoys.txt"), "{table}");
    assert!(!ask(&[]).contains("Evidence"));
    assert!(ask(&["--format", "csv"]).starts_with("event,date_start,"));

    let wrong = |args: &[&str]| {
        let mut command = diplograph();
        command.args(["query", "talks"]).args(args).arg("--store").arg(&store);
        err(&command.assert().code(2))
    };
    assert!(wrong(&["--mode", "pigeon"]).contains("unknown mode \"pigeon\"; use one of: phone, visit, multilateral, third-party\n"));
    assert!(wrong(&["--mode", "aerial"]).contains("unknown mode \"aerial\""));
    assert!(wrong(&["--since", "2025-03-01", "--until", "2025-02-01"]).contains("no day lies between"));
    assert!(wrong(&["--since", "July"]).contains("--since \"July\" is no day"));
    let absent = err(&diplograph().args(["query", "talks", "--store", "no/such.db"]).assert().code(2));
    assert!(
        absent.contains("no graph here; make one with \"diplograph build ARTICLES\""),
        "{absent}"
    );
}

#[test]
fn actors_and_reasons_are_told() {
    let (_folder, output) = built();
    let store = output.join("diplograph.db");
    let ask = |args: &[&str], code: i32| diplograph().arg("query").args(args).arg("--store").arg(&store).assert().code(code);
    let portrait = out(&ask(&["actor", "Macron"], 0));
    assert!(
        portrait.starts_with("Emmanuel Macron [") && portrait.contains("FRA") && portrait.contains("Vladimir Putin"),
        "{portrait}"
    );
    let all: Value = serde_json::from_str(&out(&ask(&["actor", "Putin", "--format", "json"], 0))).unwrap();
    assert_eq!(all[0]["name"], "Vladimir Putin");
    let flat = |row: &Value| row.as_object().unwrap().values().all(|value| value.is_string() || value.is_null());
    assert!(all.as_array().unwrap().iter().all(flat), "{all}");
    assert!(out(&ask(&["actor", "Putin", "--format", "csv"], 0)).lines().count() > 1);
    assert!(err(&ask(&["actor", "Nobody"], 2)).contains("nobody called \"Nobody\""));

    let event = all[0]["event"].as_str().unwrap().to_owned();
    let why = diplograph().args(["query", "why", &event, "--store"]).arg(&store).assert().code(0);
    assert!(out(&why).contains("Told in") && out(&why).contains(&event), "{}", out(&why));
    let unknown = diplograph()
        .args(["query", "why", "event:0", "--store"])
        .arg(&store)
        .assert()
        .code(2);
    assert!(err(&unknown).contains("no event \"event:0\""));
}

#[test]
fn exports_in_every_format() {
    let (folder, output) = built();
    let store = output.join("diplograph.db");
    let export = |args: &[&str]| diplograph().arg("export").args(args).arg("--store").arg(&store).assert();
    for name in ["graph.json", "graph.dot", "graph.svg"] {
        let format = name.split('.').next_back().unwrap();
        let told = export(&["--format", format]).code(0);
        assert_eq!(told.get_output().stdout, fs::read(output.join(name)).unwrap(), "{name}");
    }
    let png = folder.path().join("graph.png");
    diplograph()
        .args(["export", "--output"])
        .arg(&png)
        .arg("--store")
        .arg(&store)
        .assert()
        .code(0);
    assert!(fs::read(&png).unwrap().starts_with(b"\x89PNG"));
    assert!(err(&export(&["--format", "xls"]).code(2)).contains("unknown export format \"xls\""));
    assert!(err(&export(&[]).code(2)).contains("which format?"));
    let by_graphviz = export(&["--format", "svg", "--engine", "dot"]);
    if Command::new("dot")
        .arg("-V")
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
    {
        assert!(out(&by_graphviz.code(0)).contains("<svg"));
    } else {
        assert!(err(&by_graphviz.code(2)).contains("\"dot\" is not installed"));
    }
}

#[test]
fn explain_shows_every_layer() {
    let told = out(&diplograph().args(["explain", CALL, "--date", "2025-02-12"]).assert().code(0));
    for layer in [
        "## Parse (CoNLL-U)",
        "## Mentions",
        "## Chains and entities",
        "## Times",
        "## Events",
        "Emmanuel Macron",
        "fired",
        "2025-02-11",
    ] {
        assert!(told.contains(layer), "{layer}\n{told}");
    }
    let of_file = out(&diplograph().arg("explain").arg(articles().join("envoys.txt")).assert().code(0));
    assert!(of_file.contains("published  2025-02-12"), "{of_file}");
    assert!(out(&diplograph().args(["explain", "-"]).write_stdin(CALL).assert().code(0)).contains("## Events"));

    let rule = diplograph::rule::RuleSet::embedded().rules.first().unwrap();
    let told = out(&diplograph().args(["explain", &rule.id]).assert().code(0));
    assert!(
        told.contains(&rule.meaning) && told.contains("## Triggers") && told.contains("## Fires on"),
        "{told}"
    );
    let unknown = err(&diplograph().args(["explain", "CONSULT-dance"]).assert().code(2));
    assert!(unknown.contains("is no file and no rule"), "{unknown}");
}

#[test]
fn completions_and_manual_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            out(&diplograph().args(["completions", shell]).assert().code(0)).contains("diplograph"),
            "{shell}"
        );
    }
    let manual = out(&diplograph().arg("man").assert().code(0));
    for command in COMMANDS {
        let name = command.join("\\-");
        assert!(manual.contains(&name) || manual.contains(&command.join("-")), "{name}");
    }
    assert!(out(&diplograph().args(["man", "query", "talks"]).assert().code(0)).contains("evidence"));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_diplograph"))
        .arg("extract")
        .arg(articles())
        .args(["--quiet", "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()),
        (Some(0), "")
    );
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_named_and_questions_are_still_answered() {
    let (_folder, output) = built();
    let store = output.join("diplograph.db");
    // No file may grow, as on a full disk; signal 25, which tells a program so, must not end it.
    let run = |args: &[&str]| {
        let mut shell = assert_cmd::Command::new("sh");
        shell.args([
            "-c",
            "trap '' 25; ulimit -f 0; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_diplograph"),
        ]);
        shell.args(args).assert()
    };
    let place = |path: &Path| path.to_str().unwrap().to_owned();
    let (store, output) = (place(&store), place(&output));
    assert!(out(&run(&["query", "talks", "--store", &store]).code(0)).contains("Macron"));
    assert!(out(&run(&["export", "--format", "json", "--store", &store]).code(0)).contains("Macron"));
    let said = err(&run(&["add", &place(&articles()), "--output", &output]).code(2));
    assert!(said.contains("the disk may be full; make room"), "{said}");
}

#[test]
fn an_empty_store_holds_no_graph_yet() {
    let folder = scratch();
    write(folder.path(), &[("a.db", b"")]);
    let store = folder.path().join("a.db");
    let said = err(&diplograph().args(["query", "talks", "--store"]).arg(&store).assert().code(2));
    assert!(
        said.contains("a.db: this file holds no graph yet; make one with \"diplograph build\""),
        "{said}"
    );
}

/// A stream that is long enough to be killed in.
fn long_stream(count: usize) -> Vec<u8> {
    let mut stream = Vec::new();
    for number in 0..count {
        let day = 1 + number % 28;
        let text = format!("{CALL} The two presidents will meet in Geneva on {day} March 2025, the Kremlin said. Number {number}.");
        writeln!(
            stream,
            "{}",
            serde_json::json!({"id": format!("n{number}"), "date": format!("2025-02-{day:02}"), "text": text})
        )
        .unwrap();
    }
    stream
}

#[test]
fn a_killed_build_loses_nothing() {
    let folder = scratch();
    write(folder.path(), &[("in.jsonl", &long_stream(3000))]);
    let input = folder.path().join("in.jsonl");
    let whole = folder.path().join("whole");
    diplograph().arg("build").arg(&input).arg("--output").arg(&whole).assert().code(0);

    let killed = folder.path().join("killed");
    for pause in [20, 60, 150, 400, 900, 1500, 2300] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args(["build", "--quiet"])
            .arg(&input)
            .arg("--output")
            .arg(&killed)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    diplograph().arg("build").arg(&input).arg("--output").arg(&killed).assert().code(0);
    assert_eq!(graph(&killed), graph(&whole));
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_between_articles_and_keeps_what_is_done() {
    let folder = scratch();
    write(folder.path(), &[("in.jsonl", &long_stream(20_000))]);
    let output = folder.path().join("out");
    let child = Command::new(env!("CARGO_BIN_EXE_diplograph"))
        .arg("build")
        .arg(folder.path().join("in.jsonl"))
        .arg("--output")
        .arg(&output)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(
        said.contains("interrupted; ") && said.contains("run the same again to go on"),
        "{said}"
    );
    assert!(!output.join("graph.json").exists());
}

#[test]
fn users_bring_their_own_actors_and_rules() {
    let folder = scratch();
    write(folder.path(), &[("bad.tsv", b"one\ttwo\n"), ("rules/bad.toml", b"id = \"X\"\n")]);
    let bad = err(&diplograph()
        .args(["extract", "-", "--gazetteer"])
        .arg(folder.path().join("bad.tsv"))
        .write_stdin(CALL)
        .assert()
        .code(2));
    assert!(bad.contains("bad.tsv:1"), "{bad}");
    let bad = err(&diplograph()
        .args(["extract", "-", "--rules"])
        .arg(folder.path().join("rules"))
        .write_stdin(CALL)
        .assert()
        .code(2));
    assert!(bad.contains("bad.toml"), "{bad}");
}
