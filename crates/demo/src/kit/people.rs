//! People: figures at a distance, hands, and the heads and shoulders of portraits.

use crate::canvas::Canvas;
use crate::ink::{Ink, ink};
use crate::shape::{At, blob, brush, disc, line, oval, poly, soft};

/// Skin, from light to dark.
pub(crate) const SKIN: [Ink; 4] = [ink(0xe9_b78f), ink(0xc9_8a5e), ink(0x9a_6244), ink(0x6d_4331)];

/// What somebody at a distance looks like.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    /// Coat, legs, skin and hair.
    pub(crate) inks: [Ink; 4],
    /// A cap or a hat.
    pub(crate) hat: Option<Ink>,
    /// Whether the coat is a wide one, or a dress.
    pub(crate) wide: bool,
}

/// Someone who stands, the feet at the place.
pub(crate) fn stand(c: &mut Canvas, x: f32, y: f32, h: f32, who: &Person) {
    let [coat, legs, skin, hair] = who.inks;
    c.place(x, y, h / 10.0, |c| {
        c.fill(&poly(&[(-1.0, -4.2), (-0.1, -4.2), (-0.25, 0.0), (-1.05, 0.0)]), legs);
        c.fill(&poly(&[(0.1, -4.2), (1.0, -4.2), (1.1, 0.0), (0.3, 0.0)]), legs);
        c.fill(&poly(&[(-1.1, -0.3), (-0.2, -0.3), (-0.2, 0.0), (-1.4, 0.0)]), legs.dark(0.4));
        c.fill(&poly(&[(0.3, -0.3), (1.1, -0.3), (1.5, 0.0), (0.3, 0.0)]), legs.dark(0.4));
        let hem = if who.wide { 2.1 } else { 1.45 };
        let body = blob(&[
            (-0.5, -7.9),
            (0.5, -7.9),
            (1.5, -7.3),
            (hem * 0.9, -5.0),
            (hem, -3.3),
            (0.0, -3.1),
            (-hem, -3.3),
            (-hem * 0.9, -5.0),
            (-1.5, -7.3),
        ]);
        c.fill(&body, coat);
        c.grain(&body, (-0.6, -6.0), (2.2, -4.0), coat.dark(0.55));
        c.fill(&poly(&[(-0.35, -8.2), (0.35, -8.2), (0.4, -7.6), (-0.4, -7.6)]), skin.dark(0.2));
        c.fill(&oval(0.0, -8.95, 0.74, 0.9), skin);
        c.fill(
            &blob(&[(-0.8, -8.9), (-0.72, -9.7), (0.0, -10.0), (0.72, -9.7), (0.8, -8.9), (0.4, -9.4), (-0.4, -9.4)]),
            hair,
        );
        if let Some(hat) = who.hat {
            c.fill(&blob(&[(-0.8, -9.4), (-0.6, -10.3), (0.0, -10.5), (0.6, -10.3), (0.8, -9.4)]), hat);
            c.fill(&soft(-1.15, -9.5, 2.3, 0.28, 0.14), hat.dark(0.25));
        }
    });
}

/// An arm of somebody who stands, through the given places in the units of the canvas.
pub(crate) fn arm(c: &mut Canvas, points: &[At], width: f32, sleeve: Ink, skin: Ink) {
    c.fill(&brush(points, width, width * 0.8), sleeve);
    if let Some(&(x, y)) = points.last() {
        c.fill(&disc(x, y, width * 0.55), skin);
    }
}

/// An open left hand, its palm at the origin, about 20 wide; the fingers point up.
pub(crate) fn hand(c: &mut Canvas, skin: Ink, shade: Ink) {
    let fingers: [(At, At, f32); 5] = [
        ((-3.6, -4.0), (-5.8, -12.4), 2.5),
        ((-1.2, -5.0), (-1.8, -15.0), 2.7),
        ((1.4, -5.0), (2.3, -14.4), 2.6),
        ((3.6, -4.0), (6.0, -11.2), 2.3),
        ((-3.4, 2.0), (-9.4, -2.6), 2.9),
    ];
    let palm =
        blob(&[(-4.9, -3.8), (-1.4, -6.0), (2.4, -5.8), (4.9, -3.6), (4.6, 1.5), (3.4, 6.0), (-2.8, 6.2), (-4.9, 2.0)]);
    for (from, to, width) in fingers {
        c.fill(&line(&[from, to], width), skin);
    }
    c.fill(&palm, skin);
    c.grain(&palm, (-3.0, -4.0), (5.5, 5.0), shade.fade(0.8));
    for (from, to, width) in fingers {
        let tip = (to.0 + (from.0 - to.0) * 0.06, to.1 + (from.1 - to.1) * 0.06);
        c.fill(&oval(tip.0, tip.1, width * 0.34, width * 0.42), skin.light(0.35));
    }
    c.curve(&[(-3.6, -1.0), (-0.4, -0.2), (1.0, 3.4)], 0.3, shade.fade(0.8));
    c.curve(&[(-2.6, -3.4), (0.8, -3.0), (3.8, -1.6)], 0.3, shade.fade(0.8));
}
