//! 司法确认申请书: applicants, request, facts and reasons, undertakings, addressee, signatures, attachments.

use super::{introductions, joined_names, numbered};
use crate::domain::application::{Application, AttachmentKind};
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::ruling::{applicants, confirmed_terms};

/// The application as blocks. `signed_on` is the day of the last signature, where all have signed.
#[must_use]
pub fn application(application: &Application, court_name: &str, signed_on: Option<Day>) -> Document {
    let people = applicants(application);
    let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mediation = &application.mediation;
    let organisation = text(&mediation.organisation);
    let concluded = mediation.concluded_on.map(Day::written).unwrap_or_default();
    let effective = mediation.effective_on.map(Day::written).unwrap_or_default();
    let mut blocks = vec![Block::Head(vec!["司法确认申请书".to_owned()])];
    blocks.extend(introductions(&people));
    blocks.push(Block::section("请求事项", "请求事项："));
    blocks.push(Block::text(format!("请求确认申请人{}于{concluded}经{organisation}主持调解达成的调解协议有效。", joined_names(&names))));
    blocks.push(Block::section("事实和理由", "事实和理由："));
    blocks.push(Block::text(text(&application.facts)));
    if let Some(responsibility) = &application.responsibility {
        blocks.push(Block::text(responsibility.clone()));
    }
    blocks.push(Block::text(format!(
        "经{organisation}调解员{}主持调解，申请人于{concluded}达成调解协议，协议于{effective}生效（{}）。协议内容如下：",
        mediation.mediators.join("、"),
        text(&mediation.effective_evidence)
    )));
    for (index, term) in confirmed_terms(application).iter().enumerate() {
        let account = term.account.as_ref().map(|a| format!("收款账户：{a}。")).unwrap_or_default();
        blocks.push(Block::item(numbered(index, &format!("{}{account}", term.text))));
    }
    blocks.extend(undertakings());
    blocks.push(Block::text("此致"));
    blocks.push(Block::Flush(court_name.to_owned()));
    blocks.push(Block::SignHere(signatures(&names, signed_on)));
    blocks.extend(attachments(application));
    Document { kind: DocumentKind::Application, title: "司法确认申请书".to_owned(), blocks }
}

fn undertakings() -> Vec<Block> {
    vec![
        Block::section("承诺", "申请人共同承诺："),
        Block::item("一、本协议系各方自愿达成，各方理解协议内容和司法确认的后果。"),
        Block::item("二、所提交的材料和陈述真实、完整。"),
        Block::item("三、不存在恶意串通、虚构事实，损害国家利益、社会公共利益或者他人合法权益的情形。"),
        Block::item("四、协议内容不涉及身份关系的确认或者解除，不涉及物权、知识产权的确权。"),
        Block::text("如有不实，愿意承担相应的法律责任。"),
    ]
}

fn signatures(names: &[&str], signed_on: Option<Day>) -> Vec<String> {
    let mut lines: Vec<String> = names.iter().map(|name| format!("申请人（签名、盖章）：{name}")).collect();
    lines.push(signed_on.map_or_else(|| "　　年　　月　　日".to_owned(), Day::written));
    lines
}

fn attachments(application: &Application) -> Vec<Block> {
    let mut lines = vec![Block::section("附件", "附：")];
    for (index, attachment) in application.attachments.iter().enumerate() {
        let kind = super::attachment_title(attachment.kind.unwrap_or(AttachmentKind::Other));
        let whose = attachment
            .party
            .as_ref()
            .and_then(|r| application.parties.iter().find(|p| p.reference == *r))
            .map(|p| format!("（{}）", p.name()))
            .unwrap_or_default();
        lines.push(Block::text(format!("{}. {kind}{whose}", index + 1)));
    }
    lines
}
