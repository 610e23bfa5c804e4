//! Land: ridges, trees, grass and walls.

use crate::canvas::Canvas;
use crate::chance::{Dice, noise};
use crate::ink::Ink;
use crate::shape::{At, Shape, blob, brush, disc, oval, poly};

/// The silhouette of hills about a height, down to the foot of the canvas; `step` is how far apart its tops are.
pub(crate) fn ridge(c: &Canvas, y: f32, rise: f32, step: f32, seed: u32) -> Shape {
    let mut points: Vec<At> = vec![(c.w + 3.0, c.h + 3.0), (-3.0, c.h + 3.0)];
    let mut x = -3.0;
    while x <= c.w + 3.0 {
        let wide = noise(x / step, 0.5, seed);
        let fine = noise(x / step * 3.7, 0.5, seed ^ 9);
        points.push((x, y - rise * (wide * 0.85 + fine * 0.15)));
        x += 0.7;
    }
    poly(&points)
}

/// A round tree, its foot at the place.
pub(crate) fn tree(c: &mut Canvas, x: f32, y: f32, h: f32, leaf: Ink, shade: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    c.fill(
        &poly(&[(x - h * 0.035, y), (x - h * 0.02, y - h * 0.5), (x + h * 0.02, y - h * 0.5), (x + h * 0.045, y)]),
        shade,
    );
    let mut crown = Vec::new();
    for i in 0..11 {
        let (s, k) = crate::chance::turn(i as f32 * 360.0 / 11.0);
        let r = h * dice.between(0.26, 0.36);
        crown.push((x + k * r * 0.95, y - h * 0.64 + s * r));
    }
    let crown = blob(&crown);
    c.fill(&crown, leaf);
    c.grain(&crown, (x - h * 0.1, y - h * 0.85), (x + h * 0.25, y - h * 0.35), shade);
}

/// A poplar, or at a distance a cypress.
pub(crate) fn poplar(c: &mut Canvas, x: f32, y: f32, h: f32, leaf: Ink, shade: Ink) {
    let shape = blob(&[
        (x, y - h),
        (x + h * 0.1, y - h * 0.55),
        (x + h * 0.09, y - h * 0.15),
        (x, y),
        (x - h * 0.09, y - h * 0.15),
        (x - h * 0.1, y - h * 0.55),
    ]);
    c.fill(&shape, leaf);
    c.grain(&shape, (x - h * 0.07, y), (x + h * 0.12, y), shade);
}

/// A fir.
pub(crate) fn fir(c: &mut Canvas, x: f32, y: f32, h: f32, ink: Ink) {
    for i in 0..4 {
        let t = i as f32 / 4.0;
        let (top, wide) = (y - h + h * t * 0.7, h * (0.1 + t * 0.16));
        c.fill(&poly(&[(x, top), (x + wide, top + h * 0.36), (x - wide, top + h * 0.36)]), ink);
    }
}

/// Blades of grass along a line, leaning by `lean`.
#[allow(clippy::too_many_arguments)]
pub(crate) fn grass(
    c: &mut Canvas,
    from: f32,
    to: f32,
    y: f32,
    h: f32,
    lean: f32,
    count: usize,
    inks: &[Ink],
    seed: u32,
) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let (x, high) = (dice.between(from, to), h * dice.between(0.5, 1.0));
        let foot = y + dice.between(-0.6, 0.6);
        let bend = lean * high * dice.between(0.6, 1.2) + dice.between(-0.2, 0.2) * high;
        let blade =
            brush(&[(x, foot), (x + bend * 0.3, foot - high * 0.6), (x + bend, foot - high)], h * 0.05 + 0.12, 0.08);
        c.fill(&blade, dice.pick(inks));
    }
}

/// A low bush of round leaves.
#[allow(clippy::too_many_arguments)]
pub(crate) fn bush(c: &mut Canvas, x: f32, y: f32, rx: f32, ry: f32, count: usize, inks: &[Ink], seed: u32) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let (u, v) = (dice.between(-1.0, 1.0), dice.between(-1.0, 1.0));
        if u * u + v * v < 1.0 {
            c.fill(&disc(x + u * rx, y + v * ry, ry * dice.between(0.14, 0.3)), dice.pick(inks));
        }
    }
}

/// Furrows that run towards a far place.
pub(crate) fn furrows(c: &mut Canvas, far: At, near: f32, from: f32, to: f32, count: usize, ink: Ink) {
    for i in 0..count {
        let x = from + (to - from) * i as f32 / count as f32;
        let wide = (to - from) / count as f32 * 0.42;
        c.fill(&poly(&[far, (x + wide, near), (x, near)]), ink);
    }
}

/// A stone: a rounded pebble with its shade.
#[allow(clippy::too_many_arguments)]
pub(crate) fn stone(c: &mut Canvas, x: f32, y: f32, rx: f32, ry: f32, ink: Ink, shade: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    let points: Vec<At> = (0..8)
        .map(|i| {
            let (s, k) = crate::chance::turn(i as f32 * 45.0 + dice.between(-8.0, 8.0));
            let r = dice.between(0.86, 1.06);
            (x + k * rx * r, y + s * ry * r)
        })
        .collect();
    c.fill(&oval(x + rx * 0.1, y + ry * 0.85, rx, ry * 0.35), shade.fade(0.35));
    let shape = blob(&points);
    c.fill(&shape, ink);
    c.grain(&shape, (x - rx * 0.3, y - ry * 0.4), (x + rx * 0.7, y + ry), shade);
}
