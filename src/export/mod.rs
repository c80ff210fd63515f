//! Writes a merged graph for people and for other programs: JSON, DOT, SVG and PNG.
//!
//! End of the pipeline, beside `query`. The hard decision: every format reads one plain, sorted [`GraphView`] and is a
//! pure function of it and of its own options: same graph, same bytes.

mod dot;
mod graphviz;
mod json;
mod picture;
mod png;
mod svg;
mod view;
mod words;

pub use dot::{DotOptions, write_dot};
pub use graphviz::write_with_graphviz;
pub use json::{JsonOptions, SCHEMA_VERSION, write_json};
pub use picture::PictureOptions;
pub use png::{PngOptions, write_png};
pub use svg::write_svg;
pub use view::{GraphView, TopicNode, topic_id};
pub use words::{action_words, date_words, deed_words, event_words, latest_office};

use crate::error::{Error, ErrorKind, Result};
use std::io;

/// The formats a graph can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ExportFormat {
    /// Node-link JSON with provenance.
    Json,
    /// Graphviz.
    Dot,
    /// Vector picture.
    Svg,
    /// Raster picture.
    Png,
}

impl ExportFormat {
    /// Every format, in declaration order.
    pub const ALL: &'static [Self] = &[Self::Json, Self::Dot, Self::Svg, Self::Png];

    /// The format a file name ending stands for, without its dot and in any case: `json`, `dot` or `gv`, `svg`, `png`.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "dot" | "gv" => Some(Self::Dot),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    /// The usual file name ending, without its dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Dot => "dot",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The media type (MIME type).
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Dot => "text/vnd.graphviz",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

impl std::fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.extension())
    }
}

impl std::str::FromStr for ExportFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::from_extension(text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|f| f.extension()).collect();
            Error::new(
                ErrorKind::Usage,
                format!("unknown export format {text:?}; use one of: {}", known.join(", ")),
            )
        })
    }
}

/// Writes the graph in any format, with that format's usual options.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(view: &GraphView, format: ExportFormat, out: impl io::Write) -> Result<()> {
    match format {
        ExportFormat::Json => write_json(view, &JsonOptions::default(), out),
        ExportFormat::Dot => write_dot(view, &DotOptions::default(), out),
        ExportFormat::Svg => write_svg(view, &PictureOptions::default(), out),
        ExportFormat::Png => write_png(view, &PngOptions::default(), out),
    }
}

/// The error of a writer that failed.
fn broken(source: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("the export could not be written: {source}")).because(source)
}
