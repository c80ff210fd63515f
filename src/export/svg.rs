//! The picture as SVG: sharp at any size, its words selectable, the proving sentence under the pointer.

use crate::error::Result;
use crate::export::broken;
use crate::export::picture::{PictureOptions, picture};
use crate::export::view::GraphView;
use std::io;

/// Draws the graph as SVG.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_svg(view: &GraphView, options: &PictureOptions, mut out: impl io::Write) -> Result<()> {
    out.write_all(picture(view, options).as_bytes()).map_err(broken)
}
