//! The salt pans at Almarga: the pans, the rake and the crew.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{Ink, ink};
use crate::kit::land::ridge;
use crate::kit::people::{Person, SKIN, arm, stand};
use crate::kit::sky::{air, clouds, sun};
use crate::shape::{At, blob, brush, disc, line, oval, poly, rect, soft};

/// Square pans at low sun, each a slightly different grey.
pub(crate) fn salt_pans(c: &mut Canvas) {
    let (gold, bank) = (ink(0xf7_c98a), ink(0x5b_4a48));
    air(c, &[(0.0, ink(0x8f_9aa6)), (18.0, ink(0xe0_b79a)), (27.0, gold)]);
    sun(c, 118.0, 24.4, 3.4, ink(0xff_f2d2), ink(0xff_d99a));
    clouds(c, 10.0, 5.0, 6, ink(0xf6_dcc0).fade(0.5), 6);
    c.fill(&ridge(c, 27.0, 5.0, 34.0, 7), ink(0x8a_7a80));
    c.fill(&ridge(c, 28.0, 2.6, 20.0, 9), ink(0x6b_5f68));
    c.fill(&rect(-2.0, 28.0, 182.0, 74.0), bank);
    let far = |row: usize| 28.0 + [0.0, 2.0, 5.0, 9.6, 16.4, 26.0, 40.0, 60.0, 90.0][row];
    let mut dice = Dice::new(23);
    for row in 0..8 {
        let (top, foot) = (far(row), far(row + 1));
        let gap = (foot - top) * 0.09;
        let at = |x: f32, y: f32| -> At { (104.0 + x * (y - 25.0) * 0.62, y) };
        for column in -11..8 {
            let x = column as f32 + 0.35;
            let pan = poly(&[
                at(x + 0.04, top + gap),
                at(x + 0.96, top + gap),
                at(x + 0.96, foot - gap),
                at(x + 0.04, foot - gap),
            ]);
            let grey =
                ink(0xb9_b8b4).to(ink(0x7f_8890), dice.between(0.0, 1.0)).to(ink(0xd8_cfc2), dice.between(0.0, 0.5));
            c.fill(&pan, grey);
            c.grain(&pan, at(x, top + (foot - top) * dice.between(0.0, 0.4)), at(x + 0.2, foot + 1.0), grey.dark(0.3));
            if (-1..2).contains(&column) {
                let near = 1.0 - (x - 0.5).abs() * 0.35;
                c.grain(&pan, at(x, foot), at(x, top), gold.fade(0.75 * near.max(0.2)));
            }
            if row > 2 && dice.happens(0.12) {
                let (u, v) = at(x + 0.5, foot - gap * 2.0);
                let s = (foot - top) * 0.3;
                heap(c, u, v, s);
            }
        }
        c.line(&[(-2.0, top), (180.0, top)], 0.12 + row as f32 * 0.05, ink(0xe8_c49a).fade(0.7));
    }
    let dark = ink(0x2c_2628);
    stand(c, 62.0, 59.0, 10.0, &Person { inks: [dark, dark, dark, dark], hat: Some(dark), wide: false });
    c.line(&[(63.0, 53.0), (72.0, 60.0)], 0.35, dark);
    c.line(&[(71.4, 58.6), (71.8, 61.4)], 0.5, dark);
    c.fill(&poly(&[(61.0, 59.0), (63.4, 59.0), (46.0, 68.0), (43.0, 68.0)]), dark.fade(0.35));
}

/// A heap of salt.
fn heap(c: &mut Canvas, x: f32, y: f32, size: f32) {
    let shape = blob(&[
        (x, y - size),
        (x + size * 0.7, y - size * 0.3),
        (x + size * 1.3, y),
        (x, y + size * 0.14),
        (x - size * 1.3, y),
        (x - size * 0.7, y - size * 0.3),
    ]);
    c.fill(&shape, ink(0xfb_f4e6));
    c.grain(&shape, (x + size * 0.3, y - size * 0.5), (x - size * 1.2, y + size * 0.2), ink(0x7a_7a88));
}

/// A long-handled wooden rake rests across a white ridge of salt.
pub(crate) fn salt_rake(c: &mut Canvas) {
    let (white, blue, wood) = (ink(0xfb_f6ea), ink(0x8f_a8b8), ink(0xb4_7440));
    air(c, &[(0.0, ink(0x3f_86a8)), (52.0, ink(0xa9_d2d6)), (58.0, ink(0xd8_e6dc))]);
    c.fill(&rect(-2.0, 56.0, 104.0, 94.0), ink(0x9f_b8be));
    for i in 0..7 {
        let y = 58.0 + (i * i) as f32 * 0.7;
        c.line(&[(-2.0, y), (102.0, y)], 0.3 + i as f32 * 0.06, ink(0xe9_eee6).fade(0.8));
    }
    let back = blob(&[
        (-8.0, 84.0),
        (14.0, 66.0),
        (34.0, 54.0),
        (52.0, 44.0),
        (66.0, 50.0),
        (84.0, 61.0),
        (110.0, 72.0),
        (112.0, 156.0),
        (-12.0, 156.0),
    ]);
    c.fill(&back, white);
    c.grain(&back, (46.0, 58.0), (116.0, 118.0), blue);
    c.blotch(&back, 3.0, 0.3, ink(0xb9_c8d0).fade(0.8), 5);
    let fold = blob(&[
        (-8.0, 118.0),
        (20.0, 100.0),
        (48.0, 90.0),
        (70.0, 96.0),
        (110.0, 118.0),
        (112.0, 158.0),
        (-10.0, 158.0),
    ]);
    c.fill(&fold, white);
    c.grain(&fold, (40.0, 96.0), (96.0, 152.0), blue);
    c.grain(&fold, (52.0, 110.0), (20.0, 160.0), ink(0xd8_c4b0).fade(0.7));
    let mut dice = Dice::new(14);
    for _ in 0..240 {
        let (x, y) = (dice.between(0.0, 100.0), dice.between(64.0, 150.0));
        let r = dice.between(0.2, 0.75);
        c.fill(
            &poly(&[(x, y - r), (x + r, y), (x, y + r * 0.7), (x - r * 0.8, y + r * 0.2)]),
            if dice.happens(0.5) { ink(0xff_ffff) } else { blue.fade(0.8) },
        );
    }
    let shade = ink(0x4f_6a80).fade(0.55);
    c.fill(&brush(&[(96.0, 26.0), (66.0, 72.0), (38.0, 116.0)], 2.2, 2.6).moved(6.0, 7.0), shade);
    c.fill(&poly(&[(20.0, 112.0), (56.0, 132.0), (55.0, 139.0), (18.0, 119.0)]).moved(4.0, 6.0), shade);
    c.fill(&line(&[(104.0, 12.0), (36.5, 118.0)], 2.9), wood);
    c.fill(&line(&[(103.4, 12.0), (36.0, 117.0)], 0.8), ink(0xe3_b074));
    c.line(&[(47.0, 101.4), (28.0, 112.0)], 1.2, wood.dark(0.15));
    c.line(&[(47.0, 101.4), (47.0, 124.0)], 1.2, wood.dark(0.15));
    let head = poly(&[(18.0, 108.0), (56.0, 128.6), (54.6, 133.6), (16.4, 113.0)]);
    c.fill(&head, wood);
    c.grain(&head, (30.0, 112.0), (40.0, 132.0), ink(0x4a_2a1c));
    for i in 0..9 {
        let t = i as f32 / 8.0;
        let (x, y) = (18.6 + t * 34.6, 112.0 + t * 19.0);
        c.fill(&poly(&[(x - 1.0, y), (x + 1.4, y + 1.0), (x - 2.2, y + 8.0)]), wood.dark(0.25));
    }
    for (x, y) in [(20.0, 118.0), (34.0, 126.0), (47.0, 134.0)] {
        c.fill(&oval(x, y + 2.0, 5.6, 2.2), white);
    }
}

/// The crew at eleven in the morning, when work stops.
pub(crate) fn salt_workers(c: &mut Canvas) {
    let (white, blue) = (ink(0xfb_f4e4), ink(0x8a_a6b6));
    air(c, &[(0.0, ink(0x2f_7fa6)), (40.0, ink(0x9f_cfd6)), (50.0, ink(0xe3_ecdc))]);
    c.fill(&disc(124.0, 14.0, 6.0), ink(0xff_f6d6));
    c.glow(124.0, 14.0, 26.0, ink(0xff_f6d6).fade(0.6));
    c.fill(&ridge(c, 50.0, 4.0, 30.0, 3), ink(0x6a_94a2));
    c.fill(&rect(-2.0, 50.0, 154.0, 52.0), ink(0xcf_d8d2));
    for (x, y, s) in [(12.0, 56.0, 6.0), (30.0, 54.0, 4.0), (120.0, 55.0, 5.0), (138.0, 58.0, 8.0)] {
        heap(c, x, y, s);
    }
    for i in 0..6 {
        let y = 52.0 + (i * i) as f32 * 1.3;
        c.line(&[(-2.0, y), (152.0, y + 0.4)], 0.25 + i as f32 * 0.08, blue.fade(0.7));
    }
    let bank = blob(&[
        (-10.0, 88.0),
        (30.0, 79.0),
        (76.0, 77.0),
        (120.0, 80.0),
        (164.0, 87.0),
        (164.0, 112.0),
        (-10.0, 112.0),
    ]);
    c.fill(&bank, white);
    c.grain(&bank, (60.0, 80.0), (90.0, 112.0), blue);
    let straw = ink(0xe3_b860);
    let crew = [
        (22.0, 84.0, 35.0, 0xd8_5a3c, 0x2f_3f56, 2),
        (43.0, 82.0, 37.0, 0xf0_e6d0, 0x4a_5a66, 1),
        (62.0, 81.0, 34.0, 0x3f_6f86, 0x33_3038, 3),
        (84.0, 81.0, 38.0, 0xf0_e6d0, 0x2f_3f56, 2),
        (103.0, 82.0, 33.0, 0xe0_a03c, 0x4a_4048, 0),
        (125.0, 84.0, 36.0, 0x7a_3f44, 0x33_3a44, 2),
    ];
    for (i, (x, y, h, coat, legs, skin)) in crew.into_iter().enumerate() {
        let skin = SKIN[skin];
        c.fill(
            &poly(&[(x - 3.0, y - 0.4), (x + 4.0, y - 0.4), (x - 7.0, y + 3.4), (x - 14.0, y + 3.4)]),
            ink(0x4f_6a80).fade(0.5),
        );
        let who = Person { inks: [ink(coat), ink(legs), skin, ink(0x2a_1c1a)], hat: None, wide: i == 2 };
        stand(c, x, y, h, &who);
        hat(c, x, y - h * 0.94, h * 0.1, straw);
        match i {
            0 | 4 => rake(c, x + 6.0, y, h * 1.25, skin, ink(coat)),
            1 => arm(
                c,
                &[(x + 4.4, y - 26.0), (x + 8.4, y - 22.0), (x + 5.0, y - 31.6)],
                2.5,
                ink(coat).dark(0.12),
                skin,
            ),
            3 => arm(
                c,
                &[(x - 4.6, y - 27.0), (x - 9.0, y - 21.0), (x - 4.6, y - 17.6)],
                2.5,
                ink(coat).dark(0.12),
                skin,
            ),
            _ => arm(
                c,
                &[(x + 4.4, y - h * 0.7), (x + 5.6, y - h * 0.5), (x + 5.0, y - h * 0.36)],
                2.4,
                ink(coat).dark(0.2),
                skin,
            ),
        }
    }
    c.fill(&soft(49.0, 71.0, 2.6, 7.0, 0.8).moved(-1.0, -19.8), ink(0x3a_6b5a));
    barrow(c);
}

/// A wide straw hat.
fn hat(c: &mut Canvas, x: f32, y: f32, s: f32, straw: Ink) {
    c.fill(&oval(x, y, s * 2.2, s * 0.5), straw.dark(0.2));
    c.fill(&blob(&[(x - s * 1.0, y), (x - s * 0.7, y - s * 1.1), (x + s * 0.7, y - s * 1.1), (x + s * 1.0, y)]), straw);
    c.fill(&oval(x, y - s * 0.12, s * 2.2, s * 0.4), straw);
}

/// A rake held upright.
fn rake(c: &mut Canvas, x: f32, y: f32, h: f32, skin: Ink, sleeve: Ink) {
    arm(c, &[(x - 2.2, y - h * 0.56), (x + 0.4, y - h * 0.46), (x + 0.2, y - h * 0.58)], 2.4, sleeve.dark(0.15), skin);
    c.line(&[(x, y), (x, y - h)], 0.8, ink(0x8a_5630));
    c.fill(&rect(x - 5.0, y - h - 1.0, 10.0, 1.8), ink(0x8a_5630));
}

/// The barrow, at rest.
fn barrow(c: &mut Canvas) {
    let dark = ink(0x33_3038);
    c.fill(&poly(&[(136.0, 84.0), (152.0, 82.0), (152.0, 92.0), (141.0, 92.0)]), ink(0x4f_7f86));
    c.fill(&blob(&[(136.0, 84.0), (143.0, 77.0), (154.0, 78.0), (154.0, 84.0)]), ink(0xff_fbf0));
    c.line(&[(136.0, 84.0), (128.0, 87.0)], 0.9, dark);
    c.line(&[(142.0, 92.0), (140.0, 97.0)], 0.9, dark);
    c.fill(&disc(150.0, 94.6, 3.4), dark);
    c.fill(&disc(150.0, 94.6, 1.2), ink(0xcf_d8d2));
}
