//! What an image costs, by its size and the detail asked for. The numbers of each model stand in `models/rules.rs`.

use super::Bounded;

/// What an image of unknown size is taken to cost, where the model's rule allows it.
const UNKNOWN_SIZE_TOKENS: usize = 1000;

/// Width and height in pixels, both at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    width: u64,
    height: u64,
}

/// How closely the model is asked to look (`OpenAI`'s `detail`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// At a small copy.
    Low,
    /// At a copy of limited size.
    High,
    /// At the image itself, up to the model's largest.
    Original,
    /// As the model decides; so is what nobody asked for.
    Auto,
}

impl From<Option<&str>> for Detail {
    fn from(name: Option<&str>) -> Self {
        match name {
            Some("low") => Self::Low,
            Some("high") => Self::High,
            Some("original") => Self::Original,
            _ => Self::Auto,
        }
    }
}

/// What an image is scaled down to before its patches are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageLimits {
    /// Pixels of the longer side.
    pub edge: u64,
    /// Patches in all.
    pub patches: u64,
}

/// A published way from an image's size to its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pricing {
    /// A base and so many tokens for each square of 512 pixels; the base alone at low detail.
    Tiles {
        /// Tokens of every image.
        base: u64,
        /// Tokens of a tile.
        tile: u64,
    },
    /// Squares of 32 pixels, times a multiplier.
    Patches {
        /// The multiplier in hundredths.
        percent: u64,
        /// What low detail is scaled down to.
        low: ImageLimits,
        /// The same for high detail.
        high: ImageLimits,
        /// The same for original detail.
        original: ImageLimits,
        /// The same where no detail is asked for.
        auto: ImageLimits,
    },
    /// Squares of 28 pixels.
    Squares(ImageLimits),
    /// 258 for each square of 768 pixels, or for an image that fits in one of 384.
    GeminiTiles,
    /// 258 for each tile whose side is two thirds of the image's shorter side.
    GeminiCrops,
    /// The same for every image.
    Flat(u64),
}

/// How a model counts images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Images {
    /// The way that is published for it, or the likeliest.
    pub best: Pricing,
    /// Other ways that it may be: what they give are bounds.
    pub others: &'static [Pricing],
}

impl Images {
    /// The tokens of an image. Without a size the bounds are the least and the most that any image costs.
    #[must_use]
    pub fn count(&self, size: Option<Size>, detail: Detail) -> Bounded {
        let all = || std::iter::once(&self.best).chain(self.others);
        let Some(size) = size else {
            let low = all().map(|pricing| pricing.least(detail)).min().unwrap_or(0) as usize;
            let high = all().map(|pricing| pricing.most(detail)).max().unwrap_or(0) as usize;
            let smallest = self.best.tokens(Size { width: 1, height: 1 }, detail) as usize;
            return Bounded::new(low, UNKNOWN_SIZE_TOKENS.clamp(smallest, high), high);
        };
        let low = all()
            .map(|pricing| pricing.tokens(size, pricing.least_detail(detail)) - pricing.rounding())
            .min()
            .unwrap_or(0);
        let high = all().map(|pricing| pricing.tokens(size, detail) + pricing.rounding()).max().unwrap_or(0);
        Bounded::new(low as usize, self.best.tokens(size, detail) as usize, high as usize)
    }
}

impl Pricing {
    fn tokens(&self, size: Size, detail: Detail) -> u64 {
        match *self {
            Self::Tiles { base, .. } if detail == Detail::Low => base,
            Self::Tiles { base, tile } => base + tile * size.within(2048).short_side_within(768).squares(512),
            Self::Patches { percent, .. } => (size.patches(self.limits(detail)) * percent).div_ceil(100),
            Self::Squares(limits) => size.squares_within(limits),
            Self::GeminiTiles if size.longer() <= 384 => 258,
            Self::GeminiTiles => 258 * size.within(3072).squares(768),
            Self::GeminiCrops => 258 * size.crops(),
            Self::Flat(tokens) => tokens,
        }
    }

    /// The detail that costs least of those that a model may choose for `detail`: of tiles it may take none.
    fn least_detail(&self, detail: Detail) -> Detail {
        match (self, detail) {
            (Self::Tiles { .. }, Detail::Auto) => Detail::Low,
            (_, asked) => asked,
        }
    }

    /// The tokens of the smallest image.
    fn least(&self, detail: Detail) -> u64 {
        self.tokens(Size { width: 1, height: 1 }, self.least_detail(detail))
    }

    /// The tokens of the costliest image.
    fn most(&self, detail: Detail) -> u64 {
        match *self {
            Self::Tiles { .. } => self.tokens(Size { width: 768, height: 2048 }, detail),
            Self::Patches { percent, .. } => (self.limits(detail).most_squares(32) * percent).div_ceil(100),
            Self::Squares(limits) => limits.most_squares(28),
            Self::GeminiTiles => self.tokens(Size { width: 3072, height: 3072 }, detail),
            Self::GeminiCrops => self.tokens(Size { width: 3072, height: 385 }, detail),
            Self::Flat(tokens) => tokens,
        }
    }

    /// How far the service's arithmetic may be off its own rule: `OpenAI` says one token where a multiplier applies.
    fn rounding(&self) -> u64 {
        u64::from(matches!(self, Self::Patches { .. }))
    }

    fn limits(&self, detail: Detail) -> ImageLimits {
        match (*self, detail) {
            (Self::Patches { low, .. }, Detail::Low) => low,
            (Self::Patches { high, .. }, Detail::High) => high,
            (Self::Patches { original, .. }, Detail::Original) => original,
            (Self::Patches { auto, .. }, Detail::Auto) => auto,
            _ => ImageLimits { edge: u64::MAX, patches: u64::MAX },
        }
    }
}

impl ImageLimits {
    /// The most squares with sides of `side` pixels that an image within the limits has.
    fn most_squares(self, side: u64) -> u64 {
        self.edge.div_ceil(side).saturating_pow(2).min(self.patches)
    }
}

impl Size {
    /// A size in pixels; nothing where a side is 0 or longer than any format allows.
    #[must_use]
    pub fn new(width: usize, height: usize) -> Option<Self> {
        let side = |pixels: usize| u32::try_from(pixels).ok().filter(|&pixels| pixels > 0).map(u64::from);
        Some(Self { width: side(width)?, height: side(height)? })
    }

    fn longer(self) -> u64 {
        self.width.max(self.height)
    }

    fn shorter(self) -> u64 {
        self.width.min(self.height)
    }

    /// Squares with sides of `side` pixels that cover it.
    fn squares(self, side: u64) -> u64 {
        self.width.div_ceil(side) * self.height.div_ceil(side)
    }

    /// Scaled down, never up, so that a side of `from` pixels has `to`.
    fn scaled(self, to: u64, from: u64) -> Self {
        if from <= to {
            return self;
        }
        let side = |pixels: u64| (pixels * to / from).max(1);
        Self { width: side(self.width), height: side(self.height) }
    }

    fn within(self, edge: u64) -> Self {
        self.scaled(edge, self.longer())
    }

    fn short_side_within(self, side: u64) -> Self {
        self.scaled(side, self.shorter())
    }

    /// `OpenAI`'s patches: the pixel limit, then the budget, both as its guide has them ("Images and vision").
    #[expect(clippy::cast_sign_loss, reason = "pixels are positive")]
    fn patches(self, limits: ImageLimits) -> u64 {
        let fitted = self.within(limits.edge);
        if fitted.squares(32) <= limits.patches {
            return fitted.squares(32);
        }
        let (width, height) = (fitted.width as f64, fitted.height as f64);
        let shrink = (1024.0 * limits.patches as f64 / (width * height)).sqrt();
        let whole = |pixels: f64| (pixels * shrink / 32.0).floor().max(1.0) / (pixels * shrink / 32.0);
        let shrink = shrink * whole(width).min(whole(height)).min(1.0);
        let side = |pixels: f64| ((pixels * shrink) as u64).max(1);
        Self { width: side(width), height: side(height) }.squares(32).min(limits.patches)
    }

    /// Anthropic's visual tokens: the largest size of the same shape within both limits ("Coordinates and bounding
    /// boxes", reference implementation).
    fn squares_within(self, limits: ImageLimits) -> u64 {
        let fits = |size: Self| size.longer().div_ceil(28) * 28 <= limits.edge && size.squares(28) <= limits.patches;
        if fits(self) {
            return self.squares(28);
        }
        let (mut fitting, mut too_large) = (1, self.longer());
        while fitting + 1 < too_large {
            let middle = u64::midpoint(fitting, too_large);
            if fits(self.with_longer(middle)) {
                fitting = middle;
            } else {
                too_large = middle;
            }
        }
        self.with_longer(fitting).squares(28)
    }

    /// The same shape with a longer side of `longer` pixels; the shorter is rounded to even at ties.
    #[expect(clippy::cast_sign_loss, reason = "pixels are positive")]
    fn with_longer(self, longer: u64) -> Self {
        let shape = self.longer() as f64 / self.shorter() as f64;
        let shorter = (longer as f64 / shape).round_ties_even().max(1.0) as u64;
        Self { width: longer, height: shorter }
    }

    /// Gemini's tiles by crop unit: two thirds of the shorter side, from 256 to 768 pixels.
    fn crops(self) -> u64 {
        if self.longer() <= 384 {
            return 1;
        }
        let fitted = self.within(3072);
        fitted.squares((fitted.shorter() * 2 / 3).clamp(256, 768))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    #[track_caller]
    fn check(model: &str, detail: Option<&str>, sizes: &[(usize, usize, usize)]) {
        let images = resolve(model).rules.images;
        for &(width, height, tokens) in sizes {
            let count = images.count(Size::new(width, height), Detail::from(detail));
            assert_eq!(count.value, tokens, "{model}, {width} x {height}");
            assert!(count.low <= count.value && count.value <= count.high, "{model}: {count:?}");
        }
    }

    #[test]
    fn openais_tiles_cost_what_its_guide_says() {
        check("gpt-4o", Some("high"), &[(1024, 1024, 765), (2048, 4096, 1105), (512, 512, 255), (1, 1, 255)]);
        check("gpt-4o", Some("low"), &[(4096, 8192, 85)]);
        check("gpt-4.1", None, &[(1024, 1024, 765)]);
        check("gpt-4o-mini", None, &[(1024, 1024, 25_501)]);
        check("gpt-5", None, &[(1024, 1024, 630)]);
        check("o3", None, &[(1024, 1024, 675)]);
        check("gpt-4-turbo", None, &[(128, 64, 255)]);
    }

    #[test]
    fn openais_patches_cost_what_its_guide_says() {
        check("gpt-5.4", Some("high"), &[(1024, 1024, 1229), (2048, 2048, 3000)]);
        check("o4-mini", None, &[(1024, 1024, 1762)]);
        check("gpt-4.1-nano", None, &[(1800, 2400, (1452 * 246usize).div_ceil(100))]);
    }

    #[test]
    fn patches_cost_what_people_measured() {
        let measured = [(256, 256, 77), (512, 512, 308), (768, 1024, 922), (1280, 720, 1104), (2048, 768, 1844)];
        check("gpt-5-mini", None, &measured);
        check("gpt-5.6-sol", Some("low"), &[(4096, 4096, 308)]);
    }

    #[test]
    fn claudes_images_cost_what_its_guide_says() {
        let standard = [
            (200, 200, 64),
            (1000, 1000, 1296),
            (1092, 1092, 1521),
            (1920, 1080, 1560),
            (2000, 1500, 1564),
            (3840, 2160, 1560),
            (1075, 1520, 33 * 47),
        ];
        check("claude-sonnet-4-5", None, &standard);
        let high_resolution = [(1920, 1080, 2691), (2000, 1500, 3888), (3840, 2160, 4784), (1075, 1520, 2145)];
        check("claude-opus-4-7", None, &high_resolution);
    }

    #[test]
    fn geminis_images_are_tiles_of_258_until_gemini_3_gives_each_a_budget() {
        check("gemini-2.5-pro", None, &[(384, 384, 258), (385, 100, 258), (1024, 1024, 1032), (6000, 4000, 3096)]);
        check("gemini-3-pro", None, &[(100, 100, 1120), (4000, 4000, 1120)]);
    }

    #[test]
    fn an_image_of_unknown_size_costs_from_the_least_to_the_most() {
        for (model, low, value, high) in [
            ("gpt-4o", 85, 1000, 1445),
            ("gpt-4o-mini", 2833, 8500, 48_169),
            ("gpt-5.4", 2, 1000, 3000),
            ("claude-sonnet-4-5", 1, 1000, 1568),
            ("claude-opus-5", 1, 1000, 4784),
            ("gemini-2.5-pro", 258, 1000, 6192),
            ("mystery", 1, 1000, 6192),
        ] {
            let count = resolve(model).rules.images.count(None, Detail::Auto);
            assert_eq!(count, Bounded::new(low, value, high), "{model}");
        }
        assert_eq!(resolve("gpt-4o").rules.images.count(None, Detail::Low), Bounded::new(85, 85, 85));
    }
}
