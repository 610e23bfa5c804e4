//! Portraits: what every bust is made of, and the five busts.

mod davi;
mod haruna;
mod ines;
mod maren;
mod tobias;

use crate::canvas::Canvas;
use crate::ink::{Ink, PAPER, ink};
use crate::shape::{blob, brush, disc, oval, ring};

pub(crate) use self::davi::davi;
pub(crate) use self::haruna::haruna;
pub(crate) use self::ines::ines;
pub(crate) use self::maren::maren;
pub(crate) use self::tobias::tobias;

/// The ink of lines.
const LINE: Ink = ink(0x2a_1c20);

/// What a face is made of.
struct Face {
    skin: Ink,
    hair: Ink,
    /// How far it looks aside, in units.
    aside: f32,
    /// How wide the jaw is, from 0.8 to 1.1.
    jaw: f32,
    /// How much the mouth smiles.
    smile: f32,
    lips: Ink,
}

/// Neck and shoulders, with the head's middle at the origin and about 30 wide.
fn shoulders(c: &mut Canvas, skin: Ink, coat: Ink, broad: f32) {
    let neck = blob(&[(-6.0, 8.0), (6.0, 8.0), (6.6, 18.0), (10.0, 25.0), (0.0, 31.0), (-10.0, 25.0), (-6.6, 18.0)]);
    let body = blob(&[
        (-8.0, 20.6),
        (0.0, 24.6),
        (8.0, 20.6),
        (broad * 0.7, 25.0),
        (broad, 33.0),
        (broad * 1.2, 80.0),
        (-broad * 1.2, 80.0),
        (-broad, 33.0),
        (-broad * 0.7, 25.0),
    ]);
    c.fill(&body, coat);
    c.grain(&body, (-4.0, 30.0), (broad * 1.1, 52.0), coat.dark(0.75));
    c.fill(&neck, skin.dark(0.18));
    c.grain(&neck, (-5.0, 18.0), (5.0, 12.0), skin.dark(0.6));
}

/// The head: its shape, its shade, its features.
fn face(c: &mut Canvas, f: &Face) {
    let (d, j) = (f.aside, f.jaw);
    for side in [-1.0, 1.0] {
        c.fill(&oval(side * 13.2 - d * 0.5, 1.0, 2.6, 4.0), f.skin.dark(0.12 + if side > 0.0 { 0.25 } else { 0.0 }));
    }
    let head = blob(&[
        (0.0, -18.0),
        (9.6, -15.6),
        (13.2, -6.0),
        (12.6, 4.0),
        (9.4 * j, 12.4),
        (3.6 * j, 17.0),
        (-3.6 * j, 17.0),
        (-9.4 * j, 12.4),
        (-12.6, 4.0),
        (-13.2, -6.0),
        (-9.6, -15.6),
    ]);
    c.fill(&head, f.skin);
    c.grain(&head, (1.0, 0.0), (15.0, 7.0), f.skin.dark(0.62));
    for side in [-1.0, 1.0] {
        c.glow(side * 7.0 + d, 6.4, 4.2, ink(0xd8_5a48).fade(0.42));
        let x = side * 5.2 + d;
        c.fill(&oval(x, -1.0, 2.3, 1.45), ink(0xfb_f4e6));
        c.fill(&disc(x + d * 0.22, -1.0, 1.3), LINE);
        c.fill(&disc(x + d * 0.22 - 0.4, -1.5, 0.35), PAPER);
        c.curve(&[(x - 2.6, -1.2), (x - 1.0, -2.6), (x + 1.2, -2.6), (x + 2.6, -1.0)], 0.6, LINE);
        c.fill(&brush(&[(x - side * 2.8, -5.6), (x, -6.6), (x + side * 3.2, -5.4)], 1.5, 0.5), f.hair.dark(0.15));
    }
    c.curve(
        &[(0.4 + d, -1.6), (1.0 + d * 1.2, 2.4), (2.2 + d * 1.35, 5.0), (0.2 + d * 1.2, 6.0), (-1.4 + d, 5.6)],
        0.6,
        f.skin.dark(0.6),
    );
    let up = f.smile;
    c.fill(
        &blob(&[
            (-4.0 + d, 9.8 - up),
            (-1.2 + d, 9.2),
            (d, 9.6),
            (1.2 + d, 9.2),
            (4.0 + d, 9.8 - up),
            (1.6 + d, 11.6 + up * 0.4),
            (-1.6 + d, 11.6 + up * 0.4),
        ]),
        f.lips,
    );
    c.curve(&[(-4.4 + d, 9.7 - up * 1.2), (d, 10.2 + up * 0.2), (4.4 + d, 9.7 - up * 1.2)], 0.45, LINE);
}

/// Round spectacles.
fn spectacles(c: &mut Canvas, d: f32, rim: Ink) {
    for side in [-1.0, 1.0] {
        let x = side * 5.4 + d;
        c.fill(&disc(x, -0.8, 4.3), PAPER.fade(0.16));
        c.fill(&ring(x, -0.8, 4.6, 3.9), rim);
        c.line(&[(x + side * 4.4, -1.6), (side * 13.0, -2.6)], 0.6, rim);
    }
    c.curve(&[(-1.2 + d, -1.2), (d, -2.0), (1.2 + d, -1.2)], 0.7, rim);
}
