//! The binary `masthead`; everything is in the library, where tests can call it.

use std::process::ExitCode;

fn main() -> ExitCode {
    masthead::run(std::env::args_os())
}
