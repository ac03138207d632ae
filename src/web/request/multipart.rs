//! The one place where a multipart body is taken apart: its parts are counted, its names have a length, and what they hold
//! is spooled.

use crate::files::spool::{Spool, Spooled};
use crate::web::page::problem::Problem;
use crate::web::request::body::{problem_of, problem_of_spool};
use crate::web::request::limits::{LONGEST_PART_NAME, PARTS};
use actix_multipart::{Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use futures_util::StreamExt;

/// A part.
pub struct Part {
    /// Its name.
    pub name: String,
    /// The name of the file it holds, where it holds one.
    pub file: Option<String>,
    /// What it holds.
    pub content: Spooled,
}

/// The parts of a multipart body, in order.
///
/// # Errors
/// [`Problem::TooLarge`] for too many parts or too long a name; why the body did not come whole.
pub(crate) async fn parts(headers: &HeaderMap, payload: Payload, spool: &Spool) -> Result<Vec<Part>, Problem> {
    let mut multipart = Multipart::new(headers, payload);
    let mut parts = Vec::new();
    while let Some(part) = multipart.next().await {
        let mut part = part.map_err(|e| broken(&e))?;
        let name = part.name().unwrap_or("").to_owned();
        let file = part.content_disposition().and_then(|d| d.get_filename()).map(str::to_owned);
        let longest = name.len().max(file.as_ref().map_or(0, String::len));
        if parts.len() == PARTS || longest > LONGEST_PART_NAME {
            return Err(Problem::TooLarge);
        }
        let mut incoming = spool.begin();
        while let Some(chunk) = part.next().await {
            incoming.take(&chunk.map_err(|e| broken(&e))?).map_err(|e| problem_of_spool(&e))?;
        }
        parts.push(Part { name, file, content: incoming.end() });
    }
    Ok(parts)
}

fn broken(error: &MultipartError) -> Problem {
    match error {
        MultipartError::Payload(error) => problem_of(error),
        _ => Problem::Broken,
    }
}
