//! A route with its door: who may come in is read off the handler's own signature, so that the table of routes and the
//! permission are one thing. A handler whose signature lets nobody in by name does not compile.

use crate::domain::actor::Role;
use crate::web::page::problem::Problem;
use crate::web::request::bounds::RouteBounds;
use crate::web::request::limits::Load;
use actix_web::dev::Payload as RawPayload;
use actix_web::guard::{Any, Get, Head};
use actix_web::http::Method;
use actix_web::web::{Data, Form, Path, Payload, Query, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder};
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};

/// Who may come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    /// Anybody at all.
    Everybody,
    /// Whoever is signed in with one of these roles; to everybody else the page is not there.
    Roles(&'static [Role]),
    /// Whoever bears a token of this scope.
    Token(&'static str),
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everybody => f.write_str("everybody"),
            Self::Roles(roles) => f.write_str(&roles.iter().map(|r| r.name()).collect::<Vec<_>>().join(" ")),
            Self::Token(scope) => write!(f, "token {scope}"),
        }
    }
}

/// What an argument of a handler says of who may come in; most say nothing.
pub trait Admits {
    /// The door, where this argument is one.
    const DOOR: Option<Door> = None;
}

/// The door of a page that anybody may open.
pub struct Everybody;

impl Admits for Everybody {
    const DOOR: Option<Door> = Some(Door::Everybody);
}

impl FromRequest for Everybody {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(_: &HttpRequest, _: &mut RawPayload) -> Self::Future {
        ready(Ok(Self))
    }
}

impl Admits for HttpRequest {}
impl Admits for Payload {}
impl<T> Admits for Data<T> {}
impl<T> Admits for Form<T> {}
impl<T> Admits for Path<T> {}
impl<T> Admits for Query<T> {}

const fn first(doors: &[Option<Door>]) -> Option<Door> {
    let mut index = 0;
    while index < doors.len() {
        if doors[index].is_some() {
            return doors[index];
        }
        index += 1;
    }
    None
}

macro_rules! arguments {
    ($($name:ident)+) => {
        impl<$($name: Admits),+> Admits for ($($name,)+) {
            const DOOR: Option<Door> = first(&[$($name::DOOR),+]);
        }
    };
}

arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);

/// What may be guessed at on a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guessable {
    /// A code, a link, a file.
    Secret,
    /// A password.
    Password,
}

/// A method and a path, who may come in, what it costs, and how it is mounted.
pub struct Route {
    /// Method; what may be got may be asked for by `HEAD` as well.
    pub method: Method,
    /// Path, with its parameters as the router writes them.
    pub path: &'static str,
    /// Who may come in.
    pub door: Door,
    /// What it costs and takes.
    pub bounds: RouteBounds,
    handle: Box<dyn Fn() -> actix_web::Route>,
}

impl Route {
    fn new<F, Arguments>(method: Method, path: &'static str, handler: F) -> Self
    where
        F: Handler<Arguments>,
        Arguments: FromRequest + Admits + 'static,
        F::Output: Responder + 'static,
    {
        let door = const {
            match Arguments::DOOR {
                Some(door) => door,
                None => panic!("the signature of a handler names who may come in"),
            }
        };
        let verb = method.clone();
        let handle = Box::new(move || {
            let route = actix_web::web::route();
            let route = if verb == Method::GET { route.guard(Any(Get()).or(Head())) } else { route.method(verb.clone()) };
            route.to(handler.clone())
        });
        Self { method, path, door, bounds: RouteBounds::default(), handle }
    }

    /// The same, of a load.
    #[must_use]
    pub const fn load(mut self, load: Load) -> Self {
        self.bounds.load = load;
        self
    }

    /// The same, with a body of up to so many bytes.
    #[must_use]
    pub const fn takes(mut self, largest: usize) -> Self {
        self.bounds.largest = largest;
        self
    }

    /// The same, where somebody might try one after another.
    #[must_use]
    pub const fn guessable(mut self, what: Guessable) -> Self {
        self.bounds.guessable = Some(what);
        self
    }
}

/// Mounts routes, path by path: another method on a path that is there is answered as such.
pub fn mount(routes: &[Route], config: &mut ServiceConfig) {
    let mut paths: Vec<&'static str> = Vec::new();
    for route in routes {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    for path in paths {
        let mut resource = actix_web::web::resource(path);
        let mut allowed = Vec::new();
        for route in routes.iter().filter(|route| route.path == path) {
            resource = resource.route((route.handle)());
            allowed.push(route.method.clone());
        }
        config.service(resource.default_service(actix_web::web::to(move || {
            let problem = Problem::Method(allowed.clone());
            async move { Err::<HttpResponse, Problem>(problem) }
        })));
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} · {}", self.method, self.path, self.door)
    }
}

/// A page, or a file.
pub fn get<F, Arguments>(path: &'static str, handler: F) -> Route
where
    F: Handler<Arguments>,
    Arguments: FromRequest + Admits + 'static,
    F::Output: Responder + 'static,
{
    Route::new(Method::GET, path, handler)
}

/// What a form does, or a program hands in.
pub fn post<F, Arguments>(path: &'static str, handler: F) -> Route
where
    F: Handler<Arguments>,
    Arguments: FromRequest + Admits + 'static,
    F::Output: Responder + 'static,
{
    Route::new(Method::POST, path, handler)
}
