//! Other people's files (PDF, JPEG, PNG): read and drawn in a child process of this same program, which first limits
//! itself, so that a file made to exhaust memory or time ends a child and nothing else. Few children run at once, few wait;
//! one that is over its limits is killed, and the answer is that the file cannot be read or shown.

pub mod cache;
pub mod child;
mod look;
mod message;

pub use look::named_so;
pub use message::{Answer, BoundPaper, MediaType, Task, Unsound};

use message::Reply;
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The limits of a child and of how many there are. A child sets the first two itself before it reads a byte.
pub mod limits {
    use std::time::Duration;

    /// Address space, bytes.
    pub const ADDRESS_SPACE: u64 = 768 * 1024 * 1024;
    /// Processor time, seconds.
    pub const CPU_SECONDS: u64 = 20;
    /// Time by the wall.
    pub const WALL: Duration = Duration::from_secs(30);
    /// Children at once.
    pub const AT_ONCE: usize = 2;
    /// Tasks that wait for a child.
    pub const WAITING: usize = 32;
    /// How long a task waits.
    pub const PATIENCE: Duration = Duration::from_secs(30);
    /// Largest answer, bytes: a volume is as large as its papers.
    pub const LARGEST_ANSWER: u64 = 128 * 1024 * 1024;
}

/// Answers remembered by the digest of the file and the task.
const REMEMBERED: usize = 1024;

/// Why a task has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Too many wait already: come again.
    Busy,
    /// The child was over its limits of memory or processor time, or died of the file.
    Exhausted,
    /// Its time by the wall was over: the file may be at fault, or a machine that has too much to do. Come again.
    OutOfTime,
    /// No child can be started here.
    NoChild,
}

/// Papers bound into one PDF.
pub struct Volume {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Titles of the papers that could not be bound.
    pub blank: Vec<String>,
}

#[derive(Default)]
struct Line {
    running: usize,
    waiting: usize,
}

/// The way to the children.
#[derive(Clone)]
pub struct Foreign {
    program: PathBuf,
    line: Arc<(Mutex<Line>, Condvar)>,
    remembered: Arc<Mutex<VecDeque<(String, Answer)>>>,
}

/// One of the turns at a child; given back when dropped.
struct Turn<'a>(&'a (Mutex<Line>, Condvar));

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        hold(&self.0.0).running -= 1;
        self.0.1.notify_one();
    }
}

/// A lock that a panic left still guards whole values here.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Foreign {
    /// Children of the program that is running, also after its file was replaced by a newer one.
    #[must_use]
    pub fn own() -> Self {
        Self::by("/proc/self/exe")
    }

    /// Children of a program: for tests, which are not the portal themselves.
    #[must_use]
    pub fn by(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), line: Arc::default(), remembered: Arc::default() }
    }

    /// What a file is, and whether it is sound; its digest names it.
    ///
    /// # Errors
    /// As [`Failure`]; but a file that exhausts its child is [`Unsound::Heavy`].
    pub fn look(&self, sha256: &str, bytes: &[u8]) -> Result<Answer, Failure> {
        if let Some((_, known)) = hold(&self.remembered).iter().find(|(name, _)| name == sha256) {
            return Ok(known.clone());
        }
        let answer = match self.ask(&Task::Look, &[bytes]) {
            Ok((answer, _)) => answer,
            Err(Failure::Exhausted) => Answer::Unsound { why: Unsound::Heavy },
            Err(other) => return Err(other),
        };
        let mut remembered = hold(&self.remembered);
        remembered.push_back((sha256.to_owned(), answer.clone()));
        if remembered.len() > REMEMBERED {
            remembered.pop_front();
        }
        Ok(answer)
    }

    /// A page (from 0) as PNG of a width in pixels; none where it cannot be drawn.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn draw(&self, media_type: MediaType, bytes: &[u8], page: usize, width: u16) -> Result<Option<Vec<u8>>, Failure> {
        let (answer, drawn) = self.ask(&Task::Draw { media_type, page, width }, &[bytes])?;
        Ok((answer == Answer::Drawn).then_some(drawn))
    }

    /// Papers bound into one PDF; none where they cannot be.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn bind(&self, title: &str, papers: Vec<BoundPaper>, bodies: &[&[u8]]) -> Result<Option<Volume>, Failure> {
        let (answer, bytes) = self.ask(&Task::Bind { title: title.to_owned(), papers }, bodies)?;
        Ok(match answer {
            Answer::Bound { blank } => Some(Volume { bytes, blank }),
            _ => None,
        })
    }

    /// How many tasks run and wait.
    #[must_use]
    pub fn load(&self) -> [usize; 2] {
        let line = hold(&self.line.0);
        [line.running, line.waiting]
    }

    fn turn(&self) -> Result<Turn<'_>, Failure> {
        let mut line = hold(&self.line.0);
        if line.running >= limits::AT_ONCE {
            if line.waiting >= limits::WAITING {
                return Err(Failure::Busy);
            }
            line.waiting += 1;
            let (after, _) = self
                .line
                .1
                .wait_timeout_while(line, limits::PATIENCE, |line| line.running >= limits::AT_ONCE)
                .unwrap_or_else(PoisonError::into_inner);
            line = after;
            line.waiting -= 1;
            if line.running >= limits::AT_ONCE {
                return Err(Failure::Busy);
            }
        }
        line.running += 1;
        Ok(Turn(&self.line))
    }

    fn ask(&self, task: &Task, bodies: &[&[u8]]) -> Result<(Answer, Vec<u8>), Failure> {
        let _turn = self.turn()?;
        let mut command = Command::new(&self.program);
        // Nothing of ours goes along: no passphrase in the environment, no folder, no standard error.
        command.arg(child::COMMAND).env_clear().current_dir("/");
        // The allocator takes address space in advance; a child has little of it.
        command.env("MIMALLOC_ARENA_RESERVE", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| {
            tracing::error!(%error, "no child can be started to read a file");
            Failure::NoChild
        })?;
        let answered = converse(&mut child, task, bodies);
        // Killed also where it has answered: whatever it does now is not wanted. Waiting leaves no dead child behind.
        let _ = child.kill();
        let _ = child.wait();
        answered.and_then(|bytes| Reply::parse(bytes).ok_or(Failure::Exhausted)).map(|Reply { answer, bytes }| (answer, bytes))
    }
}

/// Hands a task over and reads the answer to its end, within the time a child has.
fn converse(child: &mut Child, task: &Task, bodies: &[&[u8]]) -> Result<Vec<u8>, Failure> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else { return Err(Failure::NoChild) };
    let head = task.head(bodies);
    let deadline = Instant::now() + limits::WALL;
    std::thread::scope(|scope| {
        let (done, finished) = channel();
        scope.spawn(move || {
            // A child that ends early no longer reads: its answer says why.
            let _ = stdin.write_all(&head).and_then(|()| bodies.iter().try_for_each(|body| stdin.write_all(body)));
        });
        scope.spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(limits::LARGEST_ANSWER).read_to_end(&mut bytes);
            // Nobody waits for it any more once the time is over.
            let _ = done.send(read.map(|_| bytes));
        });
        match finished.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(read) => read.map_err(|_| Failure::Exhausted),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                // Both threads end with the child.
                let _ = child.kill();
                Err(Failure::OutOfTime)
            }
        }
    })
}
