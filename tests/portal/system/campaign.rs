//! How much of a long campaign is run: `make soak` runs it whole under a seed of its own, `make test` a part under a
//! fixed one. The seed is printed, and `PORTAL_SEED` gives it again.

/// The fixed seed of `make test`.
const EVERYDAY: u64 = 20_261_130;

/// One run of a campaign.
pub struct Campaign {
    /// What every choice follows from.
    pub seed: u64,
    /// How many tenths are run: 1 or 10.
    tenths: usize,
}

impl Campaign {
    /// The run that the environment asks for.
    pub fn of(name: &str) -> Self {
        let given = |variable: &str| std::env::var(variable).ok();
        let seed = given("PORTAL_SEED").map_or(EVERYDAY, |text| text.parse().expect("PORTAL_SEED is a number"));
        let tenths = if given("PORTAL_SOAK").is_some() { 10 } else { 1 };
        println!("{name}: {tenths} of 10 tenths, PORTAL_SEED={seed}");
        Self { seed, tenths }
    }

    /// How often something is done that a tenth does `times`.
    pub const fn times(&self, times: usize) -> usize {
        times * self.tenths
    }

    /// How often something is done, every day or in a soak.
    pub const fn either(&self, everyday: usize, soak: usize) -> usize {
        if self.tenths == 10 { soak } else { everyday }
    }

    /// A number below `bound` for each round, the same for the same seed.
    pub fn below(&self, round: usize, bound: u64) -> u64 {
        // SplitMix64: one step from the seed and the round.
        let mut bits = self.seed.wrapping_add((round as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % bound
    }
}

#[test]
fn the_same_seed_gives_the_same_numbers() {
    let (one, other) = (Campaign { seed: 7, tenths: 1 }, Campaign { seed: 7, tenths: 10 });
    assert_eq!((0..9).map(|r| one.below(r, 1000)).collect::<Vec<_>>(), (0..9).map(|r| other.below(r, 1000)).collect::<Vec<_>>());
    assert_eq!((one.times(8), other.times(8)), (8, 80));
}
