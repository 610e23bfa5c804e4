//! Loaders: what many resolvers of one query ask for goes to the database once.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_graphql::{
    dataloader::{DataLoader, HashMapCache, Loader},
    runtime::{Timer, TokioSpawner},
};
use futures_util::future::BoxFuture;
use masthead_app::{
    Cx, Edge, Error, articles,
    articles::{ArticleView, Prepared},
    assets::{self, AssetView},
    posts::{self, PostView, PreparedPosts},
    resources::{self, Resource},
};
use masthead_domain::{asset::Asset, id::Id, page::Page, section::Section};

use crate::selection::Selection;

/// An error that many waiters share.
pub(crate) type Shared = Arc<Error>;

/// The loaders of one request.
pub(crate) struct Loaders {
    pub(crate) lists: DataLoader<Lists, HashMapCache>,
    pub(crate) posts: DataLoader<Posts, HashMapCache>,
    pub(crate) assets: DataLoader<Assets, HashMapCache>,
    pub(crate) sections: DataLoader<Named<Section>, HashMapCache>,
    pub(crate) ancestors: DataLoader<Ancestors, HashMapCache>,
    pub(crate) children: DataLoader<Children, HashMapCache>,
}

impl Loaders {
    pub(crate) fn new(cx: &Cx) -> Self {
        Self {
            lists: loader(Lists(cx.clone())),
            posts: loader(Posts(cx.clone())),
            assets: loader(Assets(cx.clone())),
            sections: loader(Named(cx.clone(), std::marker::PhantomData)),
            ancestors: loader(Ancestors(cx.clone())),
            children: loader(Children(cx.clone())),
        }
    }
}

fn loader<L>(of: L) -> DataLoader<L, HashMapCache> {
    DataLoader::with_cache(of, TokioSpawner::current(), NoDelay, HashMapCache::default()).max_batch_size(10_000)
}

/// Waits for nothing but its turn. Every resolver that is ready has asked by then: a request runs on one thread.
struct NoDelay;

impl Timer for NoDelay {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::task::yield_now())
    }
}

/// Lists of articles.
pub(crate) struct Lists(Cx);

/// A list, and what of its articles is wanted.
pub(crate) type ListKey = (Prepared, Selection);

impl Loader<ListKey> for Lists {
    type Value = Arc<Page<Edge<ArticleView>>>;
    type Error = Shared;

    async fn load(&self, keys: &[ListKey]) -> Result<HashMap<ListKey, Self::Value>, Shared> {
        let mut groups: HashMap<Selection, Vec<Prepared>> = HashMap::new();
        for (list, selection) in keys {
            groups.entry(*selection).or_default().push(list.clone());
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (selection, lists) in groups {
            let pages = articles::list(&self.0, &lists, selection.needs()).await.map_err(Arc::new)?;
            found.extend(lists.into_iter().zip(pages).map(|(list, page)| ((list, selection), Arc::new(page))));
        }
        Ok(found)
    }
}

/// Lists of posts.
pub(crate) struct Posts(Cx);

impl Loader<PreparedPosts> for Posts {
    type Value = Arc<Page<Edge<PostView>>>;
    type Error = Shared;

    async fn load(&self, keys: &[PreparedPosts]) -> Result<HashMap<PreparedPosts, Self::Value>, Shared> {
        let pages = posts::list(&self.0, keys).await.map_err(Arc::new)?;
        Ok(keys.iter().cloned().zip(pages.into_iter().map(Arc::new)).collect())
    }
}

/// Assets by id.
pub(crate) struct Assets(Cx);

impl Loader<Id<Asset>> for Assets {
    type Value = AssetView;
    type Error = Shared;

    async fn load(&self, keys: &[Id<Asset>]) -> Result<HashMap<Id<Asset>, AssetView>, Shared> {
        assets::by_ids(&self.0, keys).await.map_err(Arc::new)
    }
}

/// Sections, authors, tags, series or collections by id.
pub(crate) struct Named<T>(Cx, std::marker::PhantomData<fn() -> T>);

impl<T: Resource> Loader<Id<T>> for Named<T> {
    type Value = Arc<T>;
    type Error = Shared;

    async fn load(&self, keys: &[Id<T>]) -> Result<HashMap<Id<T>, Arc<T>>, Shared> {
        resources::by_ids(&self.0, keys).await.map_err(Arc::new)
    }
}

/// What sections lie within, outermost first. The key is the section, for its path.
pub(crate) struct Ancestors(Cx);

impl Loader<Id<Section>> for Ancestors {
    type Value = Vec<Section>;
    type Error = Shared;

    async fn load(&self, keys: &[Id<Section>]) -> Result<HashMap<Id<Section>, Vec<Section>>, Shared> {
        let line = resources::section_lines(&self.0, keys).await.map_err(Arc::new)?;
        let of = |id: &Id<Section>| {
            let section = line.iter().find(|section| section.id == *id)?;
            Some((*id, resources::ancestors(section, line.iter())))
        };
        Ok(keys.iter().filter_map(of).collect())
    }
}

/// The sections directly within sections.
pub(crate) struct Children(Cx);

impl Loader<Id<Section>> for Children {
    type Value = Vec<Section>;
    type Error = Shared;

    async fn load(&self, keys: &[Id<Section>]) -> Result<HashMap<Id<Section>, Vec<Section>>, Shared> {
        resources::section_children(&self.0, keys).await.map_err(Arc::new)
    }
}
