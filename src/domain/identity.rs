//! Identifiers that people write: checked once, then trusted (GB 11643, GB 32100).

use super::day::Day;

/// What a resident identity number says of its holder (GB 11643-1999).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ResidentFacts {
    /// Birth date, digits 7–14.
    pub born_on: Day,
    /// Odd 17th digit: male.
    pub male: bool,
}

/// Folds what an input method leaves in an identifier: full-width letters and digits, spaces, a small x.
#[must_use]
pub fn normalise_code(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{ff10}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Checks an 18-character resident identity number (居民身份证号码; residence permits for Hong Kong, Macao and
/// Taiwan residents follow the same rule): form, existing birth date, check character. A small x counts as X; a space
/// or a full-width figure in it is not of the form.
/// `None` when any of them fails.
#[must_use]
pub fn resident_id(text: &str) -> Option<ResidentFacts> {
    let code = text.to_ascii_uppercase();
    let bytes = code.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) || bytes[0] == b'0' {
        return None;
    }
    if check_character(&bytes[..17]) != bytes[17] {
        return None;
    }
    let born_on = Day::parse(&format!("{}-{}-{}", &code[6..10], &code[10..12], &code[12..14]))?;
    Some(ResidentFacts { born_on, male: (bytes[16] - b'0') % 2 == 1 })
}

/// The check character behind seventeen digits.
fn check_character(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
    CHECKS[(sum % 11) as usize]
}

/// A well-formed number of a division, a birth date and a sequence below 1000 (odd for men): for people of examples.
#[must_use]
pub fn example_resident_id(division: &str, born_on: Day, sequence: u32) -> String {
    let [year, month, day] = [born_on.year().unsigned_abs(), born_on.month(), born_on.day()];
    let digits = format!("{division}{year:04}{month:02}{day:02}{:03}", sequence % 1000);
    let check = char::from(check_character(digits.as_bytes()));
    format!("{digits}{check}")
}

/// Whether a number can be a residence permit's (居住证): those of Hong Kong, Macao and Taiwan start with 81, 82, 83.
#[must_use]
pub fn is_residence_permit(number: &str) -> bool {
    ["81", "82", "83"].iter().any(|start| number.starts_with(start))
}

/// Checks a unified social credit code (统一社会信用代码, GB 32100-2015): form, check character, and the organisation
/// code inside. A small letter counts as a capital; a space or a full-width figure is not of the form.
#[must_use]
pub fn uscc_is_well_formed(text: &str) -> bool {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let code = text.to_ascii_uppercase();
    let bytes = code.as_bytes();
    if bytes.len() != 18 {
        return false;
    }
    let mut weight = 1_usize;
    let mut sum = 0_usize;
    for byte in &bytes[..17] {
        let Some(value) = ALPHABET.iter().position(|a| a == byte) else { return false };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET[(31 - sum % 31) % 31] == bytes[17] && organisation_code_is_well_formed(&bytes[8..17])
}

/// The organisation code inside, characters 9 to 17, with its own check character (GB 11714-1997).
fn organisation_code_is_well_formed(code: &[u8]) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |b: &u8| if b.is_ascii_digit() { u32::from(b - b'0') } else { u32::from(b - b'A') + 10 };
    let sum: u32 = code.iter().zip(WEIGHTS).map(|(b, w)| value(b) * w).sum();
    let check = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + u8::try_from(digit).unwrap_or(0),
    };
    code.get(8) == Some(&check)
}

/// A number that can be reached: a mobile, a landline with area code, a 400/800 number, or one abroad
/// ([`phone_is_abroad`]). Separators, full-width digits and a leading +86, 0086 or 86 are folded away.
#[must_use]
pub fn phone_is_reachable(text: &str) -> bool {
    let at_home = phone_digits(text).is_some_and(|digits| is_mobile_digits(&digits) || is_landline(&digits));
    at_home || phone_is_abroad(text)
}

/// A number of Hong Kong, Macao, Taiwan or abroad in E.164 form: `+`, country code, subscriber, 15 digits at most;
/// separators between them are folded away. No text message goes there.
#[must_use]
pub fn phone_is_abroad(text: &str) -> bool {
    let folded = normalise_code(text);
    let Some(rest) = folded.strip_prefix('+') else { return false };
    let digits: String = rest.chars().filter(|c| !is_separator(*c)).collect();
    let home = digits.starts_with("86");
    if home || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let subscriber = |code: &str| digits.strip_prefix(code).map(str::len);
    match (subscriber("852").or(subscriber("853")), subscriber("886"), subscriber("1")) {
        (Some(length), _, _) => length == 8,
        (_, Some(length), _) => matches!(length, 8 | 9),
        (_, _, Some(length)) => length == 10,
        _ => (8..=15).contains(&digits.len()),
    }
}

const fn is_separator(c: char) -> bool {
    matches!(c, '-' | '(' | ')' | '（' | '）' | '－' | '—' | '.')
}

/// A mobile number, to which a text message can go.
#[must_use]
pub fn phone_is_mobile(text: &str) -> bool {
    phone_digits(text).is_some_and(|digits| is_mobile_digits(&digits))
}

/// The digits of a telephone number without country prefix and separators; `None` when anything else is in it.
#[must_use]
pub fn phone_digits(text: &str) -> Option<String> {
    let code = normalise_code(text);
    let main = code.split(['转', ',', '，', '、', '#', 'X']).next().unwrap_or("").trim_end_matches("EXT").trim_end_matches("分机");
    // A landline may carry an extension behind a second hyphen: 0573-80000223-8001.
    let parts: Vec<&str> = main.split(['-', '－']).collect();
    let main = match parts.as_slice() {
        [area, number, extension] if area.starts_with('0') && number.len() >= 7 && extension.len() <= 6 => format!("{area}{number}"),
        _ => main.to_owned(),
    };
    let bare: String = main.chars().filter(|c| !is_separator(*c)).collect();
    let whole = |rest: &str| is_mobile_digits(rest) || is_landline(rest) || is_landline(&format!("0{rest}"));
    let country = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086"));
    let bare = match country.or_else(|| bare.strip_prefix("86").filter(|rest| whole(rest))) {
        // Dialled from abroad a landline loses the 0 of its area code.
        Some(rest) if !rest.starts_with(['0', '1', '4', '8']) || rest.starts_with("10") => format!("0{rest}"),
        Some(rest) => rest.to_owned(),
        None => bare,
    };
    (!bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit())).then_some(bare)
}

fn is_mobile_digits(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

fn is_landline(digits: &str) -> bool {
    if digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800")) {
        return true;
    }
    let Some(rest) = digits.strip_prefix('0') else { return false };
    let area = match rest.as_bytes().first() {
        Some(b'1' | b'2') => 2,
        Some(b'3'..=b'9') => 3,
        _ => return false,
    };
    rest.len() > area && matches!(rest.len() - area, 7 | 8) && !matches!(rest.as_bytes()[area], b'0' | b'1')
}

/// A name shown to the public: first character, then stars, last character kept from three on (`王*明`).
#[must_use]
pub fn masked_name(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    match chars.as_slice() {
        [] => String::new(),
        [only] => only.to_string(),
        [first, _] => format!("{first}*"),
        [first, .., last] => format!("{first}{}{last}", "*".repeat(chars.len() - 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors_of_resident_numbers_hold() {
        for good in ["11010519491231002X", "330424199003071235", "330424200002290044", "11010519491231002x"] {
            assert!(resident_id(good).is_some(), "{good}");
        }
        for bad in ["330424199003071236", "330424199002301235", "33042419900307123", "３３04241990030712", ""] {
            assert!(resident_id(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_number_made_for_an_example_is_well_formed() {
        let born_on = Day::new(1990, 3, 7);
        let number = born_on.map(|day| example_resident_id("330499", day, 122));
        assert_eq!(number.as_deref(), Some("330499199003071228"));
    }

    #[test]
    fn the_published_vectors_of_unified_codes_hold() {
        for good in ["91350100M000100Y43", "91350200MA2YJ1XR9G"] {
            assert!(uscc_is_well_formed(good), "{good}");
        }
        for real_but_failing in ["91350100M0001TGQXM", "91350203M0001FUE2P", "91350203M0001QAY9B"] {
            assert!(!uscc_is_well_formed(real_but_failing), "{real_but_failing}");
        }
    }

    #[test]
    fn numbers_that_ring_are_told_from_those_that_do_not() {
        for good in ["19900000011", "0573-80000223", "+86 139 0000 0000", "010-62345678", "400-820-8820", "０５７３－80000223"] {
            assert!(phone_is_reachable(good), "{good}");
        }
        for bad in ["12900000011", "1990000001", "80000223", "110", "电话", "0573-1234", "00000000000", ""] {
            assert!(!phone_is_reachable(bad), "{bad}");
        }
        for good in ["8613900000000", "86-573-80000223", "0573-80000223，8001", "0573-80000223转8001", "+852 2123 4567", "+886-912345678"]
        {
            assert!(phone_is_reachable(good), "{good}");
        }
        for abroad in ["+852 21234567", "+1 212 555 0100", "+44 20 7946 0958"] {
            assert!(phone_is_abroad(abroad) && !phone_is_mobile(abroad), "{abroad}");
        }
        for not in ["+86 139 0000 0000", "+852 2123", "+0 12345678", "852 21234567", "+49", "+1234567890123456"] {
            assert!(!phone_is_abroad(not), "{not}");
        }
        assert!(!phone_is_mobile("0573-80000223"));
    }
}
