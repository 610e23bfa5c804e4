//! Chance that falls the same way every time: hashes of places, and the noise that is made of them.

/// A well mixed number for a place.
pub(crate) fn hash(x: i32, y: i32, seed: u32) -> u32 {
    let mut h =
        (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77) ^ seed.wrapping_mul(0xc2b2_ae3d);
    h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
    h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
    h ^ (h >> 15)
}

/// The same as a fraction from 0 to 1.
pub(crate) fn spot(x: i32, y: i32, seed: u32) -> f32 {
    (hash(x, y, seed) >> 8) as f32 / 16_777_216.0
}

/// Smooth noise from 0 to 1 that changes over about one step.
pub(crate) fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (i, j) = (below(x), below(y));
    let (u, v) = (ease(x - i as f32), ease(y - j as f32));
    let upper = spot(i, j, seed) * (1.0 - u) + spot(i + 1, j, seed) * u;
    let lower = spot(i, j + 1, seed) * (1.0 - u) + spot(i + 1, j + 1, seed) * u;
    upper * (1.0 - v) + lower * v
}

/// The same along one row of pixels at the height `y`, for noise that changes over `step` pixels.
pub(crate) fn noise_row(width: usize, step: f32, y: f32, seed: u32) -> Vec<f32> {
    let j = below(y);
    let v = ease(y - j as f32);
    let knot = |i: i32| spot(i, j, seed) * (1.0 - v) + spot(i, j + 1, seed) * v;
    let knots: Vec<f32> = (0..=below(width as f32 / step) + 1).map(knot).collect();
    let value = |x: usize| {
        let at = x as f32 / step;
        let i = at as usize;
        let u = ease(at - i as f32);
        knots[i] * (1.0 - u) + knots[i + 1] * u
    };
    (0..width).map(value).collect()
}

/// The whole number below.
fn below(x: f32) -> i32 {
    let whole = x as i32;
    if (whole as f32) > x { whole - 1 } else { whole }
}

/// From 0 to 1 without a corner at either end.
pub(crate) fn ease(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The sine and the cosine of an angle in degrees, by arithmetic alone, so that they are the same on every machine.
pub(crate) fn turn(degrees: f32) -> (f32, f32) {
    let quarter = (degrees / 90.0).round();
    let x = (degrees - quarter * 90.0) * 0.017_453_292;
    let q = x * x;
    let sine = x * (1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0)));
    let cosine = 1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0)));
    match (quarter as i32).rem_euclid(4) {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// Dice with a seed.
pub(crate) struct Dice(u32, i32);

impl Dice {
    /// The dice of a seed.
    pub(crate) fn new(seed: u32) -> Self {
        Self(seed, 0)
    }

    /// A number between two others.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        self.1 += 1;
        low + (high - low) * spot(self.1, 7, self.0)
    }

    /// Whether something happens that happens so often.
    pub(crate) fn happens(&mut self, often: f32) -> bool {
        self.between(0.0, 1.0) < often
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.between(0.0, from.len() as f32) as usize;
        from[at.min(from.len() - 1)]
    }
}
