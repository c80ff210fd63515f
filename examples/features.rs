//! Prints every event that the rules see in JSONL articles, however doubtful, with the features of its confidence:
//! what `train/calibrate.py` fits the confidence model on.
//!
//! Usage: `cargo run --release --example features -- ENGINE < articles.jsonl > features.jsonl`

use diplograph::analyze::EngineKind;
use diplograph::document::Article;
use diplograph::pipeline::Pipeline;
use diplograph::span::ArticleId;
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine: EngineKind = std::env::args().nth(1).as_deref().unwrap_or("accurate").parse()?;
    let pipeline = Pipeline::new(engine)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let article = Article {
            id: ArticleId::new(row["id"].as_str().unwrap_or_default()),
            title: row["title"].as_str().map(str::to_owned),
            text: row["text"].as_str().unwrap_or_default().into(),
            published: row["date"].as_str().and_then(|d| d.parse().ok()),
            source: None,
            url: None,
        };
        for (record, features) in pipeline.features(&article) {
            writeln!(
                out,
                "{}",
                serde_json::json!({ "article": record.article, "event": record, "features": features })
            )?;
        }
    }
    Ok(())
}
