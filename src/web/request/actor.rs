//! Who may come in: a handler's signature is its permission. Each is made from a good session and nothing else.

use crate::domain::actor::{Actor, Role};
use crate::office::intake::visit::{self, Visit};
use crate::office::people::sessions::{self, PartySession, StaffSession};
use crate::office::people::tokens;
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::frame::SESSION;
use crate::web::page::problem::Problem;
use crate::web::request::hop::act;
use crate::web::request::route::{Admits, Door};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

fn from_session<T: Send + 'static>(
    request: &HttpRequest,
    find: impl FnOnce(&Office, &str) -> crate::office::Result<T> + Send + 'static,
) -> LocalBoxFuture<'static, Result<T, Problem>> {
    let cookie = request.cookie(SESSION).map(|c| c.value().to_owned());
    let state = request.app_data::<Data<State>>().cloned();
    let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    Box::pin(async move {
        let (Some(cookie), Some(state)) = (cookie, state) else { return Err(Problem::SignIn(path)) };
        act(&state, move |office| find(office, &cookie)).await.map_err(|problem| match problem {
            Problem::Office(Error::NotFound) => Problem::SignIn(path),
            other => other,
        })
    })
}

macro_rules! role {
    ($(#[$doc:meta])* $name:ident, $($role:ident)+) => {
        $(#[$doc])*
        pub struct $name(pub StaffSession);

        impl $name {
            const ROLES: &[Role] = &[$(Role::$role),+];
        }

        impl Admits for $name {
            const DOOR: Option<Door> = Some(Door::Roles(Self::ROLES));
        }

        impl FromRequest for $name {
            type Error = Problem;
            type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let found = from_session(request, sessions::who);
                Box::pin(async move {
                    let signed = found.await?;
                    if signed.posts_clash {
                        return Err(Problem::ChoosePosts);
                    }
                    // Another role's page is not there: what exists is nobody's business.
                    if Self::ROLES.contains(&signed.actor.role) { Ok(Self(signed)) } else { Err(Problem::Office(Error::NotFound)) }
                })
            }
        }
    };
}

role!(
    /// Anybody who works here.
    Staff,
    Mediator Clerk Bureau Judge President Admin
);

role!(
    /// A mediator of an agency.
    Mediator,
    Mediator
);

role!(
    /// Studio staff, of the court or of the bureau.
    Studio,
    Clerk Bureau
);

role!(
    /// Whoever decides on a case: studio staff and judges.
    Court,
    Clerk Bureau Judge
);

role!(
    /// A judge.
    Judge,
    Judge
);

role!(
    /// An administrator.
    Admin,
    Admin
);

role!(
    /// Whoever confirms what an administrator proposed.
    Confirming,
    Admin President
);

/// Anybody who works here, also where posts are held that do not go together.
pub struct Choosing(pub StaffSession);

impl Admits for Choosing {
    const DOOR: Option<Door> = Some(Door::Roles(Staff::ROLES));
}

impl FromRequest for Choosing {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = from_session(request, sessions::who);
        Box::pin(async move { found.await.map(Self) })
    }
}

role!(
    /// Whoever may read a case: everybody but the administrator, each as far as its cases go.
    Reader,
    Mediator Clerk Bureau Judge
);

/// A party, on its phone or at the agency's machine.
#[derive(Clone)]
pub struct PartyVisitor(pub PartySession);

impl PartyVisitor {
    /// What the party has before it.
    ///
    /// # Errors
    /// [`Error::NotFound`], or that the link does not count any more.
    pub fn visit(&self, office: &Office) -> crate::office::Result<Visit> {
        visit::by_link(office, &self.0.link)
    }
}

impl Admits for PartyVisitor {
    const DOOR: Option<Door> = Some(Door::Roles(&[Role::Party]));
}

impl FromRequest for PartyVisitor {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = from_session(request, sessions::party_session);
        Box::pin(async move {
            match found.await {
                Ok(session) => Ok(Self(session)),
                // A party has no name and password: it comes in again by its code.
                Err(Problem::SignIn(_)) => Err(Problem::ComeAgain),
                Err(other) => Err(other),
            }
        })
    }
}

/// Whoever bears a token of an agency, by its `Authorization` header; which scope the token needs, the type says.
async fn bearer(request: HttpRequest, scope: &'static str) -> Result<(Actor, String), Problem> {
    let header = request.headers().get("Authorization").and_then(|v| v.to_str().ok());
    // The scheme's name is written in any case (RFC 9110 §11.1).
    let secret = header.and_then(|h| h.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    let secret = secret.map(|(_, secret)| secret.trim_start_matches(' ').to_owned());
    let (Some(secret), Some(state)) = (secret, request.app_data::<Data<State>>()) else { return Err(Problem::Unauthorised) };
    match act(state, move |office| tokens::token_actor(office, &secret, scope)).await {
        Err(Problem::Office(Error::NotFound)) => Err(Problem::Unauthorised),
        other => other,
    }
}

/// An agency's program that hands in: who it acts for, and the token's id.
pub struct Submitter {
    /// Who it acts for.
    pub actor: Actor,
    /// Id of the token.
    pub token: String,
}

impl Admits for Submitter {
    const DOOR: Option<Door> = Some(Door::Token(tokens::WRITE));
}

impl FromRequest for Submitter {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = bearer(request.clone(), tokens::WRITE);
        Box::pin(async move { found.await.map(|(actor, token)| Self { actor, token }) })
    }
}

/// An agency's program that asks after what it handed in.
pub struct Inquirer(pub Actor);

impl Admits for Inquirer {
    const DOOR: Option<Door> = Some(Door::Token(tokens::READ));
}

impl FromRequest for Inquirer {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = bearer(request.clone(), tokens::READ);
        Box::pin(async move { found.await.map(|(actor, _)| Self(actor)) })
    }
}
