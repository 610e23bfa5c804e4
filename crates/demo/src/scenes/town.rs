//! The town by day: its choir and its washing.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{Ink, PAPER, ink};
use crate::kit::people::SKIN;
use crate::kit::sky::{air, clouds};
use crate::kit::town::{bricks, light, row};
use crate::shape::{At, arch, blob, disc, oval, poly, rect, ring};

/// Six singers in the loft, with room for the two that are missing.
pub(crate) fn choir_loft(c: &mut Canvas) {
    let (wall, oak, dark, gold) = (ink(0x5b_3440), ink(0x7a_4630), ink(0x24_161c), ink(0xe3_ac4c));
    air(c, &[(0.0, ink(0x33_2230)), (70.0, wall)]);
    c.glow(75.0, 52.0, 84.0, ink(0xff_c878).fade(0.5));
    for i in 0..21 {
        let x = 10.0 + i as f32 * 6.3;
        let far = (i as f32 - 10.0).abs();
        let top = 3.0 + (10.0 - far).abs() * 0.3 + if i % 4 == 1 { 5.0 } else { 0.0 } + far * 1.6;
        let pipe = poly(&[(x, top), (x + 4.6, top), (x + 4.6, 50.0), (x + 3.3, 56.0), (x + 1.3, 56.0), (x, 50.0)]);
        c.fill(&pipe, ink(0xb8_9a6a));
        c.grain(&pipe, (x + 1.4, 20.0), (x + 5.4, 22.0), ink(0x4a_2c28));
        c.fill(&rect(x + 0.7, top + 1.0, 0.6, 44.0 - top), ink(0xf4_dca4).fade(0.7));
        c.fill(&poly(&[(x + 1.2, 48.0), (x + 3.4, 48.0), (x + 2.9, 45.0), (x + 1.7, 45.0)]), dark);
    }
    c.fill(&rect(6.0, 54.0, 138.0, 4.0), oak);
    for (x, w) in [(-2.0, 11.0), (141.0, 11.0)] {
        c.fill(&rect(x, -2.0, w, 104.0), ink(0x44_2a34));
        c.fill(&rect(x + if x < 0.0 { w - 1.6 } else { 0.0 }, -2.0, 1.6, 104.0), ink(0x8a_5a50));
    }
    let robe = ink(0x8a_2a30);
    let hair = [ink(0x2a_1a18), ink(0xd8_d0c4), ink(0x8a_4a24), ink(0x1c_1818), ink(0xb4_8a54), ink(0xe6_e0d8)];
    let mut n = 0;
    for place in 0..8 {
        let x = 21.0 + place as f32 * 15.5;
        if place == 2 || place == 5 {
            continue;
        }
        singer(
            c,
            x,
            [54.0, 51.0, 0.0, 55.0, 50.0, 0.0, 53.0, 56.0][place],
            robe,
            hair[n],
            SKIN[[0, 1, 3, 0, 2, 0][n]],
            n,
        );
        n += 1;
    }
    let front = rect(8.0, 76.0, 134.0, 26.0);
    c.fill(&front, oak);
    c.grain(&front, (75.0, 76.0), (75.0, 108.0), dark);
    c.fill(&rect(6.0, 73.6, 138.0, 3.4), ink(0xa8_6a40));
    c.fill(&rect(6.0, 73.6, 138.0, 0.8), ink(0xf0_c080));
    for i in 0..9 {
        let x = 11.0 + i as f32 * 14.6;
        c.fill(&arch(x, 80.0, 11.6, 24.0), ink(0x54_2e24));
        c.fill(&arch(x, 80.0, 11.6, 24.0).outline(0.5), gold.fade(0.8));
        c.fill(&ring(x + 5.8, 90.0, 3.0, 2.2), gold.fade(0.8));
    }
    for x in [29.0, 52.2, 75.2, 98.5, 121.6] {
        c.fill(&rect(x - 0.7, 66.4, 1.4, 7.4), PAPER);
        light(c, (x, 64.6), 0.8, 9.0, ink(0xff_d88c));
        c.fill(&blob(&[(x, 62.6), (x + 0.8, 65.0), (x, 66.4), (x - 0.8, 65.0)]), ink(0xff_f4cc));
    }
}

/// A singer behind the rail, with an open mouth and a book.
fn singer(c: &mut Canvas, x: f32, y: f32, robe: Ink, hair: Ink, skin: Ink, n: usize) {
    let dark = ink(0x24_161c);
    let body = blob(&[
        (x - 2.0, y + 5.0),
        (x + 2.0, y + 5.0),
        (x + 6.2, y + 8.0),
        (x + 7.2, y + 24.0),
        (x - 7.2, y + 24.0),
        (x - 6.2, y + 8.0),
    ]);
    c.fill(&body, robe);
    c.grain(&body, (x - 2.0, y + 8.0), (x + 8.0, y + 22.0), dark);
    c.fill(
        &poly(&[
            (x - 4.0, y + 5.6),
            (x, y + 9.4),
            (x + 4.0, y + 5.6),
            (x + 5.0, y + 9.4),
            (x, y + 12.0),
            (x - 5.0, y + 9.4),
        ]),
        PAPER,
    );
    if n.is_multiple_of(2) {
        c.fill(
            &blob(&[(x - 4.4, y - 3.4), (x, y - 5.6), (x + 4.4, y - 3.4), (x + 5.0, y + 4.6), (x - 5.0, y + 4.6)]),
            hair,
        );
    }
    c.fill(&rect(x - 1.5, y + 2.0, 3.0, 4.6), skin.dark(0.25));
    let head = blob(&[
        (x - 3.4, y - 1.6),
        (x, y - 4.8),
        (x + 3.4, y - 1.6),
        (x + 2.8, y + 2.4),
        (x, y + 4.6),
        (x - 2.8, y + 2.4),
    ]);
    c.fill(&head, skin);
    c.grain(&head, (x, y), (x + 4.0, y + 2.0), dark.fade(0.7));
    c.fill(
        &blob(&[
            (x - 3.7, y - 0.6),
            (x - 3.4, y - 4.0),
            (x, y - 5.8),
            (x + 3.4, y - 4.0),
            (x + 3.7, y - 0.6),
            (x + 1.6, y - 3.0),
            (x - 1.6, y - 3.0),
        ]),
        hair,
    );
    for side in [-1.4, 1.4] {
        c.curve(&[(x + side - 0.7, y - 0.4), (x + side, y), (x + side + 0.7, y - 0.4)], 0.3, dark);
    }
    c.fill(&oval(x, y + 2.4, 0.9, 1.3), ink(0x6a_1c20));
    c.fill(
        &poly(&[
            (x - 5.4, y + 13.4),
            (x, y + 14.8),
            (x + 5.4, y + 13.4),
            (x + 5.0, y + 19.0),
            (x, y + 20.4),
            (x - 5.0, y + 19.0),
        ]),
        ink(0x2a_2438),
    );
    c.fill(
        &poly(&[
            (x - 5.0, y + 12.8),
            (x, y + 14.2),
            (x + 5.0, y + 12.8),
            (x + 5.0, y + 14.0),
            (x, y + 15.4),
            (x - 5.0, y + 14.0),
        ]),
        PAPER,
    );
    for side in [-5.2, 5.2] {
        c.fill(&disc(x + side, y + 16.6, 1.2), skin);
    }
}

/// Washing lines strung between two tenements.
pub(crate) fn washing_lines(c: &mut Canvas) {
    let (left, right, dark) = (ink(0xd0_7a54), ink(0xe3_b070), ink(0x33_2a38));
    air(c, &[(0.0, ink(0x3f_90b4)), (70.0, ink(0xb8_dcd4)), (100.0, ink(0xf2_e6c4))]);
    clouds(c, 34.0, 22.0, 6, PAPER.fade(0.8), 3);
    row(c, 24.0, 110.0, 101.0, (8.0, 17.0), ink(0x8f_a8a8), None, 4);
    for (flip, tone, seed) in [(1.0, left, 7), (-1.0, right, 19)] {
        let at = |x: f32, y: f32| if flip > 0.0 { (x, y) } else { (133.3 - x, y) };
        let wall = poly(&[at(-2.0, -2.0), at(38.0, -2.0), at(32.0, 102.0), at(-2.0, 102.0)]);
        c.fill(&wall, tone);
        c.grain(&wall, at(10.0, 50.0), at(40.0, 60.0), tone.dark(0.5));
        c.within(&wall, |c| {
            bricks(c, if flip > 0.0 { 0.0 } else { 95.0 }, 0.0, 38.0, 101.0, 1.6, 0.1, tone.dark(0.25), seed)
        });
        let mut dice = Dice::new(seed);
        for floor in 0..5 {
            for i in 0..2 {
                let (x, y) = (5.0 + i as f32 * 15.0, 1.0 + floor as f32 * 21.0);
                let pane = poly(&[at(x, y), at(x + 8.4, y + 0.5), at(x + 8.2, y + 12.6), at(x, y + 12.4)]);
                c.fill(&pane.outline(1.3), PAPER.light(0.1));
                c.fill(&pane, if dice.happens(0.25) { ink(0xf6_dc98) } else { ink(0x3a_4a5c) });
                c.line(&[at(x + 4.2, y), at(x + 4.2, y + 12.6)], 0.5, PAPER);
                c.line(&[at(x, y + 6.0), at(x + 8.2, y + 6.2)], 0.5, PAPER);
                c.fill(
                    &poly(&[
                        at(x - 1.2, y + 13.0),
                        at(x + 9.4, y + 13.4),
                        at(x + 9.4, y + 14.8),
                        at(x - 1.2, y + 14.4),
                    ]),
                    ink(0xf0_dcb4),
                );
                if dice.happens(0.3) {
                    let tall = poly(&[
                        at(x - 3.8, y - 0.6),
                        at(x - 0.8, y - 0.4),
                        at(x - 0.8, y + 12.8),
                        at(x - 3.8, y + 12.6),
                    ]);
                    c.fill(&tall, ink(0x3f_7a6c));
                }
            }
        }
    }
    for (i, (a, b, sag)) in
        [(7.0, 12.0, 4.0), (27.0, 25.0, 5.0), (46.0, 51.0, 5.0), (69.0, 67.0, 6.0)].into_iter().enumerate()
    {
        washing(c, (36.6 - a * 0.05, a), (96.6 + b * 0.05, b), sag, dark, i as u32);
    }
}

/// One line with what hangs on it.
fn washing(c: &mut Canvas, from: At, to: At, sag: f32, dark: Ink, seed: u32) {
    let at = |t: f32| (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t + sag * 4.0 * t * (1.0 - t));
    let tones = [PAPER, ink(0xd8_4a3c), PAPER, ink(0x2f_6a8a), ink(0xf0_c04c), ink(0x8f_b4b0), ink(0x6a_3f5a), PAPER];
    c.curve(&[at(0.0), at(0.25), at(0.5), at(0.75), at(1.0)], 0.35, dark);
    let mut dice = Dice::new(seed * 31 + 6);
    let mut t = 0.05;
    while t < 0.88 {
        let kind = dice.pick(&[0, 1, 2, 3, 4]);
        let wide = [11.0, 9.0, 6.0, 4.4, 8.0][kind] * dice.between(0.9, 1.1);
        let (x, y) = at(t);
        let (tone, sway) = (dice.pick(&tones), dice.between(-1.5, 2.4));
        let (r, end) = (x + wide, at(t + wide / (to.0 - from.0)).1);
        let cloth = match kind {
            0 => blob(&[
                (x, y),
                (x, y),
                (x + wide / 2.0, (y + end) / 2.0 + 0.5),
                (r, end),
                (r, end),
                (r + sway, end + 11.0),
                (x + wide * 0.6 + sway, y + 12.2),
                (x + wide * 0.3 + sway, y + 11.0),
                (x + sway, y + 12.0),
            ]),
            1 => poly(&[
                (x + 2.0, y),
                (r - 2.0, end),
                (r + 0.6, end + 3.0),
                (r - 1.2, end + 4.6),
                (r - 2.0, end + 3.6),
                (r - 1.6 + sway, end + 10.6),
                (x + 1.8 + sway, y + 10.6),
                (x + 2.0, y + 3.6),
                (x + 1.0, y + 4.6),
                (x - 0.6, y + 3.0),
            ]),
            2 => poly(&[
                (x, y),
                (r, end),
                (r + 0.6 + sway, end + 12.4),
                (x + wide * 0.62 + sway, y + 12.4),
                (x + wide * 0.5, y + 4.2),
                (x + wide * 0.34 + sway, y + 12.4),
                (x - 0.6 + sway, y + 12.4),
            ]),
            3 => blob(&[
                (x, y),
                (x + 1.7, y),
                (x + 1.7, y + 3.6),
                (x + 3.8 + sway * 0.3, y + 5.2),
                (x + 3.0, y + 6.4),
                (x + 0.2, y + 5.4),
            ]),
            _ => poly(&[
                (x + wide * 0.3, y),
                (x + wide * 0.7, end),
                (x + wide * 0.72, end + 3.4),
                (r + sway, end + 11.6),
                (x + sway, y + 11.6),
                (x + wide * 0.28, y + 3.4),
            ]),
        };
        c.fill(&cloth, tone);
        c.grain(&cloth, (x + wide * 0.3, y), (x + wide * 1.2, y + 13.0), dark.fade(0.5));
        if kind == 0 && seed.is_multiple_of(2) {
            c.within(&cloth, |c| {
                for i in 0..4 {
                    c.fill(&rect(x - 3.0, y + 2.0 + i as f32 * 3.2, wide + 7.0, 1.1), ink(0x2f_6a8a).fade(0.8));
                }
            });
        }
        for peg in [x + 0.4, r - 0.6] {
            c.fill(&rect(peg - 0.3, y - 0.7 + (peg - x) / wide * (end - y), 0.6, 1.7), ink(0xb4_7a44));
        }
        t += (wide + dice.between(0.8, 3.0)) / (to.0 - from.0);
    }
}
