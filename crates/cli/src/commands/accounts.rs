//! What the commands about users and keys share: the database, and a password that nobody sees.

use std::io::{self, IsTerminal, Read};

use masthead_app::{App, Cx, Settings};
use masthead_domain::user::User;

use super::database::{self, Schema};
use crate::{
    Failure,
    settings::{AccountSettings, Origins},
};

/// More than any password; standard input may be anything.
const MOST: u64 = 64 * 1024;

/// Opens the database, with the schema that accounts need.
///
/// # Errors
/// When it cannot be opened, or settings contradict each other.
pub(super) async fn open(settings: &AccountSettings, origins: &Origins) -> Result<App, Failure> {
    settings.log.start();
    let operations = Settings { auth: settings.auth.settings("")?, ..Settings::default() };
    database::for_work(&settings.database, origins, operations, Schema::Migrate).await
}

/// The user with this address.
///
/// # Errors
/// When there is none.
pub(super) async fn user(cx: &Cx, email: &str) -> Result<User, Failure> {
    masthead_app::auth::find_user(cx, email).await.map_err(|error| Failure::of("users", &error))
}

/// A new password: asked for twice on a terminal, unseen; otherwise the first line of standard input.
///
/// # Errors
/// When it cannot be read, or the two differ.
pub(super) fn new_password() -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::new(format!("cannot read the password: {error}"));
    if io::stdin().is_terminal() {
        let password = rpassword::prompt_password("New password: ").map_err(failed)?;
        if rpassword::prompt_password("Once more: ").map_err(failed)? != password {
            return Err(Failure::new("the two passwords differ"));
        }
        return Ok(password);
    }
    let mut text = String::new();
    io::stdin().lock().take(MOST).read_to_string(&mut text).map_err(failed)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
