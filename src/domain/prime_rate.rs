//! The one-year loan prime rate (贷款市场报价利率) that a county keeps beside its register.

use super::day::Day;
use super::money::Rate;

/// The one-year loan prime rate over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrimeRates(Vec<(Day, Rate)>);

impl PrimeRates {
    /// Reads `from,rate` with a heading line; the rate in per cent a year.
    ///
    /// # Errors
    /// The number of the first line that is not of this form.
    pub fn parse_csv(text: &str) -> Result<Self, usize> {
        let mut rates = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || (index == 0 && line.starts_with("from,")) {
                continue;
            }
            let cells = line.split_once(',').and_then(|(from, rate)| {
                let rate = rate.split(',').next()?.trim().trim_end_matches('%');
                Some((Day::parse(from.trim())?, Rate::parse_percent(rate)?))
            });
            rates.push(cells.ok_or(index + 1)?);
        }
        rates.sort_unstable_by_key(|(from, _)| *from);
        Ok(Self(rates))
    }

    /// The rate of a day; `None` before the first one.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<Rate> {
        self.0.iter().rev().find(|(from, _)| *from <= day).map(|(_, rate)| *rate)
    }
}
