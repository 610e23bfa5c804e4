//! From a command line, the environment and the file to a command with its settings, and where each of them came from.

use std::{collections::BTreeMap, ffi::OsString, fmt, path::PathBuf};

use clap::{ArgMatches, CommandFactory, FromArgMatches, parser::ValueSource};

use super::{
    definition::{CONFIG, PREFIX, Setting, all, with_variables},
    file::File,
};
use crate::{Cli, Failure, failure::one_line};

/// A command line, understood.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) cli: Cli,
    pub(crate) matches: ArgMatches,
    pub(crate) origins: Origins,
}

/// A command line that leads to no command.
#[derive(Debug)]
pub(crate) enum NotLoaded {
    /// Help, the version, or a mistake in the arguments.
    Clap(clap::Error),
    /// A mistake in the environment or the file.
    Failure(Failure),
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag(String),
    Variable(String),
    File(PathBuf),
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Variable(name) => write!(f, "environment {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Where the values of a command's settings came from.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    by_key: BTreeMap<String, Origin>,
    /// Variables that look like settings and are none.
    pub(crate) strangers: Vec<String>,
}

impl Origins {
    /// Of one setting.
    pub(crate) fn of(&self, key: &str) -> &Origin {
        self.by_key.get(key).unwrap_or(&Origin::Default)
    }

    fn new(matches: &ArgMatches, file: Option<&File>) -> Self {
        let origin = |setting: &Setting| match source(matches, setting.key()) {
            Some(ValueSource::CommandLine) => Origin::Flag(setting.flag()),
            Some(ValueSource::EnvVariable) => Origin::Variable(setting.variable()),
            // An empty list of the file leaves no value, and so no source.
            _ => match file.filter(|file| file.has(setting.key())) {
                Some(file) => Origin::File(file.path.clone()),
                None => Origin::Default,
            },
        };
        let settings = all();
        let by_key = settings.iter().map(|setting| (setting.key().to_owned(), origin(setting))).collect();
        Self { by_key, strangers: strangers(&settings) }
    }
}

fn source(matches: &ArgMatches, key: &str) -> Option<ValueSource> {
    matches.try_contains_id(key).ok()?;
    matches.value_source(key)
}

/// The matches of the innermost subcommand.
pub(crate) fn leaf(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, below)| leaf(below))
}

/// Reads a command line, the program's name first.
///
/// # Errors
/// When it leads to no command; see [`NotLoaded`].
pub(crate) fn load(args: &[OsString]) -> Result<Loaded, NotLoaded> {
    // `masthead dev` has a default of its own; flag, environment and file are still stronger.
    let command = Cli::command().mut_subcommand("dev", |dev| {
        dev.mut_args(|arg| match arg.get_id().as_str() {
            "server_timing" => arg.default_value("true"),
            // It would keep a laptop busy for an hour.
            "media_avif" => arg.default_value("false"),
            _ => arg,
        })
    });
    let command = with_variables(command);
    // The first reading only finds the file; what is wrong with the arguments is for the second to say, which knows the
    // file. Help and the version end it here, before anything that could fail.
    let first = command.clone().ignore_errors(true).try_get_matches_from(args).map_err(NotLoaded::Clap)?;
    let file = match leaf(&first).try_get_one::<PathBuf>(CONFIG) {
        Ok(named) => File::read(named.map(PathBuf::as_path)).map_err(NotLoaded::Failure)?,
        // A command without settings.
        Err(_) => None,
    };
    let command = match &file {
        Some(file) => file.apply(command),
        None => command,
    };
    let matches = command.try_get_matches_from(args).map_err(|error| match blame_variable(&error) {
        Some(failure) => NotLoaded::Failure(failure),
        None => NotLoaded::Clap(error),
    })?;
    let cli = Cli::from_arg_matches(&matches).map_err(NotLoaded::Clap)?;
    let origins = match leaf(&first).try_contains_id(CONFIG) {
        Ok(_) => Origins::new(leaf(&matches), file.as_ref()),
        Err(_) => Origins::default(),
    };
    Ok(Loaded { cli, matches, origins })
}

/// Clap speaks of the flag, also when the value came from the environment. Then this names the variable.
fn blame_variable(error: &clap::Error) -> Option<Failure> {
    let settings = all();
    let (setting, value) = settings.iter().find_map(|setting| Some((setting, setting.blamed(error)?)))?;
    let variable = setting.variable();
    let set = std::env::var(&variable).ok()?;
    (set == value || set.split(',').any(|part| part == value))
        .then(|| Failure::new(format!("{variable} is {:?}: {}", one_line(&set), one_line(&setting.reason(error)))))
}

/// Variables that begin as ours do and mean nothing: usually a typing mistake.
fn strangers(settings: &[Setting]) -> Vec<String> {
    let known = |name: &str| {
        let key = name.strip_prefix(PREFIX).unwrap_or_default().to_lowercase();
        key == CONFIG || settings.iter().any(|setting| setting.key() == key)
    };
    // Kubernetes sets these in every container beside a service that is called masthead.
    let kubernetes = |name: &str| {
        name.contains("_SERVICE_HOST")
            || name.contains("_SERVICE_PORT")
            || name.contains("_PORT_")
            || name.ends_with("_PORT")
    };
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut strangers: Vec<String> =
        names.filter(|name| name.starts_with(PREFIX) && !known(name) && !kubernetes(name)).collect();
    strangers.sort_unstable();
    strangers
}
