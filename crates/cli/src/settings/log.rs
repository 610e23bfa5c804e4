//! What is logged, and how.

use std::io::{self, IsTerminal};

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

/// What is logged, and how. The log goes to standard error.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Log")]
pub(crate) struct Log {
    /// What is logged: `error`, `warn`, `info`, `debug`, `trace` or `off`, also for one module, such as
    /// `warn,masthead_http=info`. `info` has a line for each request.
    #[arg(long, value_name = "FILTER", default_value = "info,actix_server=warn,actix_http::h1::dispatcher=off,sqlx=warn", value_parser = filter)]
    log: String,
    /// Lines for people or for programs.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line of text for each event.
    Text,
    /// A line of JSON for each event.
    Json,
}

fn filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

impl Log {
    /// Starts logging. The first one in a process wins.
    pub(crate) fn start(&self) {
        let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(&self.log)).with_writer(io::stderr);
        // Failing means that somebody logs already, which is as good.
        let _ = match self.log_format {
            LogFormat::Text => {
                let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
                log.with_ansi(colour).try_init()
            }
            LogFormat::Json => log.json().flatten_event(true).try_init(),
        };
    }
}
