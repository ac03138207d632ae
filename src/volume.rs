//! A volume (卷): many papers bound into one PDF, each with a bookmark, its pages numbered through. A copy to read: what was
//! signed is valid in its own file, so signature fields, annotations and attachments stay behind.

use lopdf::{Bookmark, Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::collections::HashSet;
use std::io::Cursor;

/// A paper of a volume.
pub struct Paper<'a> {
    /// Its bookmark.
    pub title: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// PDF, JPEG or PNG.
    pub media_type: &'a str,
    /// How many pages it has been counted to have.
    pub pages: usize,
}

/// A volume.
pub struct Bound {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Papers that could not be bound, by title: as many empty sheets stand in their place.
    pub blank: Vec<String>,
}

/// A4, in points.
const SHEET: (f32, f32) = (595.28, 841.89);
/// White around a photograph, in points.
const MARGIN: f32 = 28.0;
/// How well a photograph is kept, of 100.
const QUALITY: u8 = 85;
/// Deepest tree of pages that is followed.
const DEEPEST: usize = 32;

/// Binds papers into one PDF. The first is the catalogue: its pages are i, ii …; those of the others count from 1, as the
/// catalogue says.
///
/// # Errors
/// A sentence when there is nothing to bind.
pub fn bind(title: &str, papers: &[Paper<'_>]) -> Result<Bound, String> {
    let mut volume = Document::with_version("1.7");
    let root = volume.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    let mut front = 0_i64;
    let mut blank = Vec::new();
    for (index, paper) in papers.iter().enumerate() {
        // A paper that cannot be bound does not keep the others from it: empty sheets stand in its place, and it is named.
        let own = read(paper);
        let bookmark = if own.is_some() { paper.title.to_owned() } else { format!("{}（无法装订，见原件）", paper.title) };
        if own.is_none() {
            blank.push(paper.title.to_owned());
        }
        let mut document = own.unwrap_or_else(|| empty(paper.pages));
        document.renumber_objects_with(volume.max_id + 1);
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        for id in &pages {
            if let Ok(page) = document.get_object_mut(*id).and_then(Object::as_dict_mut) {
                page.set("Parent", root);
            }
        }
        let Some(first) = pages.first().copied() else { continue };
        kids.extend(pages.into_iter().map(Object::Reference));
        volume.max_id = document.max_id;
        volume.objects.extend(document.objects);
        volume.add_bookmark(Bookmark::new(bookmark, [0.0; 3], 0, first), None);
        if index == 0 {
            front = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        }
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    volume.objects.insert(root, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    Ok(Bound { bytes: finish(volume, root, FrontMatter { title, front })?, blank })
}

/// A volume's title, and how many pages stand before its first paper.
struct FrontMatter<'a> {
    title: &'a str,
    front: i64,
}

/// Catalogue, outline and page labels.
fn finish(mut volume: Document, root: ObjectId, FrontMatter { title, front }: FrontMatter<'_>) -> Result<Vec<u8>, String> {
    let outline = volume.build_outline().ok_or("a volume without papers")?;
    let roman = dictionary! { "S" => "r" };
    let counted = dictionary! { "S" => "D", "St" => 1 };
    let labels = vec![0.into(), Object::Dictionary(roman), front.into(), Object::Dictionary(counted)];
    let catalogue = volume.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => root,
        "Outlines" => outline,
        "PageMode" => "UseOutlines",
        "PageLabels" => dictionary! { "Nums" => labels },
        "Lang" => Object::string_literal("zh-CN"),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    });
    let mut text = vec![0xFE, 0xFF];
    text.extend(title.encode_utf16().flat_map(u16::to_be_bytes));
    let info = volume.add_object(dictionary! { "Title" => Object::string_literal(text) });
    volume.trailer.set("Root", catalogue);
    volume.trailer.set("Info", info);
    volume.prune_objects();
    let mut out = Vec::new();
    volume.save_to(&mut out).map_err(|e| format!("the volume cannot be written: {e}"))?;
    Ok(out)
}

/// A paper as a document of its own, its pages whole and its references closed; none when it cannot be read.
fn read(paper: &Paper<'_>) -> Option<Document> {
    let mut document = match paper.media_type {
        "application/pdf" => Document::load_mem(paper.bytes).ok()?,
        _ => photograph(paper.bytes)?,
    };
    // What a page inherits is written onto it before numbers change.
    for id in document.get_pages().into_values() {
        let page = whole(&document, id).ok()?;
        document.objects.insert(id, Object::Dictionary(page));
    }
    // A reference to nothing must not come to mean an object of another paper.
    let known: HashSet<ObjectId> = document.objects.keys().copied().collect();
    for object in document.objects.values_mut() {
        close(object, &known, 0);
    }
    (!document.get_pages().is_empty()).then_some(document)
}

/// Makes references to what is not there null.
fn close(object: &mut Object, known: &HashSet<ObjectId>, depth: usize) {
    if depth > DEEPEST {
        *object = Object::Null;
        return;
    }
    match object {
        Object::Reference(id) if !known.contains(id) => *object = Object::Null,
        Object::Array(items) => items.iter_mut().for_each(|item| close(item, known, depth + 1)),
        Object::Dictionary(dictionary) => dictionary.iter_mut().for_each(|(_, value)| close(value, known, depth + 1)),
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, value)| close(value, known, depth + 1)),
        _ => {}
    }
}

/// Empty sheets.
fn empty(pages: usize) -> Document {
    let mut document = Document::with_version("1.7");
    let root = document.new_object_id();
    let sheet = || {
        dictionary! {
            "Type" => "Page",
            "Parent" => root,
            "MediaBox" => vec![0.into(), 0.into(), SHEET.0.into(), SHEET.1.into()],
            "Resources" => Dictionary::new(),
        }
    };
    let kids: Vec<Object> = (0..pages.max(1)).map(|_| Object::Reference(document.add_object(sheet()))).collect();
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    document.objects.insert(root, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalogue);
    document
}

/// A page with all it inherits, without what acts or belongs to another structure.
fn whole(document: &Document, id: ObjectId) -> lopdf::Result<Dictionary> {
    let mut page = document.get_dictionary(id)?.clone();
    for key in ["MediaBox", "CropBox", "Resources", "Rotate"] {
        if let Some(value) = inherited(document, id, key.as_bytes()) {
            page.set(key, value);
        }
    }
    for key in ["Annots", "AA", "StructParents", "Metadata", "PieceInfo", "B", "Tabs"] {
        page.remove(key.as_bytes());
    }
    Ok(page)
}

fn inherited(document: &Document, id: ObjectId, key: &[u8]) -> Option<Object> {
    let mut node = document.get_dictionary(id).ok()?;
    for _ in 0..DEEPEST {
        if let Ok(value) = node.get(key) {
            return Some(value.clone());
        }
        node = document.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
    }
    None
}

/// A photograph on a sheet of its own.
fn photograph(bytes: &[u8]) -> Option<Document> {
    let picture = crate::picture::opened(bytes)?.into_rgb8();
    let (width, height) = picture.dimensions();
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(Cursor::new(&mut jpeg), QUALITY);
    picture.write_with_encoder(encoder).ok()?;
    let mut document = Document::with_version("1.7");
    let drawn = document.add_object(
        Stream::new(
            dictionary! {
                "Type" => "XObject",
                "Subtype" => "Image",
                "Width" => i64::from(width),
                "Height" => i64::from(height),
                "ColorSpace" => "DeviceRGB",
                "BitsPerComponent" => 8,
                "Filter" => "DCTDecode",
            },
            jpeg,
        )
        .with_compression(false),
    );
    let scale = ((SHEET.0 - 2.0 * MARGIN) / width as f32).min((SHEET.1 - 2.0 * MARGIN) / height as f32);
    let (w, h) = (width as f32 * scale, height as f32 * scale);
    let (x, y) = ((SHEET.0 - w) / 2.0, (SHEET.1 - h) / 2.0);
    let content = document.add_object(Stream::new(Dictionary::new(), format!("q {w} 0 0 {h} {x} {y} cm /P Do Q").into_bytes()));
    let root = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => root,
        "MediaBox" => vec![0.into(), 0.into(), SHEET.0.into(), SHEET.1.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "P" => drawn } },
        "Contents" => content,
    });
    document.objects.insert(root, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }));
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalogue);
    Some(document)
}
