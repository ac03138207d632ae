//! Service (送达): what became of a document on its way to a recipient, and from which day on it counts as served.

use super::day::Day;

/// How a document goes to a recipient.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Channel {
    /// 直接送达 (民事诉讼法第八十八条).
    Personal,
    /// 留置送达 (第八十九条).
    Left,
    /// 委托送达 (第九十一条).
    Entrusted,
    /// 邮寄送达 (第九十一条).
    Post,
    /// 公告送达 (第九十五条).
    PublicNotice,
    /// Text message (第九十条).
    Sms,
    /// E-mail.
    Email,
    /// The portal itself, or the courts' own platform.
    Platform,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 8] =
        [Self::Personal, Self::Left, Self::Entrusted, Self::Post, Self::PublicNotice, Self::Sms, Self::Email, Self::Platform];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Left => "left",
            Self::Entrusted => "entrusted",
            Self::Post => "post",
            Self::PublicNotice => "public_notice",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Platform => "platform",
        }
    }

    /// The channel of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }

    /// Whether it needs the recipient's consent.
    #[must_use]
    pub const fn electronic(self) -> bool {
        matches!(self, Self::Sms | Self::Email | Self::Platform)
    }
}

/// Where an address came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AddressSource {
    /// Given by the recipient in its application.
    Given,
    /// Confirmed by the recipient in a confirmation of its address for service (送达地址确认书).
    Confirmed,
    /// Found by the court.
    Found,
}

impl AddressSource {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Given, Self::Confirmed, Self::Found];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Confirmed => "confirmed",
            Self::Found => "found",
        }
    }

    /// The source of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// What can happen to a document on its way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Event {
    /// It left.
    Sent,
    /// The court's system shows that it reached the recipient's.
    Reached,
    /// It was opened.
    Read,
    /// It was downloaded.
    Downloaded,
    /// The recipient replied, or acted on it.
    Acted,
    /// The recipient, or who receives for it, signed.
    Received,
    /// The recipient came to the court and would not sign (民事诉讼法解释第一百三十一条).
    Refused,
    /// It was left at the dwelling, with witnesses or on film.
    Left,
    /// The post brought it back.
    Returned,
    /// The public notice appeared.
    Published,
    /// The recipient proved another day of arrival.
    Proved,
    /// Something that was recorded of this delivery was wrong, and counts for nothing.
    Annulled,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 12] = [
        Self::Sent,
        Self::Reached,
        Self::Read,
        Self::Downloaded,
        Self::Acted,
        Self::Received,
        Self::Refused,
        Self::Left,
        Self::Returned,
        Self::Published,
        Self::Proved,
        Self::Annulled,
    ];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Reached => "reached",
            Self::Read => "read",
            Self::Downloaded => "downloaded",
            Self::Acted => "acted",
            Self::Received => "received",
            Self::Refused => "refused",
            Self::Left => "left",
            Self::Returned => "returned",
            Self::Published => "published",
            Self::Proved => "proved",
            Self::Annulled => "annulled",
        }
    }

    /// The event of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.name() == name)
    }

    /// What can be recorded of a channel, what completes it first; that a record was wrong can be said of any.
    #[must_use]
    pub const fn of(channel: Channel) -> &'static [Self] {
        match channel {
            Channel::Personal => &[Self::Received, Self::Refused, Self::Annulled],
            Channel::Left => &[Self::Left, Self::Annulled],
            Channel::Entrusted => &[Self::Received, Self::Annulled],
            Channel::Post => &[Self::Received, Self::Sent, Self::Returned, Self::Annulled],
            Channel::PublicNotice => &[Self::Published, Self::Annulled],
            Channel::Sms | Channel::Email | Channel::Platform => {
                &[Self::Reached, Self::Sent, Self::Read, Self::Acted, Self::Proved, Self::Annulled]
            }
        }
    }
}

/// One document on its way to one recipient on one channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Channel.
    pub channel: Channel,
    /// Where the address came from.
    pub source: AddressSource,
    /// The recipient consented to be served with this document electronically (民事诉讼法第九十条).
    pub consented: bool,
    /// What happened and counts, with the day.
    pub events: Vec<(Event, Day)>,
}

/// From which day on a document counts as served, and by which rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Served {
    /// Day.
    pub on: Day,
    /// Article.
    pub article: &'static str,
}

/// Days after which a public notice counts (民事诉讼法第九十五条).
const PUBLIC_NOTICE_DAYS: u32 = 30;

impl Delivery {
    fn day(&self, event: Event) -> Option<Day> {
        self.events.iter().filter(|(e, _)| *e == event).map(|(_, on)| *on).min()
    }

    /// When the document counts as served by this delivery, as far as is known by `today`. Not by being sent: by what became
    /// of it.
    #[must_use]
    pub fn served(&self, today: Day) -> Option<Served> {
        let by = |event: Event, article: &'static str| self.day(event).map(|on| Served { on, article });
        match self.channel {
            Channel::Personal => {
                by(Event::Received, "民事诉讼法第八十七条、第八十八条").or_else(|| by(Event::Refused, "民事诉讼法解释第一百三十一条"))
            }
            Channel::Left => by(Event::Left, "民事诉讼法第八十九条"),
            Channel::Entrusted => by(Event::Received, "民事诉讼法第九十一条、民事诉讼法解释第一百三十四条"),
            // Who confirmed an address for service bears that it is the right one, and that it can be found there.
            Channel::Post => by(Event::Received, "民事诉讼法第九十一条").or_else(|| {
                by(Event::Returned, "以法院专递方式邮寄送达民事诉讼文书的若干规定第十一条")
                    .filter(|_| self.source == AddressSource::Confirmed)
            }),
            Channel::PublicNotice => by(Event::Published, "民事诉讼法第九十五条")
                .map(|s| Served { on: s.on.plus_days(PUBLIC_NOTICE_DAYS), ..s })
                .filter(|s| s.on <= today),
            Channel::Sms | Channel::Email | Channel::Platform => self.electronically(),
        }
    }

    /// 民事诉讼法第九十条, 民事诉讼法解释第一百三十五条, 人民法院在线诉讼规则第二十九条至第三十三条.
    fn electronically(&self) -> Option<Served> {
        let by = |event: Event, article: &'static str| self.day(event).map(|on| Served { on, article });
        // Who acts on a document and does not object to the way it came has consented by that.
        let acted = by(Event::Acted, "人民法院在线诉讼规则第二十九条");
        if !self.consented {
            return acted;
        }
        let proved = by(Event::Proved, "民事诉讼法解释第一百三十五条");
        match self.source {
            AddressSource::Given | AddressSource::Confirmed => {
                // Who has read it, or acted on it, has it, whatever the court's system says.
                let arrived = proved.or_else(|| by(Event::Reached, "民事诉讼法第九十条"));
                let shown = [Event::Acted, Event::Read, Event::Downloaded].map(|e| by(e, "民事诉讼法第九十条"));
                arrived.into_iter().chain(shown.into_iter().flatten()).min()
            }
            // An address that was merely found counts once the recipient is shown to have the document.
            AddressSource::Found => proved.or_else(|| {
                let shown = [Event::Acted, Event::Read, Event::Downloaded].map(|e| by(e, "人民法院在线诉讼规则第三十一条"));
                shown.into_iter().flatten().min()
            }),
        }
    }
}

/// The earliest day on which any of several deliveries of one document to one recipient counts: the first valid one.
#[must_use]
pub fn earliest<'a>(deliveries: impl IntoIterator<Item = &'a Delivery>, today: Day) -> Option<Served> {
    deliveries.into_iter().filter_map(|d| d.served(today)).min()
}
