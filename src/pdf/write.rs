//! The file: PDF 2.0, PDF/A-4f with the statement embedded, tagged for PDF/UA-2, one revision, every byte a
//! pure function of its input (`src/seal/FORMATS.md` §7).

use super::draw::{Drawn, Used, UsedFaces, font_name};
use super::font::{FontError, Fonts};
use super::layout::{Laid, PAGE};
use crate::domain::day::Moment;
use pdf_writer::types::{CidFontType, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Dict, Filter, Finish, Name, Pdf, Primitive, Rect, Ref, Settings, Str, TextStr};
use std::sync::LazyLock;

/// What the file says of itself.
pub struct Meta<'a> {
    /// Title.
    pub title: &'a str,
    /// Who issues it.
    pub author: &'a str,
    /// When it was made.
    pub at: Moment,
    /// 16 bytes that name the file: derived from what it says.
    pub file_id: [u8; 16],
    /// The statement to embed, byte for byte.
    pub statement: Option<&'a [u8]>,
    /// Leave a place for one signature.
    pub signed: bool,
}

/// Bytes kept free for the signature; hex doubles them in the file.
pub const SIGNATURE_BYTES: usize = 2048;
/// Stands in the signature's place until it is sealed.
const HOLE: u8 = 0xFF;
/// Stands in `ByteRange` until the offsets are known; same length as what replaces it.
const RANGE: [i32; 4] = [0, 1_111_111_111, 1_222_222_222, 1_333_333_333];

/// sRGB. Its header holds a date: a constant one, or two runs would differ.
static PROFILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut profile = moxcms::ColorProfile::new_srgb();
    profile.creation_date_time = moxcms::ColorDateTime { year: 2026, month: 1, day_of_the_month: 1, hours: 0, minutes: 0, seconds: 0 };
    profile.encode().unwrap_or_default()
});

struct Refs {
    next: Ref,
}

impl Refs {
    fn bump(&mut self) -> Ref {
        self.next.bump()
    }
}

/// Writes the file.
///
/// # Errors
/// When a font cannot be subset.
pub fn write(laid: &Laid, drawn: &[Drawn], used: &UsedFaces, fonts: &Fonts, meta: &Meta<'_>) -> Result<Vec<u8>, FontError> {
    let mut refs = Refs { next: Ref::new(1) };
    let catalog = refs.bump();
    let tree = refs.bump();
    let pages: Vec<Ref> = drawn.iter().map(|_| refs.bump()).collect();
    let field = meta.signed.then(|| refs.bump());
    let font_refs: Vec<(usize, Ref)> = used.keys().map(|slot| (*slot, refs.bump())).collect();
    let mut body = Chunk::with_settings(Settings { pretty: false });

    page_objects(&mut body, &mut refs, drawn, &pages, tree, &font_refs, field);
    for ((slot, id), used) in font_refs.iter().zip(used.values()) {
        font(&mut body, &mut refs, *id, *slot, used, fonts)?;
    }
    let structure = structure(&mut body, &mut refs, laid, drawn, &pages, field);
    let outlines = outlines(&mut body, &mut refs, laid, &pages);
    let metadata = refs.bump();
    body.stream(metadata, super::xmp::packet(meta).as_bytes()).pair(Name(b"Type"), Name(b"Metadata")).pair(Name(b"Subtype"), Name(b"XML"));
    let profile = refs.bump();
    let squeezed = deflate(&PROFILE);
    body.stream(profile, &squeezed).filter(Filter::FlateDecode).pair(Name(b"N"), 3);
    let file = meta.statement.map(|statement| embedded(&mut body, &mut refs, statement, meta.at));
    let signature = field.map(|field| signature_field(&mut body, &mut refs, field, pages[pages.len() - 1], drawn.len(), meta.at));

    let mut pdf = Pdf::with_settings(Settings { pretty: false });
    pdf.set_version(2, 0);
    pdf.set_file_id((meta.file_id.to_vec(), meta.file_id.to_vec()));
    catalog_object(&mut pdf, catalog, &CatalogParts { tree, structure, outlines, metadata, profile, file, field, signature });
    pdf.extend(&body);
    let mut bytes = pdf.finish();
    if meta.signed {
        patch_byte_range(&mut bytes);
    }
    Ok(bytes)
}

struct CatalogParts {
    tree: Ref,
    structure: Ref,
    outlines: Ref,
    metadata: Ref,
    profile: Ref,
    file: Option<Ref>,
    field: Option<Ref>,
    signature: Option<Ref>,
}

fn catalog_object(pdf: &mut Pdf, id: Ref, parts: &CatalogParts) {
    let mut catalog = pdf.catalog(id);
    catalog.pair(Name(b"Pages"), parts.tree);
    catalog.pair(Name(b"StructTreeRoot"), parts.structure);
    catalog.pair(Name(b"Outlines"), parts.outlines);
    catalog.pair(Name(b"Metadata"), parts.metadata);
    catalog.pair(Name(b"Lang"), TextStr("zh-CN"));
    catalog.insert(Name(b"MarkInfo")).dict().pair(Name(b"Marked"), true);
    catalog.insert(Name(b"ViewerPreferences")).dict().pair(Name(b"DisplayDocTitle"), true);
    let mut intents = catalog.insert(Name(b"OutputIntents")).array();
    let mut intent = intents.push().dict();
    intent.pair(Name(b"Type"), Name(b"OutputIntent"));
    intent.pair(Name(b"S"), Name(b"GTS_PDFA1"));
    intent.pair(Name(b"OutputConditionIdentifier"), TextStr("sRGB"));
    intent.pair(Name(b"Info"), TextStr("sRGB IEC61966-2.1"));
    intent.pair(Name(b"DestOutputProfile"), parts.profile);
    intent.finish();
    intents.finish();
    if let Some(file) = parts.file {
        catalog.insert(Name(b"AF")).array().item(file);
        let mut names = catalog.insert(Name(b"Names")).dict();
        let mut files = names.insert(Name(b"EmbeddedFiles")).dict();
        files.insert(Name(b"Names")).array().item(Str(b"statement.json")).item(file);
    }
    if let (Some(field), Some(signature)) = (parts.field, parts.signature) {
        let mut extensions = catalog.insert(Name(b"Extensions")).dict();
        let mut list = extensions.insert(Name(b"ISO_")).array();
        let mut extension = list.push().dict();
        extension.pair(Name(b"Type"), Name(b"DeveloperExtensions"));
        extension.pair(Name(b"BaseVersion"), Name(b"2.0"));
        extension.pair(Name(b"ExtensionLevel"), 32002);
        extension.pair(Name(b"ExtensionRevision"), TextStr(":2022"));
        extension.pair(Name(b"URL"), TextStr("https://www.iso.org/standard/45875.html"));
        extension.finish();
        list.finish();
        extensions.finish();
        catalog.insert(Name(b"Perms")).dict().pair(Name(b"DocMDP"), signature);
        let mut form = catalog.insert(Name(b"AcroForm")).dict();
        form.insert(Name(b"Fields")).array().item(field);
        form.pair(Name(b"SigFlags"), 3);
    }
}

fn page_objects(body: &mut Chunk, refs: &mut Refs, drawn: &[Drawn], pages: &[Ref], tree: Ref, fonts: &[(usize, Ref)], field: Option<Ref>) {
    let mut parent = body.indirect(tree).dict();
    parent.pair(Name(b"Type"), Name(b"Pages"));
    parent.insert(Name(b"Kids")).array().items(pages.iter().copied());
    parent.pair(Name(b"Count"), number(pages.len()));
    parent.finish();
    for (index, (page, id)) in drawn.iter().zip(pages).enumerate() {
        let content = refs.bump();
        let mut dict = body.indirect(*id).dict();
        dict.pair(Name(b"Type"), Name(b"Page"));
        dict.pair(Name(b"Parent"), tree);
        dict.pair(Name(b"MediaBox"), Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
        dict.pair(Name(b"Contents"), content);
        dict.pair(Name(b"StructParents"), number(index));
        dict.pair(Name(b"Tabs"), Name(b"S"));
        if let (Some(field), true) = (field, index + 1 == drawn.len()) {
            dict.insert(Name(b"Annots")).array().item(field);
        }
        let mut resources = dict.insert(Name(b"Resources")).dict();
        let mut list = resources.insert(Name(b"Font")).dict();
        for (slot, font) in fonts {
            list.pair(Name(font_name(*slot).as_bytes()), *font);
        }
        list.finish();
        resources.finish();
        dict.finish();
        let squeezed = deflate(&page.content);
        body.stream(content, &squeezed).filter(Filter::FlateDecode);
    }
}

fn font(body: &mut Chunk, refs: &mut Refs, id: Ref, slot: usize, used: &Used, fonts: &Fonts) -> Result<(), FontError> {
    let (cid, descriptor, program, cmap) = (refs.bump(), refs.bump(), refs.bump(), refs.bump());
    let face = fonts.face(slot);
    let subset = face.subset(&used.remapper)?;
    let whole = face.program().ok_or_else(|| FontError(format!("the font {} cannot be read", face.family)))?;
    let raw = ttf_parser::RawFace::parse(&subset, 0).ok();
    let cff = raw.as_ref().and_then(|f| f.table(ttf_parser::Tag::from_bytes(b"CFF ")));
    let postscript: String = face.family.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = format!("{}+{postscript}-{slot}", subset_tag(used));

    let mut type0 = body.type0_font(id);
    type0.base_font(Name(name.as_bytes())).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(cmap);
    type0.finish();
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let mut font = body.cid_font(cid);
    font.subtype(if cff.is_some() { CidFontType::Type0 } else { CidFontType::Type2 });
    font.base_font(Name(name.as_bytes())).system_info(info).font_descriptor(descriptor).default_width(1000.0);
    if cff.is_none() {
        font.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = font.widths();
    for (glyph, (_, advance)) in &used.glyphs {
        if (advance - 1000.0).abs() > 0.01 {
            widths.consecutive(*glyph, [*advance]);
        }
    }
    widths.finish();
    font.finish();

    let scale = 1000.0 / f32::from(whole.units_per_em());
    let bbox = whole.global_bounding_box();
    let unit = |v: i16| f32::from(v) * scale;
    let mut dict = body.font_descriptor(descriptor);
    dict.name(Name(name.as_bytes())).flags(pdf_writer::types::FontFlags::SYMBOLIC | pdf_writer::types::FontFlags::SERIF);
    dict.bbox(Rect::new(unit(bbox.x_min), unit(bbox.y_min), unit(bbox.x_max), unit(bbox.y_max)));
    dict.italic_angle(0.0).ascent(unit(whole.ascender())).descent(unit(whole.descender()));
    dict.cap_height(whole.capital_height().map_or(733.0, unit)).stem_v(90.0);
    if cff.is_some() {
        dict.font_file3(program);
    } else {
        dict.font_file2(program);
    }
    dict.finish();
    let squeezed = deflate_font(cff.unwrap_or(&subset));
    let mut stream = body.stream(program, &squeezed);
    stream.filter(Filter::FlateDecode);
    if cff.is_some() {
        stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    } else {
        stream.pair(Name(b"Length1"), number(subset.len()));
    }
    stream.finish();

    let mut unicode = UnicodeCmap::new(Name(b"Adobe-Identity-UCS"), info);
    for (glyph, (character, _)) in &used.glyphs {
        unicode.pair(*glyph, *character);
    }
    let data = unicode.finish();
    let squeezed = deflate(&data);
    body.stream(cmap, &squeezed).filter(Filter::FlateDecode);
    Ok(())
}

/// Six capitals from the glyphs used: two subsets of one font never share a name.
fn subset_tag(used: &Used) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for (glyph, (character, _)) in &used.glyphs {
        hash.update(glyph.to_be_bytes());
        hash.update(u32::from(*character).to_be_bytes());
    }
    hash.finalize().iter().take(6).map(|b| char::from(b'A' + b % 26)).collect()
}

/// The structure tree: one `Document` in the PDF 2.0 namespace, its elements in reading order.
fn structure(body: &mut Chunk, refs: &mut Refs, laid: &Laid, drawn: &[Drawn], pages: &[Ref], field: Option<Ref>) -> Ref {
    let (root, document, namespace) = (refs.bump(), refs.bump(), refs.bump());
    let elements: Vec<Ref> = laid.elements.iter().map(|_| refs.bump()).collect();
    let form = field.map(|_| refs.bump());
    let mut dict = body.indirect(root).dict();
    dict.pair(Name(b"Type"), Name(b"StructTreeRoot"));
    dict.insert(Name(b"K")).array().item(document);
    dict.insert(Name(b"Namespaces")).array().item(namespace);
    let mut parents = dict.insert(Name(b"ParentTree")).dict();
    let mut nums = parents.insert(Name(b"Nums")).array();
    for (index, page) in drawn.iter().enumerate() {
        nums.item(number(index));
        nums.push().array().items(page.marks.iter().map(|e| elements[*e]));
    }
    if let Some(form) = form {
        nums.item(number(drawn.len())).item(form);
    }
    nums.finish();
    parents.finish();
    dict.pair(Name(b"ParentTreeNextKey"), number(drawn.len() + usize::from(form.is_some())));
    dict.finish();
    body.indirect(namespace).dict().pair(Name(b"Type"), Name(b"Namespace")).pair(Name(b"NS"), TextStr("http://iso.org/pdf2/ssn"));
    let mut dict = body.indirect(document).dict();
    dict.pair(Name(b"Type"), Name(b"StructElem")).pair(Name(b"S"), Name(b"Document")).pair(Name(b"P"), root);
    dict.pair(Name(b"NS"), namespace);
    dict.insert(Name(b"K")).array().items(elements.iter().copied().chain(form));
    dict.finish();
    for (index, (element, id)) in laid.elements.iter().zip(&elements).enumerate() {
        let mut dict = body.indirect(*id).dict();
        dict.pair(Name(b"Type"), Name(b"StructElem")).pair(Name(b"S"), Name(element.tag.as_bytes()));
        dict.pair(Name(b"P"), document).pair(Name(b"NS"), namespace);
        if let Some(alt) = &element.alt {
            dict.pair(Name(b"Alt"), TextStr(alt));
        }
        let mut kids = dict.insert(Name(b"K")).array();
        for (page, page_ref) in drawn.iter().zip(pages) {
            for (mcid, _) in page.marks.iter().enumerate().filter(|(_, e)| **e == index) {
                let mut mark = kids.push().dict();
                mark.pair(Name(b"Type"), Name(b"MCR")).pair(Name(b"Pg"), *page_ref).pair(Name(b"MCID"), number(mcid));
            }
        }
        kids.finish();
    }
    if let (Some(form), Some(field)) = (form, field) {
        let mut dict = body.indirect(form).dict();
        dict.pair(Name(b"Type"), Name(b"StructElem")).pair(Name(b"S"), Name(b"Form"));
        dict.pair(Name(b"P"), document).pair(Name(b"NS"), namespace).pair(Name(b"Alt"), TextStr("电子签名"));
        let mut kids = dict.insert(Name(b"K")).array();
        let mut object = kids.push().dict();
        object.pair(Name(b"Type"), Name(b"OBJR")).pair(Name(b"Pg"), pages[pages.len() - 1]).pair(Name(b"Obj"), field);
    }
    root
}

fn outlines(body: &mut Chunk, refs: &mut Refs, laid: &Laid, pages: &[Ref]) -> Ref {
    let root = refs.bump();
    let marked: Vec<_> = laid.elements.iter().filter(|e| e.bookmark.is_some()).collect();
    let items: Vec<Ref> = marked.iter().map(|_| refs.bump()).collect();
    let mut dict = body.indirect(root).dict();
    dict.pair(Name(b"Type"), Name(b"Outlines"));
    if let (Some(first), Some(last)) = (items.first(), items.last()) {
        dict.pair(Name(b"First"), *first).pair(Name(b"Last"), *last).pair(Name(b"Count"), number(items.len()));
    }
    dict.finish();
    for (index, (element, id)) in marked.iter().zip(&items).enumerate() {
        let mut dict = body.indirect(*id).dict();
        dict.pair(Name(b"Title"), TextStr(element.bookmark.as_deref().unwrap_or("")));
        dict.pair(Name(b"Parent"), root);
        if index > 0 {
            dict.pair(Name(b"Prev"), items[index - 1]);
        }
        if let Some(next) = items.get(index + 1) {
            dict.pair(Name(b"Next"), *next);
        }
        let (page, top) = element.at;
        let mut dest = dict.insert(Name(b"Dest")).array();
        dest.item(pages[page]).item(Name(b"XYZ")).item(0.0_f32).item(top).item(pdf_writer::Null);
    }
    root
}

fn embedded(body: &mut Chunk, refs: &mut Refs, statement: &[u8], at: Moment) -> Ref {
    let (spec, stream) = (refs.bump(), refs.bump());
    let mut dict = body.indirect(spec).dict();
    dict.pair(Name(b"Type"), Name(b"Filespec"));
    dict.pair(Name(b"F"), Str(b"statement.json")).pair(Name(b"UF"), TextStr("statement.json"));
    dict.pair(Name(b"Desc"), TextStr("裁定书数据"));
    dict.pair(Name(b"AFRelationship"), Name(b"Source"));
    let mut files = dict.insert(Name(b"EF")).dict();
    files.pair(Name(b"F"), stream).pair(Name(b"UF"), stream);
    files.finish();
    dict.finish();
    let mut file = body.stream(stream, statement);
    file.pair(Name(b"Type"), Name(b"EmbeddedFile")).pair(Name(b"Subtype"), Name(b"application/json"));
    file.insert(Name(b"Params")).dict().pair(Name(b"Size"), number(statement.len())).pair(Name(b"ModDate"), date(at));
    spec
}

fn signature_field(body: &mut Chunk, refs: &mut Refs, field: Ref, page: Ref, parent_key: usize, at: Moment) -> Ref {
    let signature = refs.bump();
    let mut dict = body.indirect(field).dict();
    dict.pair(Name(b"Type"), Name(b"Annot")).pair(Name(b"Subtype"), Name(b"Widget"));
    dict.pair(Name(b"FT"), Name(b"Sig")).pair(Name(b"T"), TextStr("CourtSeal")).pair(Name(b"TU"), TextStr("法院电子签名"));
    dict.pair(Name(b"V"), signature).pair(Name(b"P"), page).pair(Name(b"F"), 132);
    dict.pair(Name(b"Rect"), Rect::new(0.0, 0.0, 0.0, 0.0)).pair(Name(b"StructParent"), number(parent_key));
    dict.finish();
    let mut dict = body.indirect(signature).dict();
    dict.pair(Name(b"Type"), Name(b"Sig")).pair(Name(b"Filter"), Name(b"Adobe.PPKLite"));
    dict.pair(Name(b"SubFilter"), Name(b"ETSI.CAdES.detached")).pair(Name(b"M"), date(at));
    dict.insert(Name(b"ByteRange")).array().items(RANGE);
    dict.pair(Name(b"Contents"), Str(&[HOLE; SIGNATURE_BYTES]));
    let mut references = dict.insert(Name(b"Reference")).array();
    let mut reference: Dict<'_> = references.push().dict();
    reference.pair(Name(b"Type"), Name(b"SigRef")).pair(Name(b"TransformMethod"), Name(b"DocMDP"));
    let mut parameters = reference.insert(Name(b"TransformParams")).dict();
    parameters.pair(Name(b"Type"), Name(b"TransformParams")).pair(Name(b"P"), 1).pair(Name(b"V"), Name(b"1.2"));
    parameters.finish();
    reference.finish();
    references.finish();
    dict.finish();
    signature
}

fn date(at: Moment) -> impl Primitive {
    let [year, month, day, hour, minute, second] = at.fields();
    let small = |v: u32| u8::try_from(v).unwrap_or(0);
    pdf_writer::Date::new(u16::try_from(year).unwrap_or(0))
        .month(small(month))
        .day(small(day))
        .hour(small(hour))
        .minute(small(minute))
        .second(small(second))
        .utc_offset_hour(0)
}

fn number(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// Deflates text and drawings with zlib framing.
fn deflate(data: &[u8]) -> Vec<u8> {
    deflate_at(data, flate2::Compression::new(6))
}

/// Deflates a font program: outlines gain nothing from a longer search, which would take half the time of a ruling.
fn deflate_font(data: &[u8]) -> Vec<u8> {
    deflate_at(data, flate2::Compression::new(3))
}

fn deflate_at(data: &[u8], level: flate2::Compression) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::with_capacity(data.len()), level);
    // Writing to memory has no error of its own.
    let written = encoder.write_all(data).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

/// Where the signature's hex digits stand in an unsealed file: from the first digit to behind the last.
#[must_use]
pub fn hole(bytes: &[u8]) -> Option<(usize, usize)> {
    let length = SIGNATURE_BYTES * 2;
    let mut run = 0;
    let mut found = None;
    for (index, byte) in bytes.iter().enumerate() {
        run = if *byte == b'F' { run + 1 } else { 0 };
        if run == length {
            if found.is_some() {
                return None;
            }
            found = Some((index + 1 - length, index + 1));
        }
    }
    found.filter(|(start, end)| bytes.get(start - 1) == Some(&b'<') && bytes.get(*end) == Some(&b'>'))
}

/// Overwrites the four dummy offsets, space-padded, so that nothing moves.
fn patch_byte_range(bytes: &mut [u8]) {
    let Some((start, end)) = hole(bytes) else { return };
    let dummy = RANGE.map(|v| v.to_string()).join(" ");
    let Some(at) = bytes.windows(dummy.len()).position(|w| w == dummy.as_bytes()) else { return };
    let (open, close) = (start - 1, end + 1);
    let real = format!("0 {open} {close} {}", bytes.len() - close);
    let padded = format!("{real:<width$}", width = dummy.len());
    bytes[at..at + dummy.len()].copy_from_slice(padded.as_bytes());
}
