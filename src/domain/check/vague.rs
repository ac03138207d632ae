//! What leaves the day or the sum of a payment or an act open, by what it does to the sentence
//! (民事诉讼法解释第三百五十八条第五项、第四百六十一条), and days that hang on an event to come.

use super::payment;
use super::reading::cast::{Cast, Known};
use super::reading::days::{BESIDE, NamedDay};
use super::reading::events::{event, is_only_time};
use super::reading::naming::Subject;
use super::reading::people;
use super::reading::sums::{Purpose, Sum};
use super::reading::{Clause, Role, Sentence, lexicon};

/// What a wording must fix to be enforceable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// A payment: its day and its sum.
    DayAndSum,
    /// An act: its day.
    Day,
}

/// What was read of a term.
pub(super) struct Wording<'a> {
    pub sentences: &'a [Sentence],
    pub sums: &'a [Sum],
    pub days: &'a [NamedDay],
    pub cast: &'a Cast,
    /// Who owes, by place in the list of parties.
    pub obligor: Option<usize>,
    pub needs: Needs,
    /// How many instalments the fields have.
    pub instalments: usize,
}

/// Adverbs and phrases by which whoever owes chooses the time, or nobody can tell it.
#[rustfmt::skip]
const ANY_TIME: &[&str] = &[
    "尽快", "尽早", "尽速", "早日", "及早", "趁早", "适时", "择机", "择日", "择期", "相机", "伺机", "视情况", "视情形", "视情",
    "酌情", "协商解决", "协商确定", "协商而定", "另行协商", "另行约定", "另行商定", "另行确定", "另议", "再议", "再定", "另定",
    "待定", "条件允许", "条件成熟", "条件具备", "有条件", "经济好转", "经济条件", "合理期限", "合理时间", "适当时", "近期",
    "近日", "不日", "短期内", "一段时间", "资金宽裕", "手头宽裕", "资金充裕", "方便时", "有空", "慢慢", "回头", "以后再",
    "日后再", "陆续", "逐步", "逐渐", "分批", "抓紧", "量力", "能力范围", "力所能及", "有钱", "有能力", "有资金", "有余钱",
    "什么时候", "过段时间", "过一段时间", "短时间", "短期",
];

/// A day that is hoped for is not fixed.
const HOPED: &[&str] = &["争取", "力争", "预计", "原则上", "打算", "希望", "尽量", "尽力"];

fn is_hoped_for(clauses: &[Clause], place: usize) -> bool {
    clauses.get(place).is_some_and(|clause| lexicon::has(&clause.bare, HOPED))
}

/// 付款时间以乙方通知为准: whoever gives notice chooses the day.
fn is_by_notice(clause: &Clause) -> bool {
    let bare = &clause.bare;
    bare.contains("为准") && lexicon::has(bare, &["时间", "日期", "期限"]) && lexicon::has(bare, &["通知", "协商", "商定", "要求", "安排"])
}

/// 一定的经济补偿: money of no amount.
fn is_some_sum(text: &str) -> bool {
    const SOME: &[&str] = &["适当", "一定", "部分", "相应", "少量", "合理"];
    const MONEY: &[&str] = &["补偿", "赔偿", "金额", "数额", "费用", "款项", "补助", "补贴", "钱"];
    SOME.iter().flat_map(|word| text.match_indices(*word)).any(|(at, word)| {
        let near: String = text[at + word.len()..].chars().take(6).take_while(|c| *c != '，').collect();
        lexicon::has(&near, MONEY)
    })
}

/// 视经营情况: at the discretion of whoever looks.
fn is_at_discretion(text: &str) -> bool {
    const LOOKS: &[&str] = &["视", "根据", "看"];
    const STATE: &[&str] = &["情况", "情形", "而定", "状况"];
    LOOKS.iter().any(|look| {
        text.match_indices(look).any(|(at, _)| {
            let near: String = text[at..].chars().take(12).take_while(|c| *c != '，').collect();
            let again = lexicon::has(&near, &["而定", "再", "另行"]) || text[at..].chars().take(20).collect::<String>().contains('再');
            lexicon::has(&near, STATE) && (*look == "视" && !text[..at].ends_with(['监', '重', '电']) || again)
        })
    })
}

/// Words that leave the sum to somebody's judgment.
const ANY_SUM: &[&str] = &["适当补偿", "适当支付", "适当金额", "适当数额", "适当赔偿", "若干", "一定数额", "一定金额", "相应补偿"];

/// Vague for a payment alone: an act done in time has its day elsewhere.
const ANY_TIME_PAYMENT: &[&str] = &["及时", "立即", "马上", "随时"];

/// A sentence about later disputes is no obligation, however it is to be settled.
const DISPUTE: &[&str] = &["争议", "分歧", "未尽事宜", "纠纷", "协商不成", "协商未成", "磕碰"];

/// What is left of a sum, in a clause of its own.
const REST: &[&str] = &["余款", "余额", "剩余", "其余", "尾款", "余下"];

impl Wording<'_> {
    /// The words that leave open what should be fixed.
    pub(super) fn vague(&self) -> Option<String> {
        (0..self.sentences.len()).find_map(|number| self.vague_sentence(number))
    }

    /// The same in a term that need not fix anything: only where a sentence puts an obligation on somebody.
    pub(super) fn vague_where_it_obliges(&self) -> Option<String> {
        const MORE: &[&str] = &["付", "补偿", "赔偿"];
        let obliges =
            |s: &Sentence| s.clauses.iter().any(|c| [lexicon::PAYS, lexicon::PERFORMS, MORE].iter().any(|w| lexicon::has(&c.bare, w)));
        let fixed = |number: usize| self.days.iter().any(|d| d.sentence == number);
        let mut open = (0..self.sentences.len()).filter(|n| obliges(&self.sentences[*n]) && !fixed(*n));
        open.find_map(|number| self.any_time(number))
    }

    fn vague_sentence(&self, number: usize) -> Option<String> {
        let sentence = &self.sentences[number];
        if self.needs == Needs::DayAndSum {
            let own = || self.sums.iter().filter(|s| s.sentence == number && s.role == Role::Main);
            let owed = own().any(|s| s.purpose == Purpose::Owed);
            // 在不超过6000元的范围内补偿: a limit alone fixes nothing.
            let open = own().find(|s| s.open && (s.purpose == Purpose::Owed || (s.purpose == Purpose::Base && !owed)));
            if let Some(sum) = open {
                return Some(sum.written.clone());
            }
            if let Some(words) = self.by_actuals(number) {
                return Some(words);
            }
        }
        let rest = sentence.clauses.iter().enumerate().find_map(|(place, clause)| {
            let left = lexicon::has(&clause.bare, REST) && !self.fixed_at(number, place);
            let word = lexicon::first(&clause.bare, ANY_TIME).map(|(_, word)| word);
            word.or_else(|| Some("视情况").filter(|_| is_at_discretion(&clause.bare))).filter(|_| left).map(str::to_owned)
        });
        if rest.is_some() {
            return rest;
        }
        if self.is_fixed(number) {
            return None;
        }
        self.any_time(number).or_else(|| self.events(number).find(|event| event.open).map(|event| event.words))
    }

    fn any_time(&self, number: usize) -> Option<String> {
        let sentence = &self.sentences[number];
        let own = sentence.clauses.iter().filter(|c| c.role != Role::Breach && !is_beside(&c.bare) && self.speaks_of_it(&c.bare));
        let text = own.map(|c| c.bare.as_str()).collect::<Vec<_>>().join("，");
        let whole = sentence.text();
        let dispute = lexicon::has(&whole, DISPUTE);
        let at_once = self.needs == Needs::DayAndSum && self.events(number).all(|event| event.open);
        let payment: &[&str] = if at_once { ANY_TIME_PAYMENT } else { &[] };
        let sum: &[&str] = if self.needs == Needs::DayAndSum { ANY_SUM } else { &[] };
        let hoped = self.days.iter().any(|d| is_hoped_for(&sentence.clauses, d.clause));
        let words = ANY_TIME.iter().chain(payment).chain(sum).chain(HOPED.iter().filter(|_| hoped));
        let found = words.copied().find(|word| text.contains(word) && !(dispute && word.contains('协')) && !is_past(&text, word));
        let some = || Some("一定数额").filter(|_| self.needs == Needs::DayAndSum && is_some_sum(&text));
        let by_notice = || Some("为准").filter(|_| self.needs == Needs::DayAndSum && sentence.clauses.iter().any(is_by_notice));
        let found = found.or_else(by_notice);
        found.or_else(|| Some("视情况").filter(|_| is_at_discretion(&text))).or_else(some).map(str::to_owned)
    }

    /// Whether a clause speaks of what the term is about, and not of the other side's doings.
    fn speaks_of_it(&self, bare: &str) -> bool {
        const MONEY: &[&str] =
            &["款", "金额", "数额", "时间", "日期", "期限", "付", "元", "钱", "打", "卡", "账", "退", "还", "赔", "补偿", "缴", "租金"];
        let of = |who: Known, own: bool| matches!(who, Known::Party(p) | Known::Acting(p) if self.obligor.is_some_and(|o| (o == p) == own));
        let mentions = self.cast.mentions(bare);
        let other = mentions.first().is_some_and(|m| m.start == 0 && of(m.who, false)) && !mentions.iter().any(|m| of(m.who, true));
        !other && (self.needs == Needs::Day || lexicon::has(bare, MONEY))
    }

    /// 按实际发生的金额, 多退少补: nobody can tell the sum.
    fn by_actuals(&self, number: usize) -> Option<String> {
        #[rustfmt::skip]
        const ACTUAL: &[&str] = &[
            "按实际", "据实", "实际发生", "实报实销", "凭票", "以实际", "实际支出", "实际费用", "实际花费", "实际产生",
            "实际金额", "结算为准", "票据为准",
        ];
        const OPEN: &[&str] = &["多退少补", "以结算为准", "金额待", "数额待", "金额另", "数额另"];
        let sentence = &self.sentences[number];
        let text: String =
            sentence.clauses.iter().filter(|c| c.role != Role::Breach).map(|c| c.bare.as_str()).collect::<Vec<_>>().join("，");
        if let Some((_, word)) = lexicon::first(&text, OPEN) {
            return Some(word.to_owned());
        }
        const VALUED: &[&str] =
            &["评估", "鉴定", "结算", "核定", "审计", "核算", "报价", "票据", "发票", "清单", "单据", "实际", "日后", "最终"];
        let by_another = sentence
            .clauses
            .iter()
            .any(|c| c.bare.contains("为准") && lexicon::has(&c.bare, VALUED) && lexicon::has(&c.bare, &["以", "按"]));
        let summed = self.sums.iter().any(|s| s.sentence == number && s.purpose == Purpose::Owed);
        if by_another && !summed {
            return Some("为准".to_owned());
        }
        lexicon::first(&text, ACTUAL).filter(|_| !summed || text.contains("为准")).map(|(_, word)| word.to_owned())
    }

    /// Whether a sentence fixes what is needed.
    fn is_fixed(&self, number: usize) -> bool {
        let clauses = &self.sentences[number].clauses;
        let day = self.days.iter().any(|d| d.sentence == number && !is_hoped_for(clauses, d.clause));
        let sum = self.sums.iter().any(|s| s.sentence == number && s.purpose != Purpose::Breach);
        day && (self.needs == Needs::Day || sum)
    }

    /// Whether a day stands in a clause or next to it.
    fn fixed_at(&self, sentence: usize, clause: usize) -> bool {
        self.days.iter().any(|d| d.sentence == sentence && d.clause == clause)
    }

    fn fixed_near(&self, sentence: usize, clause: usize) -> bool {
        self.days.iter().any(|d| d.sentence == sentence && d.clause.abs_diff(clause) <= 1)
    }

    /// The event on which the day of this very payment or act hangs.
    pub(super) fn day_event(&self) -> Option<String> {
        if self.needs == Needs::Day && !self.days.is_empty() {
            return None;
        }
        (0..self.sentences.len()).find_map(|number| self.events(number).find(|event| !event.open).map(|event| event.words))
    }

    /// The events on which performance in a sentence hangs, where no day is fixed beside them.
    fn events(&self, number: usize) -> impl Iterator<Item = Event> {
        let sentence = &self.sentences[number];
        let settled = self.needs == Needs::Day && !self.days.is_empty();
        (0..sentence.clauses.len()).filter_map(move |place| {
            let clause = &sentence.clauses[place];
            // A clause with an instalment of its own has a day of its own, or none.
            let own_sum = self.instalments > 1 && clause.bare.contains('元');
            let fixed = match (own_sum, self.instalments > 1) {
                (true, _) => self.fixed_at(number, place),
                (false, true) => self.fixed_near(number, place),
                (false, false) => self.days.iter().any(|d| d.sentence == number),
            };
            if settled || clause.role == Role::Breach || fixed {
                return None;
            }
            let (event, after) = event(&clause.bare)?;
            let next = sentence.clauses.get(place + 1);
            let here = self.performs(after, clause);
            let there = !here && is_only_time(after) && next.is_some_and(|n| self.performs(&n.bare, n));
            (here || there).then(|| Event { open: self.may_never_come(event), words: clause.bare.chars().take(30).collect() })
        })
    }

    /// Whether somebody does here what the term is about: not the other side, and nothing beside it.
    fn performs(&self, text: &str, clause: &Clause) -> bool {
        if text.starts_with('已') || lexicon::has(text, &["已经", "已停"]) {
            return false;
        }
        let asked = people::asked(text, self.cast);
        let is_other = |party: usize| self.obligor.is_some_and(|o| o != party);
        let opens = self.cast.mentions(text).first().copied().filter(|m| m.start == 0);
        let by_other = match (opens.map(|m| m.who), asked.as_ref().and_then(|a| a.subject.as_ref())) {
            (Some(Known::Party(party) | Known::Acting(party)), _) => is_other(party),
            (None, Some(Subject::Known(Known::Party(party) | Known::Acting(party)))) => is_other(*party),
            (None, Some(Subject::Outsider(_))) => true,
            _ => false,
        };
        let verb = match self.needs {
            Needs::DayAndSum => payment::pays(text) || text.contains(['付', '退', '还', '赔', '汇', '转', '缴', '补']),
            Needs::Day => !is_only_time(text),
        };
        verb && !by_other && !is_beside(text) && clause.role != Role::Breach
    }

    /// An event of whoever owes alone, or one of means: 资金到位, 有能力, 面馆转让出去.
    fn may_never_come(&self, event: &str) -> bool {
        #[rustfmt::skip]
        const MEANS: &[&str] = &[
            "资金", "款项到", "有钱", "能力", "收入", "宽裕", "好转", "转让", "出售", "卖", "变现", "贷款", "回款", "盈利",
            "生意", "手头", "经济", "条件", "方便", "空闲", "拆迁", "中标", "丰收", "收成", "筹", "工程款", "到款", "到账",
            "分红", "周转", "天气", "合适", "农闲", "挣", "赚", "富余", "拍卖",
        ];
        const RECEIVES: &[&str] = &["收到", "接到", "领取", "签收", "拿到", "收悉", "接获", "取得"];
        if lexicon::has(event, MEANS) {
            return true;
        }
        let own = self.cast.mentions(event).first().filter(|m| m.start == 0).map(|m| m.who);
        let by_obligor = matches!(own, Some(Known::Party(party)) if Some(party) == self.obligor);
        by_obligor && !lexicon::has(event, RECEIVES) && !lexicon::has(event, &["甲乙", "双方"])
    }
}

/// An event to come.
struct Event {
    /// Whether it may never come, or lies with whoever owes.
    open: bool,
    words: String,
}

/// Whether a clause says what accompanies performance and nothing of it.
fn is_beside(text: &str) -> bool {
    lexicon::has(text, BESIDE) && !payment::pays(text) || lexicon::has(text, &["适当致歉"])
}

/// 甲方已酌情免去: what was done is open no more.
fn is_past(text: &str, word: &str) -> bool {
    text.find(word).is_some_and(|at| text[..at].ends_with('已') || text[..at].ends_with("已经"))
}
