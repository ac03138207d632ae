//! Legal wording: a case becomes the blocks of a document, in Chinese, one file per form. Reviewed by a lawyer
//! as `tests/golden/wording/*.txt`; nothing legal is worded anywhere else.

pub mod agency;
pub mod application;
pub mod catalogue;
pub mod enforcement;
pub mod notice;
mod outcomes;
pub mod parts;
pub mod receipt;
pub mod record;
pub mod ruling;
pub mod service;
pub mod specimen;
mod subsequent;
pub mod supplement;

use crate::domain::application::AttachmentKind;
use crate::domain::day::below_hundred;
use crate::domain::ruling::Applicant;

/// Grows with each change of wording; stored with every document.
pub const VERSION: &str = "1";

/// How an agreement calls its parties, in order (甲方, 乙方 …).
#[must_use]
pub fn side(index: usize) -> String {
    const SIDES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    SIDES.get(index).map_or_else(|| format!("第{}方", index + 1), |s| format!("{s}方"))
}

/// `甲、乙与丙`: names joined, 与 before the last.
pub(crate) fn joined_names(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [init @ .., last] => format!("{}与{last}", init.join("、")),
    }
}

/// How a ruling speaks of all the applicants together.
pub const ALL_APPLICANTS: &str = "全体申请人";

/// `申请人甲`.
#[must_use]
pub fn as_applicant(name: &str) -> String {
    format!("申请人{name}")
}

/// `申请人甲与申请人乙`, as the form names them the first time.
pub(crate) fn applicants_joined(applicants: &[Applicant]) -> String {
    let names: Vec<String> = applicants.iter().map(|a| as_applicant(&a.name)).collect();
    joined_names(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// `一、`, `二、` … before an item.
pub(crate) fn numbered(index: usize, text: &str) -> String {
    format!("{}、{text}", below_hundred(u32::try_from(index + 1).unwrap_or(0)))
}

/// The paragraphs that introduce the applicants (民事诉讼文书样式).
pub(crate) fn introductions(applicants: &[Applicant]) -> Vec<super::document::Block> {
    let mut blocks = Vec::new();
    for (index, applicant) in applicants.iter().enumerate() {
        // The agreement's own terms speak of 甲方 and 乙方: here is said who they are.
        let text = format!("申请人：{}（协议{}），{}。", applicant.name, side(index), applicant.particulars);
        blocks.push(if index == 0 { super::document::Block::section("当事人", text) } else { super::document::Block::text(text) });
        for person in &applicant.spoken_for {
            let after = if person.particulars.is_empty() { String::new() } else { format!("，{}", person.particulars) };
            blocks.push(super::document::Block::text(format!("{}：{}{after}。", person.title, person.name)));
        }
    }
    blocks
}

/// What a kind of attachment is called.
#[must_use]
pub const fn attachment_title(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Agreement => "调解协议",
        AttachmentKind::PresidingProof => "调解组织主持调解的证明",
        AttachmentKind::Identity => "身份证明",
        AttachmentKind::RepresentativeCertificate => "法定代表人身份证明",
        AttachmentKind::GuardianProof => "监护关系证明",
        AttachmentKind::PowerOfAttorney => "授权委托书",
        AttachmentKind::AgentPapers => "代理人材料",
        AttachmentKind::ServiceAddress => "送达地址确认书",
        AttachmentKind::PropertyEvidence => "财产权利证明",
        AttachmentKind::MediationRecord => "调解笔录",
        AttachmentKind::Other => "其他材料",
    }
}
