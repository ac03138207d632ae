//! What takes two people (两人办理): one proposes a post or a way into an account, another confirms it. Where an account is to be
//! opened, whoever proposes gets the link and whoever confirms the opening code (启用码): neither holds both.

use crate::db::county::units;
use crate::db::people::people::Person;
pub use crate::db::people::proposals::Proposal;
use crate::db::people::proposals::{self as kept, Decision};
use crate::db::{self, DbConnection, DbError};
use crate::domain::actor::{Actor, Role};
use crate::domain::administration::{AdminAct, ProposalKind, ProposalOutcome};
use crate::domain::id::{PersonId, printed_code};
use crate::domain::letter::LetterKind;
use crate::domain::refusal::Refusal;
use crate::domain::register::UnitKind;
use crate::domain::security::{LinkPurpose, SecurityEvent};
use crate::office::people::administration::{Deed, Hand, tell};
use crate::office::people::links::{self, INVITATION_SECONDS, Link, WAITS_SECONDS, half_link, whole_link};
use crate::office::people::{contact, security};
use crate::office::{Error, Office, Result, row_id};
use chrono::NaiveDateTime;

/// What is proposed about somebody.
pub(crate) struct Wanted<'a> {
    /// What.
    pub kind: ProposalKind,
    /// About whom.
    pub person: &'a PersonId,
    /// Role and unit of the post.
    pub post: Option<Post<'a>>,
}

/// A post in a unit.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// Role.
    pub role: Role,
    /// Id of the unit.
    pub unit: &'a str,
}

/// Proposes a post for somebody who has an account; one that takes one hand is given at once. Gives a link where the account
/// has to be opened anew, because a single hand opened it.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] for a role that does not fit the unit, [`Refusal::PostsApart`],
/// [`Refusal::TwoAdministratorsFirst`], [`Error::NotFound`].
pub fn appoint(office: &Office, hand: &Hand, id: &PersonId, post: Post<'_>) -> Result<Option<Link>> {
    office.write(|tx| {
        fits(tx, post.role, post.unit)?;
        let person = db::people::people::held(tx, id)?.ok_or(Error::NotFound)?;
        goes_together(office, tx, id, post.role)?;
        if !post.role.takes_two() {
            give(office, tx, id, post)?;
            return tell(office, tx, hand.person(), AdminAct::Appoint, &deed(id, Some(post))).map(|()| None);
        }
        let proposal = propose(office, tx, hand, &Wanted { kind: ProposalKind::Appoint, person: id, post: Some(post) })?;
        if person.vouched_at.is_some() {
            return Ok(None);
        }
        half_link(office, tx, id, LinkPurpose::Invite, &proposal).map(Some)
    })
}

/// Proposes a new way into an account: `Reset` for a new password, `Invite` for password and second factor. Where nobody of
/// two hands ever vouched for the account, the link is whole and good at once, and the person is signed out.
///
/// # Errors
/// [`Error::NotFound`].
pub fn renew(office: &Office, hand: &Hand, id: &PersonId, purpose: LinkPurpose) -> Result<Link> {
    let kind = match purpose {
        LinkPurpose::Invite => ProposalKind::Invite,
        LinkPurpose::Reset => ProposalKind::Reset,
        LinkPurpose::Setup | LinkPurpose::Connect | LinkPurpose::Reconnect => return Err(Error::NotFound),
    };
    office.write(|tx| {
        let person = db::people::people::held(tx, id)?.ok_or(Error::NotFound)?;
        security::note(office, tx, SecurityEvent::LinkMade, id, hand.actor())?;
        // Whoever is proposed for a post that takes two is no longer one administrator's to let in.
        let proposed = !kept::waiting(tx, Some(id), earliest(office))?.is_empty();
        if proposed || person.vouched_at.is_some() || holds_for_two(tx, id)? {
            let proposal = propose(office, tx, hand, &Wanted { kind, person: id, post: None })?;
            return half_link(office, tx, id, purpose, &proposal);
        }
        let link = whole_link(office, tx, id, purpose)?;
        db::people::sessions::end_all(tx, id, "", office.now().naive())?;
        contact::write(office, tx, &person, LetterKind::AccountRenewed, &[])?;
        tell(office, tx, hand.person(), AdminAct::Link, &Deed { whom: Some(id), subject: kind.name(), ..Deed::default() })?;
        Ok(link)
    })
}

fn holds_for_two(tx: &mut DbConnection, id: &PersonId) -> Result<bool> {
    Ok(db::people::appointments::held(tx, id)?.iter().any(|h| h.until.is_none() && h.role.takes_two()))
}

fn deed<'a>(whom: &'a PersonId, post: Option<Post<'a>>) -> Deed<'a> {
    Deed { whom: Some(whom), role: post.map(|p| p.role), unit: post.map(|p| p.unit), subject: "" }
}

/// Keeps a proposal in place of any other about the same person; gives its id.
pub(crate) fn propose(office: &Office, tx: &mut DbConnection, hand: &Hand, wanted: &Wanted<'_>) -> Result<String> {
    if let Some(post) = wanted.post {
        may_be_proposed(office, tx, post.role)?;
    }
    let (id, now) = (row_id()?, office.now().naive());
    withdraw_of(office, tx, hand, wanted.person)?;
    let proposal = Proposal {
        id: id.clone(),
        kind: wanted.kind,
        person: wanted.person.clone(),
        role: wanted.post.map(|p| p.role),
        unit: wanted.post.map(|p| p.unit.to_owned()),
        proposed_by: hand.person().map(ToString::to_string),
        proposed_at: now,
    };
    kept::add(tx, &proposal)?;
    let subject = wanted.kind.name();
    tell(office, tx, hand.person(), AdminAct::Propose, &Deed { subject, ..deed(wanted.person, wanted.post) })?;
    Ok(id)
}

/// Withdraws whatever waits about somebody.
pub(crate) fn withdraw_of(office: &Office, tx: &mut DbConnection, hand: &Hand, person: &PersonId) -> Result<()> {
    if kept::withdraw_of(tx, person, hand.person(), office.now().naive())? > 0 {
        tell(office, tx, hand.person(), AdminAct::Withdraw, &deed(person, None))?;
    }
    Ok(())
}

/// No judge and no clerk is there before two people are who answer for them: a second administrator comes first.
pub(crate) fn may_be_proposed(office: &Office, tx: &mut DbConnection, role: Role) -> Result<()> {
    if !role.takes_two() || role == Role::Admin {
        return Ok(());
    }
    let court = &office.register.court.code;
    let mut there = 0;
    for confirming in Role::ALL.into_iter().filter(|r| r.confirms()) {
        there += db::people::appointments::in_role(tx, confirming, court, office.today())?.len();
    }
    if there < 2 { Err(Refusal::TwoAdministratorsFirst { role }.into()) } else { Ok(()) }
}

/// Mediators sit in agencies, judges, clerks, the president and administrators in the court, the bureau's people in the studio.
pub(crate) fn fits(tx: &mut db::DbConnection, role: Role, unit: &str) -> Result<()> {
    let unit = units::by_id(tx, unit)?.ok_or(Error::NotFound)?;
    let good = match role {
        Role::Mediator => unit.kind == UnitKind::Agency,
        Role::Bureau => unit.kind == UnitKind::Studio,
        Role::Clerk | Role::Judge | Role::President | Role::Admin => unit.kind == UnitKind::Court,
        Role::Party | Role::System => false,
    };
    if good { Ok(()) } else { Err(Refusal::RecordIncomplete { field: "unit" }.into()) }
}

/// Refuses a post that does not go with one the person holds.
pub(crate) fn goes_together(office: &Office, tx: &mut DbConnection, id: &PersonId, role: Role) -> Result<()> {
    let held = db::people::appointments::on(tx, id, office.today())?;
    match held.iter().find(|h| !h.role.goes_with(role)) {
        Some(other) => Err(Refusal::PostsApart { held: other.role, wanted: role }.into()),
        None => Ok(()),
    }
}

fn give(office: &Office, tx: &mut DbConnection, id: &PersonId, post: Post<'_>) -> Result<()> {
    Ok(db::people::appointments::add(tx, &row_id()?, id, post.unit, post.role, office.today())?)
}

fn earliest(office: &Office) -> NaiveDateTime {
    office.now().plus_seconds(-WAITS_SECONDS).naive()
}

/// What waits for a second person, the oldest first.
///
/// # Errors
/// [`Error::Fault`].
pub fn waiting(office: &Office) -> Result<Vec<Proposal>> {
    Ok(kept::waiting(&mut *office.connection()?, None, earliest(office))?)
}

/// What waits about somebody.
///
/// # Errors
/// [`Error::Fault`].
pub fn waiting_about(office: &Office, id: &PersonId) -> Result<Vec<Proposal>> {
    Ok(kept::waiting(&mut *office.connection()?, Some(id), earliest(office))?)
}

/// What came of a confirmation.
pub struct Confirmed {
    /// Whom it concerns.
    pub person: Person,
    /// The opening code, this once; none where no account is opened.
    pub code: Option<String>,
}

/// Looks whether somebody could confirm a proposal, before a code is asked for.
///
/// # Errors
/// As [`confirm`].
pub fn may_confirm(office: &Office, by: &Actor, id: &str) -> Result<()> {
    let proposal = kept::open(&mut *office.connection()?, id, earliest(office))?.ok_or(Error::Stale)?;
    another(by.person.as_ref(), &proposal)
}

/// Neither whoever proposed nor the person concerned is the second person.
fn another(by: Option<&PersonId>, proposal: &Proposal) -> Result<()> {
    let own = by.is_some_and(|by| Some(by.as_str()) == proposal.proposed_by.as_deref() || *by == proposal.person);
    if own { Err(Refusal::AnotherPerson.into()) } else { Ok(()) }
}

/// Confirms a proposal: neither one's own nor about oneself. At the machine it stands in for the second person, and everybody
/// who works here is told.
///
/// # Errors
/// [`Error::Stale`] when it does not wait any more, [`Refusal::AnotherPerson`], [`Refusal::PostsApart`].
pub fn confirm(office: &Office, hand: &Hand, id: &str) -> Result<Confirmed> {
    let now = office.now().naive();
    office.write(|tx| {
        let proposal = kept::open(tx, id, earliest(office))?.ok_or(Error::Stale)?;
        another(hand.person(), &proposal)?;
        let person = db::people::people::held(tx, &proposal.person)?.ok_or(Error::NotFound)?;
        let outcome = ProposalOutcome::Confirmed;
        match kept::decide(tx, id, &Decision { outcome, by: hand.person(), at: now }) {
            Err(DbError::Stale) => return Err(Error::Stale),
            other => other?,
        }
        let post = proposal.role.zip(proposal.unit.as_deref()).map(|(role, unit)| Post { role, unit });
        if let Some(post) = post {
            goes_together(office, tx, &proposal.person, post.role)?;
            give(office, tx, &proposal.person, post)?;
        }
        let code = open_account(office, tx, &proposal, &person)?;
        let act = if hand.person().is_some() { AdminAct::Confirm } else { AdminAct::ConfirmAtMachine };
        tell(office, tx, hand.person(), act, &Deed { subject: proposal.kind.name(), ..deed(&proposal.person, post) })?;
        if act == AdminAct::ConfirmAtMachine {
            contact::write_to_all(office, tx, LetterKind::ConfirmedAtMachine, &[("whom", &person.name)])?;
        }
        Ok(Confirmed { person, code })
    })
}

/// Confirms at the machine what waits about somebody.
///
/// # Errors
/// [`Error::NotFound`] for nobody, or where nothing waits; as [`confirm`].
pub fn confirm_at_machine(office: &Office, login: &str) -> Result<Confirmed> {
    let person = db::people::people::by_login(&mut *office.connection()?, login)?.ok_or(Error::NotFound)?;
    let waiting = waiting_about(office, &person.id)?;
    confirm(office, &Hand::at_the_machine(), &waiting.first().ok_or(Error::NotFound)?.id)
}

/// Gives the waiting link its opening code. An account that is to be opened anew is shut until then: whoever holds its
/// password and factor of before is not whom two people mean.
fn open_account(office: &Office, tx: &mut DbConnection, proposal: &Proposal, person: &Person) -> Result<Option<String>> {
    let now = office.now();
    let code = links::opening_code()?;
    let until = now.plus_seconds(INVITATION_SECONDS).naive();
    if !db::people::invitations::open_half(tx, &proposal.id, &links::code_hash(&proposal.id, &code), until)? {
        // Nothing to open: of an account two people opened before, or one that was made at the machine. Any other would be
        // in the hands of whoever proposed.
        let fits = proposal.kind == ProposalKind::Appoint && (person.vouched_at.is_some() || proposal.proposed_by.is_none());
        if !fits {
            return Err(Error::Stale);
        }
        db::people::invitations::close_others(tx, &person.id, &proposal.id, now.naive())?;
        db::people::people::set_vouched(tx, &person.id, person.vouched_at.or(Some(now.naive())))?;
        return Ok(None);
    }
    db::people::invitations::close_others(tx, &person.id, &proposal.id, now.naive())?;
    if proposal.kind != ProposalKind::Reset {
        db::people::people::shut(tx, &person.id)?;
        db::people::recovery_codes::replace(tx, &person.id, &[])?;
        db::people::people::set_vouched(tx, &person.id, Some(now.naive()))?;
    }
    db::people::sessions::end_all(tx, &person.id, "", now.naive())?;
    if proposal.kind != ProposalKind::Appoint {
        contact::write(office, tx, person, LetterKind::AccountRenewed, &[])?;
    }
    Ok(Some(printed_code(&code)))
}

/// Declines a proposal, or withdraws one's own: its link is no longer good.
///
/// # Errors
/// [`Error::Stale`] when it does not wait any more.
pub fn end(office: &Office, hand: &Hand, id: &str) -> Result<()> {
    let now = office.now().naive();
    office.write(|tx| {
        let proposal = kept::open(tx, id, earliest(office))?.ok_or(Error::Stale)?;
        let own = hand.person().map(PersonId::as_str) == proposal.proposed_by.as_deref();
        let (outcome, act) =
            if own { (ProposalOutcome::Withdrawn, AdminAct::Withdraw) } else { (ProposalOutcome::Declined, AdminAct::Decline) };
        kept::decide(tx, id, &Decision { outcome, by: hand.person(), at: now })?;
        db::people::invitations::close_half(tx, id, now)?;
        let post = proposal.role.zip(proposal.unit.as_deref()).map(|(role, unit)| Post { role, unit });
        tell(office, tx, hand.person(), act, &Deed { subject: proposal.kind.name(), ..deed(&proposal.person, post) })
    })
}

/// Who cannot sign now because the second factor was made anew.
///
/// # Errors
/// [`Error::Fault`].
pub fn frozen(office: &Office) -> Result<Vec<Person>> {
    Ok(db::people::people::frozen(&mut *office.connection()?, office.now().naive())?)
}

/// Ends the day without signing of somebody who has been seen in person: by the president or an administrator, not by oneself.
///
/// # Errors
/// [`Refusal::AnotherPerson`], [`Error::Stale`] where nothing is frozen.
pub fn lift(office: &Office, hand: &Hand, id: &PersonId) -> Result<()> {
    if hand.person() == Some(id) {
        return Err(Refusal::AnotherPerson.into());
    }
    office.write(|tx| {
        let person = db::people::people::by_id(tx, id)?.ok_or(Error::NotFound)?;
        if person.frozen_until.is_none_or(|until| until <= office.now().naive()) {
            return Err(Error::Stale);
        }
        db::people::people::set_frozen(tx, id, None)?;
        tell(office, tx, hand.person(), AdminAct::LiftFreeze, &Deed { whom: Some(id), ..Deed::default() })
    })
}
