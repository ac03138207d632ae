//! A strict reader of our own PDF profile: one revision, classic cross-reference table, every object there once
//! and reachable, one signature that covers the whole file, nothing that could show a reader something else
//! (`src/seal/FORMATS.md` §9). What is not exactly of this form was not written by this program.

mod value;

use std::collections::{BTreeMap, BTreeSet};
pub use value::Value;
use value::{Cursor, get};

/// Why a file is not of our profile.
pub type Fault = &'static str;

/// Largest ruling, bytes.
const LARGEST: usize = 8 * 1024 * 1024;

/// A file of our profile: where its parts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The embedded statement, byte range.
    pub statement: (usize, usize),
    /// The hex digits of the signature, byte range.
    pub contents: (usize, usize),
    /// The DER of the signature, with the hole's padding cut off.
    pub signature: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// `/M` of the signature dictionary.
    pub signed_at: String,
    /// First file identifier.
    pub file_id: Vec<u8>,
}

struct Object {
    value: Value,
    stream: Option<(usize, usize)>,
}

struct File<'a> {
    bytes: &'a [u8],
    objects: BTreeMap<u32, Object>,
    trailer: Value,
}

/// Reads a whole file.
///
/// # Errors
/// The first rule it breaks.
pub fn read(bytes: &[u8]) -> Result<Profile, Fault> {
    if bytes.len() > LARGEST {
        return Err("the file is larger than any ruling of ours");
    }
    let file = File::parse(bytes)?;
    let catalog = file.target(get(&file.trailer, "Root").ok_or("trailer has no root")?)?;
    only(catalog, &CATALOG, "the catalog has a key that is not ours")?;
    file.all_reachable()?;
    let pages = file.pages(catalog)?;
    let statement = file.statement(catalog)?;
    let signature = file.signature(catalog)?;
    let id = get(&file.trailer, "ID").and_then(Value::array).ok_or("trailer has no identifier")?;
    let [Value::Text(first, _), Value::Text(second, _)] = id else { return Err("trailer has no identifier") };
    if first != second {
        return Err("the file says that it was changed");
    }
    Ok(Profile { statement, pages, file_id: first.clone(), ..signature })
}

const CATALOG: [&str; 14] = [
    "Type",
    "Pages",
    "StructTreeRoot",
    "Outlines",
    "Metadata",
    "Lang",
    "MarkInfo",
    "ViewerPreferences",
    "OutputIntents",
    "AF",
    "Names",
    "Extensions",
    "Perms",
    "AcroForm",
];
const PAGE: [&str; 8] = ["Type", "Parent", "MediaBox", "Contents", "StructParents", "Tabs", "Annots", "Resources"];
const SIGNATURE: [&str; 7] = ["Type", "Filter", "SubFilter", "M", "ByteRange", "Contents", "Reference"];
const WIDGET: [&str; 10] = ["Type", "Subtype", "FT", "T", "TU", "V", "P", "F", "Rect", "StructParent"];

fn only(dict: &Value, allowed: &[&str], fault: Fault) -> Result<(), Fault> {
    let Value::Dict(members) = dict else { return Err(fault) };
    if members.iter().all(|(key, _)| allowed.contains(&key.as_str())) { Ok(()) } else { Err(fault) }
}

impl<'a> File<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Self, Fault> {
        if !bytes.starts_with(b"%PDF-2.0\n%") {
            return Err("the header is not ours");
        }
        let mut cursor = Cursor::new(bytes, 9);
        cursor.line();
        let mut objects = BTreeMap::new();
        let mut offsets = BTreeMap::new();
        loop {
            cursor.line_feeds();
            let at = cursor.at;
            if cursor.take(b"xref\n") {
                break;
            }
            let number = cursor.object_header()?;
            let value = cursor.value(0)?;
            let stream = cursor.stream(&value)?;
            if !cursor.take(b"\nendobj\n") {
                return Err("an object is not closed as we close it");
            }
            if objects.insert(number, Object { value, stream }).is_some() {
                return Err("an object stands twice");
            }
            offsets.insert(number, at);
        }
        let table = cursor.at - 5;
        cross_reference(&mut cursor, &offsets)?;
        if !cursor.take(b"trailer\n") {
            return Err("no trailer");
        }
        let trailer = cursor.value(0)?;
        only(&trailer, &["Size", "Root", "ID"], "the trailer has a key that is not ours")?;
        if !cursor.take(format!("\nstartxref\n{table}\n%%EOF").as_bytes()) || cursor.at != bytes.len() {
            return Err("something stands behind the end of the file, or before it");
        }
        let size = get(&trailer, "Size").and_then(Value::int);
        if size != Some(i64::try_from(objects.len() + 1).unwrap_or(0)) {
            return Err("the number of objects is wrong");
        }
        Ok(Self { bytes, objects, trailer })
    }

    /// What a value is, following one reference.
    fn target<'b>(&'b self, value: &'b Value) -> Result<&'b Value, Fault> {
        match value {
            Value::Ref(number) => self.objects.get(number).map(|o| &o.value).ok_or("a reference leads nowhere"),
            other => Ok(other),
        }
    }

    fn all_reachable(&self) -> Result<(), Fault> {
        let mut seen = BTreeSet::new();
        let mut waiting = Vec::new();
        self.trailer.references(&mut waiting);
        while let Some(number) = waiting.pop() {
            if !seen.insert(number) {
                continue;
            }
            let object = self.objects.get(&number).ok_or("a reference leads nowhere")?;
            object.value.references(&mut waiting);
        }
        if seen.len() == self.objects.len() { Ok(()) } else { Err("an object is used by nothing") }
    }

    fn pages(&self, catalog: &Value) -> Result<usize, Fault> {
        let tree = self.target(get(catalog, "Pages").ok_or("no pages")?)?;
        let kids = get(tree, "Kids").and_then(Value::array).ok_or("no pages")?;
        for (index, kid) in kids.iter().enumerate() {
            let page = self.target(kid)?;
            only(page, &PAGE, "a page has a key that is not ours")?;
            if get(page, "Type").and_then(Value::name) != Some("Page") {
                return Err("the page tree is not flat");
            }
            let annotations = get(page, "Annots").and_then(Value::array).map_or(0, <[Value]>::len);
            if annotations != usize::from(index + 1 == kids.len()) {
                return Err("an annotation that is not the seal's field");
            }
        }
        Ok(kids.len())
    }

    /// The statement: the only associated file, the only embedded file, stored as it is.
    fn statement(&self, catalog: &Value) -> Result<(usize, usize), Fault> {
        const FAULT: Fault = "the statement is not embedded as we embed it";
        let [Value::Ref(spec)] = get(catalog, "AF").and_then(Value::array).ok_or(FAULT)? else { return Err(FAULT) };
        let names = get(catalog, "Names").ok_or(FAULT)?;
        only(names, &["EmbeddedFiles"], FAULT)?;
        let list = get(names, "EmbeddedFiles").and_then(|f| get(f, "Names")).and_then(Value::array).ok_or(FAULT)?;
        match list {
            [Value::Text(name, _), Value::Ref(other)] if name == b"statement.json" && other == spec => {}
            _ => return Err(FAULT),
        }
        let spec = &self.objects.get(spec).ok_or(FAULT)?.value;
        let files = get(spec, "EF").ok_or(FAULT)?;
        let (Some(Value::Ref(one)), Some(Value::Ref(two))) = (get(files, "F"), get(files, "UF")) else { return Err(FAULT) };
        let object = self.objects.get(one).filter(|_| one == two).ok_or(FAULT)?;
        if get(&object.value, "Filter").is_some() || get(spec, "AFRelationship").and_then(Value::name) != Some("Source") {
            return Err(FAULT);
        }
        object.stream.ok_or(FAULT)
    }

    fn signature(&self, catalog: &Value) -> Result<Profile, Fault> {
        const FAULT: Fault = "the signature is not placed as we place it";
        let form = get(catalog, "AcroForm").ok_or("there is no signature")?;
        only(form, &["Fields", "SigFlags"], FAULT)?;
        let [Value::Ref(field)] = get(form, "Fields").and_then(Value::array).ok_or(FAULT)? else { return Err(FAULT) };
        let field = &self.objects.get(field).ok_or(FAULT)?.value;
        only(field, &WIDGET, FAULT)?;
        let Some(Value::Ref(number)) = get(field, "V") else { return Err(FAULT) };
        let permissions = get(catalog, "Perms").ok_or(FAULT)?;
        only(permissions, &["DocMDP"], FAULT)?;
        if get(permissions, "DocMDP") != Some(&Value::Ref(*number)) {
            return Err(FAULT);
        }
        let dict = &self.objects.get(number).ok_or(FAULT)?.value;
        only(dict, &SIGNATURE, FAULT)?;
        let name = |key| get(dict, key).and_then(Value::name);
        if (name("Type"), name("Filter"), name("SubFilter")) != (Some("Sig"), Some("Adobe.PPKLite"), Some("ETSI.CAdES.detached")) {
            return Err(FAULT);
        }
        if get(dict, "Reference") != Some(&no_changes()) {
            return Err(FAULT);
        }
        let contents = self.covers(dict)?;
        let signature = der_in_hole(&self.bytes[contents.0..contents.1])?;
        let signed_at = match get(dict, "M") {
            Some(Value::Text(text, _)) => String::from_utf8_lossy(text).into_owned(),
            _ => return Err(FAULT),
        };
        Ok(Profile { statement: (0, 0), contents, signature, pages: 0, signed_at, file_id: Vec::new() })
    }

    /// The byte range is four numbers that cover everything but this signature's own digits.
    fn covers(&self, dict: &Value) -> Result<(usize, usize), Fault> {
        const FAULT: Fault = "the signature does not cover the whole file";
        let Some(Value::Text(_, Some((open, close)))) = get(dict, "Contents") else { return Err(FAULT) };
        let range: Option<Vec<usize>> = get(dict, "ByteRange")
            .and_then(Value::array)
            .map(|a| a.iter().filter_map(|v| v.int().and_then(|i| usize::try_from(i).ok())).collect());
        let expected = [0, *open, *close, self.bytes.len() - close];
        // Also letter by letter: four plain numbers, the rest of their place blank.
        let written = format!("/ByteRange[{:<34}]", expected.map(|n| n.to_string()).join(" "));
        if range != Some(expected.to_vec()) || memchr::memmem::find(self.bytes, written.as_bytes()).is_none() {
            return Err(FAULT);
        }
        Ok((open + 1, close - 1))
    }
}

/// DocMDP with P 1: no change of any kind is allowed after signing.
fn no_changes() -> Value {
    let name = |text: &str| Value::Name(text.to_owned());
    let member = |key: &str, value: Value| (key.to_owned(), value);
    let parameters = Value::Dict(vec![member("Type", name("TransformParams")), member("P", Value::Int(1)), member("V", name("1.2"))]);
    Value::Array(vec![Value::Dict(vec![
        member("Type", name("SigRef")),
        member("TransformMethod", name("DocMDP")),
        member("TransformParams", parameters),
    ])])
}

fn cross_reference(cursor: &mut Cursor<'_>, offsets: &BTreeMap<u32, usize>) -> Result<(), Fault> {
    const FAULT: Fault = "the cross-reference table is not as we write it";
    let last = offsets.keys().next_back().copied().unwrap_or(0);
    if usize::try_from(last).ok() != Some(offsets.len()) {
        return Err("object numbers have gaps");
    }
    let mut expected = format!("0 {}\n0000000000 65535 f\r\n", offsets.len() + 1);
    for offset in offsets.values() {
        expected.push_str(&format!("{offset:010} 00000 n\r\n"));
    }
    if cursor.take(expected.as_bytes()) { Ok(()) } else { Err(FAULT) }
}

/// Lower-case hex of one DER value, then nothing but zeros.
fn der_in_hole(digits: &[u8]) -> Result<Vec<u8>, Fault> {
    const FAULT: Fault = "the signature's place holds something else";
    let text = std::str::from_utf8(digits).map_err(|_| FAULT)?;
    let bytes = super::unhex_all(text).ok_or(FAULT)?;
    let length = der_length(&bytes).ok_or(FAULT)?;
    let (der, padding) = bytes.split_at_checked(length).ok_or(FAULT)?;
    if padding.iter().any(|b| *b != 0) {
        return Err(FAULT);
    }
    Ok(der.to_vec())
}

/// Length of a DER SEQUENCE with a two-byte length, header and all.
fn der_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0x30, 0x82, high, low, ..] => Some(4 + (usize::from(*high) << 8) + usize::from(*low)),
        _ => None,
    }
}
