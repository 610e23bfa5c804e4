//! The arguments of the commands about users and keys.

use clap::{Args, Subcommand};
use masthead_domain::{
    api_key::{ApiKey, Scope},
    id::Id,
    user::UserRole,
};

use crate::{
    commands::{keys, users},
    settings::AccountSettings,
};

/// `masthead users …`
#[derive(Debug, Subcommand)]
pub enum Users {
    /// Make a user; the password is asked for, or read from standard input
    #[command(after_help = "Examples:\n  masthead users create ada@example.org --name \"Ada Quill\" --role admin\n  \
        masthead users create ben@example.org --role editor --section news < password.txt")]
    Create(UsersCreate),
    /// List the users
    #[command(after_help = "Example:\n  masthead users list")]
    List(UsersList),
    /// Say what a user may do
    #[command(after_help = "Example:\n  masthead users set-role ada@example.org editor --section news")]
    SetRole(UsersSetRole),
    /// Sign a user out everywhere, for good
    #[command(after_help = "Example:\n  masthead users disable ada@example.org")]
    Disable(UsersOne),
    /// Let a disabled user sign in again
    #[command(after_help = "Example:\n  masthead users enable ada@example.org")]
    Enable(UsersOne),
    /// Give a user another password; it is asked for, or read from standard input
    #[command(after_help = "Example:\n  masthead users set-password ada@example.org")]
    SetPassword(UsersOne),
}

/// `masthead users create`
#[derive(Debug, Args)]
pub struct UsersCreate {
    /// The address to sign in with.
    #[arg(value_name = "EMAIL")]
    pub email: String,
    /// What colleagues call them; the beginning of the address when nothing is said.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What they may do: contributor, author, editor or admin.
    #[arg(long, value_name = "ROLE", value_parser = users::role)]
    pub role: UserRole,
    /// Restrict an editor to this section (id or slug); can be given several times.
    #[arg(long, value_name = "SECTION")]
    pub section: Vec<String>,
    /// No password: nobody can sign in as this user yet.
    #[arg(long)]
    pub no_password: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead users list`
#[derive(Debug, Args)]
pub struct UsersList {
    /// A line of JSON for each.
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead users set-role`
#[derive(Debug, Args)]
pub struct UsersSetRole {
    /// The user's address.
    #[arg(value_name = "EMAIL")]
    pub email: String,
    /// What they may do: contributor, author, editor or admin.
    #[arg(value_name = "ROLE", value_parser = users::role)]
    pub role: UserRole,
    /// Restrict an editor to this section (id or slug); can be given several times. Without one there is no restriction.
    #[arg(long, value_name = "SECTION")]
    pub section: Vec<String>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// A command about one user.
#[derive(Debug, Args)]
pub struct UsersOne {
    /// The user's address.
    #[arg(value_name = "EMAIL")]
    pub email: String,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys …`
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make an API key; it is printed this once
    #[command(
        after_help = "Example:\n  masthead keys create --user ada@example.org --name export --scope read_drafts --expires-in-days 90"
    )]
    Create(KeysCreate),
    /// List API keys
    #[command(after_help = "Example:\n  masthead keys list --user ada@example.org")]
    List(KeysList),
    /// Take an API key back
    #[command(after_help = "Example:\n  masthead keys revoke 019ab2c4-7c1e-7d55-8f3a-2b1c9d0e4f6a")]
    Revoke(KeysOne),
    /// Give an API key another secret; the old one works for a while more
    #[command(
        after_help = "Example:\n  masthead keys rotate 019ab2c4-7c1e-7d55-8f3a-2b1c9d0e4f6a --overlap-seconds 3600"
    )]
    Rotate(KeysRotate),
    /// Sign access tokens with a new key; those of the old one count until they expire
    #[command(after_help = "Example:\n  masthead keys rotate-signing")]
    RotateSigning(KeysRotateSigning),
}

/// `masthead keys create`
#[derive(Debug, Args)]
pub struct KeysCreate {
    /// Whose key it is: the user's address.
    #[arg(long, value_name = "EMAIL")]
    pub user: String,
    /// What it is for.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// What it may do: read_drafts, write_own, write_any, publish or manage; can be given several times.
    #[arg(long, value_name = "SCOPE", required = true, value_parser = keys::scope)]
    pub scope: Vec<Scope>,
    /// Days after which it does not work any more; without this it has no end.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub expires_in_days: Option<u32>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys list`
#[derive(Debug, Args)]
pub struct KeysList {
    /// Only keys of this user: an address.
    #[arg(long, value_name = "EMAIL")]
    pub user: Option<String>,
    /// A line of JSON for each.
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys revoke`
#[derive(Debug, Args)]
pub struct KeysOne {
    /// The key's id.
    #[arg(value_name = "ID", value_parser = keys::id)]
    pub id: Id<ApiKey>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys rotate`
#[derive(Debug, Args)]
pub struct KeysRotate {
    /// The key's id.
    #[arg(value_name = "ID", value_parser = keys::id)]
    pub id: Id<ApiKey>,
    /// For how many seconds the old secret works too; a day when nothing is said.
    #[arg(long, value_name = "SECONDS")]
    pub overlap_seconds: Option<i64>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys rotate-signing`
#[derive(Debug, Args)]
pub struct KeysRotateSigning {
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}
