//! One script for reading: figures and marks in their usual width, the traditional characters of agreements as
//! simplified ones. One character stays one character; what is kept and printed is never folded.

use crate::domain::text::half_width;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Traditional characters that agreements use in the words this reader knows, each with its simplified one.
const TRADITIONAL: &str = "萬万億亿圓元貳贰參叁陸陆錢钱塊块應应當当須须負负責责擔担給给償偿還还賠赔補补貨货費费賬账帳账戶户匯汇轉转繳缴納纳結结淸清將将與与為为於于從从對对後后內内個个過过開开關关係系屬属歸归權权產产證证據据書书\
    讓让買买賣卖價价總总計计餘余額额減减並并兩两雙双協协議议簽签訂订達达東东財财養养婦妇離离繼继親亲監监護护撫抚變变認认確确獨独佔占點点該该設设備备損损壞坏牆墙築筑圍围樓楼棟栋號号層层車车輛辆電电話话機机\
    廠厂業业營营務务員员會会區区縣县鎮镇鄉乡農农曆历歷历這这說说請请託托國国際际園园場场廣广態态勢势體体隻只條条約约誠诚貴贵執执異异緣缘處处辦办經经濟济滿满時时間间續续來来無无論论義义違违遲迟滯滞罰罚則则\
    況况視视儘尽盡尽幾几歲岁";

/// A character as the reader sees it.
pub(super) fn folded(c: char) -> char {
    let c = half_width(c);
    match c {
        '(' => '（',
        ')' => '）',
        '[' => '【',
        ']' => '】',
        '!' => '！',
        '?' => '？',
        ';' => '；',
        ':' => '：',
        '~' => '～',
        '￥' => '¥',
        '〇' | '○' | 'Ｏ' => '〇',
        c if c.is_ascii() => c,
        c => simplified(c),
    }
}

fn simplified(c: char) -> char {
    static PAIRS: LazyLock<HashMap<char, char>> =
        LazyLock::new(|| TRADITIONAL.chars().zip(TRADITIONAL.chars().skip(1)).step_by(2).collect());
    PAIRS.get(&c).copied().unwrap_or(c)
}

/// A wording for reading.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_traditional_character_has_its_simplified_one() {
        assert_eq!(TRADITIONAL.chars().count() % 2, 0);
        assert_eq!(fold("乙方應於２０２６年４月３０日前給付貳萬圓"), "乙方应于2026年4月30日前给付贰万元");
    }
}
