//! Style and script: embedded, named by their hash, kept by browsers for a year.

use crate::digest::sha256_hex;
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use actix_web::web::Path;

const FILES: [(&str, &str, &str); 2] = [
    ("portal.css", "text/css; charset=utf-8", include_str!("../../../templates/assets/portal.css")),
    ("portal.js", "text/javascript; charset=utf-8", include_str!("../../../templates/assets/portal.js")),
];

/// Where a file stands.
#[must_use]
pub fn path(name: &str) -> String {
    let digest = FILES.iter().find(|f| f.0 == name).map(|f| sha256_hex(f.2.as_bytes())).unwrap_or_default();
    format!("/assets/{}/{name}", digest.get(..12).unwrap_or("none"))
}

/// `GET /assets/{digest}/{name}`.
pub async fn asset(_: Everybody, place: Path<(String, String)>) -> HttpResponse {
    let Some((name, media_type, text)) = FILES.iter().find(|f| f.0 == place.1) else { return HttpResponse::NotFound().finish() };
    // An older page asks for an older digest: it gets today's file, but must not keep it.
    let kept = if path(name).contains(&place.0) { "public, max-age=31536000, immutable" } else { "no-store" };
    HttpResponse::Ok().content_type(*media_type).insert_header(("Cache-Control", kept)).body(*text)
}

/// `GET /robots.txt`: nothing here is for search engines.
pub async fn robots(_: Everybody) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("User-agent: *\nDisallow: /\n")
}
