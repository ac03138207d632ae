//! The wire of a connection: it hands one request over at a time. What a client has sent ahead stays with the system until
//! the answer before it is on its way, so that a few kilobytes of requests in a row are not unfolded into as many requests
//! in memory (the server beneath would queue all that it has read).

use crate::web::request::limits::HEAD;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{Sleep, sleep};
use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes taken from the system at a time.
const GULP: usize = 8 * 1024;

/// Bytes of a body in pieces that are handed over at a time: where it ends, only who reads it knows.
const SIP: usize = 2 * 1024;

/// How far a connection is with its request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// A head is coming; nothing of it has, or the line that may end it.
    Head(Ending),
    /// A head is there, and nobody has looked at it yet.
    Asked,
    /// A body of a length is coming: so many bytes are left.
    Body(usize),
    /// A body in pieces is coming.
    Pieces,
    /// The request is there; the answer is being made.
    Answering,
    /// The answer is made; with the first byte of it the next head may come.
    Answered,
}

/// What has come of the empty line that ends a head (RFC 9112 §2.2: a bare LF ends a line as well).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    /// Nothing of the head: empty lines before it are none of it.
    Before,
    /// Something within a line.
    Within,
    /// The end of a line.
    Line,
    /// The end of a line, and the CR of an empty one.
    Return,
}

/// The state of a wire, shared with whoever looks at its requests.
#[derive(Clone)]
pub struct Line {
    phase: Rc<Cell<Phase>>,
    sleeper: Rc<RefCell<Option<Waker>>>,
}

impl Default for Line {
    fn default() -> Self {
        Self { phase: Rc::new(Cell::new(Phase::Head(Ending::Before))), sleeper: Rc::default() }
    }
}

impl Line {
    fn enter(&self, phase: Phase) {
        self.phase.set(phase);
        if let Some(waker) = self.sleeper.take() {
            waker.wake();
        }
    }

    /// The request has a body of so many bytes, or one in pieces, or none.
    pub fn expects(&self, body: ExpectedBody) {
        self.enter(match body {
            ExpectedBody::None | ExpectedBody::Length(0) => Phase::Answering,
            ExpectedBody::Length(length) => Phase::Body(length),
            ExpectedBody::Pieces => Phase::Pieces,
        });
    }

    /// The body in pieces is there.
    pub fn body_ended(&self) {
        if self.phase.get() == Phase::Pieces {
            self.enter(Phase::Answering);
        }
    }

    /// The answer is made. Where the body was not read to its end the connection will close, and the rest may come and go.
    pub fn answered(&self) {
        if self.phase.get() == Phase::Answering {
            self.enter(Phase::Answered);
        }
    }
}

/// What a head says of the body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExpectedBody {
    /// Nothing follows.
    None,
    /// So many bytes follow.
    Length(usize),
    /// Pieces follow.
    Pieces,
}

/// A connection that hands one request over at a time.
pub struct Wire<S = TcpStream> {
    stream: S,
    line: Line,
    ahead: Vec<u8>,
    taken: usize,
    sipped: bool,
    /// When a head that has begun must be there. The first one is timed by the server beneath, which answers 408.
    deadline: Option<Pin<Box<Sleep>>>,
    /// Whether a head has been handed over whole.
    begun: bool,
}

impl<S> Wire<S> {
    /// Over a stream.
    #[must_use]
    pub fn new(stream: S) -> Self {
        Self { stream, line: Line::default(), ahead: Vec::new(), taken: 0, sipped: false, deadline: None, begun: false }
    }

    /// Its state.
    #[must_use]
    pub fn line(&self) -> Line {
        self.line.clone()
    }

    /// What it runs over.
    #[must_use]
    pub const fn stream(&self) -> &S {
        &self.stream
    }

    /// How many of these bytes may be handed over now; the phase moves on with them.
    fn allowed(&self, bytes: &[u8]) -> usize {
        let (allowed, phase) = match self.line.phase.get() {
            Phase::Head(ending) => match end_of_head(ending, bytes) {
                Ok(end) => (end, Phase::Asked),
                Err(ending) => (bytes.len(), Phase::Head(ending)),
            },
            Phase::Body(left) => {
                let now = bytes.len().min(left);
                (now, if now == left { Phase::Answering } else { Phase::Body(left - now) })
            }
            Phase::Pieces => (bytes.len().min(SIP), Phase::Pieces),
            waiting @ (Phase::Asked | Phase::Answering | Phase::Answered) => (0, waiting),
        };
        self.line.phase.set(phase);
        allowed
    }
}

/// Behind the empty line that ends a head, or how far towards it these bytes come.
fn end_of_head(mut ending: Ending, bytes: &[u8]) -> Result<usize, Ending> {
    for (index, byte) in bytes.iter().enumerate() {
        ending = match (ending, byte) {
            (Ending::Before, b'\r' | b'\n') => Ending::Before,
            (Ending::Line | Ending::Return, b'\n') => return Ok(index + 1),
            (Ending::Line, b'\r') => Ending::Return,
            (_, b'\n') => Ending::Line,
            _ => Ending::Within,
        };
    }
    Err(ending)
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if std::mem::take(&mut this.sipped) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if matches!(this.line.phase.get(), Phase::Asked | Phase::Answering | Phase::Answered) {
            *this.line.sleeper.borrow_mut() = Some(context.waker().clone());
            return Poll::Pending;
        }
        if this.taken == this.ahead.len() {
            this.ahead.resize(GULP, 0);
            let mut into = ReadBuf::new(&mut this.ahead);
            let read = Pin::new(&mut this.stream).poll_read(context, &mut into);
            let length = into.filled().len();
            this.ahead.truncate(length);
            this.taken = 0;
            match read {
                Poll::Ready(Ok(())) if length > 0 => {}
                // Nothing more comes, or not yet: an idle connection holds no buffer.
                other => {
                    this.ahead = Vec::new();
                    // What is there counts, however late we come to look for it.
                    let late = other.is_pending() && this.deadline.as_mut().is_some_and(|at| at.as_mut().poll(context).is_ready());
                    return if late { Poll::Ready(Err(io::ErrorKind::TimedOut.into())) } else { other };
                }
            }
        }
        let ready = &this.ahead[this.taken..];
        let ready = &ready[..ready.len().min(buffer.remaining())];
        let allowed = this.allowed(ready);
        buffer.put_slice(&ready[..allowed]);
        this.taken += allowed;
        this.deadline = match this.line.phase.get() {
            Phase::Head(_) if this.begun => this.deadline.take().or_else(|| Some(Box::pin(sleep(HEAD)))),
            _ => None,
        };
        this.begun |= !matches!(this.line.phase.get(), Phase::Head(_));
        this.sipped = this.line.phase.get() == Phase::Pieces;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        // All of the answer is with the system: the next request may come.
        if matches!(written, Poll::Ready(Ok(length)) if length == bytes.len()) && self.line.phase.get() == Phase::Answered {
            self.line.enter(Phase::Head(Ending::Before));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed(wire: &Wire<()>, bytes: &[u8]) -> String {
        String::from_utf8_lossy(&bytes[..wire.allowed(bytes)]).into_owned()
    }

    #[test]
    fn one_request_is_handed_over_at_a_time() {
        let wire = Wire::new(());
        let line = wire.line();
        let two = b"\r\n\nGET / HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\n\n";
        assert_eq!(handed(&wire, two), "\r\n\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(handed(&wire, b"GET /second"), "", "nobody has looked at the first");
        line.expects(ExpectedBody::None);
        assert_eq!(handed(&wire, b"GET /second"), "", "it is not answered");
        line.answered();
        assert_eq!(handed(&wire, b"GET /second"), "", "the answer is not on its way");
        line.enter(Phase::Head(Ending::Before));
        assert_eq!(handed(&wire, b"POST /second HTTP/1.1\n"), "POST /second HTTP/1.1\n");
        assert_eq!(handed(&wire, b"\r"), "\r");
        assert_eq!(handed(&wire, b"\nbody and more"), "\n", "a head that ends in pieces, its lines in bare LF");
        line.expects(ExpectedBody::Length(4));
        assert_eq!(handed(&wire, b"bo"), "bo");
        assert_eq!(handed(&wire, b"dy and more"), "dy");
        assert_eq!(handed(&wire, b" and more"), "");
    }

    #[test]
    fn a_body_in_pieces_is_sipped_until_whoever_reads_it_has_its_end() {
        let wire = Wire::new(());
        let line = wire.line();
        assert_eq!(handed(&wire, b"POST / HTTP/1.1\r\n\r\n5\r\n").len(), 19);
        line.expects(ExpectedBody::Pieces);
        assert_eq!(wire.allowed(&[b'a'; 10 * SIP]), SIP);
        line.body_ended();
        assert_eq!(wire.allowed(&[b'a'; 10]), 0);
        line.answered();
        assert_eq!(line.phase.get(), Phase::Answered);
    }
}
