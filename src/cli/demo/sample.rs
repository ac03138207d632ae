//! The eight agreements of the demo, embedded with their files.

/// A sample: its application, its files, its day, and how far it is carried.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) application: &'static str,
    pub(super) on: &'static str,
    pub(super) files: &'static [(&'static str, &'static [u8])],
    pub(super) until: Until,
}

/// How far a sample is carried.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Until {
    Drafting,
    Joining,
    Filed,
    Accepted,
    Verified,
    Proposed,
    Served,
}

macro_rules! sample {
    ($folder:literal, $until:expr, [$($file:literal),* $(,)?]) => {
        Sample {
            name: $folder,
            application: include_str!(concat!("samples/", $folder, "/application.json")),
            on: include_str!(concat!("samples/", $folder, "/on")),
            files: &[$(($file, include_bytes!(concat!("samples/", $folder, "/", $file)))),*],
            until: $until,
        }
    };
}

/// In the order of their days.
pub(super) const SAMPLES: [Sample; 8] = [
    sample!(
        "01-consumer-instalments",
        Until::Served,
        [
            "agreement.pdf",
            "identity-A.jpg",
            "identity-B-representative.pdf",
            "identity-B.png",
            "power-of-attorney-A.pdf",
            "presiding-proof.pdf"
        ]
    ),
    sample!(
        "04-land-contract",
        Until::Joining,
        ["agreement.pdf", "identity-A.jpg", "identity-B.jpg", "power-of-attorney-A.pdf", "presiding-proof.pdf"]
    ),
    sample!(
        "02-traffic-three-parties",
        Until::Filed,
        [
            "agreement.pdf",
            "identity-A.jpg",
            "identity-B.jpg",
            "identity-C-representative.pdf",
            "identity-C.png",
            "power-of-attorney-C.pdf",
            "presiding-proof.pdf"
        ]
    ),
    sample!(
        "05-medical-minor",
        Until::Proposed,
        [
            "agreement.pdf",
            "identity-A-guardian.jpg",
            "identity-A.png",
            "identity-B-representative.pdf",
            "identity-B.png",
            "power-of-attorney-B.pdf",
            "presiding-proof.pdf"
        ]
    ),
    sample!(
        "03-tourism-group",
        Until::Accepted,
        [
            "agreement.pdf",
            "identity-A.jpg",
            "identity-B.jpg",
            "identity-C.jpg",
            "identity-D-representative.pdf",
            "identity-D.png",
            "power-of-attorney-A.pdf",
            "power-of-attorney-B.pdf",
            "presiding-proof.pdf"
        ]
    ),
    sample!("06-noise-deadline", Until::Drafting, ["agreement.pdf", "identity-A.jpg", "identity-B-representative.pdf", "identity-B.png"]),
    sample!(
        "07-property-fee-sole-trader",
        Until::Verified,
        [
            "agreement.pdf",
            "identity-A-representative.pdf",
            "identity-A.png",
            "identity-B-operator.jpg",
            "identity-B.png",
            "power-of-attorney-A.pdf",
            "presiding-proof.pdf"
        ]
    ),
    sample!(
        "08-neighbour-lump-sum",
        Until::Filed,
        ["agreement.pdf", "identity-A.jpg", "identity-B.jpg", "power-of-attorney-A.pdf", "presiding-proof.pdf"]
    ),
];
