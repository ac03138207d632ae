//! Looking at a file: by its content, never by its name.

use super::message::{Answer, MediaType, Unsound};
use crate::picture;
use std::io::Cursor;

const LARGEST_SIDE: u32 = 20_000;

const LARGEST_IMAGE: u64 = 160 * 1024 * 1024;

const MOST_PAGES: usize = 2_000;

/// What a file is, and whether it is sound. Only a child calls this: it takes what memory and time the file asks for.
pub(super) fn look(bytes: &[u8]) -> Answer {
    let media_type = match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("application/pdf") => MediaType::Pdf,
        Some("image/jpeg") => MediaType::Jpeg,
        Some("image/png") => MediaType::Png,
        _ => return Answer::Unsound { why: Unsound::Type },
    };
    let pages = if media_type == MediaType::Pdf { pdf(bytes) } else { image(bytes, media_type) };
    pages.map_or_else(|why| Answer::Unsound { why }, |pages| Answer::Sound { media_type, pages })
}

/// Whether a path ends as files of a kind do.
#[must_use]
pub fn named_so(path: &str, media_type: MediaType) -> bool {
    let extension = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    match media_type {
        MediaType::Pdf => extension == "pdf",
        MediaType::Jpeg => extension == "jpg" || extension == "jpeg",
        MediaType::Png => extension == "png",
    }
}

fn pdf(bytes: &[u8]) -> Result<usize, Unsound> {
    // A polyglot hides something before the header or behind the end.
    if !bytes.starts_with(b"%PDF-") {
        return Err(Unsound::Broken);
    }
    let document = lopdf::Document::load_mem(bytes).map_err(|error| match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword | lopdf::Error::UnsupportedSecurityHandler(_) => Unsound::Encrypted,
        _ => Unsound::Broken,
    })?;
    if document.is_encrypted() || document.trailer.get(b"Encrypt").is_ok() {
        return Err(Unsound::Encrypted);
    }
    let pages = document.get_pages().len();
    if pages == 0 || pages > MOST_PAGES {
        return Err(Unsound::Broken);
    }
    drop(document);
    // What is drawn is counted as the drawing counts it.
    Ok(picture::pages(bytes))
}

fn image(bytes: &[u8], media_type: MediaType) -> Result<usize, Unsound> {
    let format = if media_type == MediaType::Png { image::ImageFormat::Png } else { image::ImageFormat::Jpeg };
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(LARGEST_IMAGE);
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    if format == image::ImageFormat::Jpeg && !jpeg_ends(bytes) {
        return Err(Unsound::Broken);
    }
    reader.decode().map(|_| 1).map_err(|_| Unsound::Broken)
}

/// Whether the picture's data has its end: the decoder would show a torn picture half grey.
fn jpeg_ends(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|w| w == marker);
    last([0xff, 0xd9]) > last([0xff, 0xda])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(bytes: &[u8]) -> &'static str {
        match look(bytes) {
            Answer::Unsound { why } => why.word(),
            _ => "sound",
        }
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        let jpeg = include_bytes!("../cli/demo/samples/01-consumer-instalments/identity-A.jpg");
        let pdf = include_bytes!("../cli/demo/samples/01-consumer-instalments/agreement.pdf");
        assert_eq!(why(jpeg), "sound");
        assert_eq!(why(pdf), "sound");
        assert!(named_so("a.PDF", MediaType::Pdf) && !named_so("a.jpg", MediaType::Pdf));
        assert_eq!(why(b"<html><script>"), "file-type");
        assert_eq!(why(&pdf[..pdf.len() / 3]), "file-broken");
        assert_eq!(why(&jpeg[..jpeg.len() / 3]), "file-broken");
        assert_eq!(why(&[&b"MZ"[..], pdf].concat()), "file-type");
    }
}
