//! The X.509 side: an offline root, one seal certificate a court, the root's revocation list (`src/seal/FORMATS.md` §7).

use crate::domain::day::{Day, Moment};
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{GeneralizedTime, Ia5String, UtcTime};
use der::{DateTime, Decode, Encode};
use ed25519_dalek::SigningKey;
use spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use std::str::FromStr;
use std::time::Duration;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder, CrlBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::certificate::{CertificateInner, Rfc5280};
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::pkix::crl::CrlNumber;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages, PrivateKeyUsagePeriod,
    SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::{Time, Validity};

/// A certificate of RFC 5280.
pub type Certificate = CertificateInner<Rfc5280>;

/// id-kp-documentSigning (RFC 9336).
const DOCUMENT_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36");
/// organizationIdentifier (X.520): the court code, which a statement's court must equal.
const ORGANIZATION_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.97");
/// Certificates live this long, so that stock validators accept a ruling years later; the key may sign for one.
const YEARS: u32 = 20;

/// Why a certificate could not be made or read: one sentence.
pub type CertificateError = String;

fn said(error: impl std::fmt::Display) -> CertificateError {
    format!("certificate: {error}")
}

struct Root {
    subject: Name,
}

struct Leaf {
    issuer: Name,
    subject: Name,
    usage: PrivateKeyUsagePeriod,
    /// Where the revocation list is to be had (RFC 5280 §4.2.1.13).
    list: CrlDistributionPoints,
}

impl BuilderProfile for Root {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        spk: SubjectPublicKeyInfoRef<'_>,
        _issuer: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let mut list = Vec::new();
        let subject = tbs.subject();
        list.push((&BasicConstraints { ca: true, path_len_constraint: Some(0) }).to_extension(subject, &list)?);
        list.push((&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign)).to_extension(subject, &list)?);
        list.push((&SubjectKeyIdentifier::try_from(spk)?).to_extension(subject, &list)?);
        Ok(list)
    }
}

impl BuilderProfile for Leaf {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        spk: SubjectPublicKeyInfoRef<'_>,
        issuer: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let mut list = Vec::new();
        let subject = tbs.subject();
        list.push((&KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation)).to_extension(subject, &list)?);
        list.push((&ExtendedKeyUsage(vec![DOCUMENT_SIGNING])).to_extension(subject, &list)?);
        list.push((&self.usage).to_extension(subject, &list)?);
        list.push((&SubjectKeyIdentifier::try_from(spk)?).to_extension(subject, &list)?);
        list.push((&AuthorityKeyIdentifier::try_from(issuer)?).to_extension(subject, &list)?);
        list.push((&self.list).to_extension(subject, &list)?);
        Ok(list)
    }
}

fn date_time(moment: Moment) -> Result<DateTime, CertificateError> {
    let seconds = u64::try_from(moment.unix()).map_err(said)?;
    DateTime::from_unix_duration(Duration::from_secs(seconds)).map_err(said)
}

fn time(moment: Moment) -> Result<Time, CertificateError> {
    let value = date_time(moment)?;
    if value.year() < 2050 {
        Ok(Time::UtcTime(UtcTime::from_date_time(value).map_err(said)?))
    } else {
        Ok(Time::GeneralTime(GeneralizedTime::from_date_time(value)))
    }
}

fn midnight(day: Day) -> Moment {
    Moment::from_naive(day.date().and_time(chrono::NaiveTime::MIN))
}

fn long_validity(from: Moment) -> Result<Validity, CertificateError> {
    let until = midnight(from.day_in_utc().plus_months(12 * YEARS));
    Ok(Validity::new(time(from)?, time(until)?))
}

fn name(text: &str) -> Result<Name, CertificateError> {
    Name::from_str(text).map_err(said)
}

/// Escapes what a distinguished name gives a meaning (RFC 4514 §2.4).
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| if ",+\"\\<>;=#".contains(c) { vec!['\\', c] } else { vec![c] }).collect()
}

fn public(key: &SigningKey) -> Result<SubjectPublicKeyInfoOwned, CertificateError> {
    SubjectPublicKeyInfoOwned::from_key(&key.verifying_key()).map_err(said)
}

/// Subject public key info of a key, DER (RFC 8410).
///
/// # Errors
/// Never for an Ed25519 key; the type is der's.
pub fn spki_der(key: &SigningKey) -> Result<Vec<u8>, CertificateError> {
    public(key)?.to_der().map_err(said)
}

/// A self-signed root.
///
/// # Errors
/// A sentence when the names or times cannot be encoded.
pub fn root(key: &SigningKey, host: &str, from: Moment, serial: [u8; 16]) -> Result<Certificate, CertificateError> {
    let profile = Root { subject: name(&format!("CN={} Document Root,C=CN", escaped(host)))? };
    build(profile, key, public(key)?, from, serial)
}

/// The seal certificate of a court.
///
/// # Errors
/// A sentence when the names or times cannot be encoded.
pub fn leaf(request: &LeafRequest<'_>) -> Result<Certificate, CertificateError> {
    let usage = PrivateKeyUsagePeriod {
        not_before: Some(GeneralizedTime::from_date_time(date_time(midnight(request.from.day_in_utc()))?)),
        not_after: Some(GeneralizedTime::from_date_time(date_time(midnight(request.sign_until))?)),
    };
    let subject = name(&format!(
        "2.5.4.97=#{},CN={} Seal,O={},C=CN",
        super::hex(&der::asn1::Utf8StringRef::new(request.court).and_then(|s| s.to_der()).map_err(said)?),
        escaped(request.court_name),
        escaped(request.court_name)
    ))?;
    let profile = Leaf { issuer: request.issuer.tbs_certificate().subject().clone(), subject, usage, list: published_at(request.host)? };
    build(profile, request.root, public(request.key)?, request.from, request.serial)
}

/// Without TLS, as every list is: it is signed, and whoever checks a certificate must not need to check another first.
fn published_at(host: &str) -> Result<CrlDistributionPoints, CertificateError> {
    let uri = Ia5String::new(&format!("http://{host}/crl.der")).map_err(said)?;
    let name = DistributionPointName::FullName(vec![GeneralName::UniformResourceIdentifier(uri)]);
    Ok(CrlDistributionPoints(vec![DistributionPoint { distribution_point: Some(name), reasons: None, crl_issuer: None }]))
}

/// What a seal certificate is made from.
pub struct LeafRequest<'a> {
    /// Key of the root.
    pub root: &'a SigningKey,
    /// Certificate of the root.
    pub issuer: &'a Certificate,
    /// The seal key.
    pub key: &'a SigningKey,
    /// Court code.
    pub court: &'a str,
    /// Court name.
    pub court_name: &'a str,
    /// Public host: its revocation list is at `http://HOST/crl.der`.
    pub host: &'a str,
    /// From when.
    pub from: Moment,
    /// Last day the key may sign.
    pub sign_until: Day,
    /// Serial number.
    pub serial: [u8; 16],
}

fn build<P: BuilderProfile>(
    profile: P,
    signer: &SigningKey,
    key: SubjectPublicKeyInfoOwned,
    from: Moment,
    mut serial: [u8; 16],
) -> Result<Certificate, CertificateError> {
    serial[0] = serial[0] & 0x7f | 0x40; // positive, and of constant length
    let serial = SerialNumber::new(&serial).map_err(said)?;
    let builder = CertificateBuilder::new(profile, serial, long_validity(from)?, key).map_err(said)?;
    builder.build::<_, ed25519_dalek::Signature>(signer).map_err(said)
}

/// A revoked certificate, and when it was revoked.
#[derive(Clone)]
pub struct Revoked(RevokedCert);

impl Revoked {
    /// A certificate, revoked at a time.
    ///
    /// # Errors
    /// A sentence when the time cannot be encoded.
    pub fn of(certificate: &Certificate, at: Moment) -> Result<Self, CertificateError> {
        let serial_number = certificate.tbs_certificate().serial_number().clone();
        Ok(Self(RevokedCert { serial_number, revocation_date: time(at)?, crl_entry_extensions: None }))
    }
}

/// A revocation list to be made.
pub struct RevocationList<'a> {
    /// Its number: each one's is higher.
    pub number: u64,
    /// When it is made.
    pub at: Moment,
    /// What it names.
    pub revoked: &'a [Revoked],
}

/// The number of a DER revocation list; `None` where it has none.
#[must_use]
pub fn number_of(crl: &[u8]) -> Option<u64> {
    let list = CertificateList::<Rfc5280>::from_der(crl).ok()?;
    let extensions = list.tbs_cert_list.crl_extensions?;
    let found = extensions.iter().find(|extension| extension.extn_id == CrlNumber::OID)?;
    let number = der::asn1::Uint::from_der(found.extn_value.as_bytes()).ok()?;
    number.as_bytes().iter().try_fold(0_u64, |sum, byte| sum.checked_mul(256)?.checked_add((*byte).into()))
}

/// What a DER revocation list names; nothing where it is none.
#[must_use]
pub fn revoked_in(crl: &[u8]) -> Vec<Revoked> {
    let list = CertificateList::from_der(crl).ok().and_then(|list| list.tbs_cert_list.revoked_certificates);
    list.unwrap_or_default().into_iter().map(Revoked).collect()
}

/// The root's list of revoked certificates, good for twelve months (RFC 5280 §5).
///
/// # Errors
/// A sentence when it cannot be encoded.
pub fn revocation_list(root: &SigningKey, issuer: &Certificate, list: &RevocationList<'_>) -> Result<Vec<u8>, CertificateError> {
    let number = CrlNumber::from(der::asn1::Uint::new(&list.number.to_be_bytes()).map_err(said)?);
    let next = midnight(list.at.day_in_utc().plus_months(12));
    let mut builder = CrlBuilder::new_with_this_update(issuer, number, time(list.at)?).map_err(said)?.with_next_update(Some(time(next)?));
    // An empty list has no field for its entries at all (RFC 5280 §5.1.2.6).
    if !list.revoked.is_empty() {
        builder = builder.with_certificates(list.revoked.iter().map(|revoked| revoked.0.clone()));
    }
    let list: CertificateList = builder.build::<_, ed25519_dalek::Signature>(root).map_err(said)?;
    list.to_der().map_err(said)
}

/// What a revocation list says of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Revocation {
    /// Whether it is named.
    pub revoked: bool,
    /// When the list was made.
    pub made: Moment,
    /// Until when it is fresh; a list that says nothing of it never is.
    pub next: Option<Moment>,
}

fn moment(time: &Time) -> Option<Moment> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    Some(Moment::from_naive(chrono::DateTime::from_timestamp(seconds, 0)?.naive_utc()))
}

/// What a DER revocation list says of a certificate. `None` when the root has not signed it.
#[must_use]
pub fn revocation_of(crl: &[u8], root: &Certificate, leaf: &Certificate) -> Option<Revocation> {
    let list = CertificateList::from_der(crl).ok()?;
    let signed = list.tbs_cert_list.to_der().ok()?;
    let signature = list.signature.as_bytes()?.try_into().ok()?;
    if list.tbs_cert_list.issuer != *root.tbs_certificate().subject() || !verifies(root, &signed, &signature) {
        return None;
    }
    let serial = leaf.tbs_certificate().serial_number();
    let revoked = list.tbs_cert_list.revoked_certificates.as_ref();
    Some(Revocation {
        revoked: revoked.is_some_and(|list| list.iter().any(|c| c.serial_number == *serial)),
        made: moment(&list.tbs_cert_list.this_update)?,
        next: list.tbs_cert_list.next_update.as_ref().and_then(moment),
    })
}

/// The raw Ed25519 public key of a certificate; `None` for any other algorithm.
#[must_use]
pub fn public_key(certificate: &Certificate) -> Option<[u8; 32]> {
    let info = certificate.tbs_certificate().subject_public_key_info();
    let ed25519 = info.algorithm.oid == super::cms::ED25519 && info.algorithm.parameters.is_none();
    info.subject_public_key.as_bytes().filter(|_| ed25519)?.try_into().ok()
}

/// Whether the certificate's key signed this, strictly.
#[must_use]
pub fn verifies(certificate: &Certificate, message: &[u8], signature: &[u8; 64]) -> bool {
    public_key(certificate).is_some_and(|key| super::note::Vkey { name: String::new(), key }.verifies(message, signature))
}

/// Whether the root is self-signed and signed the leaf, whose issuer it is.
#[must_use]
pub fn chains(root: &Certificate, leaf: &Certificate) -> bool {
    let signed_by_root = |certificate: &Certificate| {
        let body = certificate.tbs_certificate().to_der().ok();
        let signature = certificate.signature().as_bytes().and_then(|s| <[u8; 64]>::try_from(s).ok());
        certificate.signature_algorithm().oid == super::cms::ED25519
            && body.zip(signature).is_some_and(|(body, signature)| verifies(root, &body, &signature))
    };
    leaf.tbs_certificate().issuer() == root.tbs_certificate().subject() && signed_by_root(root) && signed_by_root(leaf)
}

/// The court code in the subject.
#[must_use]
pub fn court_of(certificate: &Certificate) -> Option<String> {
    certificate
        .tbs_certificate()
        .subject()
        .iter()
        .find(|attribute| attribute.oid == ORGANIZATION_IDENTIFIER)
        .and_then(|attribute| attribute.value.decode_as::<der::asn1::Utf8StringRef<'_>>().ok().map(|s| s.as_str().to_owned()))
}
