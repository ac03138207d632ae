//! The child: limits itself, reads one task, answers, ends.

use super::limits::{ADDRESS_SPACE, CPU_SECONDS};
use super::look;
use super::message::{Answer, BoundPaper, Head, Reply, Task};
use crate::{picture, volume};
use rlimit::Resource;
use std::io::{self, BufRead, Read, Write};

/// The argument by which the program becomes a child.
pub const COMMAND: &str = "foreign";

/// Most bytes of the line that says what to do.
const LONGEST_HEAD: u64 = 1024 * 1024;

/// Does one task, from standard input to standard output.
///
/// # Errors
/// The system's; whoever asked then takes the file for one that cannot be read.
pub fn work() -> io::Result<()> {
    for (resource, most) in [
        (Resource::AS, ADDRESS_SPACE),
        (Resource::CPU, CPU_SECONDS),
        // It writes no file, leaves no image of its memory, and opens next to nothing.
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, 16),
    ] {
        resource.set(most, most)?;
    }
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    input.by_ref().take(LONGEST_HEAD).read_until(b'\n', &mut line)?;
    let Head { task, lengths } = serde_json::from_slice::<Head<Task>>(&line)?;
    let mut bodies = Vec::new();
    for length in lengths {
        let mut body = vec![0; length];
        input.read_exact(&mut body)?;
        bodies.push(body);
    }
    let reply = done(&task, &bodies);
    let mut output = io::stdout().lock();
    output.write_all(&reply.written())?;
    output.write_all(&reply.bytes)?;
    output.flush()
}

fn done(task: &Task, bodies: &[Vec<u8>]) -> Reply {
    let first = bodies.first().map_or(&[][..], Vec::as_slice);
    let (answer, bytes) = match task {
        Task::Look => (look::look(first), Vec::new()),
        Task::Draw { media_type, page, width } => match picture::page(first, media_type.name(), *page, *width) {
            Some(png) => (Answer::Drawn, png),
            None => (Answer::Impossible, Vec::new()),
        },
        Task::Bind { title, papers } => bound(title, papers, bodies),
    };
    Reply { answer, bytes }
}

fn bound(title: &str, papers: &[BoundPaper], bodies: &[Vec<u8>]) -> (Answer, Vec<u8>) {
    let paper = |(paper, bytes)| {
        let BoundPaper { title, media_type, pages }: &BoundPaper = paper;
        volume::Paper { title, bytes, media_type: media_type.name(), pages: *pages }
    };
    let papers: Vec<volume::Paper<'_>> = papers.iter().zip(bodies.iter().map(Vec::as_slice)).map(paper).collect();
    match volume::bind(title, &papers) {
        Ok(volume::Bound { bytes, blank }) => (Answer::Bound { blank }, bytes),
        Err(_) => (Answer::Impossible, Vec::new()),
    }
}
