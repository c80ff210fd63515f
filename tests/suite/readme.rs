//! The README's own commands, run as they stand there, and what it shows of their output.

use crate::support::{diplograph, scratch};
use std::fs;
use std::path::Path;

/// Commands of the `console` blocks, each with the lines shown below it.
fn shown(readme: &str) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push((command.to_owned(), Vec::new()));
            } else if let Some((_, lines)) = commands.last_mut() {
                lines.push(line.to_owned());
            }
        }
    }
    commands
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let folder = scratch();
    let output = folder.path().join("output");
    let mut ran = 0;
    for (command, lines) in shown(&readme) {
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
        for line in lines.iter().filter(|l| !l.trim().is_empty()) {
            // "…" stands for what differs from machine to machine or is left out.
            for piece in line.split('…').map(str::trim).filter(|p| !p.is_empty()) {
                assert!(said.contains(piece), "{command} no longer says {piece:?}; it says\n{said}");
            }
        }
        ran += 1;
    }
    assert!(ran >= 3, "the README shows its commands in console blocks");
}
