//! Breaking a paragraph into lines of 28 cells: 避头尾, numbers kept with their units, lines filled to the edge.

use super::font::is_half;

/// Half cells in a line: 28 characters of two.
pub const LINE: usize = 56;

/// Never at the head of a line.
const NO_HEAD: &str = "，。、；：？！）】》〉」』”’…—·%‰℃°,.;:?!)]}％～";
/// Never at the end of a line.
const NO_TAIL: &str = "（【《〈「『“‘￥¥([{＃#";
/// A number never breaks from these.
const UNITS: &str = "年月日元角分厘号室幢栋楼层条款项期台个件份名人岁天时点次米里亩吨克升度类万亿千百%％‰组户批套辆间座单元";

/// A line of a paragraph: its characters, and how it is set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextLine {
    /// The characters.
    pub text: String,
    /// Half cells free at the left (the indent of a first line).
    pub indent: usize,
    /// Half cells to share out between the characters, so that the line ends at the edge.
    pub slack: usize,
}

/// Half cells a text fills.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if is_half(c) { 1 } else { 2 }).sum()
}

/// Breaks a paragraph. `indent` is that of the first line, in half cells.
#[must_use]
pub fn break_paragraph(text: &str, indent: usize) -> Vec<TextLine> {
    let chars: Vec<char> = text.chars().filter(|c| *c != '\r' && *c != '\t').collect();
    let mut lines = Vec::new();
    let mut start = 0;
    let mut indent = indent;
    while start < chars.len() {
        let (end, forced) = end_of_line(&chars, start, LINE - indent);
        let mut body: String = chars[start..end].iter().collect();
        while body.ends_with(' ') {
            body.pop();
        }
        let last = end == chars.len() || forced;
        let free = (LINE - indent).saturating_sub(width(&body));
        // A line that lacks more than three characters would look stretched: it stays ragged.
        let slack = if last || free > 6 { 0 } else { free };
        lines.push(TextLine { text: body, indent, slack });
        start = end;
        while start < chars.len() && (chars[start] == ' ' || (forced && chars[start] == '\n')) {
            let newline = chars[start] == '\n';
            start += 1;
            if newline {
                break;
            }
        }
        indent = 0;
    }
    lines
}

/// Where the line that begins at `start` ends, and whether a line feed ends it.
fn end_of_line(chars: &[char], start: usize, room: usize) -> (usize, bool) {
    let mut used = 0;
    let mut end = start;
    while end < chars.len() {
        if chars[end] == '\n' {
            return (end, true);
        }
        used += if is_half(chars[end]) { 1 } else { 2 };
        if used > room {
            break;
        }
        end += 1;
    }
    if end == chars.len() {
        return (end, false);
    }
    let mut at = end;
    while at > start + 1 && !may_break(chars, at) {
        at -= 1;
    }
    // A word longer than a line has no good place: it breaks at the edge.
    (if at > start + 1 { at } else { end.max(start + 1) }, false)
}

/// Whether a line may end before `chars[at]`.
fn may_break(chars: &[char], at: usize) -> bool {
    let (before, after) = (chars[at - 1], chars[at]);
    if NO_HEAD.contains(after) || NO_TAIL.contains(before) {
        return false;
    }
    let part_of_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | ':');
    if part_of_number(before) && part_of_number(after) {
        return false;
    }
    if before.is_ascii_digit() && UNITS.contains(after) {
        return false;
    }
    !(before == after && matches!(after, '—' | '…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        break_paragraph(text, 0).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn a_full_line_holds_twenty_eight_characters() {
        let lines = texts(&"法".repeat(60));
        assert_eq!(lines.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [28, 28, 4]);
    }

    #[test]
    fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
        let text = format!("{}，{}（甲）", "法".repeat(28), "院".repeat(25));
        let lines = texts(&text);
        assert_eq!(lines[0].chars().count(), 27, "the last character goes down with its comma");
        assert!(lines.iter().all(|l| !l.starts_with('，') && !l.ends_with('（')), "{lines:?}");
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        let text = format!("{}2026年4月30日前支付人民币10000元", "付".repeat(26));
        let lines = texts(&text);
        assert_eq!(lines[0], "付".repeat(26), "{lines:?}");
        let text = format!("{}10000元整", "付".repeat(25));
        assert_eq!(texts(&text)[1], "10000元整");
    }

    #[test]
    fn a_line_short_of_the_edge_is_filled_and_a_last_line_is_not() {
        let lines = break_paragraph(&format!("{}，{}", "法".repeat(28), "院".repeat(40)), 0);
        assert_eq!(lines[0].slack, 2);
        assert_eq!(lines.last().map(|l| l.slack), Some(0));
    }

    #[test]
    fn a_number_longer_than_a_line_breaks_at_the_edge() {
        assert_eq!(texts(&"1".repeat(80)).len(), 2);
    }
}
