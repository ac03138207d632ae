//! Types of the domain as columns: a named value or an id is text, a day is a date, a deadline three dates. A text that
//! names nothing is an error that says so; it never becomes a default.

use crate::domain::act::ActName;
use crate::domain::actor::{Role, SessionKind};
use crate::domain::administration::{AdminAct, ProposalKind};
use crate::domain::application::AttachmentKind;
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::decision::Objector;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::joining::{Capacity, JoiningWay};
use crate::domain::meeting::{MeetingWay, SignatureWay};
use crate::domain::outcome::Outcome;
use crate::domain::performance::PerformanceKind;
use crate::domain::period::{Deadline, Period};
use crate::domain::register::UnitKind;
use crate::domain::request::RequestKind;
use crate::domain::review::{ReviewMark, ReviewPoint};
use crate::domain::security::{LinkPurpose, SecurityEvent};
use crate::domain::service::{AddressSource, Channel, Event};
use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromStaticSqlRow, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Date, Nullable, Text};

/// Lets a type stand for a column of a kind, as it is and where the column may be empty.
macro_rules! expressions {
    ($kind:ty, $name:ty) => {
        impl AsExpression<$kind> for $name {
            type Expression = Bound<$kind, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<'a> AsExpression<$kind> for &'a $name {
            type Expression = Bound<$kind, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl AsExpression<Nullable<$kind>> for $name {
            type Expression = Bound<Nullable<$kind>, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<'a> AsExpression<Nullable<$kind>> for &'a $name {
            type Expression = Bound<Nullable<$kind>, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<DB: Backend> ToSql<Nullable<$kind>, DB> for $name
        where
            Self: ToSql<$kind, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <Self as ToSql<$kind, DB>>::to_sql(self, out)
            }
        }

        impl<DB: Backend> Queryable<$kind, DB> for $name
        where
            Self: FromSql<$kind, DB>,
        {
            type Row = Self;

            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

macro_rules! texts {
    ($read:ident, $write:ident: $($name:ty),+) => {$(
        impl<DB: Backend> FromSql<Text, DB> for $name
        where
            String: FromSql<Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = String::from_sql(bytes)?;
                Self::$read(&text).ok_or_else(|| format!("{text:?} is no {}", stringify!($name)).into())
            }
        }

        impl<DB: Backend> ToSql<Text, DB> for $name
        where
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.$write().to_sql(out)
            }
        }

        expressions!(Text, $name);
    )+};
}

texts!(named, name:
    ActName, AddressSource, AdminAct, AttachmentKind, Capacity, Channel, DocumentKind, Event, JoiningWay, LinkPurpose, MeetingWay, Objector, Outcome,
    PerformanceKind, Period, ProposalKind, RequestKind, ReviewMark, ReviewPoint, Role, SecurityEvent, SessionKind, SignatureWay, StageName, UnitKind
);
texts!(parse, as_str: CaseId, PersonId);

impl<DB: Backend> FromSql<Date, DB> for Day
where
    NaiveDate: FromSql<Date, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        NaiveDate::from_sql(bytes).map(Self::from_date)
    }
}

impl<DB: Backend> ToSql<Date, DB> for Day
where
    NaiveDate: ToSql<Date, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_date().to_sql(out)
    }
}

expressions!(Date, Day);

impl<DB: Backend> Queryable<(Date, Date, Date), DB> for Deadline
where
    (Day, Day, Day): FromStaticSqlRow<(Date, Date, Date), DB>,
{
    type Row = (Day, Day, Day);

    fn build((start, nominal, due): Self::Row) -> deserialize::Result<Self> {
        Ok(Self { start, nominal, due })
    }
}
