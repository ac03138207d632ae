//! The rulings that do not confirm: 驳回申请, 不予受理, 准许撤回申请, 按撤回申请处理, 终结特别程序 (民诉法解释 355, 357, 358).

use crate::domain::day::Day;
use crate::domain::decision::{Ground, INTERPRETATION, Omission, OrderedDuty};
use crate::domain::document::Block;
use crate::domain::outcome::Outcome;
use crate::domain::ruling::RulingFacts;
use crate::domain::statute::{Topic, article_written, interpretation_written};
use crate::domain::wording::parts::Body;
use crate::domain::wording::ruling::{agreement, names, opening};

/// A reason as it stands within a sentence: without the mark that ended it.
pub(crate) fn within(reason: &str) -> &str {
    reason.trim().trim_end_matches(['。', '；', '，', '.', ';', ','])
}

/// The reasoning, in one sentence.
pub(crate) fn considered(text: &str) -> Block {
    Block::section("本院认为", format!("本院经审查认为，{text}。"))
}

/// The basis, which ends with 裁定如下.
pub(crate) fn basis(cited: &str) -> Block {
    Block::text(format!("依照{cited}规定，裁定如下："))
}

/// The operative part.
pub(crate) fn ordered(text: String) -> Block {
    Block::section("裁定主文", text)
}

fn course(facts: &RulingFacts, more: Option<String>) -> Vec<Block> {
    let mut blocks = vec![Block::section("审理经过", opening(facts))];
    blocks.extend(more.map(Block::text));
    blocks
}

/// 驳回申请.
pub(super) fn dismissing(facts: &RulingFacts, ground: Ground, reason: &str) -> Body {
    let mut told = course(facts, None);
    told.extend(agreement(facts));
    Body {
        course: told,
        reasoning: vec![
            considered(&format!("{}，不符合人民法院确认调解协议的条件", within(reason))),
            basis(&ground.basis(Outcome::Dismissed, facts.ruled_on)),
        ],
        operative: vec![
            ordered(format!("驳回{}的申请。", names(facts))),
            Block::text("当事人可以通过调解方式变更原调解协议或者达成新的调解协议，也可以向人民法院提起诉讼。"),
        ],
    }
}

/// Why, and what remains to be done.
pub(super) struct Grounds<'a> {
    pub(super) reason: &'a str,
    pub(super) remedy: &'a str,
}

/// 不予受理; the remedy sentence is the court's.
pub(super) fn not_accepting(facts: &RulingFacts, ground: Ground, Grounds { reason, remedy }: Grounds<'_>) -> Body {
    let asked = format!(
        "申请人因{}，于{}经{}主持调解，达成调解协议，请求确认该协议有效。",
        facts.cause,
        facts.agreement_on.written(),
        facts.organisation
    );
    Body {
        course: course(facts, Some(asked)),
        reasoning: vec![considered(within(reason)), basis(&ground.basis(Outcome::NotAccepted, facts.ruled_on))],
        operative: vec![ordered(format!("对{}的申请，本院不予受理。", names(facts))), Block::text(format!("{}。", within(remedy)))],
    }
}

/// 准许撤回申请.
pub(super) fn permitting_withdrawal(facts: &RulingFacts, by: &str, on: Day, reason: &str) -> Body {
    let asked = format!("审查过程中，{by}于{}以{}为由提出撤回申请。", on.written(), within(reason));
    Body {
        course: course(facts, Some(asked)),
        reasoning: vec![considered(&format!("{by}撤回申请，不违反法律规定")), basis(&withdrawal(facts, "第一款"))],
        operative: vec![ordered(format!("准许{}撤回申请。", names(facts)))],
    }
}

/// 按撤回申请处理.
pub(super) fn deemed_withdrawn(facts: &RulingFacts, omission: &Omission) -> Body {
    let Omission { who, duty, ordered_on, served_on, until } = omission;
    let (order, failed) = match duty {
        OrderedDuty::Supplement => ("补充材料", "未在期限内补充"),
        OrderedDuty::Attend => ("到场接受询问", "拒不接受询问"),
    };
    let told = format!(
        "本院于{}通知{who}于{}前{order}，通知于{}送达，{who}无正当理由{failed}。",
        ordered_on.written(),
        until.written(),
        served_on.written()
    );
    Body {
        course: course(facts, Some(told)),
        reasoning: vec![considered(&format!("{who}无正当理由{failed}，可以按撤回申请处理")), basis(&withdrawal(facts, "第二款"))],
        operative: vec![ordered(format!("本案按{}撤回申请处理。", names(facts)))],
    }
}

/// 终结特别程序.
pub(super) fn terminating(facts: &RulingFacts, dispute: &str) -> Body {
    Body {
        course: course(facts, Some(format!("审查中发现本案属于民事权益争议：{}。", within(dispute)))),
        reasoning: vec![
            considered("本案属于民事权益争议，应当裁定终结特别程序"),
            basis(&format!("《中华人民共和国民事诉讼法》{}", article_written(Topic::RealDispute, facts.ruled_on))),
        ],
        operative: vec![ordered("终结本案特别程序。".to_owned()), Block::text("利害关系人可以另行提起诉讼。")],
    }
}

fn withdrawal(facts: &RulingFacts, paragraph: &str) -> String {
    format!("{INTERPRETATION}{}{paragraph}", interpretation_written(357, facts.ruled_on))
}
