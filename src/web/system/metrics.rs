//! Figures for whoever watches the portal, on a listener of their own: requests by route, jobs, letters, waiting work,
//! the log, memory. No figure names a person or a case.

use crate::office::Office;
use crate::office::system::figures::{RunningFigures, running};
use crate::office::system::health::endings;
use crate::web::State;
use crate::web::page::problem;
use crate::web::request::gate;
use crate::web::request::hop::act;
use crate::web::request::limits::Load;
use crate::web::request::route::{self, Everybody};
use actix_web::HttpResponse;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig, scope};
use prometheus::{Encoder, GaugeVec, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};
use std::time::Duration;

/// What is counted while requests come and go.
pub struct Metrics {
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Metrics {
    /// Counters at nothing.
    ///
    /// # Errors
    /// [`prometheus::Error`] for a name that is none: never for ours, which a test makes.
    pub fn new() -> prometheus::Result<Self> {
        let requests = Opts::new("portal_requests_total", "Requests by method, route and status");
        let seconds =
            HistogramOpts::new("portal_request_seconds", "Time to answer, by route").buckets(vec![0.01, 0.05, 0.25, 1.0, 5.0, 30.0]);
        Ok(Self {
            requests: IntCounterVec::new(requests, &["method", "route", "status"])?,
            seconds: HistogramVec::new(seconds, &["route"])?,
        })
    }

    /// Counts an answer. The route is the pattern, never the path: a path may be a secret.
    pub fn count(&self, route: &str, method: &str, status: u16, took: Duration) {
        self.requests.with_label_values(&[method, route, &status.to_string()]).inc();
        self.seconds.with_label_values(&[route]).observe(took.as_secs_f64());
    }
}

/// Mounts what the listener for metrics serves, behind the same gate as every page.
pub fn mount(config: &mut ServiceConfig) {
    let own = |config: &mut ServiceConfig| route::mount(&[route::get("/metrics", show)], config);
    let all = scope("").wrap(from_fn(gate::answers)).configure(own);
    config.service(all.default_service(actix_web::web::to(problem::no_such_page)));
}

/// `GET /metrics`, on the listener for metrics.
pub async fn show(_: Everybody, state: Data<State>) -> HttpResponse {
    // Where the database is away, what the process itself knows is still told.
    let figures = act(&state, running).await.ok();
    match written(&state, figures.as_ref()) {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// Gauges of this moment, each under one name with one label.
struct Gauges<'a>(&'a Registry);

impl Gauges<'_> {
    fn set(&self, name: &str, help: &str, label: &str, values: &[(&str, f64)]) -> prometheus::Result<()> {
        let gauges = GaugeVec::new(Opts::new(name, help), &[label])?;
        values.iter().for_each(|(of, value)| gauges.with_label_values(&[*of]).set(*value));
        self.0.register(Box::new(gauges))
    }
}

fn written(state: &State, figures: Option<&RunningFigures>) -> prometheus::Result<Vec<u8>> {
    let registry = Registry::new();
    registry.register(Box::new(state.metrics.requests.clone()))?;
    registry.register(Box::new(state.metrics.seconds.clone()))?;
    let gauges = Gauges(&registry);
    jobs(&gauges, &state.office)?;
    let lanes = Load::ALL.map(|load| (load.name(), state.limits.running(load) as f64));
    gauges.set("portal_running", "Requests being worked on, by what they cost", "load", &lanes)?;
    let [running, waiting] = state.office.foreign.load().map(|count| count as f64);
    gauges.set("portal_foreign", "Files being read or drawn in children", "state", &[("running", running), ("waiting", waiting)])?;
    gauges.set("portal_database_up", "Whether the database answers", "database", &[("main", f64::from(u8::from(figures.is_some())))])?;
    let ends: Vec<(&str, f64)> = endings(&state.office.current()).iter().map(|e| (e.what.name(), e.days as f64)).collect();
    gauges.set("portal_days_left", "Days until a key or a note that rulings rest on ends", "of", &ends)?;
    if let Some(figures) = figures {
        kept(&gauges, figures)?;
    }
    let resident = crate::office::system::figures::memory().unwrap_or(0);
    gauges.set("portal_memory_bytes", "Memory of the process", "kind", &[("resident", resident as f64)])?;
    let mut text = Vec::new();
    TextEncoder::new().encode(&registry.gather(), &mut text)?;
    Ok(text)
}

fn jobs(gauges: &Gauges<'_>, office: &Office) -> prometheus::Result<()> {
    let jobs = office.watch.jobs();
    let of =
        |figure: fn(&crate::office::system::watch::JobState) -> f64| jobs.iter().map(|job| (job.name, figure(job))).collect::<Vec<_>>();
    gauges.set("portal_job_beat_age_seconds", "Since a job last began a beat", "job", &of(|job| job.beat.elapsed().as_secs_f64()))?;
    gauges.set("portal_job_failing", "Beats of a job that failed one after another", "job", &of(|job| f64::from(job.failing)))?;
    gauges.set("portal_job_failures_total", "Beats of a job that failed", "job", &of(|job| job.failures as f64))?;
    gauges.set("portal_job_restarts_total", "Times a job broke off and was started again", "job", &of(|job| job.restarts as f64))?;
    gauges.set("portal_job_waits", "Whether a job waits for the day to be confirmed", "job", &of(|job| f64::from(u8::from(job.waits))))
}

fn kept(gauges: &Gauges<'_>, figures: &RunningFigures) -> prometheus::Result<()> {
    let letters = [("waiting", figures.letters_waiting as f64), ("dead", figures.letters_dead as f64)];
    gauges.set("portal_letters", "Letters not sent", "state", &letters)?;
    let ages = [("letters", figures.oldest_letter as f64), ("sealing", figures.oldest_approval as f64)];
    gauges.set("portal_oldest_seconds", "Age of what waits longest", "queue", &ages)?;
    let stages: Vec<(&str, f64)> = figures.cases.iter().map(|of| (of.stage.name(), of.count as f64)).collect();
    gauges.set("portal_cases", "Cases at hand, by stage", "stage", &stages)?;
    gauges.set("portal_log_entries", "Entries of the log", "log", &[("main", figures.log_entries as f64)])
}
