//! The rulings that follow a ruling: 补正裁定, which mends a slip of the pen, and the ruling on an objection 异议
//! (民诉法 157; 解释 245, 372). Neither edits what was served: both name it.

use crate::domain::decision::{INTERPRETATION, ObjectionDecided, ObjectionOrder, Objector, RulingNamed};
use crate::domain::document::Block;
use crate::domain::ruling::RulingFacts;
use crate::domain::statute::{Topic, article_written, in_numerals, interpretation_written};
use crate::domain::wording::numbered;
use crate::domain::wording::outcomes::{basis, considered, ordered, within};
use crate::domain::wording::parts::Body;

/// The article of the interpretation that says what a slip of the pen (笔误) is.
const SLIP_OF_THE_PEN: u16 = 245;

/// 补正裁定: the wrong wording and the right one, quoted.
pub(crate) fn correcting(facts: &RulingFacts, ruling: &RulingNamed, errata: &[[String; 2]]) -> Body {
    let named = format!("{}民事裁定书", ruling.number);
    let told = format!("本院于{}作出的{named}，文字有误，应予补正。", ruling.on.written());
    let slip = in_numerals(SLIP_OF_THE_PEN);
    let law = article_written(Topic::Rulings, facts.ruled_on);
    let cited = format!("《中华人民共和国民事诉讼法》{law}第一款第（七）项、{INTERPRETATION}第{slip}条");
    let one = |[wrong, right]: &[String; 2]| format!("{named}中“{wrong}”补正为“{right}”。");
    let operative = match errata {
        [only] => vec![ordered(one(only))],
        many => {
            let item = |(index, pair): (usize, &[String; 2])| {
                let text = numbered(index, &one(pair));
                if index == 0 { ordered(text) } else { Block::item(text) }
            };
            many.iter().enumerate().map(item).collect()
        }
    };
    Body { course: vec![Block::section("审理经过", told)], reasoning: vec![basis(&cited)], operative }
}

/// Who objects, before the applicants.
pub(crate) fn objector(decided: &ObjectionDecided) -> Vec<Block> {
    let standing = match decided.standing {
        Objector::Party => "申请人",
        Objector::ThirdPerson => "利害关系人",
    };
    vec![Block::text(format!("异议人（{standing}）：{}。", decided.by))]
}

/// 异议裁定: the original ruling stands, is revoked, or is altered.
pub(crate) fn on_objection(facts: &RulingFacts, decided: &ObjectionDecided) -> Body {
    let named = format!("{}民事裁定", decided.ruling.number);
    let told = format!(
        "异议人{}不服本院于{}作出的{named}，于{}以{}为由向本院提出异议。本院进行了审查。现已审查终结。",
        decided.by,
        decided.ruling.on.written(),
        decided.on.written(),
        within(&decided.grounds)
    );
    let operative = match &decided.order {
        ObjectionOrder::Dismiss => vec![ordered(format!("驳回{}的异议。", decided.by))],
        ObjectionOrder::Revoke => vec![
            ordered(format!("撤销本院{named}。")),
            Block::text("当事人可以通过调解方式变更原调解协议或者达成新的调解协议，也可以向人民法院提起诉讼。"),
        ],
        ObjectionOrder::Alter { operative } => vec![ordered(format!("变更本院{named}主文为：{}。", within(operative)))],
    };
    let cited = format!("{INTERPRETATION}{}", interpretation_written(372, facts.ruled_on));
    let found = match decided.order {
        ObjectionOrder::Dismiss => format!("{}，异议不能成立", within(&decided.findings)),
        ObjectionOrder::Revoke => format!("{}，异议成立，原裁定应予撤销", within(&decided.findings)),
        ObjectionOrder::Alter { .. } => format!("{}，异议部分成立，原裁定应予变更", within(&decided.findings)),
    };
    Body { course: vec![Block::section("审理经过", told)], reasoning: vec![considered(&found), basis(&cited)], operative }
}
