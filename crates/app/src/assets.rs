//! Assets: pictures and files, by URL.

use std::collections::HashMap;

use masthead_domain::{asset::Asset, id::Id};

use crate::{Cx, Result};

/// Those with these ids, by id; what is absent is left out.
///
/// # Errors
/// What the database says.
pub async fn by_ids(cx: &Cx, ids: &[Id<Asset>]) -> Result<HashMap<Id<Asset>, Asset>> {
    let found = masthead_persistence::assets::find(&cx.reader, ids, &[]).await?;
    Ok(found.into_iter().map(|asset| (asset.id, asset)).collect())
}
