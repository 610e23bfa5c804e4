//! Reporting what was read: a mutation.

use async_graphql::{Context, Object, Result};
use masthead_app::{Cx, reads};
use masthead_domain::reads::Report;

use super::error;
use crate::{address::ClientAddress, wire::ReadsFields};

/// What pages report.
#[derive(Debug, Default)]
pub(super) struct ReadsMutations;

#[Object]
impl ReadsMutations {
    /// Takes what a page reports, if reads are counted here (`reads_counted`). Nothing is kept of who reports. Always true: it is not
    /// told whether there are such articles.
    async fn record_reads(&self, ctx: &Context<'_>, input: ReadsFields) -> Result<bool> {
        let address = ctx.data_opt::<ClientAddress>().and_then(|address| address.0);
        let reports: Vec<Report> = input.into();
        reads::record_reads(ctx.data::<Cx>()?, address, &reports).map_err(error)?;
        Ok(true)
    }
}
