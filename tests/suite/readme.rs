//! The README's own commands, run as they stand there, and what it shows of their output.
//!
//! Numbers and single lines of the output may differ, since every better rule changes them; most lines must be there.
//! `SNAPSHOTS=overwrite cargo test --test suite readme` puts today's output into the README.

use crate::support::{diplograph, root, scratch};
use std::fs;

/// A command of the README and the block of output below it: where its lines begin and end in the README's lines.
struct Shown {
    command: String,
    output: Option<(usize, usize)>,
}

/// Commands of `console` blocks, the last of each with the `text` block that follows it.
fn shown(lines: &[&str]) -> Vec<Shown> {
    let mut commands: Vec<Shown> = Vec::new();
    let mut at = 0;
    let end = |from: usize| (from..lines.len()).find(|n| lines[*n] == "```").unwrap_or(lines.len());
    while at < lines.len() {
        if lines[at] == "```console" {
            let close = end(at + 1);
            commands.extend(
                lines[at + 1..close]
                    .iter()
                    .filter_map(|l| l.strip_prefix("$ "))
                    .map(|command| Shown {
                        command: command.to_owned(),
                        output: None,
                    }),
            );
            at = close;
        } else if lines[at] == "```text" {
            let close = end(at + 1);
            if let Some(last) = commands.last_mut() {
                last.output.get_or_insert((at + 1, close));
            }
            at = close;
        }
        at += 1;
    }
    commands
}

/// A line without what changes from day to day and from machine to machine: numbers, bars, blanks.
fn shape(line: &str) -> String {
    let mut shape = String::new();
    for c in line.chars().filter(|c| *c != '▇') {
        match (c.is_ascii_digit() || c == '.', c.is_whitespace()) {
            (true, _) if shape.ends_with('#') => {}
            (true, _) => shape.push('#'),
            (_, true) if shape.ends_with(' ') => {}
            (_, true) => shape.push(' '),
            _ => shape.push(c),
        }
    }
    shape.trim().to_owned()
}

/// As many lines of output as were shown before, from where the first of them stands now.
fn anew(before: &[&str], said: &str) -> Vec<String> {
    let now: Vec<&str> = said.lines().collect();
    let count = before.iter().filter(|l| **l != "…").count();
    let first = before.first().map(|l| shape(l)).unwrap_or_default();
    let start = now.iter().position(|l| shape(l) == first).unwrap_or(0);
    // How long it took is this machine's affair, and this build's.
    let timing = |line: &str| {
        before
            .iter()
            .find(|b| line.contains(" a second") && shape(b) == shape(line))
            .copied()
    };
    let lines = now.iter().skip(start).take(count);
    let mut lines: Vec<String> = lines.map(|l| timing(l).unwrap_or(l.trim_end()).to_owned()).collect();
    if start + count < now.len() {
        lines.push("…".to_owned());
    }
    lines
}

/// The arguments of a command line of ours, quotes understood; `None` for other programs.
fn arguments(command: &str) -> Option<Vec<String>> {
    let rest = command
        .strip_prefix("cargo run --release -- ")
        .or_else(|| command.strip_prefix("diplograph "))?;
    let mut words = Vec::new();
    for (at, piece) in rest.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    Some(words)
}

#[test]
fn the_commands_of_the_readme_do_what_it_shows() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = readme.lines().collect();
    let mut renewed: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
    let folder = scratch();
    let output = folder.path().join("output");
    let (mut ran, mut moved) = (0, 0isize);
    for Shown { command, output: block } in shown(&lines) {
        let Some(words) = arguments(&command) else { continue };
        let mut run = diplograph();
        // The output folder of the README is a scratch folder here.
        run.args(words.iter().map(|w| match w.strip_prefix("output") {
            Some(rest) => format!("{}{rest}", output.display()),
            None => w.clone(),
        }));
        if words[0] == "query" || words[0] == "export" {
            run.arg("--store").arg(output.join("diplograph.db"));
        }
        let done = run.output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        assert!(done.status.success(), "{command}\n{}", String::from_utf8_lossy(&done.stderr));
        ran += 1;
        let Some((from, to)) = block else { continue };
        let before = &lines[from..to];
        if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
            let fresh = anew(before, &said);
            let [begin, end] = [from, to].map(|n| n.checked_add_signed(moved).unwrap());
            moved += isize::try_from(fresh.len()).unwrap() - isize::try_from(to - from).unwrap();
            renewed.splice(begin..end, fresh);
            continue;
        }
        let now: Vec<String> = said.lines().map(shape).collect();
        let (mut found, mut all) = (0, 0);
        for line in before.iter().filter(|l| !l.trim().is_empty() && **l != "…") {
            all += 1;
            found += usize::from(now.contains(&shape(line)));
        }
        assert!(
            found * 10 >= all * 7,
            "{command}: only {found} of {all} lines are still said; renew them with SNAPSHOTS=overwrite cargo test --test suite \
             readme; it says\n{said}"
        );
    }
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::write(&path, renewed.join("\n") + "\n").unwrap();
    }
    assert!(ran >= 3, "the README shows its commands in console blocks");
}

#[test]
fn shapes_hide_what_changes() {
    assert_eq!(shape("  CONSULT   138  ▇▇▇▇"), shape("  CONSULT  97  ▇▇"));
    assert_eq!(shape("34 articles read in 2.1 s"), "# articles read in # s");
    assert_ne!(shape("  CONSULT  97"), shape("  SUPPORT  97"));
    let before = ["# b", "1 c", "…"];
    assert_eq!(anew(&before, "a\n# b\n2 c\nd\n"), ["# b", "2 c", "…"]);
}
