//! The market: its stalls and its scales.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{Ink, PAPER, ink};
use crate::kit::people::{Person, SKIN, stand};
use crate::kit::sky::air;
use crate::kit::things::shadow;
use crate::kit::town::{Windows, planks, row};
use crate::shape::{blob, disc, oval, poly, rect, ring, soft};

/// Stalls under striped awnings just before opening.
pub(crate) fn market_stalls(c: &mut Canvas) {
    let (rose, dark) = (ink(0xf2_b48c), ink(0x2c_2a38));
    air(c, &[(0.0, ink(0x7f_a8b4)), (34.0, ink(0xf0_cfa4)), (60.0, rose)]);
    let shutters = Windows { grid: (3, 4), inks: (ink(0x6a_5a6c), ink(0xff_e0a0)), lit: 0.15 };
    row(c, -4.0, 154.0, 66.0, (26.0, 46.0), ink(0x9a_7f88), Some(&shutters), 8);
    c.fill(&rect(-2.0, 64.0, 154.0, 38.0), ink(0xb8_9a8a));
    let mut dice = Dice::new(3);
    for i in 0..14 {
        let y = 66.0 + (i * i) as f32 * 0.24 + i as f32 * 0.6;
        for _ in 0..14 {
            let x = dice.between(-4.0, 150.0);
            c.fill(
                &soft(x, y, 3.0 + i as f32 * 0.35, 0.8 + i as f32 * 0.08, 0.4),
                ink(0x8f_7068).fade(dice.between(0.15, 0.5)),
            );
        }
    }
    for (x, stripe) in [(40.0, 0x4f_7f86), (74.0, 0xd8_a23c), (108.0, 0x7a_5a7a)] {
        c.place(x, 75.0, 0.62, |c| stall(c, ink(stripe), x as u32));
    }
    let sweeper =
        Person { inks: [ink(0x2f_5560), dark, SKIN[2], ink(0x2a_1c1a)], hat: Some(ink(0x8a_6a44)), wide: false };
    stand(c, 78.0, 86.0, 20.0, &sweeper);
    c.line(&[(74.6, 72.0), (69.0, 85.0)], 0.7, ink(0x8a_5630));
    c.fill(&poly(&[(70.0, 83.0), (72.0, 84.0), (68.6, 89.0), (64.6, 88.0)]), ink(0xd8_b060));
    for (x, stripe) in [(20.0, 0xc8_4436), (132.0, 0x2f_6b58)] {
        c.place(x, 95.0, 1.12, |c| stall(c, ink(stripe), x as u32));
    }
    for (x, y) in [(60.0, 95.0), (65.0, 96.0), (61.6, 91.4)] {
        c.fill(&rect(x, y, 9.0, 4.4), ink(0xa8_7040));
        c.line(&[(x, y + 1.5), (x + 9.0, y + 1.5)], 0.3, dark.fade(0.6));
        c.line(&[(x, y + 3.0), (x + 9.0, y + 3.0)], 0.3, dark.fade(0.6));
    }
    c.curve(&[(-2.0, 24.0), (40.0, 33.0), (75.0, 35.0), (112.0, 33.0), (152.0, 24.0)], 0.35, dark);
    for i in 0..9 {
        let x = 6.0 + i as f32 * 17.4;
        let y = 36.0 - (x - 75.0) * (x - 75.0) * 0.00186;
        c.glow(x, y, 5.0, ink(0xff_eab0));
        c.fill(&disc(x, y, 0.9), ink(0xff_f6dc));
    }
}

/// A stall with its crates; its feet at 0, about 48 wide.
fn stall(c: &mut Canvas, stripe: Ink, seed: u32) {
    let (dark, wood) = (ink(0x33_2a30), ink(0x9a_6238));
    c.fill(&oval(0.0, 0.6, 25.0, 1.8), dark.fade(0.4));
    for x in [-22.0, 20.6] {
        c.fill(&rect(x, -34.0, 1.4, 34.0), dark);
    }
    c.fill(&rect(-22.0, -28.0, 44.0, 16.0), dark.fade(0.55));
    c.fill(&poly(&[(-21.0, -15.0), (21.0, -15.0), (24.0, -9.0), (-24.0, -9.0)]), wood);
    c.fill(&rect(-24.0, -9.0, 48.0, 9.4), wood.dark(0.3));
    for i in 0..9 {
        c.line(&[(-20.0 + i as f32 * 5.0, -9.0), (-20.0 + i as f32 * 5.0, 0.0)], 0.25, dark.fade(0.7));
    }
    let mut dice = Dice::new(seed);
    for i in 0..4 {
        let x = -20.6 + i as f32 * 10.6;
        let fruit =
            [ink(0xd8_5a34), ink(0xe8_b040), ink(0x7a_9a44), ink(0x7a_3a5a), ink(0xf0_e2c0)][(i + seed as usize) % 5];
        for _ in 0..26 {
            let (u, v) = (x + dice.between(0.8, 8.6), dice.between(-16.6, -13.4));
            c.fill(&disc(u, v, 1.15), fruit.dark(dice.between(0.0, 0.3)));
        }
        c.fill(&poly(&[(x, -14.4), (x + 9.4, -14.4), (x + 9.8, -10.4), (x - 0.4, -10.4)]), ink(0xc8_9458));
        c.line(&[(x, -12.4), (x + 9.6, -12.4)], 0.3, dark.fade(0.6));
    }
    for i in 0..10 {
        let (a, b) = (-20.0 + i as f32 * 4.0, -27.0 + i as f32 * 5.4);
        let tone = if i % 2 == 0 { stripe } else { PAPER };
        c.fill(&poly(&[(a, -42.0), (a + 4.0, -42.0), (b + 5.4, -31.0), (b, -31.0)]), tone);
        c.fill(
            &blob(&[(b, -31.2), (b + 5.4, -31.2), (b + 5.0, -29.2), (b + 2.7, -28.2), (b + 0.4, -29.2)]),
            tone.dark(0.12),
        );
    }
    c.grain(
        &poly(&[(-20.0, -42.0), (20.0, -42.0), (27.0, -31.0), (-27.0, -31.0)]),
        (-6.0, -44.0),
        (24.0, -28.0),
        dark.fade(0.55),
    );
}

/// Brass scales with three onions in one pan.
pub(crate) fn market_scales(c: &mut Canvas) {
    let (wall, brass, dark) = (ink(0x2f_5f5c), ink(0xd8_a544), ink(0x4a_2c14));
    c.fill(&c.all(), wall);
    c.fill(&disc(50.0, 44.0, 38.0), ink(0x4a_837a));
    c.grain(&c.all(), (40.0, 10.0), (110.0, 90.0), ink(0x14_3436));
    c.fill(&rect(-1.0, 80.0, 102.0, 22.0), ink(0xb4_5f3a));
    planks(c, 80.0, 22.0, 7.4, ink(0x74_3420), 4);
    shadow(c, 54.0, 89.6, 26.0, 3.2, ink(0x3a_1814));
    let base = blob(&[
        (30.0, 89.0),
        (33.0, 84.6),
        (44.0, 81.6),
        (47.0, 76.0),
        (53.0, 76.0),
        (56.0, 81.6),
        (67.0, 84.6),
        (70.0, 89.0),
        (50.0, 90.4),
    ]);
    c.fill(&base, brass);
    c.grain(&base, (44.0, 82.0), (68.0, 90.0), dark);
    let column = poly(&[(48.4, 24.0), (51.6, 24.0), (53.4, 79.0), (46.6, 79.0)]);
    c.fill(&column, brass);
    c.grain(&column, (48.0, 50.0), (55.0, 50.0), dark);
    for (y, r) in [(40.0, 3.0), (62.0, 3.8)] {
        c.fill(&oval(50.0, y, r, 1.7), brass.light(0.25));
        c.grain(&oval(50.0, y, r, 1.7), (49.0, y), (54.0, y), dark);
    }
    c.tilt(50.0, 24.0, 8.0, |c| {
        let beam = blob(&[
            (-36.0, -0.8),
            (-18.0, -3.0),
            (0.0, -3.6),
            (18.0, -3.0),
            (36.0, -0.8),
            (36.0, 0.9),
            (18.0, 0.4),
            (0.0, 1.6),
            (-18.0, 0.4),
            (-36.0, 0.9),
        ]);
        c.fill(&beam, brass);
        c.grain(&beam, (0.0, -2.4), (0.0, 2.2), dark);
    });
    c.fill(&disc(50.0, 23.0, 3.4), brass.light(0.2));
    c.fill(&disc(50.0, 23.0, 1.4), dark);
    c.fill(&poly(&[(49.4, 21.0), (50.6, 21.0), (52.0, 9.0)]), ink(0xc8_3f34));
    for (x, y, full) in [(14.6, 19.2, false), (85.6, 29.2, true)] {
        let foot = y + 31.0;
        for side in [-12.4, 12.4] {
            c.line(&[(x, y), (x + side, foot)], 0.35, brass.light(0.3));
        }
        c.fill(&ring(x, y, 1.5, 0.8), brass.light(0.2));
        if full {
            onion(c, x - 5.8, foot - 2.6, 5.6, ink(0xc9_803c));
            onion(c, x + 5.8, foot - 2.6, 5.4, ink(0xb4_6a3a));
            onion(c, x + 0.2, foot - 6.6, 5.8, ink(0xd8_944a));
        } else {
            c.fill(&oval(x, foot, 13.0, 1.8), brass.dark(0.45));
        }
        let pan = blob(&[
            (x - 13.6, foot - 0.4),
            (x - 8.4, foot + 4.6),
            (x, foot + 6.2),
            (x + 8.4, foot + 4.6),
            (x + 13.6, foot - 0.4),
            (x, foot + if full { 1.2 } else { 1.6 }),
        ]);
        c.fill(&pan, brass);
        c.grain(&pan, (x - 4.0, foot), (x + 10.0, foot + 7.0), dark);
        c.fill(&oval(x - 5.6, foot + 2.6, 3.0, 0.7).turned((x - 5.6, foot + 2.6), 20.0), ink(0xff_f0c0).fade(0.8));
    }
}

/// An onion.
pub(super) fn onion(c: &mut Canvas, x: f32, y: f32, r: f32, skin: Ink) {
    let bulb = blob(&[
        (x - 0.5, y - r * 1.5),
        (x + r * 0.2, y - r * 0.96),
        (x + r * 0.86, y - r * 0.5),
        (x + r, y + r * 0.16),
        (x + r * 0.6, y + r * 0.76),
        (x, y + r * 0.92),
        (x - r * 0.6, y + r * 0.76),
        (x - r, y + r * 0.16),
        (x - r * 0.86, y - r * 0.5),
        (x - r * 0.24, y - r * 0.96),
    ]);
    c.fill(&bulb, skin);
    for k in [-0.62, -0.22, 0.22, 0.62] {
        c.curve(
            &[(x, y - r * 1.1), (x + k * r * 1.2, y), (x + k * 0.4 * r, y + r * 0.84)],
            0.22,
            skin.dark(0.4).fade(0.8),
        );
    }
    c.grain(&bulb, (x - r * 0.3, y - r * 0.3), (x + r * 0.9, y + r * 0.8), ink(0x5b_2818));
    c.fill(&oval(x - r * 0.4, y - r * 0.3, r * 0.16, r * 0.34), ink(0xff_ecc8).fade(0.8));
}
