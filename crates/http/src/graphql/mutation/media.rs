//! Writing assets: each operation is one mutation. The bytes of a file never come over GraphQL: an upload says where they are sent to.

use async_graphql::{Context, ID, InputObject, Object, Result};
use masthead_app::{Cx, assets, form::fields, media};

use super::{Making, On, begin};
use crate::{
    caller::Origin,
    graphql::error,
    wire::{Asset, AssetFields, Upload},
    write::once,
};

/// A new asset.
#[derive(Debug, InputObject)]
struct CreateAssetInput {
    #[graphql(flatten)]
    making: Making,
    #[graphql(flatten)]
    asset: AssetFields,
}

/// What of an asset changes.
#[derive(Debug, InputObject)]
struct UpdateAssetInput {
    #[graphql(flatten)]
    on: On,
    #[graphql(flatten)]
    asset: AssetFields,
}

/// What is said of a file before it is sent.
#[derive(Debug, Default, InputObject)]
struct CreateUploadInput {
    /// What the file is called where it comes from.
    filename: Option<String>,
}

/// Writing assets.
#[derive(Debug, Default)]
pub(crate) struct MediaMutations;

#[Object]
impl MediaMutations {
    /// Makes a place for a file to arrive at. Its bytes are sent to `url` with PUT; then `createAsset` makes an asset of it.
    async fn create_upload(&self, ctx: &Context<'_>, #[graphql(default)] input: CreateUploadInput) -> Result<Upload> {
        let made = media::create_upload(ctx.data::<Cx>()?, input.filename).await.map_err(error)?;
        Ok(Upload::new(&made, &ctx.data::<Origin>()?.0))
    }

    /// Creates an asset: of a file that someone else serves (`url`), of one that has arrived at an upload (`upload`), or of one that is
    /// fetched now (`importUrl`).
    async fn create_asset(&self, ctx: &Context<'_>, input: CreateAssetInput) -> Result<Asset> {
        let cx = begin(ctx, input.making.dry_run).await?;
        let fields = fields(&input.asset);
        let cx = once(cx, input.making.idempotency_key.as_deref(), "createAsset", &fields).map_err(error)?;
        let made = assets::create(&cx, fields).await.map_err(error)?;
        Ok(Asset::new(assets::written(&cx.after(), made).await.map_err(error)?, false))
    }

    /// Changes an asset; `upload` or `importUrl` give it another file. Its key stays: texts refer to it.
    async fn update_asset(&self, ctx: &Context<'_>, input: UpdateAssetInput) -> Result<Asset> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let changed = assets::update(&cx, &input.on.target(), fields(&input.asset)).await.map_err(error)?;
        Ok(Asset::new(assets::written(&cx.after(), changed).await.map_err(error)?, false))
    }

    /// Destroys an asset that nothing shows. Its file goes with a later sweep, if no other asset has it. Answers its id.
    async fn delete_asset(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        let cx = begin(ctx, input.dry_run).await?;
        Ok(ID(assets::delete(&cx, &input.target()).await.map_err(error)?.to_string()))
    }
}
