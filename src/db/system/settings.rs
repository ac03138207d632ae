//! What is known of the data folder itself (table `settings`).

use crate::db::schema::settings;
use crate::db::{DbConnection, DbResult, first};
use diesel::prelude::*;

/// A setting.
pub fn get(tx: &mut DbConnection, name: &str) -> DbResult<Option<String>> {
    first(settings::table.find(name).select(settings::value).load(tx))
}

/// Sets a setting.
pub fn set(tx: &mut DbConnection, name: &str, value: &str) -> DbResult<()> {
    let changed = diesel::update(settings::table.find(name)).set(settings::value.eq(value)).execute(tx)?;
    if changed == 0 {
        diesel::insert_into(settings::table).values((settings::name.eq(name), settings::value.eq(value))).execute(tx)?;
    }
    Ok(())
}

/// Holds a setting until the transaction ends: whoever else wants it waits.
pub fn hold(tx: &mut DbConnection, name: &str) -> DbResult<()> {
    diesel::update(settings::table.find(name)).set(settings::value.eq(settings::value)).execute(tx)?;
    Ok(())
}
