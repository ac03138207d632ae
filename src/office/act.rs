//! The shape of every act on a case: load at the version that was seen → decide → work → keep with its history line, in
//! one transaction. An act can forget neither its version nor its history.

use crate::db::DbConnection;
use crate::db::intake::cases::Case;
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::case::Act;
use crate::domain::decide::decide;
use crate::domain::id::CaseId;
use crate::office::{Error, Office, Result};
use std::ops::{Deref, DerefMut};

/// A case while an act works on it.
pub(crate) struct ActingCase<'a> {
    office: &'a Office,
    actor: &'a Actor,
    case: Case,
    /// What was decided and has not been kept yet.
    decided: Option<ActName>,
}

impl ActingCase<'_> {
    /// The case's next stage, on this day.
    ///
    /// # Errors
    /// The refusals of [`decide`].
    pub(crate) fn decide(&mut self, act: Act) -> Result<()> {
        self.decided = Some(act.name());
        self.case.stage = decide(self.case.stage.clone(), act, self.actor.role, self.office.today())?;
        Ok(())
    }

    /// Keeps the case and tells its history of the act that was decided.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody was faster.
    pub(crate) fn keep(&mut self, tx: &mut DbConnection, detail: &str) -> Result<()> {
        let act = self.decided.ok_or_else(|| Error::Fault("a case is kept and nothing was decided".to_owned()))?;
        self.keep_as(tx, act, detail)
    }

    /// Keeps the case and tells its history under a narrower name than the act's own: an edit that adds a file.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody was faster.
    pub(crate) fn keep_as(&mut self, tx: &mut DbConnection, act: ActName, detail: &str) -> Result<()> {
        self.decided = None;
        crate::db::intake::cases::keep(tx, &self.case)?;
        self.office.tell(tx, &self.case, self.actor, act, detail)
    }
}

impl Deref for ActingCase<'_> {
    type Target = Case;

    fn deref(&self) -> &Case {
        &self.case
    }
}

impl DerefMut for ActingCase<'_> {
    fn deref_mut(&mut self) -> &mut Case {
        &mut self.case
    }
}

impl Office {
    /// An act on the actor's case at the version the actor saw.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case that is not theirs, [`Error::Stale`] when it moved on, what `work` refuses, and
    /// [`Error::Fault`] when it decides something and does not keep it.
    pub(crate) fn act<T>(
        &self,
        actor: &Actor,
        id: &CaseId,
        seen: i32,
        work: impl FnOnce(&mut DbConnection, &mut ActingCase<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write(|tx| {
            let case = self.case_at(tx, actor, id, seen)?;
            self.act_on(tx, actor, case, work)
        })
    }

    /// The same on a case that was loaded in a transaction already open.
    ///
    /// # Errors
    /// As [`Office::act`].
    pub(crate) fn act_on<T>(
        &self,
        tx: &mut DbConnection,
        actor: &Actor,
        case: Case,
        work: impl FnOnce(&mut DbConnection, &mut ActingCase<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut acting = ActingCase { office: self, actor, case, decided: None };
        let done = work(tx, &mut acting)?;
        match acting.decided {
            None => Ok(done),
            Some(act) => Err(Error::Fault(format!("{act} was decided and not kept"))),
        }
    }
}
