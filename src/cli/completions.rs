//! `completions` and `man`: what the shell and `man` should know, from the arguments themselves.

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::exit::ExitStatus;
use super::output::{Output, Stop};
use clap::{Command, CommandFactory as _};
use diplograph::error::{Error, ErrorKind, Result};

pub(super) fn completions(args: &CompletionsArgs) -> std::result::Result<ExitStatus, Stop> {
    let mut out = Output::stdout();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "diplograph", &mut script);
    out.write_with(|sink| sink.write_all(&script))?;
    out.finish()?;
    Ok(ExitStatus::Done)
}

pub(super) fn man(args: &ManArgs) -> std::result::Result<ExitStatus, Stop> {
    let mut command = Cli::command();
    command.build();
    let mut pages = Vec::new();
    if args.command.is_empty() {
        render_all(&command, &mut pages)?;
    } else {
        render(named(command, &args.command)?, &mut pages)?;
    }
    let mut out = Output::stdout();
    out.write_with(|sink| sink.write_all(&pages))?;
    out.finish()?;
    Ok(ExitStatus::Done)
}

/// The command that the words name.
fn named(mut command: Command, words: &[String]) -> Result<Command> {
    for word in words {
        command = command
            .find_subcommand(word)
            .cloned()
            .ok_or_else(|| Error::new(ErrorKind::Usage, format!("no command {word:?}; see diplograph --help")))?;
    }
    Ok(command)
}

fn render_all(command: &Command, pages: &mut Vec<u8>) -> Result<()> {
    render(command.clone(), pages)?;
    for inner in command.get_subcommands().filter(|c| c.get_name() != "help") {
        render_all(inner, pages)?;
    }
    Ok(())
}

fn render(command: Command, pages: &mut Vec<u8>) -> Result<()> {
    clap_mangen::Man::new(command)
        .render(pages)
        .map_err(|e| Error::new(ErrorKind::Export, "the manual page cannot be written").because(e))
}
