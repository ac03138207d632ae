//! Consents to electronic service (table `service_consents`).

use crate::db::schema::service_consents;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::joining::JoiningWay;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// What a party consented to.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = service_consents)]
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
    pub way: JoiningWay,
    /// Day.
    #[diesel(column_name = given_on)]
    pub on: Day,
}

/// Keeps a consent.
pub fn add(tx: &mut DbConnection, case: &CaseId, consent: &Consent, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(service_consents::table)
        .values((service_consents::case_id.eq(case), service_consents::given_at.eq(at), consent))
        .execute(tx)?;
    Ok(())
}

/// What the parties of a case consented to, oldest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Consent>> {
    Ok(service_consents::table
        .filter(service_consents::case_id.eq(case))
        .order(service_consents::given_at)
        .select(Consent::as_select())
        .load(tx)?)
}
