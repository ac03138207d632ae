//! 收件回执: what was handed in, when, and what happens next (民诉法解释第二百零八条). Without seal.

use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::period::Due;
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
    pub accept: &'a Due,
    /// Names of the files, with size in bytes and the first eight characters of the SHA-256.
    pub files: &'a [(String, i64, String)],
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
            "本院将在{}前决定是否受理（{}），并通知你们。需要补充材料的，本院一次告知。",
            facts.accept.due.written(),
            facts.accept.article
        )),
        Block::section("收到的材料", format!("收到的材料共{}份：", facts.files.len())),
    ];
    for (index, (name, size, digest)) in facts.files.iter().enumerate() {
        let kib = (size + 1023) / 1024;
        blocks.push(Block::text(format!("{}. {name}（{kib} KB，校验值{digest}）", index + 1)));
    }
    blocks.push(Block::text(format!("咨询电话：{}。地址：{}。办理司法确认不收取费用。", court.studio.phone, court.studio.address)));
    blocks.push(Block::SignHere(vec![court.studio.name.clone(), facts.filed_on.written()]));
    Document { kind: DocumentKind::FilingReceipt, title: "收件回执".to_owned(), blocks }
}
