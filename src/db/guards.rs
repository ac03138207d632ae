//! Guards of the tables that only grow: the database itself refuses to change, remove or replace a row of them, whoever asks.
//! Set anew by `portal init` and `portal migrate`.

use crate::db::DbConnection;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Tables whose rows are never changed and never removed.
pub const APPEND_ONLY: [&str; 18] = [
    "administration",
    "checkpoints",
    "delivery_facts",
    "documents",
    "extensions",
    "history",
    "history_marks",
    "log_entries",
    "panel_approvals",
    "performances",
    "readings",
    "recusals",
    "record_signatures",
    "registers",
    "security_events",
    "service_consents",
    "standings",
    "verifications",
];

/// What SQLite says where a row with one of the new row's keys is there: INSERT OR REPLACE would remove it without a word
/// to the trigger against deleting.
pub(super) const THERE_ALREADY: &str = "a row of a table that only grows is there already";

/// A column of a unique key.
#[derive(QueryableByName)]
struct KeyColumn {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Every unique key of a table, the primary one among them.
const KEYS: &str = "SELECT list.name AS key, info.name AS name FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info \
     WHERE list.\"unique\" = 1 AND list.partial = 0 \
     UNION SELECT 'primary', name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY 1";

/// Sets the guards of a database.
///
/// # Errors
/// What the database answers.
pub(super) fn set(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(c) => APPEND_ONLY.iter().try_for_each(|table| sqlite(c, table)),
        DbConnection::Postgres(c) => APPEND_ONLY.iter().try_for_each(|table| c.batch_execute(&postgres(table))),
    }
}

/// Lifts the guards of a database: while its schema is brought up to date, rows of before may get their present form.
///
/// # Errors
/// What the database answers.
pub fn lift(connection: &mut DbConnection) -> QueryResult<()> {
    APPEND_ONLY.iter().try_for_each(|table| match connection {
        DbConnection::Sqlite(c) => c.batch_execute(&["no_update", "no_delete", "no_replace"].map(|way| lifted(table, way, "")).concat()),
        DbConnection::Postgres(c) => {
            c.batch_execute(&["append_only", "no_truncate"].map(|way| lifted(table, way, &format!(" ON {table}"))).concat())
        }
    })
}

fn lifted(table: &str, way: &str, on: &str) -> String {
    format!("DROP TRIGGER IF EXISTS {table}_{way}{on};")
}

fn sqlite(connection: &mut SqliteConnection, table: &str) -> QueryResult<()> {
    let columns: Vec<KeyColumn> = diesel::sql_query(KEYS).bind::<Text, _>(table).bind::<Text, _>(table).load(connection)?;
    let mut keys: Vec<(String, Vec<String>)> = Vec::new();
    for KeyColumn { key, name } in columns {
        let same = format!("{name} = NEW.{name}");
        match keys.last_mut().filter(|(last, _)| *last == key) {
            Some((_, fields)) => fields.push(same),
            None => keys.push((key, vec![same])),
        }
    }
    // A table's own row number replaces as a key does, where an insert names it.
    keys.push(("rowid".to_owned(), vec!["rowid = NEW.rowid".to_owned()]));
    let there = keys.iter().map(|(_, fields)| format!("({})", fields.join(" AND "))).collect::<Vec<_>>().join(" OR ");
    connection.batch_execute(&format!(
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END;
         CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END;
         CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {there})
         BEGIN SELECT RAISE(ABORT, '{THERE_ALREADY}'); END;"
    ))
}

fn postgres(table: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$;
         CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
             FOR EACH ROW EXECUTE FUNCTION portal_append_only();
         CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();"
    )
}
