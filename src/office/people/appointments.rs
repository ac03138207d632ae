//! Who holds which post in which unit: the actor somebody is, the judges who sit, the mediators of a case.

use crate::db::county::units;
pub use crate::db::people::appointments::Appointment;
use crate::db::people::appointments::Held;
pub use crate::db::people::people::Person;
use crate::db::{self, DbError};
use crate::domain::actor::{Actor, Role};
use crate::domain::administration::{AdminAct, ProposalKind};
use crate::domain::application::Application;
use crate::domain::day::Day;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::register::UnitKind;
use crate::office::people::administration::{Deed, Hand, tell};
use crate::office::people::credentials::hash_password;
use crate::office::people::proposals::{Post, Wanted, propose, withdraw_of};
use crate::office::place::Place;
use crate::office::{Error, Office, Result, person_id, random, row_id};
use crate::seal::hex;

/// Ends an appointment as of yesterday: from now on it counts no more.
///
/// # Errors
/// [`Refusal::LastAdmin`], [`Error::NotFound`].
pub fn end_appointment(office: &Office, hand: &Hand, id: &PersonId, appointment: &str) -> Result<()> {
    office.write(|tx| {
        let held = db::people::appointments::held(tx, id)?;
        let own = held.iter().find(|h| h.id == appointment && h.until.is_none()).ok_or(Error::NotFound)?;
        if own.role == Role::Admin {
            enough_admins(office, tx, id)?;
        }
        end_one(office, tx, id, own)?;
        tell(office, tx, hand.person(), AdminAct::End, &Deed { whom: Some(id), role: Some(own.role), ..Deed::default() })
    })
}

fn end_one(office: &Office, tx: &mut db::DbConnection, id: &PersonId, own: &Held) -> Result<()> {
    let yesterday = Day::from_date(office.today().date().pred_opt().unwrap_or_default());
    Ok(db::people::appointments::end(tx, &own.id, id, yesterday)?)
}

/// How many administrators have to be there: each confirms what the other proposes.
const ADMINISTRATORS: usize = 2;

/// Whether as many administrators as it takes are there without this one.
fn enough_admins(office: &Office, tx: &mut db::DbConnection, id: &PersonId) -> Result<()> {
    let admins = db::people::appointments::in_role(tx, Role::Admin, &office.register.court.code, office.today())?;
    let others = admins.iter().filter(|(other, _)| other != id).count();
    if others < ADMINISTRATORS { Err(Refusal::LastAdmin.into()) } else { Ok(()) }
}

/// Which of the posts that do not go together somebody keeps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeptPosts {
    /// The administrator's.
    Administration,
    /// Those of the court's business.
    Court,
}

/// Gives up posts that do not go together, as of yesterday.
///
/// # Errors
/// [`Refusal::LastAdmin`], [`Error::Stale`] where nothing is to be chosen.
pub fn choose_posts(office: &Office, id: &PersonId, kept: KeptPosts) -> Result<()> {
    office.write(|tx| {
        if !posts_clash(&db::people::appointments::on(tx, id, office.today())?) {
            return Err(Error::Stale);
        }
        let given_up = |role: Role| match kept {
            KeptPosts::Administration => !role.goes_with(Role::Admin),
            KeptPosts::Court => role == Role::Admin,
        };
        if kept == KeptPosts::Court {
            enough_admins(office, tx, id)?;
        }
        for held in db::people::appointments::held(tx, id)?.iter().filter(|h| h.until.is_none() && given_up(h.role)) {
            end_one(office, tx, id, held)?;
            tell(office, tx, Some(id), AdminAct::Choose, &Deed { whom: Some(id), role: Some(held.role), ..Deed::default() })?;
        }
        Ok(db::people::sessions::end_all(tx, id, "", office.now().naive()).map(|_| ())?)
    })
}

/// Whether posts are held that do not go together.
pub(crate) fn posts_clash(held: &[Appointment]) -> bool {
    held.iter().any(|one| held.iter().any(|other| !one.role.goes_with(other.role)))
}

/// Marks a leaver; what is at hand goes to a successor.
///
/// # Errors
/// [`Refusal::LastAdmin`], [`Refusal::HandOverFirst`] without a successor where one is needed.
pub fn leave(office: &Office, hand: &Hand, id: &PersonId, successor: Option<&PersonId>) -> Result<()> {
    let now = office.now().naive();
    office.write(|tx| {
        if db::people::appointments::held(tx, id)?.iter().any(|h| h.role == Role::Admin && h.until.is_none()) {
            enough_admins(office, tx, id)?;
        }
        let open = db::review::assignments::open_of(tx, id)?;
        match successor {
            None if open > 0 => return Err(Refusal::HandOverFirst { count: open }.into()),
            None => {}
            Some(successor) => {
                fits_in(office, tx, id, successor)?;
                db::review::assignments::hand_over(tx, id, successor, office.today())?;
            }
        }
        db::people::sessions::end_all(tx, id, "", now)?;
        withdraw_of(office, tx, hand, id)?;
        db::people::people::leave(tx, id, now)?;
        tell(office, tx, hand.person(), AdminAct::Leave, &Deed { whom: Some(id), ..Deed::default() })
    })
}

/// A successor is another person of the court who holds the leaver's post today.
fn fits_in(office: &Office, tx: &mut db::DbConnection, leaver: &PersonId, successor: &PersonId) -> Result<()> {
    let roles = |tx: &mut db::DbConnection, person: &PersonId| -> Result<Vec<Role>> {
        Ok(db::people::appointments::on(tx, person, office.today())?.into_iter().map(|a| a.role).collect())
    };
    let (theirs, own) = (roles(tx, successor)?, roles(tx, leaver)?);
    let same = own.iter().filter(|r| matches!(r, Role::Clerk | Role::Judge | Role::Bureau)).all(|r| theirs.contains(r));
    if successor != leaver && same && !theirs.is_empty() {
        return Ok(());
    }
    let name = db::people::people::by_id(tx, successor)?.map(|p| p.name).unwrap_or_default();
    Err(Refusal::NotInOffice { name }.into())
}

/// Somebody to add.
pub struct NewPerson<'a> {
    /// Login name.
    pub login: &'a str,
    /// Name.
    pub name: &'a str,
    /// Role.
    pub role: Role,
    /// Agency code; the court's own people need none.
    pub agency: Option<&'a str>,
    /// Password.
    pub password: &'a str,
}

/// An account made at the machine.
pub struct AddedPerson {
    /// Id.
    pub id: PersonId,
    /// TOTP secret, hex, this once.
    pub secret: String,
    /// Whether the post waits for a second person.
    pub waits: bool,
}

/// Adds an account at the machine, with password and second factor. A post that takes two people is proposed alone.
///
/// # Errors
/// [`Refusal::WeakPassword`], [`Refusal::LoginTaken`], [`Refusal::TwoAdministratorsFirst`], [`Error::NotFound`] for an
/// unknown agency.
pub fn add_at_machine(office: &Office, new: &NewPerson<'_>) -> Result<AddedPerson> {
    let (person, secret) = prepared(office, new)?;
    let hand = Hand::at_the_machine();
    let waits = new.role.takes_two();
    office.write(|tx| {
        let unit = added(office, tx, new, &person)?;
        let id = &person.id;
        tell(office, tx, None, AdminAct::AddAtMachine, &Deed { whom: Some(id), role: Some(new.role), unit: Some(&unit), subject: "" })?;
        if waits {
            let post = Some(Post { role: new.role, unit: &unit });
            return propose(office, tx, &hand, &Wanted { kind: ProposalKind::Appoint, person: id, post }).map(|_| ());
        }
        Ok(db::people::appointments::add(tx, &row_id()?, id, &unit, new.role, office.today())?)
    })?;
    Ok(AddedPerson { id: person.id, secret, waits })
}

/// Puts somebody invented into a post that was always theirs: for the demo, the bench and the tests. Gives the id and the
/// secret of the second factor, in hex, this once.
///
/// # Errors
/// [`Refusal::WeakPassword`], [`Refusal::LoginTaken`], [`Error::NotFound`] for an unknown agency.
pub fn add_invented(office: &Office, new: &NewPerson<'_>) -> Result<(PersonId, String)> {
    let (person, secret) = prepared(office, new)?;
    let person = Person { vouched_at: new.role.takes_two().then(|| office.now().naive()), ..person };
    office.write(|tx| {
        let unit = added(office, tx, new, &person)?;
        Ok(db::people::appointments::add(tx, &row_id()?, &person.id, &unit, new.role, Day::from_date(chrono::NaiveDate::default()))?)
    })?;
    Ok((person.id, secret))
}

fn prepared(office: &Office, new: &NewPerson<'_>) -> Result<(Person, String)> {
    let password_hash = hash_password(new.password, &[new.login, new.name])?;
    let secret = hex(&random::<20>()?);
    let id = person_id()?;
    let totp_secret = office.seal(Place::SecondFactor(&id), &secret)?;
    Ok((Person { totp_secret, ..Person::new(id, new.login, new.name, &password_hash) }, secret))
}

/// Keeps an account; gives the unit its post is in.
fn added(office: &Office, tx: &mut db::DbConnection, new: &NewPerson<'_>, person: &Person) -> Result<String> {
    let court = office.register.court.code.clone();
    let (kind, code) = match (new.role, new.agency) {
        (Role::Mediator, Some(agency)) => (UnitKind::Agency, agency.to_owned()),
        (Role::Mediator, None) => return Err(Refusal::NoAppointment.into()),
        (Role::Bureau, _) => (UnitKind::Studio, court.clone()),
        (Role::Clerk | Role::Judge | Role::President | Role::Admin, _) => (UnitKind::Court, court.clone()),
        (Role::Party | Role::System, _) => return Err(Refusal::NoAppointment.into()),
    };
    let unit = units::find(tx, &court, kind, &code)?.ok_or(Error::NotFound)?;
    match db::people::people::add(tx, person, office.now().naive()) {
        Err(DbError::Taken) => Err(Refusal::LoginTaken.into()),
        other => Ok(other.map(|()| unit.id)?),
    }
}

/// The actor a person is, by an appointment in force.
///
/// # Errors
/// [`Error::NotFound`] for nobody, [`Refusal::NoAppointment`].
pub fn actor(office: &Office, login: &str, role: Role) -> Result<Actor> {
    let mut connection = office.connection()?;
    let person = db::people::people::by_login(&mut connection, login)?.ok_or(Error::NotFound)?;
    let appointments = db::people::appointments::on(&mut connection, &person.id, office.today())?;
    let appointment = appointments.into_iter().find(|a| a.role == role).ok_or(Refusal::NoAppointment)?;
    Ok(Actor { person: Some(person.id), name: person.name, role, unit: appointment.unit })
}

/// Everybody who ever had an account.
///
/// # Errors
/// [`Error::Fault`].
pub fn everybody(office: &Office) -> Result<Vec<Person>> {
    Ok(db::people::people::everybody(&mut *office.connection()?)?)
}

/// Everybody, with appointments.
///
/// # Errors
/// [`Error::Fault`].
pub fn people(office: &Office) -> Result<Vec<(Person, Vec<Appointment>)>> {
    let mut connection = office.connection()?;
    let people = db::people::people::all(&mut connection)?;
    let mut list = Vec::new();
    for person in people {
        let appointments = db::people::appointments::on(&mut connection, &person.id, office.today())?;
        list.push((person, appointments));
    }
    Ok(list)
}

/// Marks somebody as having left, at the machine: every appointment ends with the account.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove_person(office: &Office, login: &str) -> Result<()> {
    let person = db::people::people::by_login(&mut *office.connection()?, login)?.ok_or(Error::NotFound)?;
    office.write(|tx| {
        let now = office.now().naive();
        db::people::sessions::end_all(tx, &person.id, "", now)?;
        withdraw_of(office, tx, &Hand::at_the_machine(), &person.id)?;
        db::people::people::leave(tx, &person.id, now)?;
        tell(office, tx, None, AdminAct::Leave, &Deed { whom: Some(&person.id), ..Deed::default() })
    })
}

/// The machine actor of an agency, for `portal import` at the shell.
///
/// # Errors
/// [`Error::NotFound`].
pub fn agency_actor(office: &Office, agency: &str) -> Result<Actor> {
    let court = office.register.court.code.clone();
    let unit = units::find(&mut *office.connection()?, &court, UnitKind::Agency, agency)?.ok_or(Error::NotFound)?;
    Ok(Actor { person: None, name: unit.name, role: Role::Mediator, unit: unit.id })
}

/// The judge, while in office.
pub(crate) fn sitting_judge(office: &Office, judge: &PersonId) -> Result<db::people::people::Person> {
    in_office(&mut *office.connection()?, judge, office.today())
}

/// The judge, while in office on a day.
pub(crate) fn in_office(tx: &mut db::DbConnection, judge: &PersonId, today: Day) -> Result<db::people::people::Person> {
    let person = db::people::people::by_id(tx, judge)?.ok_or_else(|| Refusal::NotInOffice { name: judge.to_string() })?;
    let sits = db::people::appointments::on(tx, judge, today)?.iter().any(|a| a.role == Role::Judge);
    if sits { Ok(person) } else { Err(Refusal::NotInOffice { name: person.name }.into()) }
}

/// The mediators of this case who have an account here: neither approval may be theirs.
pub(crate) fn mediators(tx: &mut db::DbConnection, application: &Application) -> Result<Vec<PersonId>> {
    let mut found = Vec::new();
    for person in db::people::people::everybody(tx)?.into_iter().filter(|p| application.mediation.mediators.contains(&p.name)) {
        let agencies = db::people::appointments::ever_mediated_for(tx, &person.id)?;
        if application.agency.as_ref().is_some_and(|agency| agencies.contains(agency)) {
            found.push(person.id);
        }
    }
    Ok(found)
}

/// Who holds a role at the court today: id and name.
///
/// # Errors
/// [`Error::Fault`].
pub fn in_role(office: &Office, role: Role) -> Result<Vec<(PersonId, String)>> {
    let court = &office.register.court.code;
    Ok(db::people::appointments::in_role(&mut *office.connection()?, role, court, office.today())?)
}

/// A person's name; nothing for nobody.
///
/// # Errors
/// [`Error::Fault`].
pub fn name_of(office: &Office, id: &PersonId) -> Result<String> {
    Ok(db::people::people::by_id(&mut *office.connection()?, id)?.map(|p| p.name).unwrap_or_default())
}

/// How many open cases somebody has at hand: assigned, or as judge.
///
/// # Errors
/// [`Error::Fault`].
pub fn open_cases(office: &Office, id: &PersonId) -> Result<usize> {
    Ok(db::review::assignments::open_of(&mut *office.connection()?, id)?)
}
