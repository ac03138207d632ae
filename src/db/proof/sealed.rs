//! Encrypted columns as they lie, for whoever holds them against their places.

use crate::db::{DbConnection, DbResult};
use diesel::prelude::*;
use diesel::sql_types::Text;

/// An encrypted value with the id of its row.
#[derive(QueryableByName)]
pub struct SealedValue {
    /// Id of the row.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// As it lies.
    #[diesel(sql_type = Text)]
    pub sealed: String,
}

/// Every value of an encrypted column; rows that have none are left out. Both names are the program's own.
pub fn values(tx: &mut DbConnection, table: &'static str, column: &'static str) -> DbResult<Vec<SealedValue>> {
    let query = diesel::sql_query(format!("SELECT id, {column} AS sealed FROM {table} WHERE {column} <> '' ORDER BY id"));
    Ok(match tx {
        DbConnection::Sqlite(c) => query.load(c)?,
        DbConnection::Postgres(c) => query.load(c)?,
    })
}
