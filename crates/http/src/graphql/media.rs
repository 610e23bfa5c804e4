//! What those query who put pictures and files where they belong; and one asset, for everyone.

use async_graphql::{Context, InputObject, Lookahead, Object, OneofObject, Result};
use masthead_app::{
    Cx,
    assets::{self, AssetFilter as Filter},
    media,
    resources::Key,
};

use super::{
    connection::Connection,
    error,
    lookahead::{counts, sides},
};
use crate::{
    caller::Origin,
    input::page_args,
    problem::Problem,
    wire::{Asset, DateTime, ID, Upload},
};

/// How an asset is named: by exactly one of these.
#[derive(Debug, OneofObject)]
enum AssetBy {
    /// By its id.
    Id(ID),
    /// By its key.
    Key(String),
}

/// Which assets a list shows. Every member narrows it.
#[derive(Debug, Default, InputObject)]
struct AssetFilter {
    /// Those whose rights have ended, or those whose rights have not.
    expired: Option<bool>,
    /// Those whose rights end before this instant.
    expiring_before: Option<DateTime>,
    /// Those that something shows, or those that nothing does.
    used: Option<bool>,
}

/// Are the sizes of an asset selected?
fn wants_sizes(asset: &Lookahead<'_>) -> bool {
    asset.field("renditions").exists() || asset.field("srcsets").exists()
}

/// What those query who put pictures and files where they belong.
#[derive(Debug, Default)]
pub(super) struct MediaQueries;

#[Object]
impl MediaQueries {
    /// An asset, by id. Those who may write find it by its key, too, and after the right to show it has ended.
    async fn asset(&self, ctx: &Context<'_>, by: AssetBy) -> Option<Result<Asset>> {
        let read = async {
            let key = match by {
                AssetBy::Id(id) => Key::parse(&id),
                AssetBy::Key(key) => Key::Slug(key),
            };
            let found = assets::get(ctx.data::<Cx>()?, &key, wants_sizes(&ctx.look_ahead())).await.map_err(error)?;
            Ok(Asset::new(found, false))
        };
        Some(read.await)
    }

    /// Every asset, the newest first.
    async fn assets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<AssetFilter>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Asset>> {
        let args = page_args(first, after, last, before, counts(ctx));
        let AssetFilter { expired, expiring_before, used } = filter.unwrap_or_default();
        let filter = Filter { expired, expiring_before: expiring_before.map(|at| at.0), used };
        let look = ctx.look_ahead();
        let with_made = wants_sizes(&look.field("nodes")) || wants_sizes(&look.field("edges").field("node"));
        let page = assets::list(ctx.data::<Cx>()?, &filter, &args, with_made).await.map_err(error)?;
        Ok(Connection::new(page, sides(ctx), |view| Asset::new(view, false)))
    }

    /// An upload of the caller's, and whether its file has arrived.
    async fn upload(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Option<Result<Upload>> {
        let read = async {
            let nothing = || {
                let what = format!("upload {:?}: the id of an upload is a UUID", id.0);
                error(Problem::from(masthead_app::Error::NotFound { what }))
            };
            let id = id.parse().map_err(|_| nothing())?;
            let found = media::upload(ctx.data::<Cx>()?, id).await.map_err(error)?;
            Ok(Upload::new(&found, &ctx.data::<Origin>()?.0))
        };
        Some(read.await)
    }
}
