//! Pictures by Graphviz, for those who have it installed and like its layouts.
//!
//! The hard decision: Graphviz is asked, never needed. What it draws depends on its version and the machine's fonts;
//! the promise of equal bytes holds for our own pictures only.

use crate::error::{Error, ErrorKind, Result};
use crate::export::dot::{DotOptions, write_dot};
use crate::export::picture::{PictureOptions, shown};
use crate::export::view::GraphView;
use crate::export::{ExportFormat, broken};
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};

/// Draws the most important part of the graph with the installed `dot`.
///
/// # Errors
/// Where the format is not a picture, `dot` is not installed or fails, or `out` cannot be written.
pub fn write_with_graphviz(view: &GraphView, format: ExportFormat, options: &PictureOptions, mut out: impl io::Write) -> Result<()> {
    if !matches!(format, ExportFormat::Svg | ExportFormat::Png) {
        let message = format!("Graphviz draws pictures, not {format}; use svg or png");
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let part = shown(view, options);
    let title = options.title.clone().unwrap_or_else(|| {
        format!(
            "{} of {} events, {} of {} actors",
            part.events.len(),
            view.events.len(),
            part.actors.len(),
            view.actors.len()
        )
    });
    let mut dot = Vec::new();
    write_dot(&part, &DotOptions::default().with_title(title), &mut dot)?;
    out.write_all(&run(&dot, format)?).map_err(broken)
}

fn run(dot: &[u8], format: ExportFormat) -> Result<Vec<u8>> {
    let failed = |why: String| Error::new(ErrorKind::Export, format!("Graphviz failed: {why}"));
    let mut child = Command::new("dot")
        .arg(format!("-T{}", format.extension()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => Error::new(
                ErrorKind::Export,
                "the program \"dot\" is not installed; install Graphviz or leave the engine out",
            ),
            _ => failed(source.to_string()).because(source),
        })?;
    let (Some(mut input), Some(mut errors)) = (child.stdin.take(), child.stderr.take()) else {
        return Err(failed("its streams are closed".into()));
    };
    // All three streams at once: a full pipe would stop both sides for ever.
    let (drawn, complaint) = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(dot));
        let complaint = scope.spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).map(|_| text)
        });
        (child.wait_with_output(), complaint.join())
    });
    let drawn = drawn.map_err(|e| failed(e.to_string()))?;
    if drawn.status.success() {
        return Ok(drawn.stdout);
    }
    let complaint = complaint.ok().and_then(io::Result::ok).unwrap_or_default();
    Err(failed(complaint.lines().next().unwrap_or("no reason given").to_owned()))
}
