//! The server: what a stop left is finished first, then it answers until it is stopped.

use crate::office::Office;
use crate::office::ruling::sealing;
use crate::office::system::{catch_up, worker};
use crate::post::{Played, Recorder, Sender};
use crate::web::page::render;
use crate::web::{State, mount};
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App, HttpServer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Largest body that is read whole: a JSON application, a ruling to verify.
const LARGEST_BODY: usize = 8 * 1024 * 1024;

const WORKERS: usize = 2;

/// Headers of every answer: nothing here is a page, so nothing may run, frame or be guessed.
#[must_use]
pub fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Strict-Transport-Security", "max-age=31536000"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
}

/// Serves until stopped. Finishes first what a crash left unfinished.
///
/// # Errors
/// A sentence: the address is taken, or the portal is not in order.
pub fn serve(office: Office, listen: &str) -> Result<(), String> {
    serve_with(State::new(office), listen)
}

/// [`serve`] with a state of one's own.
///
/// # Errors
/// As there, or a template that does not load.
pub fn serve_with(state: State, listen: &str) -> Result<(), String> {
    let office = state.office.clone();
    render::loads()?;
    // Logs are structured, and name no person: ids alone.
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).try_init();
    let done = sealing::reconcile(&office).map_err(|e| format!("unfinished rulings cannot be finished: {e:?}"))?;
    if done != sealing::Reconciled::default() {
        tracing::info!(sealed = done.sealed, failed = done.failed, "finished what was left unfinished");
    }
    catch_up::print_missing(&office).map_err(|e| format!("missing documents cannot be printed: {e:?}"))?;
    let stop = Arc::new(AtomicBool::new(false));
    let carrier: &'static dyn Sender = if state.demo.is_some() { &Played } else { &Recorder };
    let heart = worker::start(office, carrier, Arc::clone(&stop));
    let data = Data::new(state.clone());
    let served = actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || {
            App::new().app_data(data.clone()).app_data(PayloadConfig::new(LARGEST_BODY)).wrap(headers()).configure(mount)
        })
        .workers(WORKERS)
        .bind(listen)
        .map_err(|e| format!("cannot listen on {listen}: {e}"))?
        .run()
        .await
        .map_err(|e| e.to_string())
    });
    stop.store(true, Ordering::Relaxed);
    // The sweeper has no result of its own; what it could not do it has logged.
    let _ = heart.join();
    drop(state);
    served
}
