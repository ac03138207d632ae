//! Files made to exhaust whoever reads them: each ends in a finding or in "cannot be shown", in a child and never here.

use crate::app::{Sample, TestPortal};
use crate::http::Server;
use crate::system::doors::{get, header, session};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use portal::db;
use portal::domain::actor::Role;
use portal::foreign::{Answer, Failure, Foreign, MediaType, Unsound, limits};
use portal::office::intake::submission::{HandedFile, take_in};
use std::io::Write;
use std::time::{Duration, Instant};

fn foreign() -> Foreign {
    Foreign::by(env!("CARGO_BIN_EXE_portal"))
}

fn squeezed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("squeezed");
    encoder.finish().expect("squeezed")
}

/// Zeros, squeezed as often as is said: each time a thousandth is left.
fn bomb(bytes: usize, times: usize) -> Vec<u8> {
    (1..times).fold(squeezed(&vec![0; bytes]), |inner, _| squeezed(&inner))
}

/// A PDF of these objects, numbered from 1; the first is the catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).as_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    offsets.iter().for_each(|offset| out.extend(format!("{offset:010} 00000 n \n").as_bytes()));
    out.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).as_bytes());
    out
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<<{dictionary}/Length {}>>\nstream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
}

/// A page that draws this content with these resources; objects from 4 on are the bomb's own.
fn page(media_box: &str, resources: &str, content: &[u8], more: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[{media_box}]/Resources<<{resources}>>/Contents 4 0 R>>").into_bytes(),
        stream("", content),
    ];
    objects.extend(more);
    pdf(&objects)
}

const A4: &str = "0 0 595 842";

/// A picture that says it is a hundred thousand pixels wide and high.
fn huge_picture() -> Vec<u8> {
    let picture = stream(
        "/Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
        &bomb(1 << 20, 1),
    );
    page(A4, "/XObject<</I 5 0 R>>", b"q 595 0 0 842 0 0 cm /I Do Q", vec![picture])
}

/// Forms in forms: each draws the next one ten times, twelve deep.
fn nested_forms() -> Vec<u8> {
    let forms = (5..17).map(|number| {
        let next = format!("/Resources<</XObject<</F {} 0 R>>>>", number + 1);
        let content = if number == 16 { "0 0 m 500 500 l S ".repeat(10) } else { "/F Do ".repeat(10) };
        stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{}", if number == 16 { String::new() } else { next }),
            content.as_bytes(),
        )
    });
    page(A4, "/XObject<</F 5 0 R>>", b"/F Do", forms.collect())
}

/// A tile of a hundredth of a point all over the page.
fn endless_tiles() -> Vec<u8> {
    let tile = stream(
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4000 4000]/XStep 0.001/YStep 0.001/Resources<<>>",
        b"0 0 4000 4000 re f",
    );
    page(A4, "/Pattern<</P 5 0 R>>", b"/Pattern cs /P scn 0 0 595 842 re f", vec![tile])
}

fn squeezed_content(times: usize) -> Vec<u8> {
    let filters = "/FlateDecode ".repeat(times);
    let content = stream(&format!("/Filter[{filters}]"), &bomb(512 << 20, times));
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>".to_vec(),
    ];
    objects.push(content);
    pdf(&objects)
}

/// A cross-reference stream and an object stream that unfold to half a gigabyte, as a reader must unfold them.
fn squeezed_objects() -> Vec<u8> {
    let mut out = b"%PDF-1.7\n1 0 obj\n".to_vec();
    out.extend(stream("/Type/ObjStm/N 100000000/First 1000/Filter/FlateDecode", &bomb(512 << 20, 1)));
    out.extend(b"\nendobj\n");
    let at = out.len();
    out.extend(b"2 0 obj\n");
    out.extend(stream("/Type/XRef/Size 100000000/W[1 8 8]/Root 1 0 R/Filter/FlateDecode", &bomb(512 << 20, 1)));
    out.extend(format!("\nendobj\nstartxref\n{at}\n%%EOF\n").as_bytes());
    out
}

/// Brackets without end.
fn deep_brackets() -> Vec<u8> {
    pdf(&[[b"<</Type/Catalog/Pages ".as_slice(), &vec![b'['; 4 << 20], b">>"].concat()])
}

/// A PNG that says how large it is, with the pixels of a small one.
fn png(width: u32, height: u32) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let body = [name.as_slice(), data].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&body);
        [&u32::try_from(data.len()).expect("short").to_be_bytes()[..], &body, &crc.sum().to_be_bytes()].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &bomb(64 << 20, 1)), chunk(b"IEND", b"")].concat()
}

fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a huge picture", huge_picture()),
        ("nested forms", nested_forms()),
        ("endless tiles", endless_tiles()),
        ("an endless page", page("0 0 0.01 100000000", "", b"0 0 m 1 1 l S", Vec::new())),
        ("squeezed once", squeezed_content(1)),
        ("squeezed twice", squeezed_content(2)),
        ("squeezed objects", squeezed_objects()),
        ("deep brackets", deep_brackets()),
        ("a wide PNG", png(1_000_000_000, 4)),
        ("a large PNG", png(60_000, 60_000)),
    ]
}

#[test]
fn a_bomb_ends_a_child_and_its_answer_is_a_finding() {
    let foreign = foreign();
    for (name, bytes) in bombs() {
        assert!(bytes.len() <= 5 << 20, "{name} is small");
        let began = Instant::now();
        let answer = foreign.look(name, &bytes);
        assert!(matches!(answer, Ok(Answer::Sound { .. } | Answer::Unsound { .. }) | Err(Failure::OutOfTime)), "{name}: {answer:?}");
        let media_type = if name.contains("PNG") { MediaType::Png } else { MediaType::Pdf };
        let drawn = foreign.draw(media_type, &bytes, 0, 1240);
        assert!(matches!(drawn, Ok(_) | Err(Failure::Exhausted | Failure::OutOfTime)), "{name}: drawn");
        assert!(began.elapsed() < 2 * limits::WALL + Duration::from_secs(5), "{name}: both are over in their time");
        assert_eq!(foreign.load(), [0, 0], "{name}: its turn is given back");
    }
}

#[test]
fn a_page_that_cannot_be_drawn_says_so_and_the_next_file_is_drawn() {
    let portal = TestPortal::new();
    let sample = Sample::first();
    let files = sample.files().into_iter().map(|file| match file.path.as_str() {
        "agreement.pdf" => HandedFile { content: page("0 0 0.01 100000000", "", b"0 0 m 1 1 l S", Vec::new()).into(), ..file },
        _ => file,
    });
    let agency = portal.agency("shifan-market-regulation");
    let id = take_in(&portal.office, &agency, sample.text.as_bytes(), files.collect()).expect("taken in").id;
    let matter = portal.office.case(&portal.clerk, &id).expect("the case").matter;
    let kept = db::mediation::attachments::of_matter(&mut portal.pool().get().expect("a connection"), &matter).expect("files");
    let (_, secret) = portal.add(Role::Mediator, "fang", "方知", Some("shifan-market-regulation"));
    let mediator = session(&portal, "fang", &secret);
    let server = Server::start(&portal);
    for (path, media_type) in [("agreement.pdf", "image/svg+xml"), ("identity-A.jpg", "image/png")] {
        let file = kept.iter().find(|file| file.path == path).expect("the file");
        for _ in 0..2 {
            let answer = get(&server, &format!("/cases/{id}/files/{}/1.png", file.id), &mediator);
            assert_eq!((answer.status, header(&answer, "Content-Type")), (200, Some(media_type)), "{path}");
            assert_eq!(String::from_utf8_lossy(&answer.body).contains("这一页无法显示"), media_type != "image/png");
        }
    }
}

#[test]
fn what_asks_for_too_much_is_called_heavy_and_what_is_sound_stays_so() {
    let foreign = foreign();
    assert_eq!(foreign.look("heavy", &squeezed_objects()).map(|a| a == Answer::Unsound { why: Unsound::Type }), Ok(false));
    let sound = page(A4, "", b"0 0 m 500 500 l S", Vec::new());
    assert_eq!(foreign.look("sound", &sound), Ok(Answer::Sound { media_type: MediaType::Pdf, pages: 1 }));
    let drawn = foreign.draw(MediaType::Pdf, &sound, 0, 620).expect("answered").expect("drawn");
    assert!(drawn.starts_with(b"\x89PNG"));
    assert_eq!(foreign.draw(MediaType::Pdf, &sound, 1, 620), Ok(None), "there is no second page");
}

#[test]
fn two_children_run_and_the_others_wait_their_turn() {
    let foreign = foreign();
    let slow = nested_forms();
    let begun = std::sync::Barrier::new(5);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                begun.wait();
                // However it ends, each has had its turn.
                let _ = foreign.draw(MediaType::Pdf, &slow, 0, 1240);
            });
        }
        begun.wait();
        let mut most = 0;
        while foreign.load() != [0, 0] || most == 0 {
            let [running, waiting] = foreign.load();
            assert!(running <= limits::AT_ONCE && waiting <= limits::WAITING);
            most = most.max(running);
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(most, limits::AT_ONCE);
    });
}

#[test]
fn a_program_that_is_no_portal_is_believed_in_nothing() {
    for program in ["/bin/cat", "/bin/false", "/bin/echo", "/nowhere/at/all"] {
        let answer = Foreign::by(program).look("x", b"%PDF-1.7");
        assert!(matches!(answer, Ok(Answer::Unsound { why: Unsound::Heavy }) | Err(Failure::NoChild)), "{program}: {answer:?}");
    }
}

#[test]
fn so_many_wait_for_a_child_and_one_more_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let slow = crate::app::scratch("slow-child");
    std::fs::write(&slow, "#!/bin/sh\nexec sleep 2\n").expect("written");
    std::fs::set_permissions(&slow, std::fs::Permissions::from_mode(0o700)).expect("may be run");
    let foreign = Foreign::by(&slow);
    std::thread::scope(|scope| {
        for number in 0..limits::AT_ONCE + limits::WAITING {
            let foreign = &foreign;
            scope.spawn(move || foreign.look(&number.to_string(), b"x"));
        }
        while foreign.load() != [limits::AT_ONCE, limits::WAITING] {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(foreign.look("one more", b"x"), Err(Failure::Busy));
    });
    assert_eq!(foreign.load(), [0, 0]);
    let _ = std::fs::remove_file(slow);
}
