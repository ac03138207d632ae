//! One migration set: it goes up, down and up again, and its columns are those of `schema.rs`.

use crate::app::{database, scratch};
use diesel::connection::SimpleConnection;
use portal::db::{self, DatabaseAddress};

fn fresh() -> db::Pool {
    let folder = scratch("schema");
    std::fs::create_dir_all(&folder).expect("a folder");
    let address = match DatabaseAddress::parse(&database()).expect("an address") {
        DatabaseAddress::Sqlite(path) => DatabaseAddress::Sqlite(folder.join(path).display().to_string()),
        other => other,
    };
    db::open(&address, 1).expect("a pool")
}

#[test]
fn the_schema_goes_up_down_and_up_again() {
    let pool = fresh();
    let mut connection = pool.get().expect("a connection");
    let up = connection.migrate().expect("up");
    assert!(up >= 6);
    assert_eq!(connection.revert().expect("down"), up);
    assert!(connection.migrations_pending().expect("asked"));
    assert_eq!(connection.migrate().expect("up again"), up);
    assert_eq!(connection.migrate().expect("nothing to do"), 0);
}

/// Every column of `schema.rs` can be selected, from every table of it.
#[test]
fn the_columns_are_those_of_the_schema() {
    let pool = fresh();
    let mut connection = pool.get().expect("a connection");
    connection.migrate().expect("up");
    let source = include_str!("../../../src/db/schema/mod.rs");
    let mut tables = 0;
    for block in source.split("diesel::table! {").skip(1) {
        let name = block.trim().split(' ').next().expect("a name");
        let columns: Vec<&str> = block.lines().filter_map(|l| l.trim().split_once(" -> ").map(|(c, _)| c)).collect();
        let query = format!("SELECT {} FROM {name} WHERE 1 = 0", columns.join(", "));
        connection.batch_execute(&query).unwrap_or_else(|e| panic!("{name}: {e}"));
        tables += 1;
    }
    assert!(tables > 20, "only {tables} tables were looked at");
}

#[test]
fn an_address_without_a_scheme_makes_no_database() {
    assert!(DatabaseAddress::parse("portal.sqlite").is_err());
    assert!(DatabaseAddress::parse("mysql://x").is_err());
}

#[test]
fn every_reference_restricts() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("migrations").filter_map(Result::ok) {
        let Ok(text) = std::fs::read_to_string(entry.path().join("up.sql")) else { continue };
        for line in text.lines().filter(|l| l.contains("REFERENCES")) {
            assert!(line.contains("ON DELETE RESTRICT"), "{line}");
        }
        assert!(entry.path().join("down.sql").exists());
    }
}
