//! `export`: the graph in another format, or as a picture.

use super::args::{Drawer, ExportArgs};
use super::exit::ExitStatus;
use super::graph_files;
use super::output::{Output, Stop};
use super::workspace;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::export::{self, CameoOptions, ExportFormat, PictureOptions, PloverOptions};
use diplograph::store::Part;
use std::io::IsTerminal as _;

pub(super) fn run(args: &ExportArgs) -> std::result::Result<ExitStatus, Stop> {
    if let Some(name @ ("plover" | "cameo")) = args.format.as_deref() {
        return records(args, name);
    }
    let format = format(args)?;
    let to_terminal = args.output.as_deref().is_none_or(|p| p.as_os_str() == "-") && std::io::stdout().is_terminal();
    if format == ExportFormat::Png && to_terminal {
        return Err(Error::new(ErrorKind::Usage, "a picture would garble the terminal; name a file with --output").into());
    }
    let store = workspace::ask(&args.store)?;
    let mut out = Output::open(args.output.as_deref())?;
    let view = graph_files::view(&store.load_graph(&Part::default())?);
    match args.engine {
        Drawer::Own => export::write(&view, format, &mut out)?,
        Drawer::Dot => export::write_with_graphviz(&view, format, &PictureOptions::default(), &mut out)?,
    }
    out.finish()?;
    Ok(ExitStatus::Done)
}

/// Formats of event-data people know reports, not merged events.
fn records(args: &ExportArgs, name: &str) -> std::result::Result<ExitStatus, Stop> {
    let records = workspace::ask(&args.store)?.records()?;
    let mut out = Output::open(args.output.as_deref())?;
    if name == "plover" {
        export::write_plover(&records, &PloverOptions::default(), &mut out)?;
    } else {
        export::write_cameo(&records, &CameoOptions::default(), &mut out)?;
    }
    out.finish()?;
    Ok(ExitStatus::Done)
}

/// The format that is named, else that of the output file.
fn format(args: &ExportArgs) -> Result<ExportFormat> {
    if let Some(name) = &args.format {
        return name.parse();
    }
    let ending = args
        .output
        .as_deref()
        .and_then(|p| p.extension())
        .map(|e| e.to_string_lossy().into_owned());
    match ending {
        Some(ending) => ending.parse(),
        None => Err(Error::new(
            ErrorKind::Usage,
            "which format? give --format json, dot, svg, png, plover or cameo",
        )),
    }
}
