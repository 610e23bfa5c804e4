//! The life of an article: from stage to stage, by itself or by an editor's word. Methods refuse what a stage does not allow, and
//! say what it does.

use crate::{
    article::{Correction, Identity, Plan, PublicDates, Review, ReviewState, Stage},
    error::{Error, Violation},
    time::Instant,
};

/// What publishing may be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Publishing {
    /// The date readers see, if it is not now: the past of an archive.
    pub published_at: Option<Instant>,
    /// Nothing that readers should notice: `updatedAt` stays.
    pub cosmetic: bool,
}

/// What the scheduler did to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It became public, or its latest revision did.
    Published,
    /// It was taken back.
    Withdrawn,
}

fn illegal<T>(message: impl Into<String>) -> Result<T, Error> {
    Err(Error::IllegalTransition(message.into()))
}

fn invalid<T>(field: &str, code: &'static str, message: &str) -> Result<T, Error> {
    Err(Error::Invalid(vec![Violation::new(field, code, message)]))
}

impl Identity {
    /// Makes the latest revision what readers see. `has_changes`: is it another one than the published one?
    ///
    /// # Errors
    /// Under embargo; thrown away; or published already as it is.
    pub fn publish(&mut self, now: Instant, has_changes: bool, how: Publishing) -> Result<(), Error> {
        if let Some(until) = self.embargo_until.filter(|until| *until > now) {
            return illegal(format!("it is under embargo until {until}: schedule it, or lift the embargo"));
        }
        if let Some(at) = how.published_at.filter(|at| *at > now) {
            let message = format!("{at} lies in the future: schedule it instead");
            return invalid("/publishedAt", "out_of_range", &message);
        }
        match &self.stage {
            Stage::Trashed { .. } => return illegal("it is in the trash: undelete it first"),
            Stage::Published { .. } if !has_changes && how.published_at.is_none() => {
                return illegal("it is published as it is: there is no later revision to publish");
            }
            _ => {}
        }
        self.make_public(now, how);
        Ok(())
    }

    fn make_public(&mut self, now: Instant, how: Publishing) {
        let dates = match self.stage.dates() {
            None => {
                let published_at = how.published_at.unwrap_or(now);
                PublicDates { first_published_at: published_at, published_at, updated_at: published_at }
            }
            Some(former) => {
                let published_at = how.published_at.unwrap_or(former.published_at);
                PublicDates {
                    first_published_at: former.first_published_at.min(published_at),
                    published_at,
                    updated_at: if how.cosmetic { former.updated_at } else { now.max(published_at) },
                }
            }
        };
        self.stage = Stage::Published { dates };
        self.plan.update_at = None;
        self.review = None;
        self.embargo_until = None;
    }

    /// Plans a publication, a withdrawal, or both. What is not named stays as it was planned.
    ///
    /// # Errors
    /// Times in the past or in the wrong order; nothing to publish; thrown away.
    pub fn schedule(
        &mut self,
        now: Instant,
        publish_at: Option<Instant>,
        unpublish_at: Option<Instant>,
        has_changes: bool,
    ) -> Result<(), Error> {
        if publish_at.is_none() && unpublish_at.is_none() {
            return invalid("", "required", "publishAt, unpublishAt or both");
        }
        for (field, at) in [("/publishAt", publish_at), ("/unpublishAt", unpublish_at)] {
            if at.is_some_and(|at| at <= now) {
                return invalid(field, "out_of_range", "must lie in the future");
            }
        }
        if let (Some(publish), Some(unpublish)) = (publish_at, unpublish_at.or(self.plan.unpublish_at))
            && unpublish <= publish
        {
            return invalid("/unpublishAt", "out_of_range", "must be later than publishAt");
        }
        match (&self.stage, publish_at) {
            (Stage::Trashed { .. }, _) => return illegal("it is in the trash: undelete it first"),
            (Stage::Draft | Stage::Withdrawn { .. }, None) => {
                return illegal("it is not public, so it cannot be withdrawn: name publishAt too");
            }
            (Stage::Scheduled { publish_at, .. }, None) => {
                if unpublish_at.is_some_and(|at| at <= *publish_at) {
                    return invalid("/unpublishAt", "out_of_range", "must be later than publishAt");
                }
            }
            (Stage::Draft | Stage::Withdrawn { .. } | Stage::Scheduled { .. }, Some(publish_at)) => {
                self.stage = Stage::Scheduled { publish_at, dates: self.stage.dates() };
            }
            (Stage::Published { .. }, Some(_)) if !has_changes => {
                return illegal("it is published as it is: there is no later revision to publish");
            }
            (Stage::Published { .. }, Some(at)) => self.plan.update_at = Some(at),
            (Stage::Published { .. }, None) => {}
        }
        if unpublish_at.is_some() {
            self.plan.unpublish_at = unpublish_at;
        }
        Ok(())
    }

    /// Takes back what was planned.
    ///
    /// # Errors
    /// When nothing was.
    pub fn unschedule(&mut self, now: Instant) -> Result<(), Error> {
        match &self.stage {
            Stage::Scheduled { dates: None, .. } => self.stage = Stage::Draft,
            Stage::Scheduled { dates: Some(dates), .. } => {
                self.stage = Stage::Withdrawn { dates: *dates, at: now, reason: None };
            }
            _ if self.plan == Plan::default() => return illegal("nothing is scheduled"),
            _ => {}
        }
        self.plan = Plan::default();
        Ok(())
    }

    /// Keeps it from readers until a time, or lifts that. What readers see already, they do not see until then.
    ///
    /// # Errors
    /// A time in the past; thrown away.
    pub fn embargo(&mut self, now: Instant, until: Option<Instant>) -> Result<(), Error> {
        if until.is_some_and(|until| until <= now) {
            return invalid("/until", "out_of_range", "must lie in the future; null lifts an embargo");
        }
        match (&self.stage, until) {
            (Stage::Trashed { .. }, _) => return illegal("it is in the trash: undelete it first"),
            (Stage::Published { dates }, Some(publish_at)) => {
                self.stage = Stage::Scheduled { publish_at, dates: Some(*dates) };
            }
            (_, None) if self.embargo_until.is_none() => return illegal("it is under no embargo"),
            _ => {}
        }
        self.embargo_until = until;
        Ok(())
    }

    /// Takes it back from readers, who are told that it is gone.
    ///
    /// # Errors
    /// When readers do not see it.
    pub fn withdraw(&mut self, now: Instant, reason: Option<String>) -> Result<(), Error> {
        let Stage::Published { dates } = self.stage else {
            return illegal(format!(
                "only a published article can be withdrawn; this one is {}",
                self.stage.name().as_str()
            ));
        };
        self.stage = Stage::Withdrawn { dates, at: now, reason };
        self.plan = Plan::default();
        Ok(())
    }

    /// Tells readers what was put right.
    ///
    /// # Errors
    /// When readers do not see it.
    pub fn correct(&mut self, correction: Correction) -> Result<(), Error> {
        let Stage::Published { dates } = &mut self.stage else {
            let stage = self.stage.name().as_str();
            return illegal(format!("only what readers see has corrections; this one is {stage}: change it instead"));
        };
        dates.updated_at = correction.at.max(dates.updated_at);
        self.corrections.push(correction);
        Ok(())
    }

    /// Throws it away. Whatever was planned is off.
    ///
    /// # Errors
    /// When it is in the trash already.
    pub fn trash(&mut self, now: Instant) -> Result<(), Error> {
        if matches!(self.stage, Stage::Trashed { .. }) {
            return illegal("it is in the trash already");
        }
        self.stage = Stage::Trashed { dates: self.stage.dates(), at: now };
        self.plan = Plan::default();
        self.review = None;
        Ok(())
    }

    /// Has it back: as a draft, or as withdrawn if it was public before. It never becomes public by that.
    ///
    /// # Errors
    /// When it is not in the trash.
    pub fn undelete(&mut self) -> Result<(), Error> {
        self.stage = match self.stage {
            Stage::Trashed { dates: None, .. } => Stage::Draft,
            Stage::Trashed { dates: Some(dates), at } => Stage::Withdrawn { dates, at, reason: None },
            _ => return illegal("it is not in the trash"),
        };
        Ok(())
    }

    /// Takes its review one step on. `has_changes`: is there a revision that readers do not see?
    ///
    /// # Errors
    /// Out of turn; nothing to review; thrown away.
    pub fn review(&mut self, review: Review, has_changes: bool) -> Result<(), Error> {
        if matches!(self.stage, Stage::Trashed { .. }) {
            return illegal("it is in the trash: undelete it first");
        }
        let state = self.review.as_ref().map(|review| review.state);
        match (review.state, state) {
            (ReviewState::Submitted, Some(ReviewState::Submitted)) => return illegal("it was submitted already"),
            (ReviewState::Submitted, _) if !has_changes => {
                return illegal("readers see its latest revision: there is nothing to review");
            }
            (ReviewState::Approved, Some(ReviewState::Submitted))
            | (ReviewState::SentBack, Some(ReviewState::Submitted | ReviewState::Approved))
            | (ReviewState::Submitted, _) => {}
            (ReviewState::Approved, Some(ReviewState::Approved)) => return illegal("it was approved already"),
            (ReviewState::Approved | ReviewState::SentBack, _) => return illegal("it was not submitted"),
        }
        self.review = Some(review);
        Ok(())
    }

    /// Its text has changed: what was approved is not what is there now.
    pub fn revised(&mut self) {
        if self.review.as_ref().is_some_and(|review| review.state == ReviewState::Approved) {
            self.review = None;
        }
    }

    /// When something is to happen to it by itself.
    pub fn due_at(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Scheduled { publish_at, .. } => Some(self.embargo_until.map_or(*publish_at, |e| e.max(*publish_at))),
            Stage::Published { .. } => [self.plan.update_at, self.plan.unpublish_at].into_iter().flatten().min(),
            _ => None,
        }
    }

    /// Lets the next thing happen that is due, if there is one. It happens as of its own time, however late somebody looks.
    pub fn run_due(&mut self, now: Instant) -> Option<Due> {
        let at = self.due_at().filter(|at| *at <= now)?;
        match self.stage {
            Stage::Published { dates } if self.plan.unpublish_at == Some(at) => {
                self.stage = Stage::Withdrawn { dates, at, reason: None };
                self.plan = Plan::default();
                Some(Due::Withdrawn)
            }
            // An embargo on what was public ends as it began: nothing about it is news.
            Stage::Scheduled { dates: Some(dates), .. } if self.embargo_until == Some(at) => {
                self.make_public(at, Publishing { published_at: Some(dates.published_at), cosmetic: true });
                Some(Due::Published)
            }
            _ => {
                self.make_public(at, Publishing::default());
                Some(Due::Published)
            }
        }
    }
}
