//! The one place where an error becomes a sentence and an exit code at the shell.

use crate::office::Error;
use crate::office::clock::Clock;
use crate::words::{self, Lang};
use std::process::ExitCode;

/// Why a command did not do its work.
pub(crate) enum Failure {
    /// Refused, or ours.
    Office(Error),
    /// The arguments cannot be: a code, a sentence.
    Usage(&'static str, String),
    /// Something outside is not as needed: a code, a sentence.
    Refused(&'static str, String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Office(error)
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self::Refused("REFUSED", sentence)
    }
}

impl Failure {
    /// Says it on stderr; gives the exit code.
    pub(super) fn report(self, lang: Lang) -> ExitCode {
        let (code, sentence, exit) = match self {
            Self::Usage(code, sentence) => (code, sentence, 2),
            Self::Refused(code, sentence) => (code, sentence, 1),
            Self::Office(Error::Refused(refusal)) => {
                let article = refusal.article(Clock::default().today());
                let why = if article.is_empty() { article } else { format!("（{article}）") };
                (refusal.code(), words::of_refusal(lang, &refusal) + &why, 1)
            }
            Self::Office(Error::NotFound) => ("NOT_FOUND", words::say(lang, "not-found", &[]), 1),
            Self::Office(Error::Stale | Error::Taken) => ("STALE", words::say(lang, "stale", &[]), 1),
            Self::Office(Error::Busy(busy)) => (busy.code(), words::say(lang, busy.word(), &[]), 1),
            Self::Office(Error::NotReady(sentence)) => ("NOT_READY", sentence, 1),
            Self::Office(Error::Fault(sentence)) => ("FAULT", sentence, 5),
        };
        eprintln!("{code}: {sentence}");
        ExitCode::from(exit)
    }
}
