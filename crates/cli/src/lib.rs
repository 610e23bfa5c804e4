//! How it is run: the command line. A command reads its settings, calls one operation in `app`, and says what came
//! of it.
//!
//! Exit status: 0 it was done; 1 it was done, and the answer is no (records were refused, changes are pending); 2 it
//! could not be done.

mod args;
mod commands;
mod failure;
mod out;
mod partial;
mod progress;
mod settings;

use std::{ffi::OsString, process::ExitCode, time::Duration};

pub use args::Cli;
pub use failure::Failure;

use args::{Command, Demo, Export, Import, Search, Verify};
use commands::archive::System;
use settings::{Loaded, NotLoaded};

/// Runs one command line, the program's name first.
pub fn run(args: impl IntoIterator<Item = impl Into<OsString>>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let done = match settings::load(&args) {
        Ok(loaded) => dispatch(loaded),
        Err(NotLoaded::Failure(failure)) => Err(failure),
        // Help and the version are an answer; what is left is a mistake in the arguments. Clap says either, and where.
        Err(NotLoaded::Clap(error)) => {
            return match error.print() {
                Ok(()) if error.use_stderr() => ExitCode::from(failure::FAILED),
                _ => ExitCode::SUCCESS,
            };
        }
    };
    done.unwrap_or_else(|failure| {
        if let Some(message) = failure.message() {
            out::say(format_args!("masthead: {message}"));
        }
        failure.exit_code()
    })
}

fn dispatch(loaded: Loaded) -> Result<ExitCode, Failure> {
    let Loaded { cli, matches, origins } = loaded;
    match cli.command {
        Command::Schema { document } => commands::schema::run(document),
        Command::Config(command) => {
            command.settings.check(&origins)?;
            commands::config::run(&matches, &origins)
        }
        Command::Serve(command) => block_on(commands::serve::run(command, origins)),
        Command::Dev(command) => block_on(commands::dev::run(command, origins)),
        Command::Demo { command: Demo::Load(command) } => block_on(commands::demo::run(command, origins)),
        Command::Import { command: Import::Bundle(command) } => block_on(commands::import::run(command, origins)),
        Command::Import { command: Import::Wordpress(command) } => {
            block_on(commands::archive::run(System::Wordpress, command, origins))
        }
        Command::Import { command: Import::Ghost(command) } => {
            block_on(commands::archive::run(System::Ghost, command, origins))
        }
        Command::Import { command: Import::Feed(command) } => {
            block_on(commands::archive::run(System::Feed, command, origins))
        }
        Command::Verify { command: Verify::Wordpress(command) } => {
            block_on(commands::verify::run(System::Wordpress, command, origins))
        }
        Command::Verify { command: Verify::Ghost(command) } => {
            block_on(commands::verify::run(System::Ghost, command, origins))
        }
        Command::Export { command: Export::Bundle(command) } => block_on(commands::export::run(command, origins)),
        Command::Export { command: Export::Wordpress(command) } => {
            block_on(commands::export_wordpress::run(command, origins))
        }
        Command::Export { command: Export::Static(command) } => {
            block_on(commands::export_static::run(command, origins))
        }
        Command::Backup(command) => block_on(commands::backup::run(command, origins)),
        Command::Restore(command) => block_on(commands::restore::run(command, origins)),
        Command::MigrateDatabase(command) => block_on(commands::migrate_database::run(command, origins)),
        Command::Users { command } => block_on(commands::users::run(command, origins)),
        Command::Keys { command } => block_on(commands::keys::run(command, origins)),
        Command::Migrate(command) => block_on(commands::migrate::run(command, origins)),
        Command::Search { command: Search::Rebuild(command) } => block_on(commands::search::run(command, origins)),
    }
}

fn block_on(command: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot start the runtime: {error}")))?;
    let done = runtime.block_on(command);
    // A thread that waits for standard input would keep a failed import from ending.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}
