//! The country: the night over the ridge, and the wall that stops.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{PAPER, ink};
use crate::kit::land::{fir, grass, ridge, tree};
use crate::kit::sky::{air, birds, clouds, stars};
use crate::shape::{At, blob, oval, poly, rect};

/// Stars above a dark ridge; a dome of orange light on the horizon.
pub(crate) fn night_sky(c: &mut Canvas) {
    let (deep, orange) = (ink(0x0c_1230), ink(0xff_8a30));
    air(c, &[(0.0, deep), (50.0, ink(0x1c_2c58)), (84.0, ink(0x4a_3c60))]);
    c.tilt(66.0, 36.0, -34.0, |c| {
        for (ry, a) in [(20.0, 0.1), (13.0, 0.12), (7.0, 0.14)] {
            c.blotch(&oval(0.0, 0.0, 130.0, ry), 7.0, 0.56, ink(0xb8_c8f0).fade(a * 2.4), ry as u32);
        }
        let mut dice = Dice::new(77);
        for _ in 0..520 {
            let (x, y) = (dice.between(-110.0, 110.0), (dice.between(-1.0, 1.0) + dice.between(-1.0, 1.0)) * 9.0);
            c.fill(&oval(x, y, 0.16, 0.16), ink(0xf0_f4ff).fade(dice.between(0.2, 0.9)));
        }
    });
    c.place(106.0, 86.0, 1.0, |c| {
        c.glow(0.0, 0.0, 62.0, orange.fade(0.5));
        c.glow(0.0, 0.0, 40.0, orange.fade(0.75));
        c.glow(0.0, 0.0, 20.0, ink(0xff_d080));
    });
    stars(c, 84.0, 420, ink(0xff_f8ea), 5);
    for (x, y, s) in [(24.0, 18.0, 1.0), (58.0, 9.0, 0.7), (118.0, 14.0, 0.9), (92.0, 32.0, 0.6), (14.0, 50.0, 0.7)] {
        c.glow(x, y, 3.4 * s, ink(0xe0_ecff).fade(0.8));
        c.fill(
            &poly(&[
                (x, y - 2.2 * s),
                (x + 0.25 * s, y - 0.25 * s),
                (x + 2.2 * s, y),
                (x + 0.25 * s, y + 0.25 * s),
                (x, y + 2.2 * s),
                (x - 0.25 * s, y + 0.25 * s),
                (x - 2.2 * s, y),
                (x - 0.25 * s, y - 0.25 * s),
            ]),
            ink(0xff_fdf4),
        );
    }
    c.fill(&ridge(c, 86.0, 10.0, 52.0, 44), ink(0x2a_2440));
    let near = ridge(c, 92.0, 17.0, 64.0, 61);
    c.fill(&near, ink(0x0a_0c1c));
    let mut dice = Dice::new(3);
    for _ in 0..34 {
        let x = dice.between(0.0, 60.0);
        fir(c, x, 96.0 - x * 0.03, dice.between(8.0, 17.0) * (1.0 - x / 110.0), ink(0x0a_0c1c));
    }
    c.fill(&poly(&[(128.0, 87.0), (128.0, 82.6), (131.0, 80.0), (134.0, 82.6), (134.0, 87.0)]), ink(0x0a_0c1c));
    c.fill(&rect(130.2, 83.4, 1.5, 1.7), ink(0xff_c860));
}

/// A dry-stone wall that stops in the middle of a field.
pub(crate) fn half_wall(c: &mut Canvas) {
    let (green, dark) = (ink(0x7f_a458), ink(0x33_343a));
    air(c, &[(0.0, ink(0x7f_a4b0)), (40.0, ink(0xe6_dcbc)), (52.0, ink(0xf2_e2bc))]);
    clouds(c, 20.0, 13.0, 9, PAPER.fade(0.75), 8);
    c.fill(&ridge(c, 48.0, 16.0, 60.0, 17), ink(0x8f_a4a4));
    c.fill(&ridge(c, 52.0, 8.0, 44.0, 27), ink(0x6a_8f80));
    for (x, h) in [(116.0, 11.0), (126.0, 14.0), (134.0, 10.0), (20.0, 8.0)] {
        tree(c, x, 53.0, h, ink(0x4a_7a54), ink(0x1f_4438), x as u32);
    }
    let field = ridge(c, 56.0, 3.0, 80.0, 6);
    c.fill(&field, green);
    c.grain(&field, (70.0, 56.0), (80.0, 112.0), ink(0x3f_6a40));
    for i in 0..7 {
        let y = 58.0 + (i * i) as f32 * 0.9;
        c.curve(
            &[(-2.0, y + 2.0), (50.0, y), (100.0, y + 1.4), (152.0, y)],
            0.2 + i as f32 * 0.07,
            ink(0xb0_c878).fade(0.7),
        );
    }
    grass(c, 84.0, 152.0, 74.0, 3.4, 0.3, 130, &[ink(0x9a_b868), ink(0x5f_8a4c)], 9);
    c.fill(
        &blob(&[
            (-4.0, 98.0),
            (30.0, 88.0),
            (70.0, 80.6),
            (92.0, 77.0),
            (95.0, 78.4),
            (70.0, 86.0),
            (36.0, 96.0),
            (4.0, 108.0),
        ]),
        ink(0x2f_5238).fade(0.7),
    );
    let (top, foot) = (|x: f32| 36.0 + x * 0.22 + x * x * 0.0012, |x: f32| 98.0 - x * 0.25);
    let wall = poly(&[
        (-2.0, top(0.0)),
        (40.0, top(40.0)),
        (76.0, top(76.0)),
        (78.0, 68.0),
        (82.0, 70.0),
        (84.0, 74.0),
        (88.0, foot(88.0)),
        (40.0, foot(40.0)),
        (-2.0, foot(-2.0)),
    ]);
    c.fill(&wall, dark);
    let mut dice = Dice::new(64);
    let greys = [ink(0xb4_aea0), ink(0x8f_8c86), ink(0xcf_c6b2), ink(0x74_747a), ink(0xa4_9a8a)];
    c.within(&wall, |c| {
        for course in 0..11 {
            let mut x = -4.0 - dice.between(0.0, 4.0);
            while x < 90.0 {
                let size = 1.0 - x.max(0.0) / 92.0 * 0.62;
                let wide = dice.between(5.0, 11.0) * size;
                let at = |x: f32, k: f32| {
                    let k = (course as f32 + k) / 11.0;
                    (x, top(x) + 3.0 + (foot(x) - top(x) - 3.0) * k)
                };
                let (a, b) = (x + 0.3, x + wide - 0.25);
                let quad: Vec<At> = vec![
                    at(a, 0.12),
                    at((a + b) / 2.0, dice.between(0.02, 0.1)),
                    at(b, 0.12),
                    at(b + 0.2, 0.55),
                    at(b, 0.92),
                    at((a + b) / 2.0, 0.97),
                    at(a, 0.92),
                    at(a - 0.2, 0.5),
                ];
                let stone = blob(&quad);
                c.fill(&stone, dice.pick(&greys));
                c.grain(&stone, at(a, 0.2), (b + 1.0, at(b, 1.2).1), dark.fade(0.8));
                x += wide;
            }
        }
    });
    let mut x: f32 = -3.0;
    while x < 75.0 {
        let size = 1.0 - x.max(0.0) / 92.0 * 0.62;
        let (w, h) = (3.6 * size, dice.between(6.4, 8.6) * size);
        let y = top(x) + 2.6 * size;
        let cope = blob(&[(x, y), (x + 0.4, y - h), (x + w, y - h * dice.between(0.9, 1.1)), (x + w * 1.05, y + 0.3)])
            .turned((x, y), 9.0);
        c.fill(&cope.outline(0.5), dark);
        c.fill(&cope, dice.pick(&greys));
        c.grain(&cope, (x, y - h), (x + w * 1.6, y), dark.fade(0.7));
        x += w * 1.12;
    }
    for (x, y, rx) in [(91.0, 77.0, 2.6), (96.0, 78.4, 1.8), (93.6, 74.6, 1.7), (101.0, 77.4, 1.3), (88.0, 79.0, 2.2)] {
        crate::kit::land::stone(c, x, y, rx, rx * 0.66, dice.pick(&greys), dark, x as u32);
    }
    let greens = [ink(0x5f_8a44), ink(0x9a_b85c), ink(0x3f_6a40)];
    for i in 0..11 {
        let x = i as f32 * 8.6 - 3.0;
        grass(c, x, x + 9.0, foot(x) + 1.0, 7.0 - i as f32 * 0.36, 0.2, 34, &greens, 40 + i);
    }
    grass(c, 20.0, 152.0, 103.0, 12.0, 0.2, 190, &greens, 70);
    for (x, y) in [(112.0, 66.0), (121.0, 68.6), (106.0, 63.0)] {
        sheep(c, x, y, (y - 56.0) * 0.2);
    }
    birds(c, 104.0, 26.0, 9.0, 5, dark, 12);
}

/// A sheep.
fn sheep(c: &mut Canvas, x: f32, y: f32, s: f32) {
    let dark = ink(0x33_343a);
    for leg in [-1.0, -0.5, 0.5, 1.0] {
        c.line(&[(x + leg * s, y - s * 0.4), (x + leg * s, y + s * 0.6)], s * 0.18, dark);
    }
    c.fill(&oval(x, y - s * 0.5, s * 1.5, s * 0.9), PAPER);
    c.grain(&oval(x, y - s * 0.5, s * 1.5, s * 0.9), (x, y - s), (x + s, y + s * 0.4), ink(0x8f_8a84));
    c.fill(&oval(x - s * 1.6, y - s * 0.7, s * 0.4, s * 0.55), dark);
}
