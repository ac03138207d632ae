//! The one signature: CMS SignedData with Ed25519 (RFC 5652, RFC 8419, ISO/TS 32002), detached, its DER exactly
//! reproducible. Parsing is by re-encoding: anything that is not the canonical form is no signature of ours.

use super::certificate::Certificate;
use const_oid::ObjectIdentifier;
use der::asn1::{Any, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::Attribute;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;

/// id-Ed25519 (RFC 8410).
pub const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const ALGORITHM_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");

#[derive(Sequence)]
struct ContentInfo {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: SignedData,
}

#[derive(Sequence)]
struct SignedData {
    version: u8,
    digest_algorithms: SetOfVec<AlgorithmIdentifierOwned>,
    content: EncapsulatedContent,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    certificates: SetOfVec<Certificate>,
    signers: SetOfVec<SignerInfo>,
}

#[derive(Sequence)]
struct EncapsulatedContent {
    content_type: ObjectIdentifier,
}

#[derive(Clone, PartialEq, Eq, Sequence, der::ValueOrd)]
struct SignerInfo {
    version: u8,
    signer: IssuerAndSerial,
    digest_algorithm: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    signed_attributes: SetOfVec<Attribute>,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: OctetString,
}

#[derive(Clone, PartialEq, Eq, Sequence, der::ValueOrd)]
struct IssuerAndSerial {
    issuer: Name,
    serial: SerialNumber,
}

/// ESS signingCertificateV2 (RFC 5035), SHA-256 by default.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<EssCertificateId>,
}

#[derive(Sequence)]
struct EssCertificateId {
    hash: OctetString,
    issuer_serial: IssuerSerial,
}

#[derive(Sequence)]
struct IssuerSerial {
    issuer: Vec<GeneralName>,
    serial: SerialNumber,
}

/// cmsAlgorithmProtection (RFC 6211).
#[derive(Sequence)]
struct AlgorithmProtection {
    digest: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT")]
    signature: AlgorithmIdentifierOwned,
}

const fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

fn attribute(oid: ObjectIdentifier, value: &impl Encode) -> der::Result<Attribute> {
    let values = SetOfVec::try_from(vec![Any::from_der(&value.to_der()?)?])?;
    Ok(Attribute { oid, values })
}

/// The signed attributes for a digest and a certificate: content type, message digest, certificate, algorithms.
fn attributes(digest: &[u8], leaf: &Certificate) -> der::Result<SetOfVec<Attribute>> {
    let body = leaf.tbs_certificate();
    let certificate = SigningCertificateV2 {
        certificates: vec![EssCertificateId {
            hash: OctetString::new(Sha256::digest(leaf.to_der()?).to_vec())?,
            issuer_serial: IssuerSerial {
                issuer: vec![GeneralName::DirectoryName(body.issuer().clone())],
                serial: body.serial_number().clone(),
            },
        }],
    };
    let protection = AlgorithmProtection { digest: algorithm(SHA512), signature: algorithm(ED25519) };
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, &DATA)?,
        attribute(MESSAGE_DIGEST, &OctetString::new(digest.to_vec())?)?,
        attribute(SIGNING_CERTIFICATE_V2, &certificate)?,
        attribute(ALGORITHM_PROTECTION, &protection)?,
    ])
}

fn assemble(attributes: SetOfVec<Attribute>, leaf: &Certificate, root: &Certificate, signature: &[u8]) -> der::Result<Vec<u8>> {
    let body = leaf.tbs_certificate();
    let signer = SignerInfo {
        version: 1,
        signer: IssuerAndSerial { issuer: body.issuer().clone(), serial: body.serial_number().clone() },
        digest_algorithm: algorithm(SHA512),
        signed_attributes: attributes,
        signature_algorithm: algorithm(ED25519),
        signature: OctetString::new(signature.to_vec())?,
    };
    let content = SignedData {
        version: 1,
        digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA512)])?,
        content: EncapsulatedContent { content_type: DATA },
        certificates: SetOfVec::try_from(vec![leaf.clone(), root.clone()])?,
        signers: SetOfVec::try_from(vec![signer])?,
    };
    ContentInfo { content_type: SIGNED_DATA, content }.to_der()
}

/// Signs a SHA-512 digest of the byte range. The root goes along, so that a reader needs nothing but its pinned
/// digest.
///
/// # Errors
/// When the structure cannot be encoded, which no certificate of ours causes.
pub fn sign(digest: &[u8; 64], leaf: &Certificate, root: &Certificate, key: &SigningKey) -> der::Result<Vec<u8>> {
    let attributes = attributes(digest, leaf)?;
    let signature = key.sign(&attributes.to_der()?);
    assemble(attributes, leaf, root, &signature.to_bytes())
}

/// A signature that has exactly the form [`sign`] gives, whoever made it.
pub struct Signature {
    /// The certificate of the signer.
    pub leaf: Certificate,
    /// The certificate of its issuer.
    pub root: Certificate,
    /// The digest it speaks of.
    pub digest: Vec<u8>,
    /// What was signed: DER of the attributes as a SET OF.
    message: Vec<u8>,
    signature: [u8; 64],
}

impl Signature {
    /// Parses DER that is byte for byte what [`sign`] would write for its certificate and digest.
    #[must_use]
    pub fn parse(der: &[u8]) -> Option<Self> {
        let info = ContentInfo::from_der(der).ok()?;
        let [one, other] = info.content.certificates.as_slice() else { return None };
        let [signer] = info.content.signers.as_slice() else { return None };
        let signed_by = |c: &Certificate| *c.tbs_certificate().serial_number() == signer.signer.serial;
        let (leaf, root) = if signed_by(one) { (one, other) } else { (other, one) };
        let digest = signer
            .signed_attributes
            .iter()
            .find(|a| a.oid == MESSAGE_DIGEST)
            .and_then(|a| a.values.get(0)?.decode_as::<OctetString>().ok())?
            .as_bytes()
            .to_vec();
        let attributes = attributes(&digest, leaf).ok()?;
        let message = attributes.to_der().ok()?;
        let signature: [u8; 64] = signer.signature.as_bytes().try_into().ok()?;
        let again = assemble(attributes, leaf, root, &signature).ok()?;
        (again == der).then(|| Self { leaf: leaf.clone(), root: root.clone(), digest, message, signature })
    }

    /// Whether the certificate's key signed the attributes, strictly.
    #[must_use]
    pub fn holds(&self) -> bool {
        super::certificate::verifies(&self.leaf, &self.message, &self.signature)
    }
}
