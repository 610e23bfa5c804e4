//! In the water: the eel, the tide staff and the seagrass.

use crate::canvas::Canvas;
use crate::chance::{Dice, turn};
use crate::ink::{Ink, PAPER, ink};
use crate::kit::land::{grass, ridge};
use crate::kit::sky::air;
use crate::kit::things::script;
use crate::kit::water::{ripples, water};
use crate::shape::{At, blob, brush, disc, join, line, oval, poly, rect, soft};

/// A single eel, curled in a blue tank.
pub(crate) fn eel_tank(c: &mut Canvas) {
    let (deep, blue, steel) = (ink(0x0d_3a58), ink(0x2f_86a8), ink(0xb4_c0c0));
    c.fill(&c.all(), ink(0xd6_d8cc));
    c.grain(&c.all(), (40.0, 0.0), (150.0, 110.0), ink(0x7f_8a8c));
    c.fill(&rect(-2.0, 88.0, 154.0, 14.0), ink(0x8f_6a4a));
    c.fill(&rect(-2.0, 88.0, 154.0, 1.4), ink(0xc9_9a6a));
    c.fill(&soft(15.0, 90.0, 122.0, 3.0, 1.5), ink(0x3a_2a24).fade(0.6));
    c.fill(&soft(13.0, 9.0, 124.0, 82.0, 3.0), steel);
    c.grain(&soft(13.0, 9.0, 124.0, 82.0, 3.0), (60.0, 10.0), (150.0, 90.0), ink(0x4f_5f66));
    let tank = soft(16.4, 12.4, 117.2, 75.2, 1.6);
    c.fall(&tank, (18.0, ink(0x5f_b8c8)), (88.0, deep));
    c.within(&tank, |c| {
        c.fill(&rect(10.0, 10.0, 130.0, 9.0), ink(0xdc_e6dc));
        c.fill(&oval(75.0, 19.0, 62.0, 1.5), ink(0xbf_e6e4));
        for x in [28.0, 62.0, 100.0] {
            c.fill(&poly(&[(x, 19.0), (x + 12.0, 19.0), (x - 4.0, 90.0), (x - 26.0, 90.0)]), ink(0xbf_eee8).fade(0.13));
        }
        let floor = blob(&[
            (10.0, 82.0),
            (40.0, 78.4),
            (76.0, 79.6),
            (112.0, 77.6),
            (140.0, 81.0),
            (140.0, 94.0),
            (10.0, 94.0),
        ]);
        c.fill(&floor, ink(0x1c_5a78));
        let mut dice = Dice::new(6);
        for _ in 0..90 {
            let (x, y) = (dice.between(17.0, 133.0), dice.between(80.0, 88.0));
            c.fill(&oval(x, y, dice.between(0.5, 1.5), dice.between(0.3, 0.8)), blue.to(deep, dice.between(0.0, 0.8)));
        }
        c.fill(&oval(76.0, 79.0, 31.0, 3.4), deep.fade(0.75));
        eel(c);
        for _ in 0..16 {
            let (x, y) = (119.0 + dice.between(-2.6, 2.6), dice.between(21.0, 74.0));
            c.fill(&disc(x, y, dice.between(0.4, 1.1)).outline(0.3), ink(0xe6_fbf4).fade(0.9));
        }
        c.line(&[(124.0, 8.0), (124.0, 76.0), (119.0, 78.0)], 1.0, ink(0xe6_f0e6).fade(0.8));
    });
    for (x, w) in [(22.0, 5.0), (30.0, 1.6)] {
        c.fill(&poly(&[(x + 9.0, 13.0), (x + 9.0 + w, 13.0), (x + w - 2.0, 86.0), (x - 2.0, 86.0)]), PAPER.fade(0.22));
    }
    c.fill(&soft(92.0, 3.4, 22.0, 9.0, 0.8), ink(0xf6_ecd8));
    c.fill(&disc(97.4, 7.9, 2.4), ink(0xc8_4a3a));
    script(c, 101.6, 9.2, 10.0, 1.9, 0.34, ink(0x2a_3a44), 12);
}

/// The eel: one long body in a loop that tapers to its tail.
fn eel(c: &mut Canvas) {
    let (back, belly, dark) = (ink(0x27_3630), ink(0xc9_c48a), ink(0x10_1c1e));
    let spiral: Vec<At> = (0..46)
        .map(|i| {
            let t = i as f32 / 45.0;
            let (s, k) = turn(150.0 - t * 560.0);
            let r = 27.0 - t * 19.0;
            (75.0 + k * r * 1.12, 56.0 + s * r * 0.82)
        })
        .collect();
    let body = |grow: f32| brush(&spiral, 8.8 + grow, 1.2 + grow * 0.4);
    c.fill(&body(1.2).moved(1.0, 2.4), dark.fade(0.45));
    c.fill(&brush(&spiral[9..], 9.2, 3.2), ink(0x4b_6a58));
    c.fill(&body(0.0), back);
    let inner: Vec<At> =
        spiral.iter().map(|(x, y)| (75.0 + (x - 75.0) * 0.93, 56.0 + (y - 56.0) * 0.925 + 0.5)).collect();
    c.fill(&brush(&inner[1..12], 0.3, 3.2), belly);
    c.fill(&brush(&inner[11..], 3.2, 0.4), belly);
    c.grain(&body(0.0), (60.0, 60.0), (96.0, 30.0), ink(0x7f_9a78).fade(0.75));
    let neck: Vec<At> = (0..7)
        .map(|i| {
            let (s, k) = turn(190.0 - i as f32 * 6.4);
            let r = 30.6 - i as f32 * 0.56;
            (75.0 + k * r * 1.12, 56.0 + s * r * 0.82)
        })
        .collect();
    let head = brush(&neck, 4.2, 8.9);
    c.fill(&head, back);
    c.fill(&oval(neck[0].0, neck[0].1, 2.1, 2.4), back);
    c.grain(&head, (46.0, 58.0), (36.0, 47.0), ink(0x7f_9a78).fade(0.6));
    let (x, y) = neck[4];
    c.fill(&brush(&[(x - 1.0, y + 5.0), (x + 3.6, y + 9.4), (x + 8.4, y + 9.0)], 4.0, 0.8), ink(0x5b_7a62));
    let (x, y) = neck[1];
    c.fill(&disc(x + 0.2, y - 0.4, 1.15), ink(0xe8_c860));
    c.fill(&disc(x + 0.2, y - 0.5, 0.6), dark);
    let (x, y) = neck[0];
    c.curve(&[(x - 1.4, y - 0.2), (x - 1.6, y + 2.2), (x - 0.6, y + 4.4)], 0.35, dark);
}

/// A tide staff in black and white decimetres, crusted with weed up to the third mark.
pub(crate) fn tide_gauge(c: &mut Canvas) {
    let (wall, dark, sea) = (ink(0x8a_9a94), ink(0x1a_2224), ink(0x2f_6a70));
    c.fill(&c.all(), wall);
    let mut dice = Dice::new(61);
    for row in 0..9 {
        let y = -4.0 + row as f32 * 15.6;
        let shift = if row % 2 == 0 { -8.0 } else { -26.0 };
        for i in 0..5 {
            let block = soft(shift + i as f32 * 37.0, y, 35.8, 14.6, 1.6);
            c.fill(&block, ink(0x9f_aca0).to(ink(0x6f_827f), dice.between(0.0, 1.0)));
            c.grain(&block, (shift, y + 4.0), (shift + 12.0, y + 20.0 + i as f32), ink(0x4f_605e));
        }
    }
    c.grain(&rect(-1.0, 70.0, 102.0, 80.0), (50.0, 70.0), (50.0, 160.0), ink(0x2f_4434).fade(0.8));
    let (left, wide) = (37.0, 22.0);
    c.fill(&rect(left + 4.0, -2.0, wide + 2.0, 152.0), dark.fade(0.45));
    c.fill(&rect(left - 3.0, -2.0, wide + 6.0, 152.0), ink(0x6a_4630));
    c.grain(&rect(left - 3.0, -2.0, wide + 6.0, 152.0), (40.0, 40.0), (66.0, 60.0), ink(0x2c_1c18));
    c.fill(&rect(left, -2.0, wide, 152.0), ink(0xf6_efdc));
    for i in 0..8 {
        let y = 128.0 - i as f32 * 17.0;
        if i % 2 == 0 {
            c.fill(&rect(left, y - 17.0, wide, 17.0), dark);
        }
        let tick = if i % 2 == 0 { ink(0xf6_efdc) } else { dark };
        for j in 1..10 {
            let long = if j == 5 { 8.0 } else { 4.6 };
            c.fill(&rect(left, y - j as f32 * 1.7 - 0.2, long, 0.45), tick);
        }
        numeral(c, left + 13.0, y - 12.4, i, tick);
    }
    c.blotch(&rect(left, -2.0, wide, 152.0), 5.0, 0.3, ink(0x8a_5a34).fade(0.6), 8);
    for y in [14.0, 66.0] {
        c.fill(&rect(left - 5.0, y, wide + 10.0, 2.6), ink(0x4b_4a48));
        c.fill(&disc(left - 3.6, y + 1.3, 0.9), ink(0x9a_5a34));
        c.fill(&disc(left + wide + 3.6, y + 1.3, 0.9), ink(0x9a_5a34));
    }
    let greens = [ink(0x3f_5a2a), ink(0x6a_7a34), ink(0x27_3c22), ink(0x8a_8a40)];
    for i in 0..330 {
        let (x, y) = (
            left - 5.0 + dice.between(0.0, wide + 10.0),
            79.5 + dice.between(0.0, 1.0) * dice.between(0.2, 1.0) * 54.0,
        );
        let (long, lean) = (dice.between(3.0, 8.4), dice.between(-1.6, 1.6));
        let frond =
            brush(&[(x, y), (x + lean * 0.3, y + long * 0.5), (x + lean, y + long)], dice.between(0.9, 1.9), 0.3);
        c.fill(&frond, dice.pick(&greens));
        if i % 6 == 0 {
            c.fill(&oval(x, y + 1.0, 0.9, 1.3), ink(0xa8_9a48));
        }
    }
    for _ in 0..70 {
        let (x, y) = (left - 4.0 + dice.between(0.0, wide + 8.0), dice.between(75.4, 86.0));
        let r = dice.between(0.5, 1.1);
        c.fill(&disc(x, y, r), ink(0xe3_dcc6));
        c.fill(&disc(x, y, r * 0.4), ink(0x5a_5248));
    }
    water(c, 131.0, 152.0, sea, ink(0x14_3c48));
    ripples(c, 131.0, 150.0, 46, ink(0xbf_dcd0).fade(0.7), 3);
    c.fill(&oval(left + 11.0, 131.6, 18.0, 1.4), ink(0xe6_f0e0).fade(0.75));
}

/// A numeral of the staff, made of straight strokes.
fn numeral(c: &mut Canvas, x: f32, y: f32, digit: usize, ink: Ink) {
    let segments: [&[(usize, usize)]; 8] = [
        &[(0, 1), (1, 3), (3, 5), (5, 4), (4, 2), (2, 0)],
        &[(1, 3), (3, 5)],
        &[(0, 1), (1, 3), (3, 2), (2, 4), (4, 5)],
        &[(0, 1), (1, 3), (2, 3), (3, 5), (5, 4)],
        &[(0, 2), (2, 3), (1, 3), (3, 5)],
        &[(1, 0), (0, 2), (2, 3), (3, 5), (5, 4)],
        &[(1, 0), (0, 2), (2, 4), (4, 5), (5, 3), (3, 2)],
        &[(0, 1), (1, 3), (3, 5)],
    ];
    let at = |i: usize| (x + (i % 2) as f32 * 4.6, y + (i / 2) as f32 * 3.8);
    let strokes: Vec<_> = segments[digit % 8].iter().map(|(a, b)| line(&[at(*a), at(*b)], 1.5)).collect();
    c.fill(&join(&strokes), ink);
}

/// A meadow of seagrass that leans with the current, with a tape measure laid through it.
pub(crate) fn seagrass(c: &mut Canvas) {
    let (light, deep) = (ink(0x7f_cdc0), ink(0x0f_4a58));
    air(c, &[(0.0, light), (40.0, ink(0x3f_98a0)), (100.0, deep)]);
    for (x, w, lean) in [(20.0, 10.0, 20.0), (56.0, 16.0, 8.0), (96.0, 8.0, -4.0), (124.0, 14.0, -18.0)] {
        c.fill(
            &poly(&[(x, -2.0), (x + w, -2.0), (x + w * 2.4 - lean, 102.0), (x - lean, 102.0)]),
            ink(0xe3_f6dc).fade(0.13),
        );
    }
    for (x, y) in [(30.0, 22.0), (35.0, 25.0), (39.0, 21.0), (43.0, 26.0), (34.0, 29.0), (48.0, 23.0)] {
        let fish = blob(&[(x - 2.2, y), (x, y - 0.9), (x + 1.9, y), (x, y + 0.9)]);
        c.fill(&join(&[fish, poly(&[(x - 1.8, y), (x - 3.4, y - 1.0), (x - 3.4, y + 1.0)])]), ink(0x1f_5a66));
    }
    c.fill(&ridge(c, 64.0, 5.0, 40.0, 12), ink(0x2f_7a7c));
    let rows: [(f32, f32, usize, [Ink; 3]); 3] = [
        (62.0, 20.0, 260, [ink(0x3f_8f80), ink(0x4f_a088), ink(0x35_8078)]),
        (76.0, 28.0, 230, [ink(0x2f_7a58), ink(0x5f_a068), ink(0x24_6a58)]),
        (88.0, 30.0, 160, [ink(0x24_6648), ink(0x6f_a850), ink(0x18_5048)]),
    ];
    for (i, (y, h, count, greens)) in rows.into_iter().enumerate() {
        grass(c, -24.0, 152.0, y, h, 0.78, count, &greens, 30 + i as u32);
        c.fill(&ridge(c, y + 3.0, 3.0, 18.0, 50 + i as u32), ink(0x1c_5a58).to(ink(0x10_3c40), i as f32 * 0.4));
    }
    tape(c);
    grass(
        c,
        -30.0,
        152.0,
        105.0,
        26.0,
        0.78,
        110,
        &[ink(0x12_4a3c), ink(0x2f_7a44), ink(0x0e_3a38), ink(0x8f_b850)],
        44,
    );
    let mut dice = Dice::new(9);
    for _ in 0..22 {
        c.fill(
            &disc(dice.between(100.0, 146.0), dice.between(4.0, 60.0), dice.between(0.3, 0.9)).outline(0.25),
            PAPER.fade(0.7),
        );
    }
}

/// The tape: yellow, with a black mark every so often and a red one at the metres.
fn tape(c: &mut Canvas) {
    let at = |t: f32| -> At {
        let wave = turn(t * 300.0).0;
        (-8.0 + t * 168.0, 92.0 - t * 14.0 + wave * 2.4)
    };
    let points: Vec<At> = (0..=30).map(|i| at(i as f32 / 30.0)).collect();
    c.fill(&brush(&points, 5.4, 3.2).moved(0.4, 1.6), ink(0x0c_3038).fade(0.7));
    c.fill(&brush(&points, 5.4, 3.2), ink(0xf4_c83c));
    for i in 1..84 {
        let t = i as f32 / 84.0;
        let ((x, y), half) = (at(t), 2.7 - t * 1.1);
        let (long, tone) = if i % 10 == 0 {
            (half, ink(0xc8_3a2c))
        } else if i % 5 == 0 {
            (half * 0.3, ink(0x2a_2420))
        } else {
            (-half * 0.3, ink(0x2a_2420))
        };
        c.line(&[(x, y - half * 0.86), (x, y + long * 0.86)], 0.36, tone);
    }
}
