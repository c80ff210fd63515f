//! The formats a graph is written in: each against a golden file, against its specification and against real readers.

mod dot;
mod json;
mod picture;
mod sample;

use diplograph::export::{ExportFormat, GraphView, write};
use std::path::PathBuf;

/// The bytes of a format with its usual options.
pub(crate) fn bytes(view: &GraphView, format: ExportFormat) -> Vec<u8> {
    let mut out = Vec::new();
    write(view, format, &mut out).unwrap();
    out
}

/// Compares with `tests/golden/export/NAME`; `SNAPSHOTS=overwrite` accepts what is new.
pub(crate) fn golden(name: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/export").join(name);
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        std::fs::write(&path, found).unwrap();
        return;
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let line = known.lines().zip(found.lines()).position(|(a, b)| a != b);
    assert!(
        known == found,
        "{} differs{}; look at it, then accept it with SNAPSHOTS=overwrite",
        path.display(),
        line.map_or_else(String::new, |n| format!(" first on line {}", n + 1))
    );
}

#[test]
fn same_graph_in_any_order_gives_the_same_bytes() {
    for format in ExportFormat::ALL {
        assert!(
            bytes(&sample::large(), *format) == bytes(&sample::reversed(), *format),
            "{format} depends on order"
        );
    }
}

#[test]
fn formats_are_found_by_file_name_ending() {
    for format in ExportFormat::ALL {
        assert_eq!(ExportFormat::from_extension(format.extension()), Some(*format));
        assert_eq!(format.to_string().parse::<ExportFormat>().unwrap(), *format);
    }
    assert_eq!(ExportFormat::from_extension("GV"), Some(ExportFormat::Dot));
    assert_eq!(ExportFormat::Svg.media_type(), "image/svg+xml");
    let error = "jpeg".parse::<ExportFormat>().unwrap_err().to_string();
    assert_eq!(error, "unknown export format \"jpeg\"; use one of: json, dot, svg, png");
}

#[test]
fn an_empty_graph_can_be_written_in_every_format() {
    for format in ExportFormat::ALL {
        assert!(!bytes(&GraphView::default(), *format).is_empty());
    }
}
