//! What a route's line in the table says, held to each request: before its body, and before its work.

use crate::digest::sha256_hex;
use crate::web::State;
use crate::web::page::frame::SESSION;
use crate::web::page::problem::Problem;
use crate::web::request::address::origin;
use crate::web::request::limits::{LARGEST_FORM, Load, Paced};
use crate::web::request::route::{Guessable, Route};
use actix_web::http::Method;
use actix_web::{HttpMessage, HttpRequest};
use std::collections::HashMap;

/// What a route costs and takes.
#[derive(Clone, Copy, Debug)]
pub struct RouteBounds {
    /// What its work costs.
    pub load: Load,
    /// Its largest body, bytes.
    pub largest: usize,
    /// Whether it may be a guess.
    pub guessable: Option<Guessable>,
}

impl Default for RouteBounds {
    fn default() -> Self {
        Self { load: Load::Light, largest: LARGEST_FORM, guessable: None }
    }
}

/// The bounds of every route, by pattern.
#[derive(Default)]
pub struct BoundsOfRoutes(HashMap<&'static str, Vec<MethodBounds>>);

struct MethodBounds {
    method: Method,
    bounds: RouteBounds,
}

impl BoundsOfRoutes {
    /// Read off the table of routes.
    #[must_use]
    pub fn of(routes: &[Route]) -> Self {
        let mut all: HashMap<&'static str, Vec<MethodBounds>> = HashMap::new();
        for route in routes {
            all.entry(route.path).or_default().push(MethodBounds { method: route.method.clone(), bounds: route.bounds });
        }
        Self(all)
    }

    /// The bounds of a request; of one that leads nowhere those of a form.
    #[must_use]
    pub fn find(&self, method: &Method, pattern: Option<&str>) -> RouteBounds {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let methods = pattern.and_then(|pattern| self.0.get(pattern));
        let known = methods.and_then(|methods| methods.iter().find(|m| m.method == *method));
        known.map_or_else(RouteBounds::default, |known| known.bounds)
    }
}

/// Counts a request that may be a guess, before anything of its body is read.
///
/// # Errors
/// [`Problem::TooOften`].
pub fn pace(request: &HttpRequest, state: &State, bounds: RouteBounds) -> Result<(), Problem> {
    let Some(guessable) = bounds.guessable else { return Ok(()) };
    let Some(asker) = origin(request, state).asker() else { return Ok(()) };
    let unix = state.office.now().unix();
    if guessable == Guessable::Password {
        state.limits.pace(Paced::SignIn, &asker, unix)?;
    }
    state.limits.pace(Paced::Guess, &asker, unix)
}

/// Takes the turn that a request's work needs; it is given back when the request is over. Light work takes its turn at
/// each hop, not here.
///
/// # Errors
/// As [`crate::web::request::lane::Lane::turn`].
pub async fn begin(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    let bounds = state.bounds.find(request.method(), request.match_pattern().as_deref());
    if bounds.load == Load::Light {
        return Ok(());
    }
    let asker = match bounds.load {
        // Anybody can make up a session: what a stranger may ask for is counted by the network.
        Load::Hashing | Load::Verifying | Load::Light => origin(request, state).asker(),
        Load::Receiving | Load::Drawing => session(request),
    };
    let turn = state.limits.turn(bounds.load, asker.as_deref()).await?;
    request.extensions_mut().insert(turn);
    Ok(())
}

/// Whoever shows a session or a token, by its digest: the work begins only where it is good.
fn session(request: &HttpRequest) -> Option<String> {
    let session = request.cookie(SESSION).map(|cookie| cookie.value().to_owned());
    let token = || request.headers().get("Authorization").and_then(|v| v.to_str().ok()).map(str::to_owned);
    session.or_else(token).map(|secret| sha256_hex(secret.as_bytes()))
}
