//! What every page needs to know of a request: language, size of type, who is there, and the token its forms carry.

use crate::digest::sha256_hex;
use crate::domain::actor::Role;
use crate::office::people::sessions::StaffSession;
use crate::web::State;
use crate::web::page::{days, problem};
use crate::web::request::route::Admits;
use crate::words::Lang;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;
use std::future::{Ready, ready};

/// Cookie of a session, signed in or half way.
pub const SESSION: &str = "__Host-session";

/// Cookie of somebody who has only opened a form: its token hangs on it.
pub const VISIT: &str = "__Host-visit";

const LANG: &str = "__Host-lang";

/// The language of somebody of the staff.
const STAFF_LANG: &str = "__Host-staff-lang";

const LARGE: &str = "__Host-large";

const FLASH: &str = "__Host-flash";

/// A navigation entry.
#[derive(Clone, Serialize)]
pub struct NavLink {
    /// Name of its word.
    pub key: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// How many wait there.
    pub count: Option<usize>,
    /// Something there is overdue.
    pub late: bool,
    /// The page belongs there.
    pub current: bool,
}

/// Navigation entries under a heading.
#[derive(Clone, Serialize)]
pub struct NavGroup {
    /// Name of the heading's word.
    pub key: &'static str,
    /// Its entries.
    pub links: Vec<NavLink>,
}

/// Who is signed in, as the page's head shows it.
#[derive(Clone, Serialize)]
pub struct SignedIn {
    /// Name.
    pub name: String,
    /// Role.
    pub role: &'static str,
    /// Unit.
    pub unit: String,
    /// May look for cases.
    pub searches: bool,
}

/// What every page needs to know of a request.
#[derive(Clone, Serialize)]
pub struct Frame {
    /// Language.
    #[serde(skip)]
    pub lang: Lang,
    /// Large type (大字版).
    pub large: bool,
    /// Path of the request, to come back to.
    pub path: String,
    /// Language of staff pages, chosen apart.
    #[serde(skip)]
    pub staff_lang: Lang,
    /// Token of the page's forms.
    pub csrf: String,
    /// Court's name.
    pub court: String,
    /// Studio's telephone.
    pub studio_phone: String,
    /// Public host.
    pub host: String,
    /// The demo's day, where this is one.
    pub demo_day: Option<String>,
    /// Who is signed in.
    pub who: Option<SignedIn>,
    /// Left navigation: groups of entries.
    pub nav: Vec<NavGroup>,
    /// When an account was last confirmed at the machine, for thirty days.
    pub machine: Option<String>,
    /// Name of a word that says what has just been done.
    pub flash: Option<String>,
    /// Cookie of the session.
    #[serde(skip)]
    pub cookie: Option<String>,
    /// What the browser calls itself.
    #[serde(skip)]
    pub device: String,
    /// A cookie that was made for this page's forms, and has to be set.
    #[serde(skip)]
    pub fresh_visit: Option<String>,
}

impl Frame {
    /// The frame of a request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let cookie = |name: &str| request.cookie(name).map(|c| c.value().to_owned());
        let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        let wanted = cookie(LANG).and_then(|l| Lang::named(&l)).or_else(|| Lang::named(header("Accept-Language").split(',').next()?));
        let session = cookie(SESSION);
        let visit = cookie(VISIT);
        let fresh_visit = (session.is_none() && visit.is_none()).then(fresh).flatten();
        let secret = session.clone().or(visit).or_else(|| fresh_visit.clone()).unwrap_or_default();
        let mut frame = Self {
            lang: wanted.unwrap_or(Lang::Zh),
            staff_lang: cookie(STAFF_LANG).and_then(|l| Lang::named(&l)).unwrap_or(Lang::Zh),
            large: cookie(LARGE).is_some_and(|v| v == "1"),
            path: request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            csrf: token(&secret),
            court: String::new(),
            studio_phone: String::new(),
            host: String::new(),
            demo_day: None,
            who: None,
            nav: Vec::new(),
            machine: None,
            flash: cookie(FLASH),
            cookie: session,
            device: header("User-Agent"),
            fresh_visit,
        };
        if let Some(state) = request.app_data::<Data<State>>() {
            let office = state.office.current();
            let court = &office.register().court;
            frame.court.clone_from(&court.name);
            frame.studio_phone.clone_from(&court.studio.phone);
            frame.host.clone_from(&office.config.host);
            frame.demo_day = state.demo.as_ref().map(|_| days::long_day(frame.lang, office.today()));
        }
        frame
    }

    /// The frame of an invented request: for the examples of pages.
    #[must_use]
    pub fn example(lang: Lang, large: bool) -> Self {
        let link = |count, late| NavLink { key: "nav-inbox", href: "/studio", count, late, current: late };
        Self {
            lang,
            staff_lang: lang,
            large,
            path: "/studio".to_owned(),
            csrf: "token".to_owned(),
            court: "示范县人民法院".to_owned(),
            studio_phone: "0573-80000120".to_owned(),
            host: "confirm.example".to_owned(),
            demo_day: Some("2026年3月25日".to_owned()),
            who: Some(SignedIn { name: "叶知秋".to_owned(), role: "clerk", searches: true, unit: "示范县人民法院".to_owned() }),
            nav: vec![NavGroup { key: "nav-work", links: vec![link(Some(3), true), link(None, false)] }],
            machine: large.then(|| "2026年11月30日 10:32".to_owned()),
            flash: Some("flash-saved".to_owned()),
            cookie: None,
            device: String::new(),
            fresh_visit: None,
        }
    }

    /// Marks the entry the page belongs to: the one whose address is the longest beginning of the path.
    pub fn navigate(&mut self, mut nav: Vec<NavGroup>) {
        let path = self.path.clone();
        let all = nav.iter_mut().flat_map(|group| group.links.iter_mut()).filter(|l| path.starts_with(l.href));
        if let Some(link) = all.max_by_key(|l| l.href.len()) {
            link.current = true;
        }
        self.nav = nav;
    }

    /// Puts whoever is signed in into the page's head.
    pub fn sign(&mut self, signed: &StaffSession) {
        self.who = Some(SignedIn {
            name: signed.actor.name.clone(),
            role: signed.actor.role.name(),
            searches: !matches!(signed.actor.role, Role::Admin | Role::President),
            unit: signed.unit_name.clone(),
        });
        // A party's choice on a shared machine does not carry over: staff have their own.
        self.lang = self.staff_lang;
        self.large = false;
    }
}

fn fresh() -> Option<String> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).ok()?;
    Some(crate::digest::hex(&bits))
}

/// Token of the forms that go with a cookie.
fn token(cookie: &str) -> String {
    sha256_hex(format!("form token\n{cookie}").as_bytes())[..32].to_owned()
}

impl Admits for Frame {}

impl FromRequest for Frame {
    type Error = problem::Problem;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}

/// The cookie of a session.
#[must_use]
pub fn session_cookie(secret: String) -> Cookie<'static> {
    cookie(SESSION, secret)
}

/// A cookie that takes the session's away.
#[must_use]
pub fn no_session() -> Cookie<'static> {
    let mut gone = cookie(SESSION, String::new());
    gone.make_removal();
    gone
}

/// The cookie under which anonymous forms carry their token.
#[must_use]
pub fn visit_cookie(secret: String) -> Cookie<'static> {
    cookie(VISIT, secret)
}

/// A cookie that takes the flash message away.
#[must_use]
pub fn no_flash() -> Cookie<'static> {
    let mut gone = cookie(FLASH, String::new());
    gone.make_removal();
    gone
}

/// Cookies of a person's choice of language and size.
#[must_use]
pub fn preference(name: &str, value: &str) -> Option<Cookie<'static>> {
    let name = match (name, value) {
        ("lang", "zh" | "en") => LANG,
        ("staff_lang", "zh" | "en") => STAFF_LANG,
        ("large", "0" | "1") => LARGE,
        _ => return None,
    };
    let mut kept = cookie(name, value.to_owned());
    kept.set_max_age(actix_web::cookie::time::Duration::days(365));
    Some(kept)
}

/// Goes to another page after a form (303).
#[must_use]
pub fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("Location", to)).insert_header(("Cache-Control", "no-store")).finish()
}

/// Goes to another page and says there what was done.
#[must_use]
pub fn done(to: &str, word: &'static str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header(("Location", to))
        .insert_header(("Cache-Control", "no-store"))
        .cookie(cookie(FLASH, word.to_owned()))
        .finish()
}

/// Where a role begins.
#[must_use]
pub const fn home_of(role: Role) -> &'static str {
    match role {
        Role::Mediator => "/agency",
        Role::Clerk | Role::Bureau => "/studio",
        Role::Judge => "/judge",
        Role::President => "/admin/proposals",
        Role::Admin => "/admin",
        Role::Party | Role::System => "/",
    }
}
