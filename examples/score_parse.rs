//! Prints the linguistic layer's figures on the treebanks: `cargo run --release --example score_parse -- [fast|accurate] [TREEBANKS]`.

use diplograph::analyze::score::{score, score_names};
use diplograph::analyze::{Analyzer, EngineKind};
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let kind: EngineKind = args.next().as_deref().unwrap_or("fast").parse()?;
    let treebanks = PathBuf::from(args.next().unwrap_or_else(|| "../shared/treebanks".into()));
    let start = Instant::now();
    let analyzer = Analyzer::new(kind)?;
    println!("{kind} engine, ready after {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    println!(
        "| data | sentences | tokens | UPOS | XPOS | lemmas | UAS | LAS | core F1 |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    let row = |name: &str, s: diplograph::analyze::score::Scores| {
        let counts = [s.sentences, s.tokens, s.upos, s.xpos, s.lemmas, s.uas, s.las, s.core];
        let cells: Vec<String> = counts.iter().map(|c| format!("{:.1}", c.f1())).collect();
        println!("| {name} | {} |", cells.join(" | "));
    };
    let all: fn(&str) -> bool = |_| true;
    let news: fn(&str) -> bool = |id| id.starts_with('n');
    for (name, file, keep) in [
        ("EWT", "ewt-test", all),
        ("GUM", "gum-test", all),
        ("PUD", "pud-test", all),
        ("PUD news", "pud-test", news),
    ] {
        let conllu = std::fs::read_to_string(treebanks.join(format!("{file}.conllu")))?;
        row(&format!("{name}, gold tokens"), score(&analyzer, &conllu, false, keep)?);
        row(&format!("{name}, raw text"), score(&analyzer, &conllu, true, keep)?);
    }
    for file in ["uner-pud", "uner-ewt-test"] {
        let s = score_names(&analyzer, &std::fs::read_to_string(treebanks.join(format!("{file}.ner")))?);
        println!("names {file}: untyped {:.1}, typed {:.1}", s.untyped.f1(), s.typed.f1());
    }
    Ok(())
}
