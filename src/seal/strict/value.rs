//! PDF objects (ISO 32000-2, 7.3), read where they stand; only the spellings that our writer uses.

use super::Fault;

/// What a ruling of ours can hold, and some: the largest the contract allows has a hundred parties, a hundred terms and
/// sixteen thousand characters of them, and comes to a fifth of these. What goes beyond is refused as it is read.
const DEEPEST: usize = 24;
const LONGEST_DICT: usize = 64;
const LONGEST_NAME: usize = 127;
const LONGEST_TEXT: usize = 256 * 1024;
const MOST_VALUES: usize = 200_000;

/// A PDF value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Real,
    /// A name, without the slash and unescaped.
    Name(String),
    /// A string; where it was hexadecimal, the positions of `<` and behind `>`.
    Text(Vec<u8>, Option<(usize, usize)>),
    /// An array.
    Array(Vec<Value>),
    /// A dictionary; no key stands twice.
    Dict(Vec<(String, Value)>),
    /// A reference to an object of generation 0.
    Ref(u32),
}

impl Value {
    /// The integer.
    #[must_use]
    pub const fn int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The elements.
    #[must_use]
    pub fn array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Adds every object number this value refers to.
    pub fn references(&self, out: &mut Vec<u32>) {
        match self {
            Self::Ref(number) => out.push(*number),
            Self::Array(items) => items.iter().for_each(|i| i.references(out)),
            Self::Dict(members) => members.iter().for_each(|(_, v)| v.references(out)),
            _ => {}
        }
    }
}

/// A member of a dictionary.
#[must_use]
pub fn get<'a>(dict: &'a Value, key: &str) -> Option<&'a Value> {
    match dict {
        Value::Dict(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
        _ => None,
    }
}

/// Reads forward through the bytes.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    /// Values that may still be read.
    left: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, left: MOST_VALUES }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes behind the next line feed.
    pub(super) fn line(&mut self) {
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                return;
            }
        }
    }

    pub(super) fn line_feeds(&mut self) {
        while self.peek() == Some(b'\n') {
            self.at += 1;
        }
    }

    /// Goes behind these bytes where they stand here.
    pub(super) fn take(&mut self, expected: &[u8]) -> bool {
        let here = self.bytes[self.at.min(self.bytes.len())..].starts_with(expected);
        if here {
            self.at += expected.len();
        }
        here
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n')) {
            self.at += 1;
        }
    }

    /// `12 0 obj` and a line feed.
    pub(super) fn object_header(&mut self) -> Result<u32, Fault> {
        const FAULT: Fault = "an object does not begin as ours do";
        let number = self.digits().ok_or(FAULT)?;
        if !self.take(b" 0 obj\n") {
            return Err(FAULT);
        }
        u32::try_from(number).map_err(|_| FAULT)
    }

    fn digits(&mut self) -> Option<i64> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        std::str::from_utf8(&self.bytes[start..self.at]).ok()?.parse().ok()
    }

    /// A stream behind its dictionary: where its data stands.
    pub(super) fn stream(&mut self, dict: &Value) -> Result<Option<(usize, usize)>, Fault> {
        const FAULT: Fault = "a stream's length is wrong";
        if !self.take(b"\nstream\n") {
            return Ok(None);
        }
        let length = get(dict, "Length").and_then(Value::int).and_then(|l| usize::try_from(l).ok()).ok_or(FAULT)?;
        let start = self.at;
        let end = start.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or(FAULT)?;
        self.at = end;
        if self.take(b"\nendstream") { Ok(Some((start, end))) } else { Err(FAULT) }
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Value, Fault> {
        const FAULT: Fault = "a value is not written as we write values";
        if depth > DEEPEST {
            return Err(FAULT);
        }
        self.left = self.left.checked_sub(1).ok_or("the file holds more than any ruling of ours")?;
        self.blanks();
        match self.peek().ok_or("the file ends too early")? {
            b'/' => self.name().map(Value::Name),
            b'(' => self.literal(),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dict(depth),
            b'<' => self.hexadecimal(),
            b'[' => self.array(depth),
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(),
            _ if self.take(b"true") => Ok(Value::Bool(true)),
            _ if self.take(b"false") => Ok(Value::Bool(false)),
            _ if self.take(b"null") => Ok(Value::Null),
            _ => Err(FAULT),
        }
    }

    fn name(&mut self) -> Result<String, Fault> {
        const FAULT: Fault = "a name is not written as we write names";
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek() {
            if byte == b'#' {
                let digits = self.bytes.get(self.at + 1..self.at + 3).and_then(|d| std::str::from_utf8(d).ok()).ok_or(FAULT)?;
                name.push(u8::from_str_radix(digits, 16).map_err(|_| FAULT)?);
                self.at += 3;
            } else if byte.is_ascii_graphic() && !b"()<>[]{}/%".contains(&byte) {
                name.push(byte);
                self.at += 1;
            } else {
                break;
            }
        }
        if name.is_empty() || name.len() > LONGEST_NAME {
            return Err(FAULT);
        }
        String::from_utf8(name).map_err(|_| FAULT)
    }

    fn literal(&mut self) -> Result<Value, Fault> {
        const FAULT: Fault = "a string is not written as we write strings";
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1;
        loop {
            let byte = self.peek().ok_or(FAULT)?;
            self.at += 1;
            match byte {
                b'\\' => {
                    let escaped = self.peek().ok_or(FAULT)?;
                    self.at += 1;
                    text.push(match escaped {
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'b' => 8,
                        b'f' => 12,
                        b'(' | b')' | b'\\' => escaped,
                        _ => return Err(FAULT),
                    });
                    continue;
                }
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Ok(Value::Text(text, None));
            }
            if text.len() == LONGEST_TEXT {
                return Err(FAULT);
            }
            text.push(byte);
        }
    }

    fn hexadecimal(&mut self) -> Result<Value, Fault> {
        const FAULT: Fault = "a string is not written as we write strings";
        let open = self.at;
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_hexdigit()) {
            self.at += 1;
        }
        let digits = &self.bytes[start..self.at];
        if !self.take(b">") || digits.len() % 2 == 1 || digits.len() > LONGEST_TEXT {
            return Err(FAULT);
        }
        let text = String::from_utf8_lossy(digits).to_ascii_lowercase();
        let bytes = crate::seal::unhex_all(&text).ok_or(FAULT)?;
        Ok(Value::Text(bytes, Some((open, self.at))))
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blanks();
            if self.take(b"]") {
                return Ok(Value::Array(items));
            }
            items.push(self.value(depth + 1)?);
        }
    }

    fn dict(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 2;
        let mut members: Vec<(String, Value)> = Vec::new();
        loop {
            // None of ours is longer: a dictionary drawn out by somebody else costs no time.
            if members.len() > LONGEST_DICT {
                return Err("a dictionary is longer than ours are");
            }
            self.blanks();
            if self.take(b">>") {
                return Ok(Value::Dict(members));
            }
            if self.peek() != Some(b'/') {
                return Err("a dictionary is not written as we write them");
            }
            let key = self.name()?;
            if members.iter().any(|(k, _)| *k == key) {
                return Err("a key stands twice");
            }
            let value = self.value(depth + 1)?;
            members.push((key, value));
        }
    }

    /// A number, or a reference where `0 R` follows.
    fn number(&mut self) -> Result<Value, Fault> {
        const FAULT: Fault = "a number is not written as we write numbers";
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).map_err(|_| FAULT)?;
        if text.contains('.') {
            text.parse::<f64>().map_err(|_| FAULT)?;
            return Ok(Value::Real);
        }
        let value: i64 = text.parse().map_err(|_| FAULT)?;
        if self.take(b" 0 R") {
            return u32::try_from(value).map(Value::Ref).map_err(|_| FAULT);
        }
        Ok(Value::Int(value))
    }
}
