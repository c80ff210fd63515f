//! Trains the fast engine's model.
//!
//! `cargo run --release --features train --example train_fast -- --clusters clusters.tsv --out data/model/fast.bin`

use diplograph::analyze::fast::train::{Options, train};
use std::path::PathBuf;
use std::time::Instant;

fn three(text: &str) -> Result<[usize; 3], Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
    Ok(numbers
        .try_into()
        .map_err(|_| format!("{text:?} are not three numbers: tagger, parser, names"))?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = Options::default();
    let mut out = PathBuf::from("data/model/fast.bin");
    let mut args = std::env::args().skip(1);
    while let Some(flag) = args.next() {
        if flag == "--without-dev" {
            options.with_dev = false;
            continue;
        }
        let value = args.next().ok_or_else(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--treebanks" => options.treebanks = value.into(),
            "--facts" => options.facts = value.into(),
            "--clusters" => options.clusters = Some(value.into()),
            "--jackknife" => options.jackknife = Some(value.into()),
            "--rounds" => options.rounds = three(&value)?,
            "--voters" => options.voters = three(&value)?,
            "--budgets" => options.budgets = three(&value)?,
            "--folds" => options.folds = value.parse()?,
            "--parse-habits" => {
                let [least, purity, _] = three(&format!("{value},0"))?;
                options.parse_habits = [u32::try_from(least)?, u32::try_from(purity)?];
            }
            "--base" => options.base = Some(value.into()),
            "--keep" => options.keep = value.split(',').map(str::to_owned).collect(),
            "--out" => out = value.into(),
            _ => return Err(format!("unknown option {flag}; see the fields of `Options`").into()),
        }
    }
    let start = Instant::now();
    let bytes = train(&options, &mut |line| eprintln!("{:6.0} s  {line}", start.elapsed().as_secs_f64()))?;
    std::fs::write(&out, &bytes)?;
    eprintln!("{} bytes to {}", bytes.len(), out.display());
    Ok(())
}
