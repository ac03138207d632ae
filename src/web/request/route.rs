//! A route with its door: who may come in is read off the handler's own signature, so that the table of routes and the
//! permission are one thing. A handler whose signature lets nobody in by name does not compile.

use crate::domain::actor::Role;
use actix_web::dev::Payload as RawPayload;
use actix_web::http::Method;
use actix_web::web::{Data, Form, Path, Payload, Query, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, Responder};
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

/// A method and a path, who may come in, and how it is mounted.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path, with its parameters as the router writes them.
    pub path: &'static str,
    /// Who may come in.
    pub door: Door,
    mount: Box<dyn Fn(&mut ServiceConfig)>,
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
        let mount = Box::new(move |config: &mut ServiceConfig| {
            config.route(path, actix_web::web::method(verb.clone()).to(handler.clone()));
        });
        Self { method, path, door, mount }
    }

    /// Registers the route.
    pub fn mount(&self, config: &mut ServiceConfig) {
        (self.mount)(config);
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
