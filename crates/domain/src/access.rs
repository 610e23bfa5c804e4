//! Who may do what: the whole policy, on one page.
//!
//! An operation has a need; [`may`] says whether a caller meets it. A table-driven test walks every role over every operation.

use uuid::Uuid;

use crate::{
    api_key::{ApiKey, Scope},
    id::Id,
    section::Section,
    user::{User, UserRole},
};

/// Whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody in particular: a reader.
    Nobody,
    /// A user, or a key of theirs.
    Someone(Someone),
    /// The program itself: the command line, the scheduler.
    System,
}

/// A user who asks, or one of their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    /// Who.
    pub user: Id<User>,
    /// What they may do.
    pub role: UserRole,
    /// An editor of these sections alone; of everything when there are none.
    pub sections: Vec<Id<Section>>,
    /// The key that they ask with, and what it may do.
    pub key: Option<(Id<ApiKey>, Vec<Scope>)>,
}

impl Someone {
    fn has(&self, scope: Scope) -> bool {
        self.key.as_ref().is_none_or(|(_, scopes)| scopes.contains(&scope))
    }

    /// Does their word as an editor count for something in these sections?
    fn edits(&self, lines: &[Id<Section>]) -> bool {
        match self.role {
            UserRole::Admin => true,
            UserRole::Editor => self.sections.is_empty() || lines.iter().any(|id| self.sections.contains(id)),
            UserRole::Author | UserRole::Contributor => false,
        }
    }
}

impl Caller {
    /// The user, if it is one.
    pub fn user(&self) -> Option<Id<User>> {
        match self {
            Self::Someone(someone) => Some(someone.user),
            Self::Nobody | Self::System => None,
        }
    }

    /// The key, if they ask with one.
    pub fn key(&self) -> Option<Id<ApiKey>> {
        match self {
            Self::Someone(Someone { key: Some((id, _)), .. }) => Some(*id),
            _ => None,
        }
    }

    /// A stable name, for what is kept for each caller.
    pub fn name(&self) -> Uuid {
        self.user().map_or_else(Uuid::nil, Id::uuid)
    }
}

/// What an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// Nothing: readers may.
    Public,
    /// To be signed in.
    SignedIn,
    /// To see an article that is not public: own, or an editor of its section.
    ReadDraft,
    /// To write at all.
    Create,
    /// To change an article: contributors their own drafts, authors their own, editors those of their sections.
    Change,
    /// To judge an article that was submitted: editors of its section.
    Review,
    /// To make an article public, or not public any more: authors their own, editors those of their sections.
    Publish,
    /// To see what will be public: editors.
    ReadAhead,
    /// To change what articles are filed under: editors of everything.
    Manage,
    /// To change users, keys and the site, and to destroy: administrators.
    Administer,
}

/// What the policy must know of an article.
#[derive(Debug, Clone, Copy)]
pub struct On<'a> {
    /// Who created it.
    pub owner: Option<Id<User>>,
    /// Its section, and those around it.
    pub sections: &'a [Id<Section>],
    /// Is it a draft that never was public?
    pub is_first_draft: bool,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody knows who asks.
    Unauthenticated,
    /// The caller may not even know that it is there.
    Hidden,
    /// The caller may not; what they would need.
    Forbidden(&'static str),
}

/// May this caller do what needs this, to this article if it is about one?
///
/// # Errors
/// Why not.
pub fn may(caller: &Caller, need: Need, on: Option<On<'_>>) -> Result<(), Refusal> {
    let someone = match caller {
        Caller::System => return Ok(()),
        _ if need == Need::Public => return Ok(()),
        Caller::Nobody => return Err(Refusal::Unauthenticated),
        Caller::Someone(someone) => someone,
    };
    let own = on.is_some_and(|on| on.owner == Some(someone.user));
    let edits = on.map_or(someone.role >= UserRole::Editor, |on| someone.edits(on.sections));
    let reads = (edits && someone.has(Scope::ReadDrafts))
        || (own && (someone.has(Scope::ReadDrafts) || someone.has(Scope::WriteOwn)));
    // A key that only writes, or only publishes, may know of what it does that to.
    let knows = reads || (edits && (someone.has(Scope::WriteAny) || someone.has(Scope::Publish)));
    if on.is_some() && !knows {
        return Err(Refusal::Hidden);
    }
    let is_author = someone.role >= UserRole::Author;
    let (granted, needs) = match need {
        Need::Public | Need::SignedIn => (true, ""),
        Need::ReadDraft => (reads || on.is_none(), "the scope read_drafts"),
        Need::Create => {
            (someone.has(Scope::WriteOwn) || someone.has(Scope::WriteAny), "the scope write_own or write_any")
        }
        Need::Change => (
            (edits && someone.has(Scope::WriteAny))
                || (own && someone.has(Scope::WriteOwn) && (is_author || on.is_some_and(|on| on.is_first_draft)))
                || on.is_none(),
            "an editor of its section, or its owner (contributors: as long as it is a draft), with the scope to write",
        ),
        Need::Review => (edits && someone.has(Scope::Publish), "an editor of its section, with the scope publish"),
        Need::Publish => (
            someone.has(Scope::Publish) && (edits || (is_author && (own || on.is_none()))),
            "an editor of its section, or its owner as an author, with the scope publish",
        ),
        Need::ReadAhead => (
            someone.role >= UserRole::Editor && someone.has(Scope::ReadDrafts),
            "an editor, with the scope read_drafts",
        ),
        Need::Manage => (
            someone.has(Scope::Manage) && someone.role >= UserRole::Editor && someone.edits(&[]),
            "an editor of everything, with the scope manage",
        ),
        Need::Administer => {
            (someone.has(Scope::Manage) && someone.role == UserRole::Admin, "an administrator, with the scope manage")
        }
    };
    if granted { Ok(()) } else { Err(Refusal::Forbidden(needs)) }
}

macro_rules! operations {
    ($($variant:ident $name:literal $need:ident,)*) => {
        /// Every operation that the API has, on both sides.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // the API description documents them
        pub enum Operation { $($variant,)* }

        impl Operation {
            /// Every operation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name: REST's operationId, GraphQL's field.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it needs.
            pub const fn need(self) -> Need {
                match self { $(Self::$variant => Need::$need,)* }
            }
        }
    };
}

#[rustfmt::skip]
operations! {
    // What readers see.
    Site "site" Public,
    Articles "articles" Public,
    Article "article" Public,
    ArticleRelated "articleRelated" Public,
    ArticleTranslations "articleTranslations" Public,
    ArticlePosts "articlePosts" Public,
    Post "post" Public,
    PostChanged "postChanged" Public,
    SimilarArticles "similarArticles" Public,
    Search "search" Public,
    Suggestions "suggestions" Public,
    Sections "sections" Public,
    Section "section" Public,
    SectionArticles "sectionArticles" Public,
    Authors "authors" Public,
    Author "author" Public,
    AuthorArticles "authorArticles" Public,
    Tags "tags" Public,
    Tag "tag" Public,
    TagArticles "tagArticles" Public,
    AllSeries "allSeries" Public,
    Series "series" Public,
    SeriesArticles "seriesArticles" Public,
    Collections "collections" Public,
    Collection "collection" Public,
    CollectionArticles "collectionArticles" Public,
    Resolve "resolve" Public,
    Node "node" Public,
    Nodes "nodes" Public,
    ArticlePage "articlePage" Public,
    FrontPage "frontPage" Public,
    AllFeed "allFeed" Public,
    SectionFeed "sectionFeed" Public,
    AuthorFeed "authorFeed" Public,
    TagFeed "tagFeed" Public,
    SeriesFeed "seriesFeed" Public,
    CollectionFeed "collectionFeed" Public,
    LanguageFeed "languageFeed" Public,
    SearchFeed "searchFeed" Public,
    Sitemap "sitemap" Public,
    SitemapPage "sitemapPage" Public,
    NewsSitemap "newsSitemap" Public,
    Changes "changes" Public,
    MostRead "mostRead" Public,
    // Nobody is asked who they are, and nothing of them is kept.
    RecordReads "recordReads" Public,
    // What happens as it happens.
    Live "live" Public,
    ArticlePublished "articlePublished" Public,
    ArticleChanged "articleChanged" Public,
    // The token is what opens it.
    Preview "preview" Public,
    Healthz "healthz" Public,
    Readyz "readyz" Public,
    Metrics "metrics" Public,
    OpenApi "openapi" Public,
    Schema "schema" Public,
    // Articles as editors see them.
    Manuscript "manuscript" ReadDraft,
    Manuscripts "manuscripts" ReadDraft,
    CreateArticle "createArticle" Create,
    ReviseArticle "reviseArticle" Change,
    SubmitArticle "submitArticle" Change,
    ApproveArticle "approveArticle" Review,
    SendBackArticle "sendBackArticle" Review,
    PublishArticle "publishArticle" Publish,
    ScheduleArticle "scheduleArticle" Publish,
    UnscheduleArticle "unscheduleArticle" Publish,
    EmbargoArticle "embargoArticle" Publish,
    CorrectArticle "correctArticle" Publish,
    WithdrawArticle "withdrawArticle" Publish,
    TrashArticle "trashArticle" Change,
    UndeleteArticle "undeleteArticle" Change,
    PurgeArticle "purgeArticle" Administer,
    Revisions "revisions" ReadDraft,
    Revision "revision" ReadDraft,
    CompareRevisions "compareRevisions" ReadDraft,
    RestoreRevision "restoreRevision" Change,
    CreatePreview "createPreview" ReadDraft,
    Previews "previews" ReadDraft,
    RevokePreview "revokePreview" ReadDraft,
    // A post is public at once, if its article is.
    CreatePost "createPost" Publish,
    UpdatePost "updatePost" Publish,
    DeletePost "deletePost" Publish,
    // What articles are filed under.
    UpdateSite "updateSite" Administer,
    CreateSection "createSection" Manage,
    UpdateSection "updateSection" Manage,
    DeleteSection "deleteSection" Manage,
    CreateAuthor "createAuthor" Manage,
    UpdateAuthor "updateAuthor" Manage,
    DeleteAuthor "deleteAuthor" Manage,
    CreateTag "createTag" Manage,
    UpdateTag "updateTag" Manage,
    MergeTags "mergeTags" Manage,
    DeleteTag "deleteTag" Manage,
    CreateSeries "createSeries" Manage,
    UpdateSeries "updateSeries" Manage,
    DeleteSeries "deleteSeries" Manage,
    CreateCollection "createCollection" Manage,
    UpdateCollection "updateCollection" Manage,
    CollectionItems "collectionItems" Manage,
    ChangeCollectionItems "changeCollectionItems" Manage,
    DeleteCollection "deleteCollection" Manage,
    Asset "asset" Public,
    // The file of an asset, or a rendition of it.
    Media "media" Public,
    Assets "assets" Create,
    CreateUpload "createUpload" Create,
    Upload "upload" Create,
    ReceiveUpload "receiveUpload" Create,
    CreateAsset "createAsset" Create,
    UpdateAsset "updateAsset" Manage,
    DeleteAsset "deleteAsset" Manage,
    Redirects "redirects" Manage,
    SetRedirect "setRedirect" Manage,
    DeleteRedirect "deleteRedirect" Manage,
    // Accounts.
    SignIn "signIn" Public,
    RefreshToken "refreshToken" Public,
    // The refresh token is what it ends.
    SignOut "signOut" Public,
    Jwks "jwks" Public,
    Me "me" SignedIn,
    Users "users" Administer,
    User "user" Administer,
    CreateUser "createUser" Administer,
    UpdateUser "updateUser" Administer,
    ApiKeys "apiKeys" SignedIn,
    CreateApiKey "createApiKey" SignedIn,
    RotateApiKey "rotateApiKey" SignedIn,
    RevokeApiKey "revokeApiKey" SignedIn,
    Events "events" Administer,
    // Each operation of a batch needs what it needs alone.
    Batch "batch" SignedIn,
    // `at` of the pages.
    ReadAhead "readAhead" ReadAhead,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T>(number: u128) -> Id<T> {
        Id::new(Uuid::from_u128(number))
    }

    fn someone(role: UserRole, sections: &[u128], scopes: Option<&[Scope]>) -> Caller {
        let key = scopes.map(|scopes| (id(9), scopes.to_vec()));
        Caller::Someone(Someone { user: id(1), role, sections: sections.iter().copied().map(id).collect(), key })
    }

    /// Which needs a caller meets, about an article of their own or of another user.
    fn met(caller: &Caller, own: bool, is_first_draft: bool) -> String {
        let sections = [id(7), id(8)];
        let owner = Some(id(if own { 1 } else { 2 }));
        let on = On { owner, sections: &sections, is_first_draft };
        let needs = [Need::ReadDraft, Need::Change, Need::Review, Need::Publish];
        needs.iter().filter(|need| may(caller, **need, Some(on)).is_ok()).map(|need| format!("{need:?} ")).collect()
    }

    #[test]
    fn roles_do_what_they_are_for() {
        use UserRole::{Admin, Author, Contributor, Editor};
        let table = [
            (someone(Contributor, &[], None), true, true, "ReadDraft Change "),
            (someone(Contributor, &[], None), true, false, "ReadDraft "),
            (someone(Contributor, &[], None), false, true, ""),
            (someone(Author, &[], None), true, false, "ReadDraft Change Publish "),
            (someone(Author, &[], None), false, false, ""),
            (someone(Editor, &[], None), false, false, "ReadDraft Change Review Publish "),
            (someone(Editor, &[8], None), false, false, "ReadDraft Change Review Publish "),
            (someone(Editor, &[6], None), false, false, ""),
            (someone(Editor, &[6], None), true, false, "ReadDraft Change Publish "),
            (someone(Admin, &[], None), false, false, "ReadDraft Change Review Publish "),
            (someone(Admin, &[], Some(&[Scope::ReadDrafts])), false, false, "ReadDraft "),
            (someone(Admin, &[], Some(&[Scope::WriteAny])), false, false, "Change "),
            (someone(Author, &[], Some(&[Scope::WriteOwn])), true, false, "ReadDraft Change "),
            (someone(Contributor, &[], Some(&[Scope::Publish, Scope::WriteOwn])), true, false, "ReadDraft "),
            (Caller::System, false, false, "ReadDraft Change Review Publish "),
            (Caller::Nobody, false, false, ""),
        ];
        for (caller, own, first, expected) in table {
            assert_eq!(met(&caller, own, first), expected, "{caller:?} own: {own}, first draft: {first}");
        }
    }

    #[test]
    fn structure_and_users_are_for_those_who_answer_for_them() {
        let met = |caller: &Caller| {
            let needs = [Need::Public, Need::SignedIn, Need::Create, Need::ReadAhead, Need::Manage, Need::Administer];
            needs.iter().filter(|need| may(caller, **need, None).is_ok()).count()
        };
        assert_eq!(met(&Caller::Nobody), 1);
        assert_eq!(met(&someone(UserRole::Contributor, &[], None)), 3);
        assert_eq!(met(&someone(UserRole::Author, &[], None)), 3);
        assert_eq!(met(&someone(UserRole::Editor, &[7], None)), 4);
        assert_eq!(met(&someone(UserRole::Editor, &[], None)), 5);
        assert_eq!(met(&someone(UserRole::Admin, &[], None)), 6);
        assert_eq!(met(&someone(UserRole::Admin, &[], Some(&[Scope::ReadDrafts]))), 3);
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let mut names: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]));
    }
}
