//! Parties of a matter (table `parties`).

use crate::db::schema::parties;
use crate::db::{DbConnection, DbResult};
use diesel::prelude::*;

/// A party as kept: identifiers encrypted, with blind indexes.
#[derive(Insertable)]
#[diesel(table_name = parties)]
pub struct PartyRow {
    /// Id.
    pub id: String,
    /// Position.
    pub ordinal: i32,
    /// Reference in the application.
    pub reference: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Kind of identifier.
    pub id_kind: String,
    /// Identifier, encrypted.
    pub id_number: String,
    /// Its blind index.
    pub id_index: String,
    /// Telephone, encrypted.
    pub phone: String,
    /// Its blind index.
    pub phone_index: String,
}

/// Keeps a party.
pub fn add(tx: &mut DbConnection, matter: &str, party: &PartyRow) -> DbResult<()> {
    diesel::insert_into(parties::table).values((parties::matter.eq(matter), party)).execute(tx)?;
    Ok(())
}
