//! The three files of a finished graph: opened before the work, written at its end, each whole or not at all.

use super::output::Output;
use diplograph::error::Result;
use diplograph::export::{self, ExportFormat, GraphView};
use diplograph::graph::KnowledgeGraph;
use std::path::{Path, PathBuf};

/// What a build leaves behind.
const FORMATS: [ExportFormat; 3] = [ExportFormat::Json, ExportFormat::Dot, ExportFormat::Svg];

/// The files, opened.
#[derive(Debug)]
pub(super) struct GraphFiles {
    files: Vec<(ExportFormat, PathBuf, Output)>,
}

impl GraphFiles {
    /// Opens `graph.json`, `graph.dot` and `graph.svg` in a folder, which is made if it is not there.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let open = |format: ExportFormat| {
            let path = folder.join(format!("graph.{}", format.extension()));
            Output::file(&path).map(|output| (format, path, output))
        };
        Ok(Self {
            files: FORMATS.into_iter().map(open).collect::<Result<_>>()?,
        })
    }

    /// Writes the graph into all of them; gives their paths.
    pub(super) fn write(self, view: &GraphView) -> Result<Vec<PathBuf>> {
        let mut ready = Vec::new();
        for (format, path, mut output) in self.files {
            export::write(view, format, &mut output).map_err(|e| e.at(&path))?;
            ready.push((path, output));
        }
        // Renamed only once all are whole, so that a failure leaves the old three together.
        ready.into_iter().map(|(path, output)| output.finish().map(|()| path)).collect()
    }
}

/// The plain lists that exporters read.
pub(super) fn view(graph: &KnowledgeGraph) -> GraphView {
    GraphView::new(graph.actors().cloned().collect(), graph.events().collect())
}
