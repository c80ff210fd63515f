//! Trains the fast engine's model.
//!
//! `cargo run --release --features train --example train_fast -- --clusters clusters.tsv --out data/model/fast.bin`
//! takes about half an hour of one core. `--base data/model/fast.bin` in place of the clusters takes those of a model that is there;
//! `--without-dev` trains without the development parts and says how well they are read.

use diplograph::analyze::fast::train::{Options, train};
use std::path::PathBuf;
use std::time::Instant;

fn numbers<const N: usize>(text: &str) -> Result<[usize; N], Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
    Ok(numbers
        .try_into()
        .map_err(|_| format!("{text:?} are not {N} numbers; see the fields of `Options`"))?)
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
            "--taught" => options.taught = Some(value.into()),
            "--rounds" => options.rounds = numbers(&value)?,
            "--voters" => options.voters = numbers(&value)?,
            "--budgets" => options.budgets = numbers(&value)?,
            "--folds" => options.folds = value.parse()?,
            "--search" => options.search = numbers(&value)?,
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
