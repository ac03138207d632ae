//! Days as agreements write them: fixed ones in every notation, ones fixed by counting (月底, 第二季度, 签订之日起十日内,
//! 农历, 每月15日), and ones that hang on an event.
//!
//! A day counts where it is one of performance: days of the story, of a birth, of a contract and of what follows a
//! breach do not. Counted days follow 民法典 201–203: the first day is not counted, months end on the same number, and
//! the nominal day and the one rolled off rest days both agree.

use super::dates::{Span, counted, fixed};
use super::{Clause, Role, Sentence, lexicon};
use crate::domain::calendar::Calendar;
use crate::domain::day::Day;

/// From where the wording counts.
#[derive(Clone, Copy)]
pub(in super::super) struct Clock<'a> {
    /// The day the agreement was reached (签订).
    pub concluded: Option<Day>,
    /// The day it took effect (生效).
    pub effective: Option<Day>,
    /// Rest days.
    pub calendar: &'a Calendar,
}

/// A day of performance in a wording.
#[derive(Clone, Debug)]
pub(in super::super) struct NamedDay {
    /// As written, folded.
    pub written: String,
    /// Which day it is.
    pub when: When,
    /// Number of its sentence.
    pub sentence: usize,
    /// Number of its clause in the sentence.
    pub clause: usize,
    /// Whether its clause says what accompanies a payment, and nothing of it: 提供账号.
    pub beside: bool,
}

/// Which day a wording means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in super::super) enum When {
    /// Any of these days agrees; none, where no such day exists.
    On(Vec<Day>),
    /// Month and day of the month of a year that is not said.
    MonthDay(u32, u32),
    /// This day of each month; the last one where it is greater than 28 and the month has none.
    Monthly(u32),
    /// The last day of a month (or year) that is not said further.
    MonthEnd(u32),
}

impl When {
    /// Whether a field's day is the day meant.
    pub(in super::super) fn is(&self, day: Day, calendar: &Calendar) -> bool {
        match self {
            Self::On(days) => days.contains(&day),
            Self::MonthDay(month, of_month) => (*month, *of_month) == (day.month(), day.day()),
            Self::Monthly(of_month) => near(day, calendar, |d| d.day() == *of_month || (*of_month > d.day() && is_month_end(d))),
            Self::MonthEnd(month) => near(day, calendar, |d| d.month() == *month && is_month_end(d)),
        }
    }

    /// Whether every day of the term must be it.
    pub(in super::super) const fn of_all(&self) -> bool {
        matches!(self, Self::Monthly(_))
    }
}

fn is_month_end(day: Day) -> bool {
    day.plus_days(1).day() == 1
}

/// Whether a day is one of these, or one of these rolls to it.
fn near(day: Day, calendar: &Calendar, meant: impl Fn(Day) -> bool) -> bool {
    let before = |back: u32| Day::from_date(day.date() - chrono::Days::new(back.into()));
    meant(day) || (1..10).map(before).any(|d| meant(d) && calendar.roll(d).due == day)
}

/// The days of performance a wording names.
pub(in super::super) fn days(sentences: &[Sentence], clock: Clock<'_>) -> Vec<NamedDay> {
    let mut found = Vec::new();
    let mut year = None;
    for (number, sentence) in sentences.iter().enumerate() {
        for (place, clause) in sentence.clauses.iter().enumerate() {
            let mut spans: Vec<Span> = Vec::new();
            counted(&clause.text, clock, &mut spans);
            fixed(&clause.text, clock, &mut year, &mut spans);
            let next = sentence.clauses.get(place + 1);
            let counting = performing(clause, next, clock, &mut spans);
            found.extend(counting.into_iter().map(|span| NamedDay {
                written: clause.text[span.start..span.end].trim().to_owned(),
                when: span.when,
                sentence: number,
                clause: place,
                beside: lexicon::has(&clause.bare, BESIDE) && !lexicon::has(&clause.bare, lexicon::PAYS),
            }));
        }
    }
    found
}

/// The days of a clause that are days of performance; days in a row stand and fall together.
fn performing(clause: &Clause, next: Option<&Clause>, clock: Clock<'_>, spans: &mut [Span]) -> Vec<Span> {
    let text = &clause.text;
    let mut counts = vec![false; spans.len()];
    for place in (0..spans.len()).rev() {
        let span = &spans[place];
        let (before, after) = (close_before(&text[..span.start]), close_behind(&text[span.end..]));
        let row = spans.get(place + 1).is_some_and(|n| text[span.end..n.start].chars().all(|c| "、和及与".contains(c)));
        counts[place] = if row {
            counts[place + 1]
        } else if is_over(&span.when, clock) && !is_marked(after) {
            false // a day before the agreement is one of its story, unless something is due by it
        } else if span.computed {
            counts_if_computed(clause, before, after, next)
        } else {
            clause.role != Role::Breach && performs(before, after)
        };
    }
    spans.iter().zip(counts).filter(|(_, counts)| *counts).map(|(span, _)| span.clone()).collect()
}

/// How far the words around a day are looked at, in characters.
const CLOSE: usize = 60;

fn close_before(text: &str) -> &str {
    text.char_indices().rev().nth(CLOSE).map_or(text, |(at, _)| &text[at..])
}

fn close_behind(text: &str) -> &str {
    text.char_indices().nth(CLOSE).map_or(text, |(at, _)| &text[..at])
}

fn is_over(when: &When, clock: Clock<'_>) -> bool {
    let When::On(days) = when else { return false };
    clock.concluded.is_some_and(|concluded| !days.is_empty() && days.iter().all(|day| *day < concluded))
}

fn is_marked(after: &str) -> bool {
    ["之前", "以前", "前", "止", "内"].iter().any(|word| after.starts_with(word))
}

/// What accompanies performance and has no day of its own: a receipt, a word, a hand lent, a request to the court.
#[rustfmt::skip]
pub(in super::super) const BESIDE: &[&str] = &[
    "收条", "收据", "发票", "凭证", "出具", "开具", "配合", "协助", "帮助", "通知", "告知", "撤回", "撤诉", "撤销投诉", "签收",
    "回执", "申请司法确认", "共同申请", "共同向", "申请确认", "说明", "提供账", "提供账户", "联系", "打开", "方便", "验收",
    "配合办理", "回复", "答复", "申请",
];

/// A counted day of the story (2025年6月至2026年5月, 自…起) is no day of performance.
fn counts_if_computed(clause: &Clause, before: &str, after: &str, next: Option<&Clause>) -> bool {
    const SPAN: &[&str] = &["至", "到", "—", "～", "起", "以来", "期间", "的", "租"];
    const STORY: &[&str] = &["费", "租金", "工资", "利息", "签订", "发生", "产生", "欠", "受伤", "购买", "借"];
    if after.starts_with('已') || lexicon::has(after, &["曾", "已付", "已经", "催讨"]) {
        return false;
    }
    if clause.role == Role::Breach || before.ends_with("自") && !after.contains('内') && after.starts_with('起') {
        return false;
    }
    let spans = SPAN.iter().any(|word| after.starts_with(word))
        || before.ends_with(['至', '到'])
            && !lexicon::has(before, &["推迟", "延", "期限", "宽限", "放到", "改到", "推到", "移到", "定到", "缓到"]);
    let story = STORY.iter().any(|word| after.trim_start_matches(['前', '的']).starts_with(word))
        || lexicon::has(before, &["截至", "截止", "暂计"]);
    if spans || story {
        return false;
    }
    // A clause that is nothing but the day speaks of what the next one says.
    let own = lexicon::has(after, BESIDE) && !lexicon::has(&clause.text, lexicon::PAYS);
    let of_next =
        after.chars().count() <= 2 && next.is_some_and(|n| lexicon::has(&n.text, BESIDE) && !lexicon::has(&n.text, lexicon::PAYS));
    !own && !of_next
}

/// A day before which these stand is the last day.
#[rustfmt::skip]
const NO_LATER: &[&str] = &[
    "不超过", "不迟于", "不晚于", "最迟", "最晚", "至迟", "截止", "截至", "截止到", "日期为", "期限为", "时间为", "日为",
    "不得过", "不得晚于", "不得迟于", "不得超过", "不过",
];

/// After a day, these verbs say that something is performed by it.
#[rustfmt::skip]
const PERFORMED: &[&str] = &[
    "支付", "付清", "付款", "给付", "交付", "汇", "转账", "打入", "退还", "返还", "退回", "归还", "偿还", "赔偿", "补偿",
    "履行", "完成", "拆除", "移走", "搬离", "搬走", "腾退", "清理", "清除", "修复", "维修", "安装", "加装", "补贴", "付",
    "还清", "结清", "到账", "退给", "交给", "交清", "缴", "起走", "移栽", "办妥", "恢复", "赔付", "补助", "给", "送来", "送到",
    "送交", "拿来", "把", "交到", "打到", "拆走", "搬走", "退清", "缴清", "奉还",
];

/// After a day, these say that the day is one of the story.
#[rustfmt::skip]
const TOLD: &[&str] = &[
    "结算", "核算", "对账", "协商", "约定", "签订", "签署", "订立", "达成", "发生", "起诉", "购买", "订购", "受理", "出具",
    "开具", "认定", "作出", "生效", "登记", "立案", "借款", "交通事故", "事故", "期间", "以来", "起至", "投诉", "入院", "出院",
    "承租", "出生", "生，", "借", "受伤", "检查", "鉴定", "已", "曾", "监测",
];

/// Whether the words around a written day make it a day of performance.
fn performs(before: &str, after: &str) -> bool {
    const DEADLINE: &[&str] = &["之前", "以前", "前", "之日", "当日", "当天", "止", "内", "为止"];
    const FROM: &[&str] = &["自", "从", "根据", "依据", "按照", "依照", "系", "生于", "出生日期"];
    let near = before.trim_end_matches(['：', '（']);
    if FROM.iter().any(|word| near.ends_with(word)) || lexicon::has(after, &["违约金", "滞纳金", "罚息"]) {
        return false;
    }
    if after.starts_with('生') && !after.starts_with("生效")
        || after == "生"
        || lexicon::has(after, &["利息", "利率", "LPR"]) && !after.contains("付")
    {
        return false;
    }
    let marker = DEADLINE.iter().find_map(|word| after.strip_prefix(word));
    let rest = marker.unwrap_or(after);
    // After 前 a 到 leads to a place; without it, it leads to the end of a span.
    let spans =
        marker.is_none() && (rest.starts_with(['至', '到', '起', '—', '-', '～']) || rest.starts_with("以来") || rest.starts_with("期间"));
    if rest.starts_with('的') || spans {
        return false;
    }
    performed_first(before, rest, marker.is_some())
}

/// Whether what is done by a day comes before what is told of it.
fn performed_first(before: &str, rest: &str, marked: bool) -> bool {
    // 安装的, 付清的: a verb that qualifies a thing tells its story.
    let qualifies = |word: &&&str| rest.find(**word).is_some_and(|at| rest[at + word.len()..].starts_with('的'));
    let row = |word: &&&str| {
        let follows = rest.find(**word).map_or("", |at| &rest[at + word.len()..]);
        follows.chars().take(2).any(|c| c == '、') && PERFORMED.iter().any(|verb| qualifies(&verb))
    };
    let told = TOLD.iter().chain(PERFORMED.iter().filter(qualifies)).filter_map(|word| rest.find(word)).min();
    let performed = PERFORMED.iter().filter(|word| !qualifies(word) && !row(word)).filter_map(|word| rest.find(word)).min();
    match (performed, told) {
        (Some(done), Some(told)) => done < told,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => {
            marked || before.ends_with(['于', '在']) || NO_LATER.iter().any(|word| before.ends_with(word)) || before.ends_with('：')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn meant(text: &str) -> Vec<String> {
        let calendar = Calendar::default();
        let clock = Clock { concluded: Day::parse("2026-03-18"), effective: Day::parse("2026-03-20"), calendar: &calendar };
        let days = days(&read(text), clock);
        days.into_iter()
            .map(|d| match d.when {
                When::On(days) => days.first().map_or_else(|| "none".to_owned(), ToString::to_string),
                When::MonthDay(month, day) => format!("{month}-{day}"),
                When::Monthly(day) => format!("monthly {day}"),
                When::MonthEnd(month) => format!("end of {month}"),
            })
            .collect()
    }

    #[test]
    fn days_are_read_in_every_notation_and_counted_by_the_civil_code() {
        for (text, day) in [
            ("乙方于2026年5月底前付清", "2026-05-31"),
            ("乙方保证2026年年底前还给甲方", "2026-12-31"),
            ("在2026年第三季度内付清", "2026-09-30"),
            ("乙方于农历四月十五前交还", "2026-05-31"),
            ("自本协议签订之日起十日内支付", "2026-03-28"),
            ("协议生效之日起三十日内支付", "2026-04-19"),
            ("签字后一个月内付清", "2026-04-18"),
            ("每月15日前支付500元", "monthly 15"),
            ("退款期限：2026.4.30前", "2026-04-30"),
            ("于二〇二六年四月三十日前付清", "2026-04-30"),
            ("4月29日前退还", "4-29"),
        ] {
            assert_eq!(meant(text), [day], "{text}");
        }
    }

    #[test]
    fn a_day_of_the_story_is_no_day_of_performance() {
        for text in [
            "按2026年3月1日签订的合同支付",
            "自2026年3月1日起计算",
            "就2026年3月1日的事故赔偿",
            "2026年3月1日以前的费用",
            "乙方（1980年1月2日出生）支付",
            "甲方，2019年6月1日生，因伤就诊",
            "支付2025年6月至2026年5月的物业费",
            "双方于协议生效之日起三十日内共同向法院申请司法确认",
        ] {
            assert_eq!(meant(text), Vec::<String>::new(), "{text}");
        }
    }
}
