//! The gate every request passes: held to its route's bounds, kept out where another site sends it, and its problem, where
//! there is one, turned into an answer.

use crate::web::State;
use crate::web::page::problem::{Problem, answer_of};
use crate::web::request::body::{self, Answering, BodyBounds, BodyPlace};
use crate::web::request::bounds::RouteBounds;
use crate::web::request::wire::Line;
use crate::web::request::{actor, bounds, resubmission};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use std::time::Instant;

/// Whether a request that changes something comes from one of our own pages.
fn foreign(request: &HttpRequest) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || request.path().starts_with("/api/") {
        return false;
    }
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    match (header("Sec-Fetch-Site"), header("Origin"), header("Host")) {
        (Some(site), ..) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, h)| h != host),
        // Old browsers send neither: the form's token still has to fit.
        _ => false,
    }
}

/// Turns problems into answers, keeps out what other sites send, and holds every request to its route's bounds.
///
/// # Errors
/// What the inner service answers.
pub async fn answers(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(state) = request.app_data::<Data<State>>().cloned() else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    let route = state.bounds.find(request.method(), request.match_pattern().as_deref());
    let began = Instant::now();
    let pattern = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    let method = request.method().clone();
    // Anybody can make up a method: those that lead nowhere are counted as one.
    let method = if [Method::GET, Method::HEAD, Method::POST].contains(&method) { method.to_string() } else { "other".to_owned() };
    let line = request.request().conn_data::<Line>().cloned().unwrap_or_default();
    line.expects(body::expected(request.request()));
    let asker = body::asker(request.request(), &state);
    let bounded = body::bound(&mut request, &BodyPlace { limits: &state.limits, line: &line, asker }, BodyBounds::of(route.largest));
    let answered = match refused(&request, &state, route, bounded.refused).await {
        Some(problem) => {
            let answer = answer_of(request.request(), &problem, None);
            request.into_response(answer)
        }
        None => answered(request, next).await?,
    };
    line.answered();
    state.metrics.count(&pattern, &method, answered.status().as_u16(), began.elapsed());
    Ok(match bounded.unread {
        Some(unread) => answered.map_body(|_, body| Answering::new(body, unread).boxed()),
        None => answered,
    })
}

/// Why a request is not even begun.
async fn refused(request: &ServiceRequest, state: &State, route: RouteBounds, body: Option<Problem>) -> Option<Problem> {
    if body.is_some() {
        return body;
    }
    if foreign(request.request()) {
        return Some(Problem::FormToken);
    }
    if let Err(problem) = bounds::pace(request.request(), state, route) {
        return Some(problem);
    }
    // What has no body has its turn at once; of the others, whoever reads the body takes it when all of it is there.
    match *request.method() {
        Method::GET | Method::HEAD => bounds::begin(request.request(), state).await.err(),
        _ => None,
    }
}

async fn answered(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let machine = request.path().starts_with("/api/");
    let body = match if machine { Ok(None) } else { resubmission::body_of(&mut request).await } {
        Ok(body) => body,
        Err(problem) => {
            let answer = answer_of(request.request(), &problem, None);
            return Ok(request.into_response(answer));
        }
    };
    let answered = next.call(request).await?.map_into_boxed_body();
    let Some(problem) = answered.response().error().and_then(|e| e.as_error::<Problem>()) else { return Ok(answered) };
    let over = session_over(answered.request(), problem).await;
    let problem = over.as_ref().unwrap_or(problem);
    let kept = body.and_then(|body| resubmission::of(answered.request(), problem, &body));
    let answer = answer_of(answered.request(), problem, kept);
    Ok(answered.into_response(answer))
}

/// A form's token hangs on its session: where that is over, this is what has to be said.
async fn session_over(request: &HttpRequest, problem: &Problem) -> Option<Problem> {
    let path = request.path();
    let behind = ["/agency", "/studio", "/judge", "/admin", "/account", "/cases/"].iter().any(|p| path.starts_with(p));
    if !behind || !matches!(problem, Problem::FormToken) {
        return None;
    }
    let there = actor::Staff::extract(request).await.is_ok();
    (!there).then(|| Problem::SignIn(path.to_owned()))
}
