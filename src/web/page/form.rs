//! The plain form page, in both frames: most pages that ask for something are one of these.

use crate::web::page::field::{Choice, Field, Said};
use crate::web::page::link::{HiddenField, Link};
use crate::web::page::render::Page;
use crate::web::people::credentials;
use serde::Serialize;

/// A group of fields.
#[derive(Serialize, Default, Clone)]
pub struct Section {
    /// Heading, or nothing.
    pub title: String,
    /// Fields.
    pub fields: Vec<Field>,
}

/// Which step of how many.
#[derive(Serialize, Clone, Copy)]
pub struct FormStep {
    /// From 1.
    number: usize,
    /// How many there are.
    of: usize,
}

impl FormStep {
    /// A step of joining: who one is, the code, the questions, the service.
    #[must_use]
    pub const fn of_joining(number: usize) -> Option<Self> {
        Some(Self { number, of: 4 })
    }
}

/// What a form page shows.
#[derive(Serialize, Default, Clone)]
pub struct FormPage {
    /// Title: what is asked or done.
    pub title: String,
    /// A small line above the title.
    pub kicker: String,
    /// Sentences under the title.
    pub lead: Vec<String>,
    /// Way here: address and name.
    pub crumbs: Vec<Link>,
    /// Where it goes.
    pub action: String,
    /// It carries files.
    pub files: bool,
    /// What goes along unseen.
    pub hidden: Vec<HiddenField>,
    /// Fields.
    pub sections: Vec<Section>,
    /// What the button says; none, no button.
    pub submit: String,
    /// Links below.
    pub links: Vec<Link>,
    /// Small forms below: address and word.
    pub forms: Vec<Link>,
    /// Which step of how many.
    pub step: Option<FormStep>,
    /// One step back.
    pub back: String,
    /// Sentences beside the fields.
    pub notes: Vec<String>,
    /// A QR code, as a data URL.
    pub qr: String,
    /// Pictures above the fields: address and what they show.
    pub pictures: Vec<Link>,
    /// What is wrong, fields' own included.
    pub faults: Vec<Said>,
}

impl FormPage {
    /// Adds a group of fields without heading.
    #[must_use]
    pub fn ask(mut self, fields: Vec<Field>) -> Self {
        self.sections.push(Section { title: String::new(), fields });
        self
    }

    /// Lists the faults of the fields at the top, before those of the whole.
    #[must_use]
    pub fn gathered(mut self) -> Self {
        let own =
            self.sections.iter().flat_map(|s| &s.fields).flat_map(|f| f.said.iter().map(|s| Said { at: f.name.clone(), ..s.clone() }));
        let mut all: Vec<Said> = own.collect();
        all.append(&mut self.faults);
        self.faults = all;
        self
    }

    fn examples() -> Vec<Self> {
        let said =
            Said {
                tone: "bad", text: "请写明日期。".to_owned(), article: "民事诉讼法解释第三百五十八条".to_owned(), at: "due".to_owned()
            };
        let offers = || vec![Choice { value: "a".to_owned(), label: "甲".to_owned(), hint: "说明".to_owned() }];
        let kinds = ["text", "password", "date", "money", "area", "select", "radio", "checks", "check", "file", "code", "tel", "shown"];
        let field = |kind: &'static str| {
            Field::new(kind, kind, format!("名称 {kind}")).with("a").hint("提示".to_owned()).offering(offers()).may_be_empty()
        };
        let full = Self {
            title: "核对身份".to_owned(),
            kicker: "第一步".to_owned(),
            lead: vec!["说明文字。".to_owned()],
            crumbs: vec![Link::new("/studio", "收件箱".to_owned())],
            action: "/x".to_owned(),
            hidden: vec![HiddenField::new("version", "1".to_owned())],
            submit: "提交".to_owned(),
            links: vec![Link::new("/", "返回".to_owned())],
            forms: vec![Link::new("/y", "重新发送".to_owned())],
            step: FormStep::of_joining(1),
            back: "/".to_owned(),
            notes: vec!["注意。".to_owned()],
            qr: credentials::qr("otpauth://totp/example"),
            pictures: vec![Link::new("/my/record/1.png", "第 1 页".to_owned())],
            ..Self::default()
        }
        .ask(kinds.into_iter().map(field).collect());
        let bare = || Self { title: "核对身份".to_owned(), ..Self::default() };
        let wrong = bare().ask(kinds.into_iter().map(|k| field(k).wrong(Some(said.clone()))).collect()).gathered();
        vec![bare(), full, wrong]
    }
}

/// A form in the staff's frame.
#[derive(Serialize)]
#[serde(transparent)]
pub struct StaffForm(pub FormPage);

impl Page for StaffForm {
    const TEMPLATE: &'static str = "pages/form-staff.html";

    fn samples() -> Vec<Self> {
        FormPage::examples().into_iter().map(Self).collect()
    }
}

/// A form in the frame of parties and the public.
#[derive(Serialize)]
#[serde(transparent)]
pub struct PlainForm(pub FormPage);

impl Page for PlainForm {
    const TEMPLATE: &'static str = "pages/form-plain.html";
    const ANONYMOUS_FORM: bool = true;

    fn samples() -> Vec<Self> {
        FormPage::examples().into_iter().map(Self).collect()
    }
}
