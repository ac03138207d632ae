//! How the portal is reached: every URL on one screen. The machine interface, the log, verification, health.

mod api;
mod limit;
mod log;
mod problem;
mod public;

use crate::office::{Office, ruling};
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{Data, PayloadConfig, get, post};
use actix_web::{App, HttpServer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Largest body that is read whole: a JSON application, a ruling to verify.
const LARGEST_BODY: usize = 8 * 1024 * 1024;
const WORKERS: usize = 2;
/// How often approved rulings are sealed and letters sent.
const BEAT: Duration = Duration::from_secs(1);

/// Registers every route.
pub fn routes(config: &mut actix_web::web::ServiceConfig) {
    config
        .route("/api/v1/applications", post().to(api::hand_in))
        .route("/api/v1/applications/{id}", get().to(api::show))
        .route("/api/v1/applications/{id}/files", post().to(api::add_files))
        .route("/api/v1/verify", post().to(public::verify))
        .route("/api/v1/verify/{sha256}", get().to(public::verify_hash))
        .route("/api/v1/proofs/{id}", get().to(public::proof))
        .route("/api/v1/openapi.json", get().to(public::openapi))
        .route("/log/checkpoint", get().to(log::checkpoint))
        .route("/log/tile/entries/{path:.*}", get().to(log::entries))
        .route("/log/tile/{level}/{path:.*}", get().to(log::tile))
        .route("/status/{id}", get().to(public::status))
        .route("/trust.note", get().to(public::trust))
        .route("/crl.der", get().to(public::crl))
        .route("/healthz", get().to(public::healthz))
        .route("/readyz", get().to(public::readyz))
        .route("/version", get().to(public::version))
        .default_service(actix_web::web::to(problem::no_such_page));
}

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

/// State of the web layer.
#[derive(Clone)]
pub struct State {
    /// The office.
    pub office: Office,
    limit: Arc<limit::Limit>,
}

impl State {
    /// State over an office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self { office, limit: Arc::default() }
    }
}

/// Serves until stopped. Finishes first what a crash left unfinished.
///
/// # Errors
/// A sentence: the address is taken, or the portal is not in order.
pub fn serve(office: Office, listen: &str) -> Result<(), String> {
    // Logs are structured, and name no person: ids alone.
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).try_init();
    let done = ruling::reconcile(&office).map_err(|e| format!("unfinished rulings cannot be finished: {e:?}"))?;
    if done != ruling::Reconciled::default() {
        tracing::info!(sealed = done.sealed, failed = done.failed, "finished what was left unfinished");
    }
    crate::office::printing::print_missing(&office).map_err(|e| format!("missing documents cannot be printed: {e:?}"))?;
    let stop = Arc::new(AtomicBool::new(false));
    let heart = beat(office.clone(), Arc::clone(&stop));
    let state = State::new(office);
    let data = Data::new(state.clone());
    let served = actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || {
            App::new().app_data(data.clone()).app_data(PayloadConfig::new(LARGEST_BODY)).wrap(headers()).configure(routes)
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

/// Seals what is due, and empties the outbox, once a beat.
fn beat(office: Office, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            if let Err(error) = ruling::reconcile(&office) {
                tracing::error!(?error, "unfinished rulings cannot be listed");
            }
            if let Err(error) = ruling::seal_due(&office) {
                tracing::error!(?error, "sealing what is due failed");
            }
            if let Err(error) = crate::office::letters::send(&office, &crate::post::Recorder) {
                tracing::error!(?error, "sending letters failed");
            }
            std::thread::sleep(BEAT);
        }
    })
}
