//! The bodies of requests: counted, held to their pace, and spooled, before anything looks at them.

use crate::files::spool::{Spool, Spooled};
use crate::office::Error;
use crate::web::State;
use crate::web::page::problem::Problem;
use crate::web::request::address::origin;
use crate::web::request::limits::{self, BodyRoom, Limits};
use crate::web::request::wire::{ExpectedBody, Line};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::rt::time::{Sleep, sleep};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::{Stream, StreamExt};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// Pieces of the stretch over which the pace is looked at.
const PIECES: u32 = 6;

/// What a body is held to.
#[derive(Clone, Copy)]
pub struct BodyBounds {
    /// Most bytes.
    pub largest: usize,
    /// Fewest bytes over a stretch.
    pub slowest: usize,
    /// The stretch.
    pub stretch: Duration,
    /// Longest time in all.
    pub longest: Duration,
}

impl BodyBounds {
    /// What every body is held to, of a size.
    #[must_use]
    pub const fn of(largest: usize) -> Self {
        Self { largest, slowest: limits::SLOWEST, stretch: limits::STRETCH, longest: limits::LONGEST_BODY }
    }
}

/// A body held to its bounds.
struct PacedBody {
    inner: Rc<RefCell<Payload>>,
    bounds: BodyBounds,
    began: Instant,
    tick: Pin<Box<Sleep>>,
    /// Bytes of the last pieces of the stretch, oldest first.
    pieces: VecDeque<usize>,
    length: usize,
    line: Line,
    _room: BodyRoom,
}

impl PacedBody {
    fn slow() -> PayloadError {
        PayloadError::Io(io::ErrorKind::TimedOut.into())
    }

    /// Looks at the pace, each time a piece of the stretch is over.
    fn keeps_pace(&mut self, context: &mut Context<'_>) -> bool {
        while self.tick.as_mut().poll(context).is_ready() {
            let whole = self.pieces.len() == PIECES as usize;
            if whole && self.pieces.iter().sum::<usize>() < self.bounds.slowest || self.began.elapsed() > self.bounds.longest {
                return false;
            }
            if whole {
                self.pieces.pop_front();
            }
            self.pieces.push_back(0);
            self.tick = Box::pin(sleep(self.bounds.stretch / PIECES));
        }
        true
    }
}

impl Stream for PacedBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.keeps_pace(context) {
            return Poll::Ready(Some(Err(Self::slow())));
        }
        let polled = self.inner.borrow_mut().poll_next_unpin(context);
        if matches!(polled, Poll::Ready(None)) {
            self.line.body_ended();
        }
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            self.length += bytes.len();
            if let Some(last) = self.pieces.back_mut() {
                *last += bytes.len();
            }
            if self.length > self.bounds.largest {
                return Poll::Ready(Some(Err(PayloadError::Overflow)));
            }
        }
        polled
    }
}

/// The connection's own payload, kept until the answer is out. A body that nobody has read to its end makes the server
/// close the connection only while its payload is there: a silent one would keep it for good.
pub struct UnreadBody {
    _payload: Rc<RefCell<Payload>>,
}

/// A body under its bounds.
#[derive(Default)]
pub struct Bounded {
    /// To be kept until the answer is out.
    pub unread: Option<UnreadBody>,
    /// Why it is not even begun.
    pub refused: Option<Problem>,
}

/// What a head says of the body.
#[must_use]
pub fn expected(request: &HttpRequest) -> ExpectedBody {
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    match header("Content-Length").and_then(|v| v.parse::<usize>().ok()) {
        _ if header("Transfer-Encoding").is_some() => ExpectedBody::Pieces,
        Some(length @ 1..) => ExpectedBody::Length(length),
        _ => ExpectedBody::None,
    }
}

/// Under what the bodies of one sender are counted: its network, where it is known.
#[must_use]
pub fn asker(request: &HttpRequest, state: &State) -> Option<String> {
    origin(request, state).asker()
}

/// Where a body is received.
pub struct BodyPlace<'a> {
    /// What is being received at the time.
    pub limits: &'a Arc<Limits>,
    /// The wire it comes over.
    pub line: &'a Line,
    /// Who sends it.
    pub asker: Option<String>,
}

/// Puts a request's body under its bounds. Too long a body, or one too many, is refused before a byte of it is read.
pub fn bound(request: &mut ServiceRequest, place: &BodyPlace<'_>, bounds: BodyBounds) -> Bounded {
    let length = match expected(request.request()) {
        ExpectedBody::None => return Bounded::default(),
        ExpectedBody::Length(length) => Some(length),
        ExpectedBody::Pieces => None,
    };
    let inner = Rc::new(RefCell::new(request.take_payload()));
    let unread = Some(UnreadBody { _payload: Rc::clone(&inner) });
    if length.is_some_and(|length| length > bounds.largest) {
        return Bounded { unread, refused: Some(Problem::TooLarge) };
    }
    let room = match place.limits.body(place.asker.as_deref()) {
        Ok(room) => room,
        Err(problem) => return Bounded { unread, refused: Some(problem) },
    };
    let paced = PacedBody {
        inner,
        bounds,
        began: Instant::now(),
        tick: Box::pin(sleep(bounds.stretch / PIECES)),
        pieces: VecDeque::from([0]),
        length: 0,
        line: place.line.clone(),
        _room: room,
    };
    request.set_payload(Payload::Stream { payload: Box::pin(paced) });
    Bounded { unread, refused: None }
}

/// An answer that keeps its request's unread body until it is out.
pub struct Answering {
    body: BoxBody,
    _unread: UnreadBody,
}

impl Answering {
    /// An answer's body, with what was not read.
    #[must_use]
    pub fn new(body: BoxBody, unread: UnreadBody) -> Self {
        Self { body, _unread: unread }
    }
}

impl MessageBody for Answering {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// Why a body did not come whole.
pub(crate) fn problem_of(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => Problem::TooLarge,
        PayloadError::Io(io) if io.kind() == io::ErrorKind::TimedOut => Problem::TooSlow,
        _ => Problem::Broken,
    }
}

/// Why a body could not be spooled.
pub(crate) fn problem_of_spool(error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::StorageFull {
        return Problem::full();
    }
    Problem::Office(Error::Fault(format!("a body cannot be spooled: {error}")))
}

/// What was spooled, in memory: only where its work has its turn.
///
/// # Errors
/// [`Error::Fault`].
pub(crate) fn read(spooled: &Spooled) -> crate::office::Result<Vec<u8>> {
    spooled.read().map_err(|e| Error::Fault(format!("a spooled body cannot be read: {e}")))
}

/// A whole body.
///
/// # Errors
/// Why it did not come whole.
pub(crate) async fn spooled(mut payload: Payload, spool: &Spool) -> Result<Spooled, Problem> {
    let mut incoming = spool.begin();
    while let Some(chunk) = payload.next().await {
        incoming.take(&chunk.map_err(|e| problem_of(&e))?).map_err(|e| problem_of_spool(&e))?;
    }
    Ok(incoming.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    const PIECE: Duration = Duration::from_millis(50);

    /// Ten bytes over 600 ms, two seconds in all.
    const BOUNDS: BodyBounds =
        BodyBounds { largest: 1_000, slowest: 10, stretch: Duration::from_millis(600), longest: Duration::from_secs(2) };

    /// What becomes of a body that comes in so many pieces of so many bytes, one every 50 ms, and then ends or falls silent.
    async fn read_all(pieces: usize, bytes: usize, ends: bool) -> Result<usize, String> {
        let coming = stream::unfold(0, move |sent| async move {
            if sent == pieces && !ends {
                std::future::pending::<()>().await;
            }
            sleep(PIECE).await;
            (sent < pieces).then(|| (Ok::<_, PayloadError>(Bytes::from(vec![0; bytes])), sent + 1))
        });
        let limits = Arc::new(Limits::default());
        let room = limits.body(None).map_err(|_| "no room".to_owned())?;
        let coming: actix_web::dev::Payload = Payload::Stream { payload: Box::pin(coming) };
        let inner = Rc::new(RefCell::new(coming));
        let mut body = PacedBody {
            inner,
            bounds: BOUNDS,
            began: Instant::now(),
            tick: Box::pin(sleep(BOUNDS.stretch / PIECES)),
            pieces: VecDeque::from([0]),
            length: 0,
            line: Line::default(),
            _room: room,
        };
        let mut length = 0;
        while let Some(piece) = body.next().await {
            length += piece.map_err(|error| format!("{:?}", problem_of(&error)))?.len();
        }
        Ok(length)
    }

    #[actix_web::test]
    async fn a_body_that_keeps_its_pace_passes_and_one_that_does_not_ends() {
        assert_eq!(read_all(20, 5, true).await, Ok(100), "a hundred bytes a second");
        assert_eq!(read_all(1, 1, true).await, Ok(1), "a short body needs no pace");
        assert_eq!(read_all(3, 1, false).await, Err("TooSlow".to_owned()), "it falls silent");
        assert_eq!(read_all(30, 0, false).await, Err("TooSlow".to_owned()), "pieces without bytes are silence");
        assert_eq!(read_all(100, 5, true).await, Err("TooSlow".to_owned()), "at pace, and too long in all");
        assert_eq!(read_all(3, 334, true).await, Err("TooLarge".to_owned()));
    }
}
