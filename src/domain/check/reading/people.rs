//! What a clause asks of whom: the phrase before its verb, what is asked, and whether that is denied or past.

use super::cast::Cast;
use super::lexicon::{self, DENIES, PAST};
use super::naming::{HIRED, Subject, who};

/// What a clause asks of its subject.
#[derive(Clone, Debug)]
pub(in super::super) struct Asked {
    /// Who is asked; `None` where the clause does not say and the one before it counts.
    pub subject: Option<Subject>,
    /// What is asked, from the verb on.
    pub rest: String,
    /// Whether it is denied (不承担).
    pub denied: bool,
    /// Whether it is past (已支付).
    pub past: bool,
    /// Whether a personal liability is taken on: 个人, 连带, 担保.
    pub personal: bool,
}

/// Verbs that say what an authority or an expert does in its office; whoever does it is not bound by the agreement.
#[rustfmt::skip]
const OFFICE: &[&str] = &[
    "监督", "见证", "执行", "裁定", "判决", "确认", "留存", "备案", "登记", "审批", "鉴定", "评估", "检测", "检验", "测量",
    "出具", "审查", "核实", "主持", "调解", "送达", "公证", "认定", "裁决", "扣划", "决定", "复核", "强制", "监测", "受理",
];

/// Words that open a phrase beside the subject.
#[rustfmt::skip]
const OPENS_PHRASE: &[&str] = &[
    "于", "在", "以", "向", "对", "为", "将", "把", "按", "给", "替", "代", "就", "从", "自", "凭", "根据", "按照", "依照",
    "通过", "因", "作为", "个人", "不得", "夜里", "夜间", "晚上", "白天", "清晨", "早上", "上午", "中午", "下午", "凌晨",
    "平时", "周末", "今后", "以后", "日后", "最迟", "届时", "每",
];

/// Adverbs between a subject and its verb.
#[rustfmt::skip]
const ADVERBS: &[&str] = &[
    "共同", "分别", "各自", "均", "都", "也", "亦", "再", "立即", "及时", "尽快", "一次性", "自行", "另行", "另", "还", "仍",
    "仍然", "全部", "直接", "先行", "先", "即", "并", "一并", "主动", "继续", "如数", "全额", "足额", "一起", "全数", "按月",
    "依法", "当面", "本人", "亲自", "独自", "单独", "愿", "帮着", "只", "负连带", "确实",
];

/// Conjunctions and times before a subject.
#[rustfmt::skip]
const BEFORE_SUBJECT: &[&str] = &[
    "但", "但是", "同时", "并且", "而且", "且", "并", "则", "而", "另", "另外", "此外", "其中", "如", "若", "如果", "一旦",
    "届时", "今后", "以后", "此后", "随后", "故", "现", "因此",
];

/// Reads what a clause without brackets asks of whom; `None` where it asks nothing.
pub(in super::super) fn asked(bare: &str, cast: &Cast) -> Option<Asked> {
    let by = by_whom(bare);
    if by.is_none() && by_known(bare, cast) {
        return None; // 由乙方出: asked of a party, in a verb we do not know
    }
    let (region, verb_at) = match by {
        Some((start, verb)) => (&bare[start..verb], verb),
        None => {
            let verb = verb(bare, 0)?;
            (&bare[..verb], verb)
        }
    };
    let rest = bare[verb_at..].to_owned();
    if by.is_some() && OFFICE.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    // 也不要求汪洁赔偿: what is asked for, or not, in a suit or a claim.
    if by.is_none() && lexicon::has(region, &["要求", "请求", "主张"]) {
        return None;
    }
    let (named, subject) = subject(region, cast);
    let before_verb = &bare[..verb_at];
    let own = region.find(named).map_or(region, |at| &region[at + named.len()..]);
    let personal = ["个人", "连带", "担保", "保证责任", "保证人", "共同还款", "补充清偿"].iter().any(|word| bare.contains(word));
    // 山墙粉刷, 计至还清: two characters before a bare verb are no evidence of a person.
    let bare_verb = by.is_none() && !lexicon::is_modal(&rest);
    let weak = |s: &Subject| matches!(s, Subject::Outsider(name) if name.chars().count() == 2 && !name.ends_with('某'));
    let subject = subject.map(|s| if bare_verb && weak(&s) { Subject::Nobody } else { s });
    let not_by = by.is_some_and(|(start, _)| ["不由", "非由", "不应由", "无需由", "无须由"].iter().any(|no| bare[..start].ends_with(no)));
    let denied = not_by || denies(own, &rest);
    let past =
        lexicon::has(own, PAST) || (lexicon::has(before_verb, &["已", "曾", "去年", "当时", "此前"]) && !before_verb.contains("已知"));
    Some(Asked { subject, rest, denied, past, personal })
}

/// The subject of a region before a verb: the phrase that opens it, or, where that names nobody, the head behind a
/// description (住在二楼的租客小杜, 出言不逊的安装工小严).
fn subject<'t>(region: &'t str, cast: &Cast) -> (&'t str, Option<Subject>) {
    let named = noun_phrase(region, cast);
    let own = if named.is_empty() { None } else { Some(who(named, cast)) };
    if matches!(own, Some(Subject::Known(_) | Subject::Outsider(_))) {
        return (named, own);
    }
    // The last few are enough: a head stands close before its verb.
    for (at, of) in region.rmatch_indices('的').take(3) {
        let head = noun_phrase(&region[at + of.len()..], cast);
        if !head.is_empty() && !lexicon::has(&region[..at], HIRED) {
            let found = who(head, cast);
            if matches!(found, Subject::Outsider(_)) {
                return (head, Some(found));
            }
        }
    }
    (named, own)
}

/// Whether what is asked is denied: 不承担, 无需支付; 不得 and 保证不再 ask something.
fn denies(before_verb: &str, rest: &str) -> bool {
    let near = before_verb.trim_end_matches(|c: char| "因本协议此再对任何".contains(c));
    let denied = DENIES.iter().any(|word| before_verb.ends_with(word) || near.ends_with(word))
        || before_verb.contains("不因")
        || before_verb.contains("不对")
        || before_verb.contains("不就");
    let denied_after = ["应不", "须不"].iter().any(|w| rest.starts_with(w));
    denied && !rest.starts_with("不得") && !denied_after || rest.starts_with("免除") || rest.starts_with("免于")
}

/// 由 NP 支付: where the phrase and the verb begin.
fn by_whom(bare: &str) -> Option<(usize, usize)> {
    for at in bare.match_indices('由').map(|(at, _)| at).take(4) {
        let from = at + '由'.len_utf8();
        let word = ["理由", "事由", "缘由", "自由", "由于", "案由", "因由"].iter().any(|w| {
            let own = w.find('由').unwrap_or(0);
            at.checked_sub(own).and_then(|from| bare.get(from..)).is_some_and(|rest| rest.starts_with(w))
        });
        if word {
            continue;
        }
        if let Some(verb) = verb(bare, from).filter(|verb| *verb > from) {
            return Some((from, verb));
        }
    }
    None
}

/// Whether somebody known stands behind 由.
fn by_known(bare: &str, cast: &Cast) -> bool {
    cast.mentions(bare).iter().any(|m| bare[..m.start].ends_with('由'))
}

/// The first verb that asks something of somebody, from a place on.
fn verb(text: &str, from: usize) -> Option<usize> {
    text[from..].char_indices().map(|(at, _)| from + at).find(|at| is_verb(text, *at))
}

fn is_verb(text: &str, at: usize) -> bool {
    #[rustfmt::skip]
    const NOUN_AFTER: [char; 24] = [
        '人', '金', '方', '款', '费', '物', '书', '者', '商', '额', '期', '协', '凭', '义', '责', '比', '标', '情', '性', '品',
        '件', '单', '公', '数',
    ];
    const NOT_BEFORE: &[&str] =
        &["供", "反", "相", "响", "适", "效", "对", "理", "急", "必", "的", "所", "拒绝", "停止", "上述", "前述", "该", "此项", "各项"];
    let (before, rest) = (&text[..at], &text[at..]);
    if rest.starts_with(['作', '系', '是', '为']) && takes_a_role(rest) {
        return true;
    }
    let Some(word) = lexicon::asking_at(rest) else { return false };
    let after = &rest[word.len()..];
    let modal = matches!(word, "应" | "须" | "需" | "应当" | "必须" | "应该" | "应予");
    if NOT_BEFORE.iter().any(|b| before.ends_with(b)) && !(modal && before.ends_with("的")) {
        return false;
    }
    if word == "应" && after.starts_with(['收', '得', '用', '急', '诉', '有']) || word == "需" && after.starts_with(['求', '的'])
    {
        return false;
    }
    if word == "给" && before.is_empty() {
        return false;
    }
    // 垫付的急救费 describes; 担保有限公司 is a name.
    if !modal && (after.starts_with('的') || ["有限", "股份", "机构", "中心"].iter().any(|n| after.starts_with(n))) {
        return false;
    }
    let noun = after.starts_with(NOUN_AFTER) && !after.starts_with("人民币") && !after.starts_with("责任");
    modal || word.chars().count() == 1 || !noun
}

/// 作为担保人, 为本协议的保证人: whoever is one answers for the debt.
fn takes_a_role(rest: &str) -> bool {
    const LINKS: &[&str] = &["作为", "系", "是", "为"];
    const ANSWERS: &[&str] = &["担保人", "保证人", "共同还款人", "共同债务人", "连带债务人", "连带责任人", "抵押人"];
    let linked = LINKS.iter().find_map(|link| rest.strip_prefix(link));
    linked.is_some_and(|after| {
        let near: String = after.chars().take(12).collect();
        lexicon::has(&near, ANSWERS)
    })
}

/// The phrase that names the subject, without what opens the clause and what stands between it and the verb.
fn noun_phrase<'t>(region: &'t str, cast: &Cast) -> &'t str {
    let mut phrase = without_time(without_opening(region.trim_matches(|c: char| "、 ".contains(c))));
    // 在…限额内, 就…: a phrase that opens the clause ends before its subject, or there is none.
    if OPENS_PHRASE.iter().any(|w| phrase.starts_with(w)) {
        let end = ["限额内", "范围内", "期间", "过程中", "之后", "后", "前", "内", "时"]
            .iter()
            .filter_map(|w| phrase.find(w).map(|at| at + w.len()))
            .min();
        phrase = without_opening(end.map_or("", |end| &phrase[end..]));
    }
    let names = cast.mentions(phrase);
    let inside = |at: usize| names.iter().any(|m| m.start < at && at < m.end);
    let cut = phrase.char_indices().skip(1).map(|(at, _)| at).filter(|at| !inside(*at)).find(|at| {
        let rest = &phrase[*at..];
        OPENS_PHRASE.iter().chain(ADVERBS).chain(PAST).chain(DENIES).any(|word| rest.starts_with(word)) && !is_inside_noun(phrase, *at)
    });
    let phrase = cut.map_or(phrase, |at| &phrase[..at]);
    phrase.trim_matches(|c: char| "、的也都均 ".contains(c))
}

/// Characters of these words open no phrase: 为人, 代理人, 代表人, 全部, 无锡.
fn is_inside_noun(phrase: &str, at: usize) -> bool {
    #[rustfmt::skip]
    const NOUNS: &[&str] = &[
        "代理人", "代表人", "代表", "代偿", "为人", "负责人", "自来水", "自然人", "自己", "无锡", "对方", "现在", "以上",
        "以下", "另一方", "未成年", "非机动", "不动产", "都市", "先生", "在场", "所在", "存在", "以及", "给水", "每户", "就业",
        "向阳",
    ];
    let stands =
        |noun: &str, inner: usize| at.checked_sub(inner).and_then(|from| phrase.get(from..)).is_some_and(|rest| rest.starts_with(noun));
    NOUNS.iter().any(|noun| noun.char_indices().any(|(inner, _)| stands(noun, inner)))
}

/// Without conjunctions and adverbs that open the phrase.
fn without_opening(mut phrase: &str) -> &str {
    while let Some(word) = BEFORE_SUBJECT.iter().chain(ADVERBS).filter(|w| phrase.starts_with(**w)).max_by_key(|w| w.len()) {
        phrase = &phrase[word.len()..];
    }
    phrase
}

/// Without a day or a span that opens the phrase.
fn without_time(phrase: &str) -> &str {
    let is_time = |c: char| c.is_ascii_digit() || "年月日号前后之内于在起至到、.-/当天一二三四五六七八九十".contains(c);
    let starts_as_day = phrase.starts_with(|c: char| c.is_ascii_digit());
    if starts_as_day { phrase.trim_start_matches(is_time) } else { phrase }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::{Application, Party};

    fn cast() -> Cast {
        let party =
            |reference: &str, name: &str| Party { reference: reference.to_owned(), name: Some(name.to_owned()), ..Party::default() };
        let parties = vec![party("A", "周雨桐"), party("B", "示范县清泉净水设备有限公司"), party("C", "王应当")];
        Cast::of(&Application { parties, ..Application::default() })
    }

    fn outside(text: &str) -> bool {
        asked(text, &cast()).is_some_and(|a| matches!(a.subject, Some(Subject::Outsider(_))) && !a.denied && !a.past)
    }

    #[test]
    fn whoever_is_outside_and_asked_something_is_found() {
        for text in [
            "由案外人王某支付",
            "担保人李某承担连带责任",
            "刘大海承担一般保证责任",
            "乙方的妻子李某同意并承担上述款项的共同还款责任",
            "中国示例财产保险股份有限公司在商业险限额内向甲方赔付",
            "由示范县自来水有限公司于4月20日前恢复供水",
            "李建国以其名下房屋为乙方的上述付款提供抵押担保",
            "乙方和刘大海应当共同偿还",
            "甲方的爷爷顾老根保证今后不再到乙方门诊大厅拉横幅",
        ] {
            assert!(outside(text), "{text}");
        }
    }

    #[test]
    fn parties_people_in_general_and_hired_hands_are_not_outside() {
        for text in [
            "不得损害第三人的利益",
            "乙方向第三人支付",
            "任何第三人不得以本协议为据主张权利",
            "各业主应当按时交纳物业费",
            "案外人王建平不承担任何责任",
            "案外人王建平已向甲方支付",
            "韩立军雇请的瓦匠老邱负责铲净重抹",
            "费用由乙方承担",
            "王应当应当支付甲方",
            "周雨桐应当配合拆除",
            "乙方工作人员负责拆除",
        ] {
            assert!(!outside(text), "{text}");
        }
    }
}
