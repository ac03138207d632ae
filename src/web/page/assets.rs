//! Style, script and icon: embedded, named by their hash, kept by browsers for a year.

use crate::digest::sha256_hex;
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use actix_web::web::Path;

struct AssetFile {
    name: &'static str,
    media_type: &'static str,
    text: &'static str,
}

const FILES: [AssetFile; 3] = [
    AssetFile { name: "portal.css", media_type: "text/css; charset=utf-8", text: STYLE },
    AssetFile {
        name: "portal.js",
        media_type: "text/javascript; charset=utf-8",
        text: include_str!("../../../templates/assets/portal.js"),
    },
    AssetFile { name: "icon.svg", media_type: "image/svg+xml", text: include_str!("../../../templates/assets/icon.svg") },
];

/// The style sheet: a later part overrules an earlier one.
const STYLE: &str = concat!(
    include_str!("../../../templates/assets/style/page.css"),
    include_str!("../../../templates/assets/style/controls.css"),
    include_str!("../../../templates/assets/style/staff.css"),
    include_str!("../../../templates/assets/style/case.css"),
    include_str!("../../../templates/assets/style/party.css"),
    include_str!("../../../templates/assets/style/public.css"),
    include_str!("../../../templates/assets/style/judge.css"),
    include_str!("../../../templates/assets/style/media.css"),
);

/// Where a file stands.
#[must_use]
pub fn path(name: &str) -> String {
    let digest = FILES.iter().find(|f| f.name == name).map(|f| sha256_hex(f.text.as_bytes())).unwrap_or_default();
    format!("/assets/{}/{name}", digest.get(..12).unwrap_or("none"))
}

/// `GET /assets/{digest}/{name}`.
pub async fn asset(_: Everybody, place: Path<(String, String)>) -> HttpResponse {
    let Some(file) = FILES.iter().find(|f| f.name == place.1) else { return HttpResponse::NotFound().finish() };
    // An older page asks for an older digest: it gets today's file, but must not keep it.
    let kept = if path(file.name).contains(&place.0) { "public, max-age=31536000, immutable" } else { "no-store" };
    HttpResponse::Ok().content_type(file.media_type).insert_header(("Cache-Control", kept)).body(file.text)
}

/// `GET /robots.txt`: nothing here is for search engines.
pub async fn robots(_: Everybody) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("User-agent: *\nDisallow: /\n")
}
