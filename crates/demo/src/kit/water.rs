//! Water: its surface, what glints on it, and what sails on it.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::Ink;
use crate::shape::{oval, poly, rect, soft};

/// Water from a height down to another, with its inks far and near.
pub(crate) fn water(c: &mut Canvas, top: f32, foot: f32, far: Ink, near: Ink) {
    let shape = rect(-2.0, top, c.w + 4.0, foot - top);
    c.fall(&shape, (top, far), (foot, near));
}

/// Ripples between two heights: small far away, long near by.
pub(crate) fn ripples(c: &mut Canvas, top: f32, foot: f32, count: usize, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    for _ in 0..count {
        let t = dice.between(0.0, 1.0);
        let t = t * t;
        let (x, long) = (dice.between(-4.0, c.w + 4.0), dice.between(0.8, 2.4) + t * 8.0);
        let shape = oval(x, top + (foot - top) * t + 0.3, long, 0.08 + t * 0.34);
        c.fill(&shape, ink.fade(dice.between(0.3, 1.0)));
    }
}

/// The reflection of something bright or dark: a column of dashes that widens towards us.
pub(crate) fn gleam(c: &mut Canvas, x: f32, top: f32, foot: f32, width: f32, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    let mut y = top;
    while y < foot {
        let t = (y - top) / (foot - top);
        let half = width * (0.35 + t * 0.9) * dice.between(0.35, 1.0);
        let at = x + dice.between(-0.5, 0.5) * width * (0.4 + t);
        let thick = 0.25 + t * 0.75;
        c.fill(&soft(at - half, y, half * 2.0, thick, thick), ink.fade(1.0 - t * 0.55));
        y += thick * dice.between(1.3, 2.4);
    }
}

/// The small white ferry, seen from the side, its bow to the right, on a water line at 0; about 40 long.
pub(crate) fn ferry(c: &mut Canvas, hull: Ink, house: Ink, trim: Ink, lit: Ink, dark: Ink) {
    let body = poly(&[(-20.0, -4.6), (21.0, -5.4), (17.0, 0.4), (-18.0, 0.4)]);
    c.fill(&rect(-13.0, -9.4, 25.0, 5.0), house);
    c.grain(&rect(-13.0, -9.4, 25.0, 5.0), (10.0, 0.0), (-14.0, 0.0), dark.fade(0.35));
    c.fill(&poly(&[(-15.0, -10.3), (14.5, -10.3), (13.5, -9.2), (-14.0, -9.2)]), trim);
    for i in 0..6 {
        c.fill(&soft(-11.4 + i as f32 * 3.9, -8.2, 2.5, 2.2, 0.4), lit);
    }
    c.fill(&poly(&[(3.0, -14.8), (11.0, -14.8), (12.2, -10.2), (3.0, -10.2)]), house);
    c.fill(&poly(&[(2.2, -15.7), (12.0, -15.7), (11.4, -14.6), (2.6, -14.6)]), trim);
    c.fill(&poly(&[(7.6, -14.0), (10.6, -14.0), (11.2, -12.0), (7.6, -12.0)]), lit);
    c.fill(&rect(4.0, -14.0, 2.6, 2.0), lit);
    c.fill(&poly(&[(-7.6, -16.0), (-3.6, -16.0), (-3.0, -10.2), (-8.2, -10.2)]), trim);
    c.fill(&poly(&[(-7.5, -14.9), (-3.5, -14.9), (-3.4, -13.6), (-7.7, -13.6)]), house);
    c.line(&[(8.0, -15.6), (8.0, -21.0)], 0.3, dark);
    c.line(&[(-17.5, -4.6), (-17.5, -9.0)], 0.25, dark);
    c.fill(&body, hull);
    c.grain(&body, (0.0, -5.0), (-4.0, 1.0), dark.fade(0.45));
    c.fill(&poly(&[(-20.0, -4.6), (21.0, -5.4), (20.2, -4.2), (-19.6, -3.4)]), trim);
    c.fill(&poly(&[(-18.4, -0.8), (17.8, -0.8), (17.0, 0.5), (-18.0, 0.5)]), dark);
}

/// A rowing boat on a water line at 0; about 16 long.
pub(crate) fn skiff(c: &mut Canvas, hull: Ink, dark: Ink) {
    let body = poly(&[(-8.0, -2.4), (8.6, -3.0), (6.0, 0.5), (-6.4, 0.5)]);
    c.fill(&body, hull);
    c.grain(&body, (0.0, -3.0), (-2.0, 1.0), dark.fade(0.6));
    c.line(&[(-8.0, -2.4), (8.6, -3.0)], 0.4, dark);
}
