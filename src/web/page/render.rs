//! Typed pages: a struct names its template and shows samples of itself; templates and words are embedded, and a
//! broken one stops the start, not a person.

use crate::web::page::assets;
use crate::web::page::frame::{self, Frame};
use crate::words::{self, Lang};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use rust_embed::RustEmbed;
use serde::Serialize;
use std::sync::LazyLock;
use tera::{Context, Kwargs, State, Tera, Value};

/// A page a person sees.
pub trait Page: Serialize + Sized {
    /// Its template, below `templates/pages`.
    const TEMPLATE: &'static str;
    /// Whether anybody who has no session can send a form from it: it then needs a cookie for its token.
    const ANONYMOUS_FORM: bool = false;
    /// Examples of it: full, empty, with faults.
    fn samples() -> Vec<Self>;
}

#[derive(RustEmbed)]
#[folder = "templates"]
#[include = "pages/**/*.html"]
#[include = "components/*.html"]
struct Templates;

static TERA: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.register_function("t", t);
    tera.register_function("asset", |kwargs: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
        let name = kwargs.must_get::<&str>("name")?;
        Ok(assets::path(name))
    });
    let sources: Vec<(String, String)> = Templates::iter()
        .filter_map(|name| {
            let file = Templates::get(&name)?;
            Some((name.to_string(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    tera.add_raw_templates(sources).map_err(|e| e.to_string())?;
    Ok(tera)
});

/// `t(key="…", name=…)`: a word in the page's language; the rest are its arguments.
fn t(kwargs: Kwargs, state: &State<'_>) -> tera::TeraResult<String> {
    let lang: Option<String> = state.get("lang")?;
    let lang = lang.and_then(|l| Lang::named(&l)).ok_or_else(|| tera::Error::message("t() without a language"))?;
    let key: String = kwargs.must_get("key")?;
    let mut args = Vec::new();
    for (name, value) in kwargs.iter().filter(|(name, _)| name.as_str() != Some("key")) {
        args.push((name.as_str().unwrap_or("").to_owned(), shown(value)));
    }
    if !words::known(lang, &key) {
        return Err(tera::Error::message(format!("there is no word {key}")));
    }
    Ok(words::say_with(lang, &key, &args))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether every template loads.
///
/// # Errors
/// The first fault, with its place.
pub fn loads() -> Result<(), String> {
    TERA.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// The text of a page.
///
/// # Errors
/// What the template says is wrong.
pub fn text<P: Page>(frame: &Frame, page: &P) -> Result<String, String> {
    let tera = TERA.as_ref().map_err(Clone::clone)?;
    let mut context = Context::from_serialize(page).map_err(|e| e.to_string())?;
    context.insert("frame", frame);
    context.insert("lang", frame.lang.tag());
    tera.render(P::TEMPLATE, &context).map_err(|e| format!("{}: {e}", P::TEMPLATE))
}

/// Policy of every page: nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'none'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn answer(mut builder: HttpResponseBuilder, frame: &Frame, body: String, cookie: bool) -> HttpResponse {
    builder
        .content_type("text/html; charset=utf-8")
        .insert_header(("Content-Security-Policy", POLICY))
        .insert_header(("Cache-Control", "private, no-store"))
        .insert_header(("Permissions-Policy", "camera=(), geolocation=(), microphone=()"))
        .insert_header(("Content-Language", frame.lang.tag()));
    if frame.flash.is_some() {
        builder.cookie(frame::no_flash());
    }
    if let Some(secret) = frame.fresh_visit.clone().filter(|_| cookie) {
        builder.cookie(frame::visit_cookie(secret));
    }
    builder.body(body)
}

/// A page with a status.
#[must_use]
pub fn respond_with<P: Page>(frame: &Frame, page: &P, status: StatusCode) -> HttpResponse {
    told(frame, P::TEMPLATE, text(frame, page), status, P::ANONYMOUS_FORM)
}

fn told(frame: &Frame, template: &str, text: Result<String, String>, status: StatusCode, cookie: bool) -> HttpResponse {
    match text {
        Ok(body) => answer(HttpResponse::build(status), frame, body, cookie),
        Err(fault) => {
            tracing::error!(template, fault, "a page cannot be rendered");
            HttpResponse::InternalServerError().content_type("text/plain; charset=utf-8").body(words::say(frame.lang, "page-broken", &[]))
        }
    }
}

/// A page whose text has been made already.
#[must_use]
pub fn respond_text(frame: &Frame, template: &str, text: Result<String, String>) -> HttpResponse {
    told(frame, template, text, StatusCode::OK, false)
}

/// A page.
#[must_use]
pub fn respond<P: Page>(frame: &Frame, page: &P) -> HttpResponse {
    respond_with(frame, page, StatusCode::OK)
}
