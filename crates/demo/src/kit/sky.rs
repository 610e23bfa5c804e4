//! Skies: air, sun, stars, cloud, mist and rain.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::Ink;
use crate::shape::{blob, disc, line, oval, soft};

/// The air over the whole canvas, from its inks and the heights at which they are pure.
pub(crate) fn air(c: &mut Canvas, inks: &[(f32, Ink)]) {
    let h = c.h;
    let stops: Vec<(f32, Ink)> = inks.iter().map(|(y, ink)| (y / h, *ink)).collect();
    c.wash(&c.all(), (0.0, 0.0), (0.0, h), &stops);
}

/// A sun or a moon with its light around it.
pub(crate) fn sun(c: &mut Canvas, x: f32, y: f32, r: f32, disc_ink: Ink, light: Ink) {
    c.glow(x, y, r * 5.0, light.fade(0.5));
    c.glow(x, y, r * 2.2, light.fade(0.6));
    c.fill(&disc(x, y, r), disc_ink);
}

/// Long flat clouds about a height.
pub(crate) fn clouds(c: &mut Canvas, y: f32, spread: f32, count: usize, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let (x, long) = (dice.between(-10.0, c.w), dice.between(18.0, 55.0));
        let (at, thick) = (y + dice.between(-spread, spread), dice.between(1.0, 2.6));
        c.fill(&soft(x, at, long, thick, thick), ink);
        c.fill(&soft(x + long * 0.2, at - thick * 0.8, long * 0.5, thick * 1.4, thick), ink);
        c.fill(&soft(x - long * 0.12, at + thick * 0.9, long * 0.6, thick * 0.7, thick), ink.fade(0.8));
    }
}

/// A heap of cloud.
pub(crate) fn cumulus(c: &mut Canvas, x: f32, y: f32, size: f32, ink: Ink, shade: Ink) {
    let heap = [
        (-9.0, 0.0),
        (-8.5, -2.6),
        (-5.5, -3.2),
        (-4.0, -6.0),
        (0.0, -7.6),
        (3.4, -5.6),
        (6.4, -5.0),
        (7.4, -2.4),
        (9.4, -1.6),
        (9.0, 0.0),
        (0.0, 0.5),
    ];
    let heap: Vec<_> = heap.iter().map(|(u, v)| (x + u * size, y + v * size)).collect();
    let shape = blob(&heap);
    c.fill(&shape, ink);
    c.grain(&shape, (x, y - 5.0 * size), (x + size * 2.0, y + size), shade);
}

/// A bank of mist, dense between two heights and gone one `soft` above and below.
pub(crate) fn mist(c: &mut Canvas, top: f32, foot: f32, ease: f32, ink: Ink) {
    let (from, to) = (top - ease, foot + ease);
    let at = |y: f32| (y - from) / (to - from);
    let none = ink.fade(0.0);
    let shape = soft(-2.0, from, c.w + 4.0, to - from, 0.0);
    c.wash(&shape, (0.0, from), (0.0, to), &[(0.0, none), (at(top), ink), (at(foot), ink), (1.0, none)]);
}

/// Shreds of mist: long thin ovals.
pub(crate) fn shreds(c: &mut Canvas, y: f32, spread: f32, count: usize, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let (x, rx) = (dice.between(0.0, c.w), dice.between(10.0, 32.0));
        let at = y + dice.between(-spread, spread);
        c.fill(&oval(x, at, rx, rx * 0.05 + 0.3), ink.fade(dice.between(0.25, 0.8)));
    }
}

/// Stars, denser above.
pub(crate) fn stars(c: &mut Canvas, foot: f32, count: usize, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let (x, t) = (dice.between(0.0, c.w), dice.between(0.0, 1.0));
        let r = dice.between(0.08, 0.2) + if dice.happens(0.08) { 0.22 } else { 0.0 };
        c.fill(&disc(x, foot * t * (0.4 + 0.6 * t), r), ink.fade(dice.between(0.45, 1.0)));
    }
}

/// Rain, driven sideways by `slant`.
pub(crate) fn rain(c: &mut Canvas, count: usize, slant: f32, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let (x, y) = (dice.between(-10.0, c.w + 10.0), dice.between(-8.0, c.h));
        let long = dice.between(3.0, 9.0);
        let drop = line(&[(x, y), (x + long * slant, y + long)], dice.between(0.12, 0.26));
        c.fill(&drop, ink.fade(dice.between(0.4, 1.0)));
    }
}

/// Birds far away.
pub(crate) fn birds(c: &mut Canvas, x: f32, y: f32, spread: f32, count: usize, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let (u, v, s) =
            (x + dice.between(-spread, spread), y + dice.between(-spread, spread) * 0.5, dice.between(0.8, 1.7));
        let lift = dice.between(0.3, 0.9);
        c.curve(
            &[
                (u - s, v - lift * s),
                (u - s * 0.4, v - lift * s * 0.9),
                (u, v),
                (u + s * 0.4, v - lift * s),
                (u + s, v - lift * s * 0.8),
            ],
            0.32,
            ink,
        );
    }
}
