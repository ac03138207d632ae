//! 收件回执: what was handed in, when, and what happens next (民诉法解释第二百零八条). Without seal.

use crate::domain::application::AttachmentKind;
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::period::DueDate;
use crate::domain::register::Court;

/// What a filing receipt says.
pub struct ReceiptFacts<'a> {
    /// The court.
    pub court: &'a Court,
    /// Reference of the case before it has a number.
    pub reference: &'a str,
    /// The applicants.
    pub names: &'a [String],
    /// Cause.
    pub cause: &'a str,
    /// Agency that handed it in.
    pub organisation: &'a str,
    /// Day of filing: the last applicant joined.
    pub filed_on: Day,
    /// D2: by when the court decides on acceptance.
    pub accept: &'a DueDate,
    /// The files.
    pub files: &'a [ReceivedFile],
}

/// A file as the receipt lists it.
pub struct ReceivedFile {
    /// Kind of attachment.
    pub kind: AttachmentKind,
    /// Size in bytes.
    pub size: i64,
    /// First eight characters of its SHA-256.
    pub digest: String,
}

/// The filing receipt as blocks.
#[must_use]
pub fn filing(facts: &ReceiptFacts<'_>) -> Document {
    let court = facts.court;
    let mut blocks = vec![
        Block::Head(vec!["收件回执".to_owned()]),
        Block::Number(format!("收件编号 {}", facts.reference)),
        Block::Flush(format!("{}：", facts.names.join("、"))),
        Block::text(format!(
            "{}经{}提交的司法确认申请（{}），各方申请人已于{}全部确认，本院于当日收到。",
            facts.names.join("、"),
            facts.organisation,
            facts.cause,
            facts.filed_on.written()
        )),
        Block::text(format!(
            "本院最迟在{}决定是否受理（{}），并通知你们。需要补充材料的，本院一次告知。",
            facts.accept.deadline.due.written(),
            facts.accept.article
        )),
        Block::section("收到的材料", format!("收到的材料共{}份：", facts.files.len())),
    ];
    for (index, file) in facts.files.iter().enumerate() {
        let kib = (file.size + 1023) / 1024;
        let title = super::attachment_title(file.kind);
        blocks.push(Block::text(format!("{}. {title}（{kib} KB，校验值{}）", index + 1, file.digest)));
    }
    blocks.push(Block::text(format!("咨询电话：{}。办理司法确认不收取费用。", court.studio.phone)));
    blocks.push(Block::SignHere(vec![court.studio.name.clone(), facts.filed_on.written()]));
    Document { kind: DocumentKind::FilingReceipt, title: "收件回执".to_owned(), blocks }
}
