//! Pages as clients ask for them: `first`/`after` or `last`/`before`, the same words in both protocols.

use masthead_domain::page::{End, PageRequest};

use crate::{
    Error, Result,
    app::Settings,
    cursor::{self, Fingerprint, Place},
};

/// What a client says about the page it wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PageArgs {
    /// How many items from the start.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Count the whole list?
    pub total: bool,
}

impl PageArgs {
    /// The first items.
    pub fn first(first: u32) -> Self {
        Self { first: Some(first.into()), ..Self::default() }
    }

    pub(crate) fn request<P: Place>(&self, settings: &Settings, list: Fingerprint) -> Result<PageRequest<P>> {
        let (end, count, cursor) = match self {
            Self { first: Some(_), last: Some(_), .. } => {
                return Err(Error::Malformed("give first or last, not both".to_owned()));
            }
            Self { after: Some(_), before: Some(_), .. } => {
                return Err(Error::Malformed("give after or before, not both".to_owned()));
            }
            Self { first: Some(_), before: Some(_), .. } => {
                return Err(Error::Malformed("first goes with after; before goes with last".to_owned()));
            }
            Self { last: Some(_), after: Some(_), .. } => {
                return Err(Error::Malformed("last goes with before; after goes with first".to_owned()));
            }
            Self { last: None, before: None, first, after, .. } => (End::Start, first, after),
            Self { last, before, .. } => (End::Finish, last, before),
        };
        Ok(PageRequest {
            limit: page_size(*count, settings.default_page_size, settings)?,
            end,
            from: cursor.as_deref().map(|cursor| cursor::decode(cursor, list)).transpose()?,
        })
    }
}

/// A number of items that a client asked for, or the default.
///
/// # Errors
/// [`Error::PageTooLarge`] beyond the maximum, which is never silently applied instead.
pub(crate) fn page_size(asked: Option<i64>, default: u32, settings: &Settings) -> Result<u32> {
    let Some(asked) = asked else { return Ok(default) };
    let maximum = settings.max_page_size;
    let asked =
        u64::try_from(asked).map_err(|_| Error::Malformed(format!("a page has 0 to {maximum} items, not {asked}")))?;
    u32::try_from(asked).ok().filter(|n| *n <= maximum).ok_or(Error::PageTooLarge { asked, maximum })
}
