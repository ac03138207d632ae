//! The server: what a stop left is finished first, then it answers until it is stopped.

use crate::office::ruling::sealing;
use crate::office::system::{catch_up, day, worker};
use crate::post::{Played, Recorder, Sender};
use crate::web::page::render;
use crate::web::request::limits;
use crate::web::system::metrics;
use crate::web::{State, mount};
use actix_web::dev::Extensions;
use actix_web::middleware::DefaultHeaders;
use actix_web::rt::net::TcpStream;
use actix_web::web::{Data, get};
use actix_web::{App, HttpServer};
use socket2::SockRef;
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// Where it listens.
#[derive(Clone, Copy)]
pub struct Listen<'a> {
    /// For everybody.
    pub pages: &'a str,
    /// For whoever watches the portal; nobody unless asked for.
    pub metrics: Option<&'a str>,
}

/// Serves until stopped. Finishes first what a crash left unfinished.
///
/// # Errors
/// A sentence: an address is taken, a template does not load, or the portal is not in order.
pub fn serve(state: State, listen: Listen<'_>) -> Result<(), String> {
    let office = state.office.clone();
    render::loads()?;
    // Logs are structured, and name no person: ids alone.
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).try_init();
    day::look_at_start(&office).map_err(|e| format!("it cannot be told when the portal ran last: {e:?}"))?;
    let done = sealing::reconcile(&office).map_err(|e| format!("unfinished rulings cannot be finished: {e:?}"))?;
    if done != sealing::Reconciled::default() {
        tracing::info!(sealed = done.sealed, failed = done.failed, "finished what was left unfinished");
    }
    catch_up::print_missing(&office).map_err(|e| format!("missing documents cannot be printed: {e:?}"))?;
    let stop = Arc::new(AtomicBool::new(false));
    let carrier: &'static dyn Sender = if state.demo.is_some() { &Played } else { &Recorder };
    let jobs = worker::start(&office, carrier, &stop);
    let served = actix_web::rt::System::new().block_on(answer(state, listen));
    stop.store(true, Ordering::Relaxed);
    for job in jobs {
        // A job has no result of its own; what it could not do it has logged.
        let _ = job.join();
    }
    served
}

async fn answer(state: State, listen: Listen<'_>) -> Result<(), String> {
    let data = Data::new(state);
    let shown = data.clone();
    let pages = HttpServer::new(move || App::new().app_data(data.clone()).wrap(headers()).configure(mount))
        .workers(WORKERS)
        .max_connections(limits::CONNECTIONS)
        .worker_max_blocking_threads(limits::BLOCKING_THREADS)
        .client_request_timeout(limits::HEAD)
        .keep_alive(limits::KEEP_ALIVE)
        .client_disconnect_timeout(limits::HEAD)
        .on_connect(gives_up_on_silence)
        .bind(listen.pages)
        .map_err(|e| format!("cannot listen on {}: {e}", listen.pages))?
        .run();
    let Some(address) = listen.metrics else { return pages.await.map_err(|e| e.to_string()) };
    let metrics = HttpServer::new(move || App::new().app_data(shown.clone()).wrap(headers()).route("/metrics", get().to(metrics::show)))
        .workers(1)
        .max_connections(limits::WATCHERS)
        .client_request_timeout(limits::HEAD)
        .disable_signals()
        .bind(address)
        .map_err(|e| format!("cannot listen on {address}: {e}"))?
        .run();
    let handle = metrics.handle();
    let watched = actix_web::rt::spawn(metrics);
    let served = pages.await.map_err(|e| e.to_string());
    handle.stop(false).await;
    // It ends because it was told to.
    let _ = watched.await;
    served
}

/// A client that takes nothing of what it was sent is given up by the system, however long it stays connected.
fn gives_up_on_silence(connection: &dyn Any, _: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>()
        && let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(limits::UNACKNOWLEDGED))
    {
        tracing::warn!(%error, "a connection has no limit of silence");
    }
}
