//! Forms: what is posted, with its token; and what is shown, with the faults at their fields.

use crate::domain::finding::{Finding, Severity};
use crate::domain::refusal::Refusal;
use crate::office::intake::files;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::words::{self, Lang};
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
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

/// One of several answers.
#[derive(Clone, Serialize, Default)]
pub struct Choice {
    /// Value.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// A line more.
    pub hint: String,
}

/// What is said at a field.
#[derive(Clone, Serialize)]
pub struct Said {
    /// `bad` or `warn`.
    pub tone: &'static str,
    /// The sentence.
    pub text: String,
    /// The article behind it.
    pub article: String,
    /// The field it belongs to.
    pub at: String,
}

/// A field of a form.
#[derive(Clone, Serialize, Default)]
pub struct Field {
    /// `text`, `password`, `date`, `money`, `area`, `select`, `radio`, `check`, `file`, `code`, `tel`.
    pub kind: &'static str,
    /// Name; at the same time its id.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// A line more.
    pub hint: String,
    /// What stands in it.
    pub value: String,
    /// What it offers.
    pub options: Vec<Choice>,
    /// `autocomplete` token.
    pub autocomplete: &'static str,
    /// `wide`, `third`, or half a line.
    pub width: &'static str,
    /// May stay empty.
    pub optional: bool,
    /// What is wrong with it.
    pub said: Vec<Said>,
}

impl Field {
    /// A field of a kind.
    #[must_use]
    pub fn new(kind: &'static str, name: &str, label: String) -> Self {
        Self { kind, name: name.to_owned(), label, ..Self::default() }
    }

    /// With what stands in it.
    #[must_use]
    pub fn with(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// With a line more.
    #[must_use]
    pub fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }

    /// With what it offers.
    #[must_use]
    pub fn offering(mut self, options: Vec<Choice>) -> Self {
        self.options = options;
        self
    }

    /// With a width.
    #[must_use]
    pub const fn wide(mut self, width: &'static str) -> Self {
        self.width = width;
        self
    }

    /// With an `autocomplete` token.
    #[must_use]
    pub const fn complete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// May stay empty.
    #[must_use]
    pub const fn may_be_empty(mut self) -> Self {
        self.optional = true;
        self
    }

    /// With a fault.
    #[must_use]
    pub fn wrong(mut self, said: Option<Said>) -> Self {
        self.said.extend(said);
        self
    }
}

/// What a refusal says, at a field.
#[must_use]
pub fn refused(lang: Lang, refusal: &Refusal, at: &str) -> Said {
    let article = refusal.article(crate::office::clock::Clock::default().today());
    Said { tone: "bad", text: words::of_refusal(lang, refusal), article, at: at.to_owned() }
}

/// What a finding says, at the field of its place.
#[must_use]
pub fn found(lang: Lang, finding: &Finding) -> Said {
    Said {
        tone: if finding.severity == Severity::Refuse { "bad" } else { "warn" },
        text: words::of_finding(lang, finding),
        article: finding.article.clone(),
        at: finding.at.clone(),
    }
}
