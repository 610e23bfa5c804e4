//! `masthead users`: the first administrator, and what to do when nobody can sign in.

use std::process::ExitCode;

use masthead_app::{
    Cx, PageArgs,
    auth::{self, NewUser, UserChange},
};
use masthead_domain::user::{User, UserRole};
use serde_json::json;

use super::accounts::{new_password, open, user};
use crate::{
    Failure,
    args::{Users, UsersCreate, UsersList, UsersOne, UsersSetRole},
    failure::one_line,
    out,
    settings::Origins,
};

/// Users of one page of the list.
const PAGE: u32 = 100;

/// Does what was asked for with users.
///
/// # Errors
/// When the database cannot be opened, or the operation refuses.
pub(crate) async fn run(command: Users, origins: Origins) -> Result<ExitCode, Failure> {
    match command {
        Users::Create(command) => create(command, origins).await,
        Users::List(command) => list(command, origins).await,
        Users::SetRole(UsersSetRole { email, role, section, settings }) => {
            let change = UserChange { role: Some(role), sections: Some(section), ..UserChange::default() };
            let done = format!("is {} now", role.as_str());
            change_one(UsersOne { email, settings }, origins, change, &done).await
        }
        Users::Disable(one) => {
            let change = UserChange { disabled: Some(true), ..UserChange::default() };
            change_one(one, origins, change, "is disabled, and signed out everywhere").await
        }
        Users::Enable(one) => {
            let change = UserChange { disabled: Some(false), ..UserChange::default() };
            change_one(one, origins, change, "may sign in again").await
        }
        Users::SetPassword(one) => {
            let change = UserChange { password: Some(Some(new_password()?)), ..UserChange::default() };
            change_one(one, origins, change, "has a new password, and is signed out everywhere").await
        }
    }
}

async fn create(command: UsersCreate, origins: Origins) -> Result<ExitCode, Failure> {
    let UsersCreate { email, name, role, section, no_password, settings } = command;
    let password = if no_password { None } else { Some(new_password()?) };
    let app = open(&settings, &origins).await?;
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let new = NewUser { email, name, role, sections: section, password };
    let made = auth::create_user(&app.system(), new).await;
    let made = made.map_err(|error| Failure::of("the user was not made", &error))?;
    app.close().await;
    out::answer(format_args!("{} {} ({})", made.id, shown(&made), made.role.as_str()))?;
    Ok(ExitCode::SUCCESS)
}

async fn change_one(one: UsersOne, origins: Origins, change: UserChange, done: &str) -> Result<ExitCode, Failure> {
    let app = open(&one.settings, &origins).await?;
    let cx = app.system();
    let found = user(&cx, &one.email).await?;
    let changed = auth::update_user(&cx, found.id, None, change).await;
    let changed = changed.map_err(|error| Failure::of(&format!("{} was not changed", one.email), &error))?;
    drop(cx);
    app.close().await;
    out::answer(format_args!("{} {done}", shown(&changed)))?;
    Ok(ExitCode::SUCCESS)
}

async fn list(command: UsersList, origins: Origins) -> Result<ExitCode, Failure> {
    let app = open(&command.settings, &origins).await?;
    let cx = app.system();
    for user in all(&cx).await? {
        if command.json {
            out::answer(json!({
                "id": user.id,
                "email": user.email,
                "name": user.name,
                "role": user.role,
                "sections": user.sections,
                "issuer": user.issuer,
                "disabledAt": user.disabled_at,
                "createdAt": user.created_at,
            }))?;
        } else {
            let state = if user.disabled_at.is_some() { "  disabled" } else { "" };
            let (role, name) = (user.role.as_str(), one_line(&user.name));
            out::answer(format_args!("{}  {role:<11}  {}  {name}{state}", user.id, shown(&user)))?;
        }
    }
    drop(cx);
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn all(cx: &Cx) -> Result<Vec<User>, Failure> {
    let mut found = Vec::new();
    let mut args = PageArgs::first(PAGE);
    loop {
        let page = auth::users(cx, &args).await.map_err(|error| Failure::of("users", &error))?;
        args.after = page.items.last().map(|edge| edge.cursor.clone());
        found.extend(page.items.into_iter().map(|edge| edge.node));
        if !page.has_next {
            return Ok(found);
        }
    }
}

/// Who it is, for people.
fn shown(user: &User) -> String {
    one_line(user.email.as_deref().or(user.issuer.as_deref()).unwrap_or("-"))
}

/// A role, as an argument has it.
pub(crate) fn role(text: &str) -> Result<UserRole, String> {
    let all = UserRole::ALL.map(UserRole::as_str).join(", ");
    UserRole::parse(&text.to_lowercase()).ok_or_else(|| format!("wanted is one of {all}"))
}
