//! Who may come in: a handler's signature is its permission. Each is made from a good session and nothing else.

use crate::domain::actor::Role;
use crate::office::intake::visit::{self, Visit};
use crate::office::people::sessions::{self, PartySession, Signed};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::frame::SESSION;
use crate::web::problem::Problem;
use actix_web::dev::Payload;
use actix_web::web::{Data, block};
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
        let office = state.office.current();
        let found = block(move || find(&office, &cookie)).await.map_err(|e| Problem::Office(Error::Fault(e.to_string())))?;
        found.map_err(|error| match error {
            Error::NotFound => Problem::SignIn(path),
            other => Problem::Office(other),
        })
    })
}

macro_rules! role {
    ($(#[$doc:meta])* $name:ident, $roles:pat) => {
        $(#[$doc])*
        pub struct $name(pub Signed);

        impl FromRequest for $name {
            type Error = Problem;
            type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let found = from_session(request, sessions::who);
                Box::pin(async move {
                    let signed = found.await?;
                    // Another role's page is not there: what exists is nobody's business.
                    if matches!(signed.actor.role, $roles) { Ok(Self(signed)) } else { Err(Problem::Office(Error::NotFound)) }
                })
            }
        }
    };
}

role!(
    /// Anybody who works here.
    Staff,
    Role::Mediator | Role::Clerk | Role::Bureau | Role::Judge | Role::Admin
);

role!(
    /// A mediator of an agency.
    Mediator,
    Role::Mediator
);

role!(
    /// Studio staff, of the court or of the bureau.
    Studio,
    Role::Clerk | Role::Bureau
);

role!(
    /// A judge.
    Judge,
    Role::Judge
);

role!(
    /// An administrator.
    Admin,
    Role::Admin
);

role!(
    /// Whoever may read a case: everybody but the administrator, each as far as its cases go.
    Reader,
    Role::Mediator | Role::Clerk | Role::Bureau | Role::Judge
);

/// A party, on its phone or at the agency's machine.
#[derive(Clone)]
pub struct Party(pub PartySession);

impl Party {
    /// What the party has before it.
    ///
    /// # Errors
    /// [`Error::NotFound`], or that the link does not count any more.
    pub fn visit(&self, office: &Office) -> crate::office::Result<Visit> {
        visit::by_link(office, &self.0.link)
    }
}

impl FromRequest for Party {
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
