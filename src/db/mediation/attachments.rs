//! Files of a matter (table `attachments`).

use crate::db::schema::attachments;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::application::AttachmentKind;
use diesel::prelude::*;

/// Takes an attachment away from an application that is being written; its bytes stay in the store until swept.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it is not there.
pub fn remove(tx: &mut DbConnection, matter: &str, id: &str) -> DbResult<()> {
    one(diesel::delete(attachments::table.filter(attachments::matter.eq(matter)).filter(attachments::id.eq(id))).execute(tx)?)
}

/// An attachment as kept; `sha256` is empty until its bytes are there.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = attachments)]
pub struct AttachmentRow {
    /// Id.
    pub id: String,
    /// Position.
    pub ordinal: i32,
    /// Kind.
    pub kind: AttachmentKind,
    /// Party's reference.
    pub party: Option<String>,
    /// Path in the application.
    pub path: String,
    /// SHA-256 as submitted, hex.
    pub sha256: String,
    /// SHA-256 of the encrypted bytes in the store, hex.
    pub stored_sha256: String,
    /// Size as submitted.
    pub size: i64,
    /// Media type.
    pub media_type: String,
}

impl AttachmentRow {
    /// One that is to come: its place and its bytes are filled in later.
    #[must_use]
    pub fn announced(id: String, kind: AttachmentKind, path: String) -> Self {
        Self {
            id,
            kind,
            path,
            ordinal: 0,
            party: None,
            sha256: String::new(),
            stored_sha256: String::new(),
            size: 0,
            media_type: String::new(),
        }
    }
}

/// Announces an attachment.
pub fn add(tx: &mut DbConnection, matter: &str, row: &AttachmentRow) -> DbResult<()> {
    diesel::insert_into(attachments::table).values((attachments::matter.eq(matter), row)).execute(tx)?;
    Ok(())
}

/// Records an attachment's bytes, once.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when they were there already.
pub fn fill(tx: &mut DbConnection, row: &AttachmentRow) -> DbResult<()> {
    let changed = diesel::update(attachments::table.filter(attachments::id.eq(&row.id)).filter(attachments::sha256.eq("")))
        .set((
            attachments::sha256.eq(&row.sha256),
            attachments::stored_sha256.eq(&row.stored_sha256),
            attachments::size.eq(row.size),
            attachments::media_type.eq(&row.media_type),
        ))
        .execute(tx)?;
    one(changed)
}

/// A matter's attachments in order.
pub fn of_matter(tx: &mut DbConnection, matter: &str) -> DbResult<Vec<AttachmentRow>> {
    Ok(attachments::table.filter(attachments::matter.eq(matter)).order(attachments::ordinal).select(AttachmentRow::as_select()).load(tx)?)
}

/// Every file whose bytes are there, with its matter.
pub fn handed_in(tx: &mut DbConnection) -> DbResult<Vec<(String, AttachmentRow)>> {
    Ok(attachments::table
        .filter(attachments::sha256.ne(""))
        .order((attachments::matter, attachments::ordinal))
        .select((attachments::matter, AttachmentRow::as_select()))
        .load(tx)?)
}
