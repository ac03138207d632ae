//! How the portal is reached: every URL on one screen. The machine interface, the log, verification, health.

mod account;
mod admin;
mod agency;
mod api;
mod assets;
mod county;
pub mod demo;
mod form;
mod forms;
mod frame;
mod home;
mod ics;
mod judge;
mod kept;
mod limit;
mod log;
pub mod page;
mod party;
mod performance;
mod problem;
mod public;
mod restdays;
pub mod samples;
mod sheet;
mod show;
mod signed;
mod staff;
mod studio;
mod verify;
mod welcome;

use crate::office::Office;
use crate::office::county::changes;
use crate::office::ruling::sealing;
use crate::office::service::sending;
use crate::office::system::{catch_up, sweep};
use crate::post::{Played, Recorder, Sender};
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::web::{Data, PayloadConfig, ServiceConfig, get, post, scope};
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
    config.service(
        scope("")
            .wrap(from_fn(problem::answers))
            .configure(machine)
            .configure(everybody)
            .configure(parties)
            .configure(accounts)
            .configure(agencies)
            .configure(court)
            .default_service(actix_web::web::to(problem::no_such_page)),
    );
}

/// What programs ask for.
fn machine(config: &mut ServiceConfig) {
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
        .route("/assets/{digest}/{name}", get().to(assets::asset))
        .route("/robots.txt", get().to(assets::robots));
}

/// What everybody may read.
fn everybody(config: &mut ServiceConfig) {
    config
        .route("/", get().to(home::home))
        .route("/agencies", get().to(home::agencies_page))
        .route("/{name:apply|privacy|accessibility|keys}", get().to(home::article))
        .route("/preferences", post().to(account::prefer))
        .route("/{v:v|V}", get().to(verify::ask))
        .route("/v", post().to(verify::file))
        .route("/{v:v|V}/{code}", get().to(verify::by_path))
        .route("/v/{code}", post().to(verify::check))
        .route("/demo", get().to(demo::demo))
        .route("/demo/pages", get().to(demo::gallery))
        .route("/demo/pages/{place}", get().to(demo::example));
}

/// A party's way in, and its own case.
fn parties(config: &mut ServiceConfig) {
    config
        .route("/c", get().to(party::enter::door))
        .route("/c", post().to(party::enter::knock))
        .route("/c/{code}", get().to(party::enter::landing))
        .route("/c/{code}/identity", get().to(party::enter::identity))
        .route("/c/{code}/identity", post().to(party::enter::prove))
        .route("/c/{code}/code", get().to(party::enter::code))
        .route("/c/{code}/code", post().to(party::enter::check))
        .route("/c/{code}/resend", post().to(party::enter::resend))
        .route("/c/{code}/help", get().to(party::enter::help))
        .route("/c/{code}/help", post().to(party::enter::ask))
        .route("/my", get().to(party::my))
        .route("/my/summary", get().to(party::summary))
        .route("/my/agreement", get().to(party::agreement))
        .route("/my/question/{number}", get().to(party::join::question))
        .route("/my/question/{number}", post().to(party::join::answer))
        .route("/my/stop", get().to(party::join::stop))
        .route("/my/stop", post().to(party::join::stopped))
        .route("/my/service", get().to(party::join::service))
        .route("/my/service", post().to(party::join::choose))
        .route("/my/confirm", get().to(party::join::confirm))
        .route("/my/confirm", post().to(party::join::join))
        .route("/my/done", get().to(party::join::done))
        .route("/my/leave", post().to(party::join::leave))
        .route("/my/ask", post().to(party::ask))
        .route("/my/ruling", get().to(party::ruling::ruling))
        .route("/my/call", get().to(party::record::call))
        .route("/my/call", post().to(party::record::answer))
        .route("/my/record", get().to(party::record::show))
        .route("/my/record/{page}.png", get().to(party::record::picture))
        .route("/my/record", post().to(party::record::sign))
        .route("/my/performance", get().to(performance::mine))
        .route("/my/performance", post().to(performance::say_so))
        .route("/my/enforcement.zip", get().to(performance::my_pack))
        .route("/my/object", get().to(party::object::show))
        .route("/my/object", post().to(party::object::object))
        .route("/my/ruling.pdf", get().to(party::ruling::pdf))
        .route("/my/documents/{id}", get().to(party::ruling::other))
        .route("/my/ruling/{page}.png", get().to(party::ruling::picture))
        .route("/my/calendar.ics", get().to(party::ruling::calendar));
}

/// Signing in, one's own account, the administrator.
fn accounts(config: &mut ServiceConfig) {
    config
        .route("/login", get().to(account::login))
        .route("/login", post().to(account::sign_in))
        .route("/login/code", get().to(account::code))
        .route("/login/code", post().to(account::second))
        .route("/logout", post().to(account::logout))
        .route("/forgot", get().to(account::forgot))
        .route("/forgot", post().to(account::forgotten))
        .route("/setup/{token}", get().to(welcome::setup))
        .route("/setup/{token}", post().to(welcome::set_up))
        .route("/invite/{token}", get().to(welcome::invitation))
        .route("/invite/{token}", post().to(welcome::accept_invitation))
        .route("/invite/{token}/factor", get().to(welcome::factor))
        .route("/invite/{token}/factor", post().to(welcome::confirm_factor))
        .route("/desk", get().to(account::desk))
        .route("/account", get().to(account::account))
        .route("/account", post().to(account::change))
        .route("/admin", get().to(admin::tasks))
        .route("/admin/people", get().to(admin::people))
        .route("/admin/people/new", get().to(admin::new))
        .route("/admin/people/new", post().to(admin::invite))
        .route("/admin/people/{id}", get().to(admin::person))
        .route("/admin/people/{id}", post().to(admin::change))
        .route("/admin/agencies", get().to(county::register))
        .route("/admin/agencies/new", get().to(county::new_agency))
        .route("/admin/agencies/new", post().to(county::add_agency))
        .route("/admin/agencies/{code}", get().to(county::agency))
        .route("/admin/agencies/{code}", post().to(county::change_agency))
        .route("/admin/calendar", get().to(restdays::show))
        .route("/admin/calendar", post().to(restdays::change))
        .route("/admin/court", get().to(county::court))
        .route("/admin/court", post().to(county::change_court));
}

/// The mediator's pages, and the files and documents of a case for everybody who may see it.
fn agencies(config: &mut ServiceConfig) {
    config
        .route("/agency", get().to(agency::list))
        .route("/agency/new", get().to(agency::new::new))
        .route("/agency/new", post().to(agency::new::begin))
        .route("/agency/cases/{id}", get().to(agency::case::case))
        .route("/agency/cases/{id}", post().to(agency::case::act_on))
        .route("/agency/cases/{id}/files", get().to(agency::files::show))
        .route("/agency/cases/{id}/files", post().to(agency::files::change))
        .route("/agency/cases/{id}/forms", get().to(agency::forms::show))
        .route("/agency/cases/{id}/forms/{form}", get().to(agency::forms::print))
        .route("/agency/cases/{id}/check", get().to(agency::ask::check))
        .route("/agency/cases/{id}/check", post().to(agency::ask::send))
        .route("/agency/cases/{id}/kiosk", post().to(agency::ask::kiosk))
        .route("/agency/cases/{id}/paper", get().to(agency::ask::paper))
        .route("/agency/cases/{id}/paper", post().to(agency::ask::keep_paper))
        .route("/agency/cases/{id}/{part}", get().to(agency::edit::show))
        .route("/agency/cases/{id}/{part}", post().to(agency::edit::save))
        .route("/find", get().to(studio::find))
        .route("/cases/{id}/performance", get().to(performance::show))
        .route("/cases/{id}/performance", post().to(performance::record))
        .route("/cases/{id}/enforcement.zip", get().to(performance::pack))
        .route("/cases/{id}/archive.zip", get().to(performance::file))
        .route("/cases/{id}/archive.pdf", get().to(performance::volume))
        .route("/cases/{id}/calendar.ics", get().to(ics::case))
        .route("/cases/{id}/application", get().to(agency::files::application))
        .route("/cases/{id}/documents/{document}", get().to(agency::files::issued))
        .route("/cases/{id}/files/{file}", get().to(agency::files::download))
        .route("/cases/{id}/files/{file}/view", get().to(agency::files::view))
        .route("/cases/{id}/files/{file}/{page}.png", get().to(agency::files::picture));
}

/// Studio and judge.
fn court(config: &mut ServiceConfig) {
    config
        .route("/studio", get().to(studio::list))
        .route("/studio", post().to(studio::assign))
        .route("/studio/cases/{id}", get().to(studio::review::case))
        .route("/studio/cases/{id}", post().to(studio::act::act_on))
        .route("/studio/cases/{id}/supplement", get().to(studio::act::supplement))
        .route("/studio/cases/{id}/supplement", post().to(studio::act::notify))
        .route("/studio/cases/{id}/call", get().to(studio::call::show))
        .route("/studio/cases/{id}/call", post().to(studio::call::call))
        .route("/studio/cases/{id}/verify", get().to(studio::act::verification))
        .route("/studio/cases/{id}/verify", post().to(studio::act::verify))
        .route("/studio/cases/{id}/object", get().to(studio::later::object))
        .route("/studio/cases/{id}/object", post().to(studio::later::record))
        .route("/studio/cases/{id}/correct", get().to(studio::later::correct))
        .route("/studio/cases/{id}/correct", post().to(studio::later::mend))
        .route("/studio/cases/{id}/objections/{objection}", get().to(studio::later::decide))
        .route("/studio/cases/{id}/objections/{objection}", post().to(studio::later::settle))
        .route("/studio/cases/{id}/panel", get().to(studio::panel::show))
        .route("/studio/cases/{id}/panel", post().to(studio::panel::compose))
        .route("/studio/cases/{id}/extend", get().to(studio::extend::show))
        .route("/studio/cases/{id}/extend", post().to(studio::extend::extend))
        .route("/studio/cases/{id}/ruling", get().to(studio::rule::show))
        .route("/studio/cases/{id}/ruling", post().to(studio::rule::propose))
        .route("/studio/cases/{id}/service-record", get().to(studio::serve::show))
        .route("/studio/cases/{id}/service-record", post().to(studio::serve::record))
        .route("/judge", get().to(judge::cards))
        .route("/judge/cases/{id}", get().to(judge::case))
        .route("/judge/cases/{id}", post().to(judge::decide));
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
    /// The cast, where this is a demo.
    pub demo: Option<Arc<demo::Cast>>,
    limit: Arc<limit::Limit>,
}

impl State {
    /// State over an office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self { office, demo: None, limit: Arc::default() }
    }

    /// The same as a demo, whose people can be played.
    #[must_use]
    pub fn playing(self, cast: demo::Cast) -> Self {
        Self { demo: Some(Arc::new(cast)), ..self }
    }
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
    page::loads()?;
    // Logs are structured, and name no person: ids alone.
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).try_init();
    let done = sealing::reconcile(&office).map_err(|e| format!("unfinished rulings cannot be finished: {e:?}"))?;
    if done != sealing::Reconciled::default() {
        tracing::info!(sealed = done.sealed, failed = done.failed, "finished what was left unfinished");
    }
    catch_up::print_missing(&office).map_err(|e| format!("missing documents cannot be printed: {e:?}"))?;
    let stop = Arc::new(AtomicBool::new(false));
    let carrier: &'static dyn Sender = if state.demo.is_some() { &Played } else { &Recorder };
    let heart = beat(office, carrier, Arc::clone(&stop));
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
fn beat(office: Office, carrier: &'static dyn Sender, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            let office = office.current();
            if let Err(error) = sealing::reconcile(&office) {
                tracing::error!(?error, "unfinished rulings cannot be listed");
            }
            if let Err(error) = sealing::seal_due(&office) {
                tracing::error!(?error, "sealing what is due failed");
            }
            if let Err(error) = sending::send(&office, carrier) {
                tracing::error!(?error, "sending letters failed");
            }
            if let Err(error) = sweep::sweep_daily(&office) {
                tracing::error!(?error, "the clocks cannot be swept");
            }
            if let Err(error) = changes::refresh(&office) {
                tracing::error!(?error, "the register cannot be read anew");
            }
            std::thread::sleep(BEAT);
        }
    })
}
