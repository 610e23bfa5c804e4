//! Users: people who sign in. They are never deleted, only disabled: what they did keeps its name.

use masthead_domain::{
    access::Operation,
    event::{Action, NewEvent, Subject},
    id::Id,
    page::Page,
    section::Section,
    user::{User, UserRole, check_email, check_name, check_password, normal_email},
};
use masthead_persistence::{
    refresh_tokens, sections,
    users::{self as stored, Account},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Cx, Difference, Edge, Error, PageArgs, Result, Stale,
    cursor::{self, Fingerprint},
    idempotency,
    resources::Key,
};

/// A user to be.
#[derive(Clone)]
pub struct NewUser {
    /// The address to sign in with.
    pub email: String,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: UserRole,
    /// The sections, by id or slug, that an editor is restricted to.
    pub sections: Vec<String>,
    /// Without one nobody can sign in yet.
    pub password: Option<String>,
}

/// What is to change of a user; what is nothing stays.
#[derive(Clone, Default)]
pub struct UserChange {
    /// The address to sign in with.
    pub email: Option<String>,
    /// What colleagues call them.
    pub name: Option<String>,
    /// What they may do.
    pub role: Option<UserRole>,
    /// The sections, by id or slug, that an editor is restricted to.
    pub sections: Option<Vec<String>>,
    /// May they not sign in any more?
    pub disabled: Option<bool>,
    /// Another password; or none any more.
    pub password: Option<Option<String>>,
}

/// What happened to a user.
pub(super) fn event(cx: &Cx, user: &User, action: Action, fields: &[&str], note: Option<String>) -> NewEvent {
    NewEvent {
        at: cx.now(),
        action,
        subject: Subject::User,
        id: user.id.uuid(),
        by: cx.by(),
        revision: Some(user.revision),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        note,
        public: false,
        effect: None,
    }
}

/// A page of all users, in the order they were made in.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; those of pages.
pub async fn users(cx: &Cx, args: &PageArgs) -> Result<Page<Edge<User>>> {
    cx.may(Operation::Users)?;
    let fingerprint = Fingerprint::of(&"users");
    let request = args.request::<Uuid>(cx.settings(), fingerprint)?;
    let found = stored::page(cx.untagged(), &request).await?;
    let total = if args.total { Some(stored::count(cx.untagged()).await?) } else { None };
    let edge = |user: User| Edge { cursor: cursor::encode(&user.id.uuid(), fingerprint), node: user };
    Ok(Page::from_found(&request, found, total).map(edge))
}

/// A user.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn user(cx: &Cx, id: Id<User>) -> Result<User> {
    cx.may(Operation::User)?;
    let account = stored::get(cx.untagged(), id).await?;
    account.map(|account| account.user).ok_or_else(|| Error::not_found("user", id))
}

/// A user by their address.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn find_user(cx: &Cx, email: &str) -> Result<User> {
    cx.may(Operation::User)?;
    let email = normal_email(email);
    let account = if email.contains('\0') { None } else { stored::by_email(cx.untagged(), &email).await? };
    account.map(|account| account.user).ok_or_else(|| Error::not_found("user", email))
}

/// Makes a user.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::AlreadyExists`] for an address that another one has.
pub async fn create_user(cx: &Cx, new: NewUser) -> Result<User> {
    cx.may(Operation::CreateUser)?;
    let email = normal_email(&new.email);
    let mut wrong: Vec<_> = check_email(&email).into_iter().chain(check_name(&new.name)).collect();
    wrong.extend(new.password.as_deref().and_then(|password| check_password(password, Some(&email))));
    Error::unless_none(wrong)?;
    let sections = find_sections(cx, &new.sections).await?;
    // Before the transaction: it takes a while, and nobody else can write meanwhile.
    let password_hash = match new.password {
        Some(password) => Some(cx.app.auth.passwords.hash(password).await?),
        None => None,
    };
    let user = User {
        id: cx.app.clock.id(),
        email: Some(email.clone()),
        name: new.name.trim().to_owned(),
        role: new.role,
        sections,
        issuer: None,
        disabled_at: None,
        created_at: cx.now(),
        revision: 1,
    };
    let work = cx.begin().await?;
    if let Some(made) = idempotency::made(cx, &*work).await? {
        let account = stored::get(&*work, Id::new(made)).await?.ok_or_else(|| Error::not_found("user", made))?;
        return Ok(account.user);
    }
    stored::insert(&work, &Account { user: user.clone(), password_hash, subject: None })
        .await
        .map_err(|e| taken(e, &email))?;
    idempotency::remember(cx, &work, user.id.uuid()).await?;
    work.record(event(cx, &user, Action::Created, &[], Some(user.role.as_str().to_owned())));
    work.commit(cx).await?;
    Ok(user)
}

fn taken(error: masthead_persistence::Error, email: &str) -> Error {
    match error {
        masthead_persistence::Error::Taken(_) => Error::AlreadyExists(format!("another user has the address {email}")),
        other => other.into(),
    }
}

/// Sections by id or slug, all of which must be there.
async fn find_sections(cx: &Cx, names: &[String]) -> Result<Vec<Id<Section>>> {
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let section = match Key::parse(name) {
            Key::Id(id) => sections::by_ids(cx.untagged(), &[Id::new(id)]).await?,
            Key::Slug(slug) if slug.contains('\0') => Vec::new(),
            Key::Slug(slug) => sections::by_slugs(cx.untagged(), &[&slug]).await?,
        };
        match section.first() {
            Some(section) if found.contains(&section.id) => {}
            Some(section) => found.push(section.id),
            None => wrong.push(masthead_domain::error::Violation::new(
                format!("/sections/{place}"),
                "unknown_reference",
                format!("there is no section {name:?}"),
            )),
        }
    }
    Error::unless_none(wrong)?;
    found.sort();
    Ok(found)
}

/// Changes a user. `expected` is the revision that the change was made for; the program itself need not say.
///
/// Whoever is disabled, or gets another password, is signed out everywhere.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::PreconditionRequired`], [`Error::StaleRevision`], [`Error::Invalid`],
/// [`Error::AlreadyExists`].
pub async fn update_user(cx: &Cx, id: Id<User>, expected: Option<i32>, change: UserChange) -> Result<User> {
    cx.may(Operation::UpdateUser)?;
    let sections = match &change.sections {
        Some(names) => Some(find_sections(cx, names).await?),
        None => None,
    };
    let mut account = stored::get(cx.untagged(), id).await?.ok_or_else(|| Error::not_found("user", id))?;
    check(&account.user, &change)?;
    let password_hash = match &change.password {
        Some(Some(password)) => Some(Some(cx.app.auth.passwords.hash(password.clone()).await?)),
        Some(None) => Some(None),
        None => None,
    };
    let work = cx.begin().await?;
    // Again, now that nobody else can write.
    account = stored::get(&*work, id).await?.ok_or_else(|| Error::not_found("user", id))?;
    let before = account.user.clone();
    expect(cx, &before, expected, &change)?;
    let user = &mut account.user;
    if let Some(email) = &change.email {
        user.email = Some(normal_email(email));
    }
    if let Some(name) = &change.name {
        name.trim().clone_into(&mut user.name);
    }
    user.role = change.role.unwrap_or(user.role);
    if let Some(sections) = sections {
        user.sections = sections;
    }
    match change.disabled {
        Some(true) => user.disabled_at = user.disabled_at.or(Some(cx.now())),
        Some(false) => user.disabled_at = None,
        None => {}
    }
    let mut fields = changed(&before, user);
    if let Some(password_hash) = password_hash {
        account.password_hash = password_hash;
        fields.push("password");
    }
    if !fields.is_empty() {
        let was = before.role == UserRole::Admin && before.disabled_at.is_none();
        let is = account.user.role == UserRole::Admin && account.user.disabled_at.is_none();
        if was && !is && !stored::has_other_admin(&*work, id).await? {
            let field = if account.user.disabled_at.is_some() { "/disabled" } else { "/role" };
            return Err(Error::wrong(field, "last_admin", "nobody else is an administrator"));
        }
        account.user.revision += 1;
        let email = account.user.email.clone().unwrap_or_default();
        stored::update(&work, &account).await.map_err(|error| taken(error, &email))?;
        if fields.contains(&"password") || (fields.contains(&"disabled") && account.user.disabled_at.is_some()) {
            refresh_tokens::revoke_all_of(&work, id, cx.now()).await?;
        }
        work.record(event(cx, &account.user, Action::Updated, &fields, None));
    }
    work.commit(cx).await?;
    Ok(account.user)
}

fn check(user: &User, change: &UserChange) -> Result<()> {
    let email = change.email.as_deref().map(normal_email);
    let mut wrong = Vec::new();
    if let Some(issuer) = &user.issuer {
        let elsewhere = [
            ("/email", change.email.is_some()),
            ("/role", change.role.is_some()),
            ("/sections", change.sections.is_some()),
            ("/password", change.password.is_some()),
        ];
        for (field, _) in elsewhere.into_iter().filter(|(_, is_there)| *is_there) {
            let message = format!("the identity provider {issuer} says this of the user");
            wrong.push(masthead_domain::error::Violation::new(field, "managed_elsewhere", message));
        }
    }
    wrong.extend(email.as_deref().and_then(check_email));
    wrong.extend(change.name.as_deref().and_then(check_name));
    if let Some(Some(password)) = &change.password {
        wrong.extend(check_password(password, email.as_deref().or(user.email.as_deref())));
    }
    Error::unless_none(wrong)
}

/// The revision that a change was made for must be the latest.
fn expect(cx: &Cx, user: &User, expected: Option<i32>, change: &UserChange) -> Result<()> {
    let current = user.revision;
    match expected {
        Some(expected) if expected == current => Ok(()),
        Some(expected) => {
            let member = |field: &str, current: Value, yours: Option<Value>| {
                let differs = yours.as_ref().is_some_and(|yours| *yours != current);
                let field = field.to_owned();
                differs.then_some(Difference { field, base: None, current: Some(current), yours })
            };
            // As the wire spells it.
            let role = |role: UserRole| json!(role.as_str().to_uppercase());
            let differences = [
                member("/email", json!(user.email), change.email.as_deref().map(|email| json!(normal_email(email)))),
                member("/name", json!(user.name), change.name.as_ref().map(|name| json!(name))),
                member("/role", role(user.role), change.role.map(role)),
                member("/disabled", json!(user.disabled_at.is_some()), change.disabled.map(|disabled| json!(disabled))),
            ];
            let differences = differences.into_iter().flatten().collect();
            Err(Error::StaleRevision(Box::new(Stale { expected, current, differences })))
        }
        None if cx.caller().user().is_none() => Ok(()),
        None => Err(Error::PreconditionRequired { current }),
    }
}

fn changed(before: &User, after: &User) -> Vec<&'static str> {
    let members = [
        ("email", before.email != after.email),
        ("name", before.name != after.name),
        ("role", before.role != after.role),
        ("sections", before.sections != after.sections),
        ("disabled", before.disabled_at.is_some() != after.disabled_at.is_some()),
    ];
    members.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
