//! Identifiers: random ones minted in `office`, and the case number that the law gives.

use std::fmt;

/// Crockford's base 32: no I, L, O, U.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(String);

        impl $name {
            /// From 128 random bits.
            #[must_use]
            pub fn from_bits(bits: [u8; 16]) -> Self {
                Self(base32(&bits))
            }

            /// Reads 26 characters of Crockford's base 32.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let good = text.len() == 26 && text.bytes().all(|b| CROCKFORD.contains(&b));
                good.then(|| Self(text.to_owned()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

random_id!(
    /// A confirmation case (司法确认案件).
    CaseId
);
random_id!(
    /// An issued document.
    DocumentId
);
random_id!(
    /// A person who works here.
    PersonId
);

/// Bytes in Crockford's base 32, most significant bit first, the last character padded with zero bits.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        buffer = buffer << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(CROCKFORD[(buffer >> bits & 31) as usize]));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(CROCKFORD[(buffer << (5 - bits) & 31) as usize]));
    }
    out
}

/// A printed code of `groups` of four characters: 查询码 has three, 核对码 two. Folds what people type
/// (small letters, O for 0, I and L for 1, hyphens and spaces); `None` when it cannot be one.
#[must_use]
pub fn read_code(text: &str, groups: usize) -> Option<String> {
    let folded: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '\u{3000}' | '－' | '—'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let good = folded.len() == groups * 4 && folded.bytes().all(|b| CROCKFORD.contains(&b));
    good.then_some(folded)
}

/// `R5VN-3TWD-8KQ4`: how a code is printed.
#[must_use]
pub fn printed_code(code: &str) -> String {
    code.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>().join("-")
}

/// A case number (案号), such as （2026）浙0499诉前调确1号: per court, type and year, without gaps.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CaseNumber {
    /// Year of filing.
    pub year: i32,
    /// Court code.
    pub court: String,
    /// Type code (类型代字).
    pub kind: String,
    /// Serial number, from 1.
    pub serial: i32,
}

/// Type code of a confirmation case before filing a suit.
pub const CONFIRMATION: &str = "诉前调确";
/// Type code of supervision of a special procedure (民事特别程序监督案件): objections.
pub const SUPERVISION: &str = "民特监";

impl CaseNumber {
    /// Reads a case number with half- or full-width brackets.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().strip_prefix(['（', '('])?;
        let (year, rest) = rest.split_once(['）', ')'])?;
        let rest = rest.strip_suffix('号')?;
        let kind_from = rest.char_indices().skip(1).find(|(_, c)| !c.is_ascii_digit()).map(|(i, _)| i)?;
        let (court, rest) = rest.split_at(kind_from);
        let serial_from = rest.find(|c: char| c.is_ascii_digit())?;
        let (kind, serial) = rest.split_at(serial_from);
        let number = Self { year: year.parse().ok()?, court: court.to_owned(), kind: kind.to_owned(), serial: serial.parse().ok()? };
        (number.serial > 0 && !serial.starts_with('0')).then_some(number)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "（{}）{}{}{}号", self.year, self.court, self.kind, self.serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_is_read_in_either_width_and_printed_in_full() {
        for text in ["（2026）浙0499诉前调确136号", "(2026)浙0499诉前调确136号"] {
            assert_eq!(CaseNumber::parse(text).map(|n| n.to_string()).as_deref(), Some("（2026）浙0499诉前调确136号"));
        }
        assert!(CaseNumber::parse("（2026）浙0499诉前调确0号").is_none());
        assert!(CaseNumber::parse("（2026）浙0499诉前调确号").is_none());
    }

    #[test]
    fn codes_people_type_are_folded_and_others_refused() {
        assert_eq!(read_code("r5vn-3twd-8kqo", 3).as_deref(), Some("R5VN3TWD8KQ0"));
        assert_eq!(read_code("r5vn-3twd", 3), None);
        assert_eq!(printed_code("R5VN3TWD8KQ0"), "R5VN-3TWD-8KQ0");
        assert_eq!(base32(&[0xff; 16]).len(), 26);
    }
}
