//! How the portal is reached. What comes in stands in `request`, what goes out in `page`; between them one folder per
//! chapter, each of which mounts its own routes. Every URL on one screen: `tests/golden/routes.txt`.

pub mod api;
pub mod county;
pub mod intake;
pub mod mediation;
pub mod page;
pub mod party;
pub mod people;
pub mod performance;
pub mod proof;
pub mod public;
pub mod request;
pub mod review;
pub mod ruling;
pub mod service;
pub mod system;

use crate::office::Office;
use crate::web::page::problem;
use crate::web::request::bounds::BoundsOfRoutes;
use crate::web::request::gate;
use crate::web::request::limits::Limits;
use crate::web::request::route::{self, Route};
use crate::web::system::demo::Cast;
use crate::web::system::metrics::Metrics;
use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, scope};
use std::sync::Arc;

/// Every route, chapter by chapter.
#[must_use]
pub fn routes() -> Vec<Route> {
    let chapters = [
        public::routes(),
        api::routes(),
        proof::routes(),
        page::routes(),
        party::routes(),
        people::routes(),
        county::routes(),
        mediation::routes(),
        intake::routes(),
        review::routes(),
        ruling::routes(),
        service::routes(),
        performance::routes(),
        system::routes(),
    ];
    chapters.into_iter().flatten().collect()
}

/// Mounts every route, with the one place where problems become answers around them.
pub fn mount(config: &mut ServiceConfig) {
    let mount_all = |config: &mut ServiceConfig| route::mount(&routes(), config);
    let all = scope("").wrap(from_fn(gate::answers)).configure(mount_all);
    config.service(all.default_service(actix_web::web::to(problem::no_such_page)));
}

/// State of the web layer.
#[derive(Clone)]
pub struct State {
    /// The office.
    pub office: Office,
    /// The cast, where this is a demo.
    pub demo: Option<Arc<Cast>>,
    /// What may be asked for.
    pub limits: Arc<Limits>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    bounds: Arc<BoundsOfRoutes>,
}

impl State {
    /// State over an office.
    ///
    /// # Errors
    /// A sentence when the metrics cannot be made.
    pub fn new(office: Office) -> Result<Self, String> {
        let metrics = Arc::new(Metrics::new().map_err(|e| format!("the metrics cannot be counted: {e}"))?);
        Ok(Self { office, metrics, demo: None, limits: Arc::default(), bounds: Arc::new(BoundsOfRoutes::of(&routes())) })
    }

    /// The same as a demo, whose people can be played.
    #[must_use]
    pub fn playing(self, cast: Cast) -> Self {
        Self { demo: Some(Arc::new(cast)), ..self }
    }
}
