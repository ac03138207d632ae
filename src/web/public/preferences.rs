//! A person's choice of language and size of type.

use crate::web::page::frame::{preference, see_other};
use crate::web::people::sessions::{add_cookie, own_path};
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use serde::Deserialize;

/// Keeps a choice of language and size.
#[derive(Deserialize)]
pub struct Preferences {
    lang: Option<String>,
    large: Option<String>,
    staff_lang: Option<String>,
    back: Option<String>,
}

/// `POST /preferences`: language and size of type; changes nothing else, so that its form needs no token.
pub async fn prefer(_: Everybody, wanted: actix_web::web::Form<Preferences>) -> HttpResponse {
    let back = wanted.back.as_deref().and_then(own_path).unwrap_or("/");
    let mut answer = see_other(back);
    for (name, value) in [("lang", &wanted.lang), ("large", &wanted.large), ("staff_lang", &wanted.staff_lang)] {
        if let Some(cookie) = value.as_deref().and_then(|v| preference(name, v)) {
            add_cookie(&mut answer, cookie);
        }
    }
    answer
}
