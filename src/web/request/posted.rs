//! What a form has sent: its fields and files, its token compared.

use crate::office::intake::files;
use crate::web::page::frame::Frame;
use crate::web::page::problem::Problem;
use crate::web::request::route::Admits;
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use unicode_normalization::UnicodeNormalization;

/// Largest form without files.
const LARGEST_FORM: usize = 512 * 1024;

/// Largest ruling to verify.
const LARGEST_RULING: usize = 8 * 1024 * 1024;

/// Most parts of a form with files.
const MOST_PARTS: usize = 300;

/// Most files of a form.
const MOST_FILES: usize = 4;

/// How much a path takes: files only where files are handed in.
fn largest(path: &str) -> usize {
    if path == "/v" {
        LARGEST_RULING
    } else if path.starts_with("/agency/cases/") && (path.ends_with("/files") || path.ends_with("/paper")) {
        files::LARGEST + LARGEST_FORM
    } else {
        LARGEST_FORM
    }
}

/// Most characters of one field; longer ones are cut where they are shown again.
const LARGEST_FIELD: usize = 20_000;

/// A file of a form.
#[derive(Clone)]
pub struct PostedFile {
    /// Name it came under.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
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
        let content_type = request.content_type().to_ascii_lowercase();
        let headers = request.headers().clone();
        let payload = payload.take();
        let most = largest(request.path());
        Box::pin(async move {
            let posted = match content_type.as_str() {
                "application/x-www-form-urlencoded" => urlencoded(payload).await?,
                "multipart/form-data" => multipart(Multipart::new(&headers, payload), most).await?,
                _ => return Err(Problem::MediaType),
            };
            // Compared in constant time: a token is a secret of its page.
            let (sent, wanted) = (posted.get("csrf").as_bytes(), frame.csrf.as_bytes());
            let differs = sent.iter().zip(wanted).fold(sent.len() ^ wanted.len(), |d, (a, b)| d | usize::from(a ^ b));
            if differs == 0 { Ok(posted) } else { Err(Problem::FormToken) }
        })
    }
}

async fn urlencoded(mut payload: Payload) -> Result<Posted, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| Problem::Broken)?);
        if bytes.len() > LARGEST_FORM {
            return Err(Problem::TooLarge);
        }
    }
    let fields = form_urlencoded::parse(&bytes).map(|(name, value)| (name.into_owned(), tidy(&value))).collect();
    Ok(Posted { fields, files: Vec::new() })
}

async fn multipart(mut parts: Multipart, most: usize) -> Result<Posted, Problem> {
    let mut posted = Posted::default();
    let mut total = 0;
    let mut count = 0;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| Problem::Broken)?;
        let field = part.name().unwrap_or("").to_owned();
        let name = part.content_disposition().and_then(|d| d.get_filename()).map(str::to_owned);
        count += 1;
        total += field.len() + name.as_ref().map_or(0, String::len);
        if count > MOST_PARTS || posted.files.len() > MOST_FILES || total > most {
            return Err(Problem::TooLarge);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| Problem::Broken)?;
            total += chunk.len();
            if total > most {
                return Err(Problem::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        match name {
            // A file field left alone comes as an empty file without a name.
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(name) => posted.files.push(PostedFile { name, bytes }),
            None => posted.fields.push((field, tidy(&String::from_utf8_lossy(&bytes)))),
        }
    }
    Ok(posted)
}
