//! The newest content version that a node knows of: what answers are kept by.

use masthead_domain::event::ContentVersion;
use masthead_persistence::{Known, replicas::Replica};

use crate::{App, Result};

impl App {
    /// The newest content version that this node knows of, without asking the database: everything that was written here, and what others
    /// had written when [`App::look_for_version`] was called last.
    pub fn known_version(&self) -> Option<Known> {
        self.db.known_version().get()
    }

    /// Looks what others have written.
    ///
    /// # Errors
    /// When the database does not answer; then nothing is known until it does.
    pub async fn look_for_version(&self) -> Result<()> {
        match self.cx().version().await {
            Ok(version) => self.db.known_version().looked(version),
            Err(error) => {
                self.db.known_version().forget();
                return Err(error);
            }
        }
        Ok(())
    }

    /// Are there replicas that public reads may be answered from?
    pub fn has_replicas(&self) -> bool {
        !self.db.replicas().is_empty()
    }

    /// The replicas.
    pub fn replicas(&self) -> &[std::sync::Arc<Replica>] {
        self.db.replicas()
    }

    /// Asks every replica how far it is. One that is behind what is known here, or does not answer, is not read from.
    pub async fn look_at_replicas(&self) {
        futures_util::future::join_all(self.db.replicas().iter().map(|replica| replica.look())).await;
    }

    /// A request has seen this version.
    pub fn saw_version(&self, version: ContentVersion) {
        // As long as nobody can look, nothing is known.
        if self.known_version().is_some() {
            self.db.known_version().looked(version);
        }
    }
}
