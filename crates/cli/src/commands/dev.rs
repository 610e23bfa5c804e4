//! `masthead dev`: from nothing to a magazine that answers, in one command.

use std::process::ExitCode;

use super::{
    database::{self, Schema},
    demo,
    import::totals,
    serve::{self, Doors},
};
use crate::{Failure, args::Dev, out, settings::Origins};

/// Migrates, loads the demo magazine, and serves it.
///
/// # Errors
/// When the address is taken, the database cannot be opened or holds another publication, or the server fails.
pub(crate) async fn run(command: Dev, origins: Origins) -> Result<ExitCode, Failure> {
    let settings = command.settings;
    let listener = serve::begin(&settings, &origins)?;
    let app = database::for_requests(&settings.database, &origins, settings.app()?, Schema::Migrate).await?;
    let counts = demo::load(&app).await?;
    out::say(format_args!("The demo magazine: {}", totals(&counts)));
    serve::until_stopped(app, &settings, listener, |doors| {
        doors.show();
        show_examples(doors);
    })
    .await
}

/// Commands to paste, whatever the shell: nothing in them needs more than single quotes.
fn show_examples(doors: &Doors) {
    let base = doors.base();
    out::say("The site's name and the three newest articles, over GraphQL:\n");
    out::say(format_args!("  curl -s {base}/graphql -H 'Content-Type: application/json' \\"));
    out::say(format_args!("    -d '{}'\n", query()));
    out::say("Everything on the page of one article, over REST:\n");
    out::say(format_args!("  curl -s {base}/v1/pages/article/{}\n", demo::ARTICLE));
    out::say("Ctrl-C stops.\n");
}

fn query() -> String {
    let query = "{ site { name } articles(first: 3) { nodes { headline byline { text } url } } }";
    serde_json::json!({ "query": query }).to_string()
}
