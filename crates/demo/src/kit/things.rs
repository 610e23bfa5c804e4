//! Things: what stands on tables and on floors.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::Ink;
use crate::shape::{At, blob, curve, line, oval, poly, rect, ring, soft};

/// The shadow that a thing throws on a table.
pub(crate) fn shadow(c: &mut Canvas, x: f32, y: f32, rx: f32, ry: f32, ink: Ink) {
    let shape = oval(x, y, rx, ry);
    c.fill(&shape, ink.fade(0.35));
    c.grain(&shape, (x + rx, y), (x - rx * 0.6, y), ink.fade(0.5));
}

/// Spines of books on a shelf that is `w` long, standing on `y`.
pub(crate) fn books(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, inks: &[Ink], seed: u32) {
    let mut dice = Dice::new(seed);
    let mut u = 0.0;
    while u < w - h * 0.08 {
        let wide = (h * dice.between(0.1, 0.26)).min(w - u);
        let high = h * dice.between(0.68, 0.98);
        let spine = dice.pick(inks);
        if dice.happens(0.06) {
            u += wide;
            continue;
        }
        c.fill(&rect(x + u, y - high, wide * 0.94, high), spine);
        if dice.happens(0.6) {
            let band = dice.between(0.12, 0.3);
            c.fill(&rect(x + u, y - high * (1.0 - band), wide * 0.94, h * 0.035), spine.light(0.5));
            c.fill(&rect(x + u, y - high * 0.2, wide * 0.94, h * 0.03), spine.light(0.5));
        }
        c.fill(&rect(x + u + wide * 0.74, y - high, wide * 0.2, high), spine.dark(0.3));
        u += wide;
    }
}

/// A cup on its saucer, the foot of it at the origin; about 16 wide. `tea` is how far the tea leans.
pub(crate) fn cup(c: &mut Canvas, china: Ink, band: Ink, tea: Ink, shade: Ink) {
    c.fill(&oval(0.0, 0.4, 11.0, 2.6), china.dark(0.18));
    c.fill(&oval(0.0, 0.0, 11.0, 2.5), china);
    c.fill(&oval(0.0, 0.2, 6.2, 1.3), china.dark(0.15));
    c.fill(&ring(7.6, -5.0, 2.9, 1.7), china.dark(0.1));
    let bowl = blob(&[
        (-7.4, -9.0),
        (-7.0, -4.6),
        (-4.2, -0.6),
        (0.0, 0.2),
        (4.2, -0.6),
        (7.0, -4.6),
        (7.4, -9.0),
        (0.0, -8.2),
    ]);
    c.fill(&bowl, china);
    c.within(&bowl, |c| c.fill(&rect(-8.0, -6.6, 16.0, 1.5), band));
    c.grain(&bowl, (-2.0, -6.0), (8.0, -3.0), shade);
    c.fill(&oval(0.0, -9.0, 7.5, 2.0), china.light(0.4));
    c.fill(&oval(0.0, -8.7, 6.5, 1.5), tea);
    c.fill(&oval(-1.8, -9.0, 2.6, 0.4), tea.light(0.35));
}

/// Steam from a place.
pub(crate) fn steam(c: &mut Canvas, x: f32, y: f32, h: f32, ink: Ink) {
    for (shift, size) in [(-2.2, 0.8), (0.4, 1.0), (2.8, 0.7)] {
        let (u, t) = (x + shift * h * 0.06, h * size);
        let curl = [
            (u, y),
            (u + t * 0.07, y - t * 0.25),
            (u - t * 0.06, y - t * 0.55),
            (u + t * 0.05, y - t * 0.8),
            (u, y - t),
        ];
        c.fill(&crate::shape::brush(&curl, h * 0.05, 0.1), ink);
    }
}

/// A wooden chair seen from the front, its feet at the origin; about 12 wide and 24 high.
pub(crate) fn chair(c: &mut Canvas, wood: Ink, seat: Ink, width: f32) {
    let l = |c: &mut Canvas, p: &[At]| c.line(p, width, wood);
    l(c, &[(-4.6, -10.5), (-5.4, -24.0)]);
    l(c, &[(4.6, -10.5), (5.4, -24.0)]);
    c.fill(&curve(&[(-5.4, -23.5), (0.0, -24.6), (5.4, -23.5)], width * 1.9), wood);
    l(c, &[(-5.2, -19.0), (5.2, -19.0)]);
    for x in [-2.4, 0.0, 2.4] {
        c.line(&[(x, -11.0), (x * 1.12, -23.5)], width * 0.6, wood);
    }
    l(c, &[(-4.2, -10.0), (-4.0, -1.6)]);
    l(c, &[(4.2, -10.0), (4.0, -1.6)]);
    l(c, &[(-5.6, -9.0), (-6.0, 0.0)]);
    l(c, &[(5.6, -9.0), (6.0, 0.0)]);
    l(c, &[(-5.7, -4.0), (5.7, -4.0)]);
    c.fill(&poly(&[(-5.0, -11.4), (5.0, -11.4), (6.6, -8.6), (-6.6, -8.6)]), seat);
    c.fill(&line(&[(-6.6, -8.6), (6.6, -8.6)], width), wood);
}

/// Lines of handwriting over a rectangle, each about `size` high.
#[allow(clippy::too_many_arguments)]
pub(crate) fn script(c: &mut Canvas, x: f32, y: f32, w: f32, size: f32, thick: f32, ink: Ink, seed: u32) {
    let mut dice = Dice::new(seed);
    let mut u = x;
    while u < x + w {
        let letters = dice.between(2.0, 7.9) as usize;
        let mut points = vec![(u, y)];
        for _ in 0..letters {
            let tall = dice.pick(&[0.45, 0.5, 0.45, 0.5, 1.1, -0.6]);
            let wide = size * dice.between(0.4, 0.62);
            if u + wide * 1.2 > x + w {
                break;
            }
            points.push((u + wide * 0.5 + size * 0.16, y - size * tall));
            points.push((u + wide * 0.62, y - size * tall * 0.3));
            points.push((u + wide, y - size * 0.04));
            u += wide;
        }
        if points.len() > 3 {
            c.curve(&points, thick, ink);
        }
        u += size * 0.62;
    }
}

/// A slatted bench seen from the front, on `y`.
pub(crate) fn bench(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, wood: Ink, dark: Ink) {
    for leg in [0.08, 0.92] {
        c.fill(&rect(x + w * leg - h * 0.05, y - h * 0.95, h * 0.1, h * 0.95), dark);
    }
    for i in 0..3 {
        c.fill(&soft(x, y - h + i as f32 * h * 0.15, w, h * 0.11, 0.2), wood);
    }
    c.fill(
        &poly(&[
            (x + h * 0.06, y - h * 0.46),
            (x + w - h * 0.06, y - h * 0.46),
            (x + w + h * 0.05, y - h * 0.34),
            (x - h * 0.05, y - h * 0.34),
        ]),
        wood.light(0.15),
    );
    c.fill(&rect(x - h * 0.05, y - h * 0.34, w + h * 0.1, h * 0.06), dark);
}
