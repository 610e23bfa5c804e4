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
        let reason = match &mut self.stage {
            Stage::Withdrawn { reason, .. } => reason.take(),
            _ => None,
        };
        self.stage = Stage::Trashed { dates: self.stage.dates(), at: now, reason };
        self.plan = Plan::default();
        self.review = None;
        Ok(())
    }

    /// Has it back: as a draft, or as withdrawn if it was public before. It never becomes public by that.
    ///
    /// # Errors
    /// When it is not in the trash.
    pub fn undelete(&mut self) -> Result<(), Error> {
        self.stage = match &mut self.stage {
            Stage::Trashed { dates: None, .. } => Stage::Draft,
            Stage::Trashed { dates: Some(dates), at, reason } => {
                Stage::Withdrawn { dates: *dates, at: *at, reason: reason.take() }
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{CorrectionKind, StageName},
        id::Id,
    };

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn draft() -> Identity {
        Identity {
            id: Id::new(uuid::Uuid::nil()),
            slug: crate::slug::Slug::stored("story".to_owned()),
            stage: Stage::Draft,
            translation_set: None,
            corrections: Vec::new(),
            alternative_ids: Vec::new(),
            owner: None,
            review: None,
            plan: Plan::default(),
            embargo_until: None,
        }
    }

    fn published() -> Identity {
        let mut identity = draft();
        identity.publish(at(10), true, Publishing::default()).expect("a draft can be published");
        identity
    }

    #[test]
    fn dates_say_what_readers_noticed() {
        let mut identity = published();
        let dates = |identity: &Identity| {
            let dates = identity.stage.dates().expect("dates");
            [dates.first_published_at, dates.published_at, dates.updated_at].map(|at| at.micros() / 1_000_000)
        };
        assert_eq!(dates(&identity), [10, 10, 10]);
        identity.publish(at(20), true, Publishing { cosmetic: true, ..Publishing::default() }).expect("changes");
        assert_eq!(dates(&identity), [10, 10, 10]);
        identity.publish(at(30), true, Publishing::default()).expect("changes");
        assert_eq!(dates(&identity), [10, 10, 30]);
        let text = "the river is 40 km long".to_owned();
        identity.correct(Correction { at: at(40), kind: CorrectionKind::Correction, text }).expect("it is public");
        assert_eq!(dates(&identity), [10, 10, 40]);
        identity
            .publish(at(50), false, Publishing { published_at: Some(at(5)), cosmetic: false })
            .expect("another date");
        assert_eq!(dates(&identity), [5, 5, 50]);
    }

    #[test]
    fn what_a_stage_does_not_allow_is_refused_and_changes_nothing() {
        type Step = fn(&mut Identity) -> Result<(), Error>;
        let steps: [(&str, Step); 9] = [
            ("publish", |i| i.publish(at(100), false, Publishing::default())),
            ("schedule", |i| i.schedule(at(100), Some(at(200)), None, false)),
            ("unschedule", |i| i.unschedule(at(100))),
            ("embargo", |i| i.embargo(at(100), Some(at(200)))),
            ("lift", |i| i.embargo(at(100), None)),
            ("withdraw", |i| i.withdraw(at(100), None)),
            ("trash", |i| i.trash(at(100))),
            ("undelete", Identity::undelete),
            ("correct", |i| i.correct(Correction { at: at(100), kind: CorrectionKind::Update, text: "x".to_owned() })),
        ];
        let mut withdrawn = published();
        withdrawn.withdraw(at(20), None).expect("it is public");
        let mut scheduled = draft();
        scheduled.schedule(at(10), Some(at(50)), None, true).expect("a draft can wait");
        let mut trashed = published();
        trashed.trash(at(20)).expect("anything can be thrown away");
        // In the order of the steps: what each stage allows.
        let stages = [
            (draft(), "publish schedule embargo trash"),
            (scheduled, "publish schedule unschedule embargo trash"),
            (published(), "embargo withdraw trash correct"),
            (withdrawn, "publish schedule embargo trash"),
            (trashed, "undelete"),
        ];
        for (before, allowed) in stages {
            let found: Vec<&str> = steps
                .iter()
                .filter(|(_, step)| {
                    let mut after = before.clone();
                    let done = step(&mut after).is_ok();
                    assert!(done || after == before, "a refused step changed something");
                    done
                })
                .map(|(name, _)| *name)
                .collect();
            assert_eq!(found.join(" "), allowed, "{}", before.stage.name().as_str());
        }
    }

    #[test]
    fn an_undeleted_article_is_never_public() {
        for mut identity in [draft(), published()] {
            let was_public = identity.stage.is_public();
            identity.trash(at(20)).expect("anything can be thrown away");
            assert_eq!(identity.due_at(), None);
            identity.undelete().expect("it is in the trash");
            let expected = if was_public { StageName::Withdrawn } else { StageName::Draft };
            assert_eq!(identity.stage.name(), expected);
        }
    }

    #[test]
    fn things_happen_in_the_order_of_their_times() {
        let mut identity = draft();
        identity.schedule(at(0), Some(at(10)), Some(at(30)), true).expect("a draft can wait");
        identity.embargo(at(0), Some(at(20))).expect("a plan can wait longer");
        assert_eq!(identity.due_at(), Some(at(20)));
        assert_eq!(identity.run_due(at(19)), None);
        assert_eq!(identity.run_due(at(100)), Some(Due::Published));
        assert_eq!(identity.stage.dates().map(|dates| dates.published_at), Some(at(20)));
        assert_eq!(identity.run_due(at(100)), Some(Due::Withdrawn));
        assert_eq!(identity.run_due(at(100)), None);
    }

    #[test]
    fn approval_is_of_what_was_approved() {
        let mut identity = draft();
        let review = |state| Review { state, at: at(1), by: None, note: None };
        assert!(identity.review(review(ReviewState::Approved), true).is_err());
        identity.review(review(ReviewState::Submitted), true).expect("a draft can be submitted");
        identity.revised();
        assert!(identity.review.is_some(), "whoever submitted may go on");
        identity.review(review(ReviewState::Approved), true).expect("it was submitted");
        identity.revised();
        assert!(identity.review.is_none(), "another text was approved");
    }
}
