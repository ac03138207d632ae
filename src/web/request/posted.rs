//! What a form has sent: its fields and files, its token compared.

use crate::files::spool::Spooled;
use crate::office::Error;
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::problem::Problem;
use crate::web::request::body::{problem_of, problem_of_spool};
use crate::web::request::bounds;
use crate::web::request::limits::LARGEST_FORM;
use crate::web::request::multipart::parts;
use crate::web::request::route::Admits;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use unicode_normalization::UnicodeNormalization;

/// Most files of a form.
const MOST_FILES: usize = 4;

/// Most characters of one field; longer ones are cut where they are shown again.
const LARGEST_FIELD: usize = 20_000;

/// A file of a form.
#[derive(Clone)]
pub struct PostedFile {
    /// Name it came under.
    pub name: String,
    /// What it holds.
    pub content: Spooled,
}

/// What was posted, its token compared.
#[derive(Default, Clone)]
pub struct Posted {
    /// Fields in order, NFC, trimmed.
    pub fields: Vec<(String, String)>,
    /// Files.
    pub files: Vec<PostedFile>,
}

impl Posted {
    /// The first value of a field, or nothing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether a field was sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(n, _)| n == name)
    }

    /// The version of the case that was seen.
    #[must_use]
    pub fn version(&self) -> i32 {
        self.get("version").parse().unwrap_or(-1)
    }
}

/// What a person typed, as it is kept: NFC, without surrounding space, ideographic space among it.
fn tidy(text: &str) -> String {
    let text: String = text.replace("\r\n", "\n").nfc().take(LARGEST_FIELD).collect();
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}').to_owned()
}

impl Admits for Posted {}

impl FromRequest for Posted {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let frame = Frame::of(request);
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let state = request.app_data::<Data<State>>().cloned().ok_or(Problem::Office(Error::NotFound))?;
            let posted = match request.content_type().to_ascii_lowercase().as_str() {
                "application/x-www-form-urlencoded" => urlencoded(payload).await?,
                "multipart/form-data" => multipart(&request, payload, &state).await?,
                _ => return Err(Problem::MediaType),
            };
            // Compared in constant time: a token is a secret of its page.
            let (sent, wanted) = (posted.get("csrf").as_bytes(), frame.csrf.as_bytes());
            let differs = sent.iter().zip(wanted).fold(sent.len() ^ wanted.len(), |d, (a, b)| d | usize::from(a ^ b));
            if differs != 0 {
                return Err(Problem::FormToken);
            }
            // All of it is there: only now does it take the place of others.
            bounds::begin(&request, &state).await?;
            Ok(posted)
        })
    }
}

async fn urlencoded(mut payload: Payload) -> Result<Posted, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        bytes.extend_from_slice(&chunk.map_err(|e| problem_of(&e))?);
        if bytes.len() > LARGEST_FORM {
            return Err(Problem::TooLarge);
        }
    }
    let fields = form_urlencoded::parse(&bytes).map(|(name, value)| (name.into_owned(), tidy(&value))).collect();
    Ok(Posted { fields, files: Vec::new() })
}

async fn multipart(request: &HttpRequest, payload: Payload, state: &State) -> Result<Posted, Problem> {
    let mut posted = Posted::default();
    let mut typed = 0;
    for part in parts(request.headers(), payload, &state.office.spool).await? {
        match part.file {
            // A file field left alone comes as an empty file without a name.
            Some(name) if name.is_empty() && part.content.is_empty() => {}
            Some(_) if posted.files.len() == MOST_FILES => return Err(Problem::TooLarge),
            Some(name) => posted.files.push(PostedFile { name, content: part.content }),
            None => {
                typed += part.name.len() + part.content.len();
                if typed > LARGEST_FORM {
                    return Err(Problem::TooLarge);
                }
                let bytes = part.content.read().map_err(|e| problem_of_spool(&e))?;
                posted.fields.push((part.name, tidy(&String::from_utf8_lossy(&bytes))));
            }
        }
    }
    Ok(posted)
}
