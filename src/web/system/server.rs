//! The server: what a stop left is finished first, then it answers until it is stopped.

use crate::office::Error;
use crate::office::proof::history_marks;
use crate::office::ruling::sealing;
use crate::office::system::rotation;
use crate::office::system::{catch_up, day, worker};
use crate::post::{Played, Recorder, Sender};
use crate::web::page::problem::Problem;
use crate::web::page::render;
use crate::web::request::limits;
use crate::web::request::wire::Wire;
use crate::web::system::metrics;
use crate::web::{State, mount};
use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::App;
use actix_web::dev::AppConfig;
use actix_web::middleware::DefaultHeaders;
use actix_web::rt::net::TcpStream;
use actix_web::web::{Data, FormConfig, PathConfig, QueryConfig, ServiceConfig};
use socket2::SockRef;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

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

/// What is wrong with a query, a path or a plain form is told like every other problem.
fn request_errors(config: &mut ServiceConfig) {
    let unreadable = || Problem::Broken.into();
    config
        .app_data(QueryConfig::default().error_handler(move |_, _| unreadable()))
        .app_data(PathConfig::default().error_handler(|_, _| Problem::Office(Error::NotFound).into()))
        .app_data(FormConfig::default().limit(limits::LARGEST_FORM).error_handler(move |_, _| unreadable()));
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
    // Logs are structured, and name no person: ids alone. What strangers send wrongly writes no line each.
    let quiet = Targets::new().with_default(LevelFilter::INFO).with_target("actix_http", LevelFilter::OFF);
    let lines = tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr);
    let _ = tracing_subscriber::registry().with(lines).with(quiet).try_init();
    day::look_at_start(&office).map_err(|e| format!("it cannot be told when the portal ran last: {e:?}"))?;
    let done = sealing::reconcile(&office).map_err(|e| format!("unfinished rulings cannot be finished: {e:?}"))?;
    if done != sealing::Reconciled::default() {
        tracing::info!(sealed = done.sealed, failed = done.failed, "finished what was left unfinished");
    }
    catch_up::print_missing(&office).map_err(|e| format!("missing documents cannot be printed: {e:?}"))?;
    rotation::catch_up(&office).map_err(|e| format!("a trust note cannot be told of: {e:?}"))?;
    history_marks::mark(&office).map_err(|e| format!("the histories of cases cannot be marked: {e:?}"))?;
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
    let pages = Listener { address: listen.pages, workers: WORKERS, connections: limits::CONNECTIONS, signals: Signals::Heard };
    let pages = pages.serve(data.clone(), mount)?;
    let Some(address) = listen.metrics else { return pages.await.map_err(|e| e.to_string()) };
    let watchers = Listener { address, workers: 1, connections: limits::WATCHERS, signals: Signals::Unheard };
    let watchers = watchers.serve(data, metrics::mount)?;
    let handle = watchers.handle();
    let watched = actix_web::rt::spawn(watchers);
    let served = pages.await.map_err(|e| e.to_string());
    handle.stop(false).await;
    // It ends because it was told to.
    let _ = watched.await;
    served
}

/// Whether a listener ends by itself when the process is told to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signals {
    Heard,
    Unheard,
}

/// One listener.
struct Listener<'a> {
    address: &'a str,
    workers: usize,
    /// Of each worker.
    connections: usize,
    signals: Signals,
}

impl Listener<'_> {
    /// Serves what is mounted, each connection over a wire of one request at a time.
    fn serve(&self, data: Data<State>, mount: fn(&mut ServiceConfig)) -> Result<Server, String> {
        let taken = |e: std::io::Error| format!("cannot listen on {}: {e}", self.address);
        let socket = std::net::TcpListener::bind(self.address).map_err(taken)?;
        // The standard library lets 128 wait; whoever comes after them would be heard seconds later, when the system tries again.
        SockRef::from(&socket).listen(limits::UNACCEPTED).map_err(taken)?;
        let mut server = Server::build()
            .workers(self.workers)
            .max_concurrent_connections(self.connections)
            .worker_max_blocking_threads(limits::BLOCKING_THREADS);
        if self.signals == Signals::Unheard {
            server = server.disable_signals();
        }
        let stop = server.graceful_shutdown_signal();
        let listening = server.listen("portal", socket, move || {
            let stop = stop.clone();
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stop = stop.clone();
                    async move { stop.notified().await }
                })
                .keep_alive(limits::KEEP_ALIVE)
                .client_request_timeout(limits::HEAD)
                .client_disconnect_timeout(limits::HEAD)
                .on_connect_ext(|wire: &Wire, connection| {
                    gives_up_on_silence(wire.stream());
                    connection.insert(wire.line());
                });
            let application = App::new().app_data(data.clone()).configure(request_errors).wrap(headers()).configure(mount);
            let application = application.into_factory().map_err(|e| e.error_response());
            fn_service(|stream: TcpStream| async move {
                let peer = stream.peer_addr().ok();
                Ok((Wire::new(stream), Protocol::Http1, peer))
            })
            .and_then(http.finish(map_config(application, |_| AppConfig::default())))
        });
        Ok(listening.map_err(taken)?.run())
    }
}

/// A client that takes nothing of what it was sent is given up by the system, however long it stays connected.
fn gives_up_on_silence(stream: &TcpStream) {
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(limits::UNACKNOWLEDGED)) {
        tracing::warn!(%error, "a connection has no limit of silence");
    }
}
