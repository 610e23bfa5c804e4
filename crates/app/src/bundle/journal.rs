//! What the event log says has changed since an event: which things are to be exported again, and what is not there any more.

use std::collections::{BTreeSet, HashMap, HashSet};

use masthead_domain::{
    article::Article,
    bundle::{DeletedKind, DeletedRecord},
    event::{Action, Event, Subject},
    id::Id,
    slug::Slug,
};
use masthead_persistence::{
    Snapshot, changes, collections, events, former_slugs,
    manuscripts::{self, Which},
    sections, series,
    since::{self, Named},
    tags,
};
use uuid::Uuid;

use super::records::kept_slugs;
use crate::{Error, Result};

/// Events, and ids in one statement, at once.
const SOME: u32 = 1_000;
/// Things that have a slug of their own, but for articles.
const FILED: [Subject; 5] = [Subject::Section, Subject::Author, Subject::Tag, Subject::Series, Subject::Collection];

/// What has changed.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// The last event of the log.
    pub(super) last: i64,
    /// Things that are to be exported again, as far as they are there.
    pub(super) things: HashMap<Subject, BTreeSet<Uuid>>,
    /// The slugs that those had before.
    pub(super) formerly: HashMap<Uuid, Vec<Slug>>,
    /// Articles whose posts are all to be exported again: they were in the trash.
    pub(super) back: HashSet<Id<Article>>,
    /// Articles that came to readers or went from them. Where they lay meanwhile may be told otherwise elsewhere: what readers do not
    /// see is exported as it is going to be.
    pub(super) staged: HashSet<Id<Article>>,
    /// Paths whose redirects may have changed, or are not there any more.
    pub(super) redirects: BTreeSet<String>,
    /// Did the paths of sections or articles change as a whole? Then which redirects there are depends on the order of the steps.
    pub(super) moved: bool,
    /// What is not there any more, in the order in which it went.
    pub(super) deleted: Vec<DeletedRecord>,
}

/// What was read of the log alone.
#[derive(Debug, Default)]
struct Read {
    created: HashSet<Uuid>,
    /// Things that have another slug, or articles that came into the trash or out of it: others name them, or do not.
    renamed: HashMap<Subject, BTreeSet<Uuid>>,
    gone: Vec<(Subject, Uuid, Option<String>)>,
}

const fn kind(subject: Subject) -> Option<DeletedKind> {
    Some(match subject {
        Subject::Section => DeletedKind::Section,
        Subject::Author => DeletedKind::Author,
        Subject::Tag => DeletedKind::Tag,
        Subject::Series => DeletedKind::Series,
        Subject::Collection => DeletedKind::Collection,
        Subject::Asset => DeletedKind::Asset,
        Subject::Article => DeletedKind::Article,
        Subject::Post => DeletedKind::Post,
        Subject::Redirect => DeletedKind::Redirect,
        _ => return None,
    })
}

impl Journal {
    /// Reads the log after an event.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a number that has not been, or that is so old that what has gone since is not known any more.
    pub(super) async fn read(db: &Snapshot, after: i64) -> Result<Self> {
        let known = changes::known(db).await?;
        if after > known.seq {
            let message = format!("there is no event {after} yet: the last one of this database is {}", known.seq);
            return Err(Error::Malformed(message));
        }
        if after < known.changes_lost {
            let message = format!(
                "what has gone since the event {after} is not known any more: export everything once, or what has changed since {} \
                 or later",
                known.changes_lost
            );
            return Err(Error::Malformed(message));
        }
        let mut journal = Self { last: known.seq, ..Self::default() };
        let mut read = Read::default();
        let mut place = after;
        loop {
            let some = events::after(db, place, SOME).await?;
            let Some(last) = some.last() else { break };
            place = last.seq;
            for event in some {
                journal.note(&mut read, event);
            }
        }
        // What has been new since then has never lain anywhere else.
        journal.staged.retain(|id| !read.created.contains(&id.uuid()));
        journal.follow_names(db, &read).await?;
        journal.follow_posts(db).await?;
        journal.name_deleted(db, &read).await?;
        journal.redirects.extend(since::redirects_changed(db, after).await?);
        let touched: Vec<Id<Article>> = journal.ids(Subject::Article).map(Id::new).collect();
        journal.redirects.extend(since::redirects_to(db, &touched).await?);
        Ok(journal)
    }

    pub(super) fn ids(&self, subject: Subject) -> impl Iterator<Item = Uuid> + '_ {
        self.things.get(&subject).into_iter().flatten().copied()
    }

    fn note(&mut self, read: &mut Read, event: Event) {
        let has = |field: &str| event.fields.iter().any(|name| name == field);
        match event.subject {
            Subject::Redirect => return self.redirects.extend(event.note),
            Subject::Preview | Subject::User | Subject::ApiKey => return,
            Subject::Site => self.moved |= has("articlePath"),
            Subject::Section => self.moved |= has("slug") || has("parent") || has("path"),
            _ => {}
        }
        // An import may say that something new was published.
        if event.action == Action::Created || event.revision == Some(1) {
            read.created.insert(event.id);
        }
        let other_name = match event.subject {
            Subject::Article => {
                // Others name it again, or do not any more.
                let trash = matches!(event.action, Action::Trashed | Action::Undeleted);
                let comes = matches!(event.action, Action::Published | Action::Scheduled | Action::Unscheduled);
                if trash || comes || matches!(event.action, Action::Withdrawn | Action::Embargoed) {
                    self.staged.insert(Id::new(event.id));
                }
                // An import names no members, and may have taken it out of the trash.
                let brought = event.fields.is_empty() && event.revision != Some(1);
                if event.action == Action::Undeleted || (brought && event.action != Action::Trashed) {
                    self.back.insert(Id::new(event.id));
                }
                trash || brought || has("slug")
            }
            // A tag that another one has become a part of.
            Subject::Tag => has("slug") || has("articles"),
            _ => has("slug"),
        };
        if other_name {
            read.renamed.entry(event.subject).or_default().insert(event.id);
        }
        // A tag that was merged is a former name of the other one.
        match event.action {
            Action::Deleted => read.gone.push((event.subject, event.id, event.note)),
            Action::Trashed => {
                self.things.entry(event.subject).or_default().insert(event.id);
                read.gone.push((event.subject, event.id, None));
            }
            Action::Merged => {}
            _ => drop(self.things.entry(event.subject).or_default().insert(event.id)),
        }
    }

    /// Former names of what has changed; and what is written with other names now.
    async fn follow_names(&mut self, db: &Snapshot, read: &Read) -> Result<()> {
        let mut naming: BTreeSet<Id<Article>> = BTreeSet::new();
        for (subject, named) in [
            (Subject::Section, Named::Section),
            (Subject::Author, Named::Author),
            (Subject::Tag, Named::Tag),
            (Subject::Series, Named::Series),
            (Subject::Article, Named::Article),
        ] {
            let ids: Vec<Uuid> = read.renamed.get(&subject).into_iter().flatten().copied().collect();
            naming.extend(since::articles_naming(db, named, &ids).await?);
        }
        let renamed = read.renamed.get(&Subject::Article).into_iter().flatten();
        let renamed: Vec<Id<Article>> = renamed.copied().map(Id::new).collect();
        let with = since::collections_with(db, &renamed).await?;
        self.things.entry(Subject::Collection).or_default().extend(with.into_iter().map(Id::uuid));
        self.things.entry(Subject::Article).or_default().extend(naming.into_iter().map(Id::uuid));
        for subject in FILED.into_iter().chain([Subject::Article]) {
            let ids: Vec<Uuid> = self.ids(subject).collect();
            for (id, slug) in former(db, subject, &ids).await? {
                self.formerly.entry(id).or_default().push(Slug::stored(slug));
            }
        }
        Ok(())
    }

    /// An article says when it was last added to.
    async fn follow_posts(&mut self, db: &Snapshot) -> Result<()> {
        let posts: Vec<_> = self.ids(Subject::Post).map(Id::new).collect();
        let articles = since::articles_of_posts(db, &posts).await?;
        self.things.entry(Subject::Article).or_default().extend(articles.into_iter().map(Id::uuid));
        Ok(())
    }

    /// Under which names things that went may still be known elsewhere. A name that something else has now is not among them: that is
    /// exported under it.
    async fn name_deleted(&mut self, db: &Snapshot, read: &Read) -> Result<()> {
        let mut deleted: Vec<DeletedRecord> = Vec::new();
        for (subject, id, note) in &read.gone {
            let Some(kind) = kind(*subject) else { continue };
            if *subject == Subject::Post {
                deleted.push(DeletedRecord { kind, name: id.to_string(), trash: false });
                continue;
            }
            let mut names: Vec<String> =
                former(db, *subject, &[*id]).await?.into_iter().map(|(_, slug)| slug).collect();
            let mut trash = false;
            if *subject == Subject::Article {
                // Whatever became of it later: what is said is how it is now.
                let now = manuscripts::slugs_by_ids(db, &[Id::new(*id)]).await?;
                if now.is_empty() == note.is_none() || !kept_slugs(db, &[Id::new(*id)]).await?.is_empty() {
                    continue;
                }
                trash = note.is_none();
                names.extend(now.into_iter().map(|(_, slug)| slug));
            }
            if read.created.contains(id) {
                // It came and went meanwhile: nobody else has ever had it.
                continue;
            }
            names.extend(note.clone());
            names.dedup();
            deleted.extend(names.into_iter().map(|name| DeletedRecord { kind, name, trash }));
        }
        // Where a name was taken over, both are there elsewhere, and only one is to stay.
        for subject in FILED.into_iter().chain([Subject::Article]) {
            let Some(kind) = kind(subject).filter(|kind| *kind != DeletedKind::Tag) else { continue };
            let names = self.ids(subject).filter_map(|id| self.formerly.get(&id)).flatten();
            deleted.extend(names.map(|name| DeletedRecord { kind, name: name.to_string(), trash: false }));
        }
        self.deleted = unused(db, deleted).await?;
        self.leave_used_names(db).await
    }

    /// What has the name now is found under it; it is no name of anything else.
    async fn leave_used_names(&mut self, db: &Snapshot) -> Result<()> {
        for subject in FILED.into_iter().chain([Subject::Article]) {
            let ids: Vec<Uuid> = self.ids(subject).filter(|id| self.formerly.contains_key(id)).collect();
            for some in ids.chunks(SOME as usize) {
                let names: Vec<String> =
                    some.iter().filter_map(|id| self.formerly.get(id)).flatten().map(ToString::to_string).collect();
                let mut used = HashSet::new();
                for names in names.chunks(SOME as usize) {
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    used.extend(used_of(db, subject, &names).await?);
                }
                for id in some {
                    if let Some(names) = self.formerly.get_mut(id) {
                        names.retain(|name| !used.contains(name.as_str()));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The slugs that things had before.
async fn former(db: &Snapshot, subject: Subject, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    let kinds: &[&str] = match subject {
        Subject::Article => &[former_slugs::ARTICLE, former_slugs::DRAFT],
        Subject::Section => &["section"],
        Subject::Author => &["author"],
        Subject::Tag => &["tag"],
        Subject::Series => &["series"],
        Subject::Collection => &["collection"],
        _ => &[],
    };
    let mut found = Vec::new();
    for kind in kinds {
        for some in ids.chunks(SOME as usize) {
            found.extend(former_slugs::of(db, kind, some).await?);
        }
    }
    Ok(found)
}

/// Which of these names things of a kind have.
async fn used_of(db: &Snapshot, subject: Subject, names: &[&str]) -> Result<Vec<String>> {
    let slugs = |slugs: Vec<Slug>| slugs.into_iter().map(|slug| slug.to_string()).collect();
    Ok(match subject {
        Subject::Section => slugs(sections::by_slugs(db, names).await?.into_iter().map(|it| it.slug).collect()),
        Subject::Author => {
            let found = masthead_persistence::authors::by_slugs(db, names).await?;
            slugs(found.into_iter().map(|it| it.slug).collect())
        }
        Subject::Tag => slugs(tags::by_slugs(db, names).await?.into_iter().map(|it| it.slug).collect()),
        Subject::Series => slugs(series::by_slugs(db, names).await?.into_iter().map(|it| it.slug).collect()),
        Subject::Collection => slugs(collections::by_slugs(db, names).await?.into_iter().map(|it| it.slug).collect()),
        Subject::Article => {
            let found = manuscripts::find(db, Which::Slugs(names)).await?;
            let kept = |it: &manuscripts::Manuscript| {
                !matches!(it.identity.stage, masthead_domain::article::Stage::Trashed { .. })
            };
            slugs(found.into_iter().filter(kept).map(|it| it.identity.slug).collect())
        }
        _ => Vec::new(),
    })
}

/// Those whose names nothing has now, each once, in their order.
async fn unused(db: &Snapshot, deleted: Vec<DeletedRecord>) -> Result<Vec<DeletedRecord>> {
    let mut used: HashSet<(DeletedKind, String)> = HashSet::new();
    for subject in FILED.into_iter().chain([Subject::Article]) {
        let Some(of) = kind(subject) else { continue };
        let names: Vec<&str> = deleted.iter().filter(|it| it.kind == of).map(|it| it.name.as_str()).collect();
        for some in names.chunks(SOME as usize) {
            used.extend(used_of(db, subject, some).await?.into_iter().map(|name| (of, name)));
        }
    }
    let mut seen = HashSet::new();
    let left = deleted.into_iter().filter(|it| {
        let name = (it.kind, it.name.clone());
        !used.contains(&name) && seen.insert(name)
    });
    Ok(left.collect())
}
