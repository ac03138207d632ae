//! Whether today is believed. What cannot be undone (a lapse, a ruling) must not happen on a day that only a broken clock
//! knows: it waits until an administrator has said which day it is.

use crate::db;
use crate::domain::administration::AdminAct;
use crate::domain::day::{Day, Moment};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::office::clock::JUMP_SECONDS;
use crate::office::people::administration::{Deed, tell};
use crate::office::system::watch::{Doubt, UNNAMED_PROXY};
use crate::office::{Office, Result};

/// A start so long after anything was last seen is doubted.
const LONGEST_STOP_SECONDS: i64 = 48 * 3600;

/// How often it is written down that the portal runs.
const SEEN_EVERY_SECONDS: i64 = 60;

/// When the portal was last seen running on a believed day, Unix seconds.
const SEEN_AT: &str = "seen_at";

/// Looks at the day when a process starts: against when the portal was last seen, or the log was last written to.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn look_at_start(office: &Office) -> Result<()> {
    let now = office.now();
    let seen = last_seen(office)?;
    let doubt = seen.and_then(|seen| {
        let gone = now.unix() - seen.unix();
        if gone > LONGEST_STOP_SECONDS {
            Some(Doubt::LongStop { seen })
        } else if gone < -JUMP_SECONDS {
            Some(Doubt::Before { seen })
        } else {
            None
        }
    });
    office.watch.think(doubt);
    Ok(())
}

/// Looks at the day while the portal runs, and notes that it runs. An unbelieved time is never noted.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn look(office: &Office) -> Result<()> {
    let jumped = office.clock.jumped().then(|| Doubt::Jumped { to: office.clock.wall() });
    match (office.watch.doubt(), jumped) {
        (Some(Doubt::LongStop { .. } | Doubt::Before { .. }), None) => return look_at_start(office),
        (Some(Doubt::LongStop { .. } | Doubt::Before { .. }), Some(_)) => return Ok(()),
        (_, jumped) => office.watch.think(jumped),
    }
    if office.watch.doubt().is_none() {
        note_seen(office)?;
    }
    Ok(())
}

/// Notes that a proxy nobody has named has been seen, once.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn note_proxy(office: &Office) -> Result<()> {
    if !office.watch.proxy_is_unnamed() || db::system::settings::get(&mut *office.connection()?, UNNAMED_PROXY)?.is_some() {
        return Ok(());
    }
    let now = office.now().to_string();
    office.write(|tx| Ok(db::system::settings::set(tx, UNNAMED_PROXY, &now)?))
}

fn last_seen(office: &Office) -> Result<Option<Moment>> {
    let mut connection = office.connection()?;
    let noted = db::system::settings::get(&mut connection, SEEN_AT)?.and_then(|text| text.parse().ok()).map(Moment::from_unix);
    let logged = db::proof::log::newest_at(&mut connection)?.map(Moment::from_naive);
    // A time noted in a believed run counts for more than none; the later of both is when it ran last.
    Ok(noted.max(logged))
}

fn note_seen(office: &Office) -> Result<()> {
    let now = office.now().unix();
    let noted = db::system::settings::get(&mut *office.connection()?, SEEN_AT)?.and_then(|text| text.parse::<i64>().ok());
    if noted.is_some_and(|noted| now - noted < SEEN_EVERY_SECONDS) {
        return Ok(());
    }
    office.write(|tx| Ok(db::system::settings::set(tx, SEEN_AT, &now.to_string())?))
}

/// Confirms the day that the system's clock shows, by an administrator or at the machine. What waited goes on.
///
/// # Errors
/// [`Refusal::DayDiffers`] where the clock shows another day than was said.
pub fn confirm(office: &Office, by: Option<&PersonId>, day: Day) -> Result<()> {
    let wall = office.clock.wall();
    if wall.day_in_shanghai() != day {
        return Err(Refusal::DayDiffers { clock: wall.day_in_shanghai() }.into());
    }
    office.write(|tx| {
        db::system::settings::set(tx, SEEN_AT, &wall.unix().to_string())?;
        tell(office, tx, by, AdminAct::Day, &Deed { subject: &day.to_string(), ..Deed::default() })
    })?;
    office.clock.believe();
    office.watch.think(None);
    tracing::warn!(%day, "the day was confirmed");
    Ok(())
}
