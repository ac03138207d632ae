//! Consents to electronic service (table `service_consents`).

use crate::db::schema::service_consents;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// What a party consented to.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Id.
    pub id: String,
    /// Party's reference.
    pub party: String,
    /// Whether it consented to electronic service at all.
    pub electronic: bool,
    /// `notices`, `rulings`; separated by commas.
    pub scope: String,
    /// To which channel.
    pub channel: String,
    /// To which address, encrypted.
    pub address: String,
    /// Where paper goes, encrypted.
    pub paper: String,
    /// Version of the wording.
    pub wording: String,
    /// How it was given.
    pub way: String,
    /// Day.
    pub on: Day,
}

/// Keeps a consent.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, case: &CaseId, consent: &Consent, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(service_consents::table)
        .values((
            service_consents::id.eq(&consent.id),
            service_consents::case_id.eq(case.as_str()),
            service_consents::party.eq(&consent.party),
            service_consents::electronic.eq(consent.electronic),
            service_consents::scope.eq(&consent.scope),
            service_consents::channel.eq(&consent.channel),
            service_consents::address.eq(&consent.address),
            service_consents::paper.eq(&consent.paper),
            service_consents::wording.eq(&consent.wording),
            service_consents::way.eq(&consent.way),
            service_consents::given_on.eq(consent.on.date()),
            service_consents::given_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// What the parties of a case consented to, oldest first.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Consent>> {
    type Row = (String, String, bool, String, String, String, String, String, String, NaiveDate);
    let rows: Vec<Row> = service_consents::table
        .filter(service_consents::case_id.eq(case.as_str()))
        .order(service_consents::given_at)
        .select((
            service_consents::id,
            service_consents::party,
            service_consents::electronic,
            service_consents::scope,
            service_consents::channel,
            service_consents::address,
            service_consents::paper,
            service_consents::wording,
            service_consents::way,
            service_consents::given_on,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, party, electronic, scope, channel, address, paper, wording, way, on)| Consent {
            id,
            party,
            electronic,
            scope,
            channel,
            address,
            paper,
            wording,
            way,
            on: Day::from_date(on),
        })
        .collect())
}
