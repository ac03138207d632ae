//! Looking at what is handed in: by content, under limits, never by its name (`src/web/INTERFACE.md` §4, `FILE`).

use crate::domain::finding::{Code, Finding};
use std::io::Cursor;

/// Largest file, bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// Largest sum of an application's files, bytes.
pub const LARGEST_TOTAL: usize = 100 * 1024 * 1024;

const LARGEST_SIDE: u32 = 20_000;

const LARGEST_IMAGE: u64 = 160 * 1024 * 1024;

const MOST_PAGES: usize = 2_000;

const ARTICLE: &str = "民事诉讼法解释第三百五十四条";

/// The media type of a sound file.
///
/// # Errors
/// The finding that says what is wrong, for the attachment at `at`.
pub fn inspect(bytes: &[u8], path: &str, at: &str) -> Result<&'static str, Box<Finding>> {
    let finding = |why| Box::new(Finding::new(Code::File, at, why).with("file", path).under(ARTICLE));
    if bytes.is_empty() {
        return Err(finding("file-empty"));
    }
    if bytes.len() > LARGEST {
        return Err(finding("file-too-big"));
    }
    let media_type = match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("application/pdf") => "application/pdf",
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        _ => return Err(finding("file-type")),
    };
    if !named_so(path, media_type) {
        return Err(finding("file-name"));
    }
    let sound = if media_type == "application/pdf" { pdf(bytes) } else { image(bytes, media_type) };
    sound.map(|()| media_type).map_err(finding)
}

/// The finding for a file that is not there.
#[must_use]
pub fn missing(path: &str, at: &str) -> Finding {
    Finding::new(Code::File, at, "file-missing").with("file", path).under(ARTICLE)
}

/// The finding for files that are too much together.
#[must_use]
pub fn too_much() -> Finding {
    Finding::new(Code::File, "/attachments", "file-total").under(ARTICLE)
}

fn named_so(path: &str, media_type: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    matches!((media_type, extension.as_str()), ("application/pdf", "pdf") | ("image/jpeg", "jpg" | "jpeg") | ("image/png", "png"))
}

fn pdf(bytes: &[u8]) -> Result<(), &'static str> {
    // A polyglot hides something before the header or behind the end.
    if !bytes.starts_with(b"%PDF-") {
        return Err("file-broken");
    }
    let document = lopdf::Document::load_mem(bytes).map_err(|error| match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword | lopdf::Error::UnsupportedSecurityHandler(_) => "file-encrypted",
        _ => "file-broken",
    })?;
    if document.is_encrypted() || document.trailer.get(b"Encrypt").is_ok() {
        return Err("file-encrypted");
    }
    let pages = document.get_pages().len();
    if pages == 0 || pages > MOST_PAGES { Err("file-broken") } else { Ok(()) }
}

fn image(bytes: &[u8], media_type: &str) -> Result<(), &'static str> {
    let format = if media_type == "image/png" { image::ImageFormat::Png } else { image::ImageFormat::Jpeg };
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(LARGEST_IMAGE);
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    if format == image::ImageFormat::Jpeg && !jpeg_ends(bytes) {
        return Err("file-broken");
    }
    reader.decode().map(|_| ()).map_err(|_| "file-broken")
}

/// Whether the picture's data has its end: the decoder would show a torn picture half grey.
fn jpeg_ends(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|w| w == marker);
    last([0xff, 0xd9]) > last([0xff, 0xda])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(bytes: &[u8], path: &str) -> &'static str {
        inspect(bytes, path, "/attachments/0/path").map_or_else(|f| f.why, |_| "sound")
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        let jpeg = include_bytes!("../../cli/demo/samples/01-consumer-instalments/identity-A.jpg");
        let pdf = include_bytes!("../../cli/demo/samples/01-consumer-instalments/agreement.pdf");
        assert_eq!(why(jpeg, "a.jpg"), "sound");
        assert_eq!(why(pdf, "a.PDF"), "sound");
        assert_eq!(why(pdf, "a.jpg"), "file-name");
        assert_eq!(why(b"", "a.pdf"), "file-empty");
        assert_eq!(why(b"<html><script>", "a.pdf"), "file-type");
        assert_eq!(why(&pdf[..pdf.len() / 3], "a.pdf"), "file-broken");
        assert_eq!(why(&jpeg[..jpeg.len() / 3], "a.jpg"), "file-broken");
        assert_eq!(why(&[&b"MZ"[..], pdf].concat(), "a.pdf"), "file-type");
    }
}
