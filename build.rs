//! Lists the rule files for the binary (adding a rule is adding a file under `data/rules`), and takes the fingerprint of
//! all code and data, by which a store knows whether an article would be read the same way again.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=data/rules");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut files = Vec::new();
    collect(&root.join("data/rules"), "toml", &mut files)?;
    files.sort();
    let mut list = String::from("[\n");
    for file in &files {
        let shown = file.strip_prefix(&root).map_err(io::Error::other)?;
        writeln!(
            list,
            "    ({:?}, include_str!({:?})),",
            shown.display().to_string(),
            file.display().to_string()
        )
        .map_err(io::Error::other)?;
    }
    list.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("rule_files.rs"), list)?;
    println!("cargo:rustc-env=DIPLOGRAPH_FINGERPRINT={:016x}", fingerprint(&root)?);
    Ok(())
}

/// FNV-1a over everything that decides how an article is read.
fn fingerprint(root: &Path) -> io::Result<u64> {
    let mut files = Vec::new();
    let code =
        ["analyze", "mention", "coref", "link", "temporal", "event", "rule", "resources"].map(|module| (format!("src/{module}"), "rs"));
    let data = [
        ("lanes/src", "rs"),
        ("data/rules", "toml"),
        ("data/lexicon", ""),
        ("data/gazetteer", "tsv"),
        ("data/model", ""),
    ]
    .map(|(d, e)| (d.to_owned(), e));
    for (folder, ending) in code.into_iter().chain(data) {
        let folder = root.join(folder);
        println!("cargo:rerun-if-changed={}", folder.display());
        if folder.is_dir() {
            collect(&folder, ending, &mut files)?;
        }
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        for byte in fs::read(file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(hash)
}

/// All files below `dir` of this ending, or of any if it is empty.
fn collect(dir: &Path, ending: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(&path, ending, files)?;
        } else if ending.is_empty() || path.extension().is_some_and(|e| e == ending) {
            files.push(path);
        }
    }
    Ok(())
}
