//! Events on which a day hangs: 收到裁定后三日内, 待验收合格, 等乙方拿到拆迁款.

use super::lexicon;

/// The event a clause's time hangs on, and what follows it: 收到裁定后, 待验收合格之日起三日内, 等乙方拿到拆迁款.
pub(in super::super) fn event(bare: &str) -> Option<(&str, &str)> {
    let (at, end) = closing(bare).or_else(|| bare.starts_with(['等', '待', '俟']).then_some((bare.len(), bare.len())))?;
    // 乙方在甲方提供票据之后: the event begins behind the word that opens it.
    const NOT_OPENING: [char; 16] = ['所', '存', '现', '亲', '各', '独', '擅', '私', '对', '由', '关', '位', '低', '高', '优', '招'];
    // 自己, 等额, 在建: part of another word.
    const NOT_FOLLOWED: [char; 12] = ['己', '行', '愿', '身', '家', '然', '额', '级', '遇', '建', '场', '职'];
    let opened = bare[..at].char_indices().find(|(from, c)| {
        let word = bare[..*from].ends_with(NOT_OPENING) || bare[from + c.len_utf8()..].starts_with(NOT_FOLLOWED);
        "自待等俟在于".contains(*c) && !word
    });
    let event =
        opened.map_or(&bare[..at], |(from, c)| &bare[from + c.len_utf8()..at]).trim_start_matches(['于', '从']).trim_end_matches('的');
    let agreed = ["签订", "签署", "签字", "签约", "达成", "订立", "协议生效", "生效"].iter().any(|w| event.ends_with(w))
        && !lexicon::has(event, &["裁定", "判决", "文书"]);
    let dated = event.contains(|c: char| c.is_ascii_digit()) && event.contains('月');
    (event.chars().count() >= 3 && !agreed && !dated).then(|| (event, &bare[end..]))
}

/// Where the word stands that closes an event.
fn closing(bare: &str) -> Option<(usize, usize)> {
    #[rustfmt::skip]
    const CLOSES: &[&str] = &[
        "之日起", "之日", "日起", "之后", "以后", "后", "当日", "当天", "次日", "第二天", "翌日", "之时", "的时候", "时候",
        "时", "的同时", "前提下",
    ];
    #[rustfmt::skip]
    const NO_EVENT: &[&str] = &[
        "今后", "此后", "然后", "最后", "事后", "背后", "前后", "先后", "届时", "及时", "同时", "临时", "按时", "平时", "小时",
        "准时", "即时", "随时", "抵后", "除后", "减后",
    ];
    const NOUN_BEHIND: &str = "厨视墙院门面续期果方勤备台排座轮半天代人世间段效限长令";
    let found = CLOSES.iter().flat_map(|word| bare.match_indices(*word)).filter_map(|(at, word)| {
        let end = at + word.len();
        let other = NO_EVENT.iter().any(|no| bare[..end].ends_with(no) && !word.contains("同时"));
        let noun = word.chars().count() == 1 && bare[end..].starts_with(|c: char| NOUN_BEHIND.contains(c));
        (!other && !noun && at > 0).then_some((at, end))
    });
    found.min_by_key(|(at, end)| (*at, usize::MAX - end))
}

/// Whether nothing but a span of time follows an event: 五日内, or nothing.
pub(in super::super) fn is_only_time(after: &str) -> bool {
    after.chars().count() <= 8
        && after.chars().all(|c| c.is_ascii_digit() || "起的之一二两三四五六七八九十半个工作日天周月年星期内以再方可当".contains(c))
}
