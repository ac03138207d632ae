//! Cases that share somebody: by the keyed digests of identifiers and telephones, never by the numbers themselves.

use crate::db::schema::{cases, matters, parties, terms};
use crate::db::{DbConnection, DbResult};
use crate::domain::case::StageName;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

/// A party's keyed digests, as kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = parties)]
pub struct IndexedParty {
    /// Matter.
    pub matter: String,
    /// Reference.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Digest of the identifier.
    pub id_index: String,
    /// Digest of the telephone.
    pub phone_index: String,
}

/// The parties of some matters.
pub fn parties_of(tx: &mut DbConnection, of: &[String]) -> DbResult<Vec<IndexedParty>> {
    Ok(parties::table
        .filter(parties::matter.eq_any(of.to_vec()))
        .order((parties::matter, parties::ordinal))
        .select(IndexedParty::as_select())
        .load(tx)?)
}

/// Parties of a court's other matters who have one of these identifiers or telephones; no more than `most`.
pub fn alike(
    tx: &mut DbConnection,
    court: &str,
    matter: &str,
    ids: &[String],
    phones: &[String],
    most: i64,
) -> DbResult<Vec<IndexedParty>> {
    Ok(parties::table
        .inner_join(matters::table.on(matters::id.eq(parties::matter)))
        .inner_join(cases::table.on(cases::matter.eq(matters::id)))
        .filter(matters::court.eq(court))
        // What was never asked of the court says nothing.
        .filter(cases::stage.ne_all([StageName::Drafting, StageName::Joining, StageName::Abandoned]))
        .filter(parties::matter.ne(matter))
        .filter(parties::id_index.eq_any(ids.to_vec()).or(parties::phone_index.eq_any(phones.to_vec())))
        .order((matters::received_at.desc(), parties::ordinal))
        .limit(most)
        .select(IndexedParty::as_select())
        .load(tx)?)
}

/// The case of each matter: id, number or the agency's own number, when it was begun.
pub fn cases_of(tx: &mut DbConnection, of: &[String]) -> DbResult<HashMap<String, (String, String, NaiveDateTime)>> {
    type Row = (String, String, Option<String>, Option<String>, NaiveDateTime);
    let rows: Vec<Row> = cases::table
        .inner_join(matters::table.on(matters::id.eq(cases::matter)))
        .filter(cases::matter.eq_any(of.to_vec()))
        .select((cases::matter, cases::id, cases::number, matters::external_ref, cases::created_at))
        .load(tx)?;
    let label = |id: &String, number: Option<String>, own: Option<String>| number.or(own).unwrap_or_else(|| id.clone());
    Ok(rows.into_iter().map(|(matter, id, number, own, at)| (matter, (id.clone(), label(&id, number, own), at))).collect())
}

/// An agency's cases of one dispute kind.
pub struct KindOfCases<'a> {
    /// The agency's unit.
    pub agency: &'a str,
    /// Code of the kind.
    pub kind: &'a str,
}

/// What each other case of an agency and a kind of dispute comes to, in 分; the newest, no more than `most`.
pub fn sums(tx: &mut DbConnection, KindOfCases { agency, kind }: KindOfCases<'_>, matter: &str, most: i64) -> DbResult<Vec<i64>> {
    let of: Vec<String> = matters::table
        .inner_join(cases::table.on(cases::matter.eq(matters::id)))
        .filter(matters::agency.eq(agency))
        .filter(matters::kind.eq(kind))
        .filter(matters::id.ne(matter))
        .filter(cases::stage.ne_all([StageName::Drafting, StageName::Abandoned]))
        .order(matters::received_at.desc())
        .limit(most)
        .select(matters::id)
        .load(tx)?;
    let rows: Vec<(String, Option<i64>)> =
        terms::table.filter(terms::matter.eq_any(of)).select((terms::matter, terms::amount_fen)).load(tx)?;
    let mut sums: HashMap<String, i64> = HashMap::new();
    for (matter, amount) in rows {
        *sums.entry(matter).or_default() += amount.unwrap_or(0);
    }
    Ok(sums.into_values().filter(|sum| *sum > 0).collect())
}

/// Agency and kind of dispute of a matter.
pub fn kind_of(tx: &mut DbConnection, matter: &str) -> DbResult<Option<(String, String)>> {
    Ok(matters::table.find(matter).select((matters::agency, matters::kind)).first(tx).optional()?)
}
