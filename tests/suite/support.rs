//! What several tests need: the program, scratch folders, files in them.

use assert_cmd::Command;
use diplograph::analyze::EngineKind;
use diplograph::pipeline::Pipeline;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

/// The folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All stages with the quick engine, loaded once.
pub(crate) fn pipeline() -> &'static Pipeline<'static> {
    static PIPELINE: LazyLock<Pipeline<'static>> = LazyLock::new(|| Pipeline::new(EngineKind::Fast).expect("the model is there"));
    &PIPELINE
}

/// The program, run in the folder of the project.
pub(crate) fn diplograph() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diplograph"));
    command.current_dir(root());
    command
}

/// The articles written for the tests.
pub(crate) fn articles() -> PathBuf {
    root().join("tests/fixtures/articles")
}

/// A folder that is gone after the test.
pub(crate) fn scratch() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Writes files into a folder.
pub(crate) fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Files that hold no article, or a broken one, and what is said of each.
pub(crate) fn broken() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("utf8.txt", ["Erdoğan in Çankaya.\nThey spoke".as_bytes(), b"\xff and parted."].concat(), "utf8.txt:2: broken utf-8 at byte 33"),
        ("empty.txt", Vec::new(), "empty.txt: the file is empty"),
        ("control.txt", vec![1; 300], "control.txt: holds binary data"),
        ("picture.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "picture.jpg: files of kind .jpg are not read; articles end in .txt"),
        (
            "lines.jsonl",
            b"{\"id\": \"good-1\", \"date\": \"2025-02-12\", \"text\": \"Macron called Putin on Tuesday.\"}\n{\"id\": \"bad-2\", \"text\": \n{\"id\": \"none-3\"}\n".to_vec(),
            "lines.jsonl:2: not a JSON object",
        ),
        ("front.md", b"---\ntitle: \"open\n---\nThey met.\n".to_vec(), "front.md:2: the front matter cannot be read"),
        ("page.html", b"<html><body><script>alert(1)</script></body></html>".to_vec(), "page.html: no article text in this page"),
        ("columns.csv", b"a,b\n1,2\n".to_vec(), "columns.csv:1: no column holds articles' text"),
        ("number.json", b"3".to_vec(), "number.json: JSON holds a number"),
    ]
}
