//! What is said between the server and its child: one line of JSON, then bytes. A child is believed in nothing but the
//! form of its answer.

use serde::{Deserialize, Serialize};

/// Of what kind a file is, by its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl MediaType {
    /// As HTTP names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// How files of the kind end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// The kind HTTP names so; what nothing of ours names is taken for a PDF, which then cannot be read.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "image/jpeg" => Self::Jpeg,
            "image/png" => Self::Png,
            _ => Self::Pdf,
        }
    }
}

/// Why a file is not sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unsound {
    /// Of another kind.
    Type,
    /// Locked by a password.
    Encrypted,
    /// Damaged.
    Broken,
    /// It takes more memory or time to read than any file may.
    Heavy,
}

impl Unsound {
    /// Name of the word that says so.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Type => "file-type",
            Self::Encrypted => "file-encrypted",
            Self::Broken => "file-broken",
            Self::Heavy => "file-heavy",
        }
    }
}

/// A paper of a volume, its bytes behind the line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoundPaper {
    /// Its bookmark.
    pub title: String,
    /// Its kind.
    pub media_type: MediaType,
    /// How many pages it has been counted to have.
    pub pages: usize,
}

/// What a child is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// Say what the file is, whether it is sound, how many pages it has.
    Look,
    /// Draw a page.
    Draw {
        /// Kind.
        media_type: MediaType,
        /// Page, from 0.
        page: usize,
        /// Width of the picture, pixels.
        width: u16,
    },
    /// Bind papers into a volume.
    Bind {
        /// Title of the volume.
        title: String,
        /// Papers, in order.
        papers: Vec<BoundPaper>,
    },
}

/// A task with the lengths of the bodies behind it.
#[derive(Serialize, Deserialize)]
pub(super) struct Head<T> {
    #[serde(flatten)]
    pub(super) task: T,
    pub(super) lengths: Vec<usize>,
}

impl Task {
    /// The line before the bodies.
    pub(super) fn head(&self, bodies: &[&[u8]]) -> Vec<u8> {
        let head = Head { task: self, lengths: bodies.iter().map(|body| body.len()).collect() };
        // A derived struct of strings and numbers always has a form.
        let mut line = serde_json::to_vec(&head).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

/// What a child answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// A sound file.
    Sound {
        /// Kind.
        media_type: MediaType,
        /// Pages; a photograph is one.
        pages: usize,
    },
    /// One that is not.
    Unsound {
        /// Why.
        why: Unsound,
    },
    /// The page, as PNG behind the line.
    Drawn,
    /// A page that cannot be drawn, papers that cannot be bound.
    Impossible,
    /// The volume, as PDF behind the line.
    Bound {
        /// Titles of the papers for which empty sheets stand.
        blank: Vec<String>,
    },
}

/// An answer with its bytes.
pub(super) struct Reply {
    pub(super) answer: Answer,
    pub(super) bytes: Vec<u8>,
}

impl Reply {
    /// As it is written.
    pub(super) fn written(&self) -> Vec<u8> {
        let head = Head { task: &self.answer, lengths: vec![self.bytes.len()] };
        let mut line = serde_json::to_vec(&head).unwrap_or_default();
        line.push(b'\n');
        line
    }

    /// Reads what was written; none where it broke off or is no answer.
    pub(super) fn parse(mut all: Vec<u8>) -> Option<Self> {
        let end = all.iter().position(|b| *b == b'\n')?;
        let Head { task: answer, lengths } = serde_json::from_slice::<Head<Answer>>(&all[..end]).ok()?;
        all.drain(..=end);
        (lengths == [all.len()]).then_some(Self { answer, bytes: all })
    }
}
