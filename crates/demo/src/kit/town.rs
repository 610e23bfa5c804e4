//! Towns: houses, windows, brick, roofs and lamps.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::Ink;
use crate::shape::{At, disc, poly, rect};

/// Windows in rows and columns over a wall; some are lit.
pub(crate) struct Windows {
    /// How many columns and rows.
    pub(crate) grid: (usize, usize),
    /// The ink of a dark window, and of one that is lit.
    pub(crate) inks: (Ink, Ink),
    /// How often one is lit.
    pub(crate) lit: f32,
}

/// Draws windows over a rectangle.
pub(crate) fn windows(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, with: &Windows, seed: u32) {
    let mut dice = Dice::new(seed);
    let (columns, rows) = with.grid;
    let (step_x, step_y) = (w / columns as f32, h / rows as f32);
    for row in 0..rows {
        for column in 0..columns {
            let ink = if dice.happens(with.lit) { with.inks.1 } else { with.inks.0 };
            let (u, v) = (x + (column as f32 + 0.27) * step_x, y + (row as f32 + 0.22) * step_y);
            c.fill(&rect(u, v, step_x * 0.46, step_y * 0.56), ink);
        }
    }
}

/// A row of houses as one silhouette with gables, flat roofs and chimneys, standing on `y`.
#[allow(clippy::too_many_arguments)]
pub(crate) fn row(
    c: &mut Canvas,
    from: f32,
    to: f32,
    y: f32,
    heights: (f32, f32),
    ink: Ink,
    with: Option<&Windows>,
    seed: u32,
) {
    let mut dice = Dice::new(seed);
    let (low, high) = heights;
    let mut x = from;
    let mut i = seed;
    while x < to {
        let (w, h) = (dice.between(0.45, 0.95) * high * 0.8, dice.between(low, high));
        let top = y - h;
        c.fill(&rect(x, top, w + 0.15, h), ink);
        match dice.pick(&[0, 1, 2, 2]) {
            0 => c.fill(&poly(&[(x, top + 0.1), (x + w / 2.0, top - w * 0.45), (x + w, top + 0.1)]), ink),
            1 => c.fill(
                &poly(&[
                    (x, top + 0.1),
                    (x + w * 0.12, top - h * 0.16),
                    (x + w * 0.88, top - h * 0.16),
                    (x + w, top + 0.1),
                ]),
                ink,
            ),
            _ => c.fill(&rect(x - 0.1, top - h * 0.03, w + 0.3, h * 0.05), ink),
        }
        let stack = x + w * dice.between(0.15, 0.7);
        c.fill(&rect(stack, top - h * 0.28, w * 0.12, h * 0.34), ink);
        if let Some(with) = with {
            i = i.wrapping_add(17);
            windows(c, x + w * 0.08, top + h * 0.08, w * 0.84, h * 0.72, with, i);
        }
        x += w;
    }
}

/// A few bricks of a wall, here and there, as a printer would hint at it.
#[allow(clippy::too_many_arguments)]
pub(crate) fn bricks(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, course: f32, often: f32, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    let mut row = 0;
    while (row as f32 + 0.9) * course <= h {
        let shift = if row % 2 == 0 { 0.0 } else { course * 1.1 };
        let mut u = -shift;
        while u < w {
            if dice.happens(often) && u >= 0.0 && u + course * 2.0 <= w {
                let shade = ink.fade(dice.between(0.35, 1.0));
                c.fill(&rect(x + u, y + row as f32 * course, course * 2.0, course * 0.82), shade);
            }
            u += course * 2.2;
        }
        row += 1;
    }
}

/// A lit window or lamp: the light itself and its glow.
pub(crate) fn light(c: &mut Canvas, at: At, r: f32, reach: f32, ink: Ink) {
    c.glow(at.0, at.1, reach, ink.fade(0.75));
    c.fill(&disc(at.0, at.1, r), ink.light(0.55));
}

/// A floor or a table top of boards that run away from us.
pub(crate) fn boards(c: &mut Canvas, top: f32, foot: f32, vanish: At, count: usize, ink: Ink) {
    let step = c.w * 2.4 / count as f32;
    for i in 0..=count {
        let x = -c.w * 0.7 + step * i as f32;
        let t = (top - vanish.1) / (foot - vanish.1);
        c.line(&[(vanish.0 + (x - vanish.0) * t, top), (x, foot)], 0.22, ink);
    }
}

/// Boards that lie across, their joints by chance.
pub(crate) fn planks(c: &mut Canvas, y: f32, h: f32, course: f32, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    let mut v = y;
    while v < y + h {
        c.line(&[(-2.0, v), (c.w + 2.0, v + dice.between(-0.15, 0.15))], 0.22, ink);
        let x = dice.between(0.0, c.w);
        c.line(&[(x, v), (x, v + course)], 0.22, ink);
        for _ in 0..3 {
            let (u, long) = (dice.between(0.0, c.w), dice.between(4.0, 16.0));
            let at = v + course * dice.between(0.25, 0.75);
            c.curve(&[(u, at), (u + long * 0.5, at + dice.between(-0.4, 0.4)), (u + long, at)], 0.12, ink.fade(0.6));
        }
        v += course;
    }
}
