//! Davi Quintanilha.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::ink;
use crate::kit::people::SKIN;
use crate::kit::sky::air;
use crate::kit::town::bricks;
use crate::shape::{arch, blob, disc, oval, rect, ring};

use super::{Face, face, shoulders};

/// Davi Quintanilha in an apron covered in flour.
pub(crate) fn davi(c: &mut Canvas) {
    let (hair, flour) = (ink(0x20_1616), ink(0xfb_f6ea));
    air(c, &[(0.0, ink(0xc8_6a40)), (100.0, ink(0x8a_3a2c))]);
    bricks(c, 0.0, 0.0, 100.0, 100.0, 4.2, 0.5, ink(0x9a_4430).fade(0.7), 8);
    c.fill(&arch(60.0, 22.0, 46.0, 60.0), ink(0x5a_241c));
    c.fall(&arch(63.0, 25.0, 40.0, 60.0), (25.0, ink(0xd2_4a1c)), (80.0, ink(0xff_d070)));
    c.glow(84.0, 62.0, 44.0, ink(0xff_b450).fade(0.7));
    for i in 0..3 {
        let y = 26.0 + i as f32 * 21.0;
        c.fill(&rect(-1.0, y, 27.0, 1.8), ink(0x4a_2418));
        for j in 0..3 {
            let x = 3.0 + j as f32 * 8.6;
            c.fill(&oval(x, y - 2.6, 3.9, 3.2), ink(0xb8_6a30));
            c.fill(&oval(x - 0.4, y - 3.4, 2.8, 1.8), ink(0xe3_a45c));
            c.line(&[(x - 1.6, y - 4.6), (x + 1.0, y - 2.8)], 0.5, ink(0xf6_e0b4));
        }
    }
    c.place(47.0, 37.0, 1.1, |c| {
        shoulders(c, SKIN[2], ink(0x2f_5a6a), 29.0);
        for side in [-1.0, 1.0] {
            c.curve(&[(side * 8.4, 22.0), (side * 10.6, 30.0), (side * 11.4, 40.0)], 2.6, ink(0xe6_d6b4));
        }
        let apron =
            blob(&[(-13.0, 38.0), (0.0, 36.6), (13.0, 38.0), (21.0, 48.0), (24.0, 70.0), (-24.0, 70.0), (-21.0, 48.0)]);
        c.fill(&apron, ink(0xe6_d6b4));
        c.grain(&apron, (-4.0, 40.0), (24.0, 64.0), ink(0x8a_6a4c));
        c.line(&[(-12.6, 39.8), (12.6, 39.8)], 0.5, ink(0xa8_8a60));
        let mut dice = Dice::new(22);
        for (x, y, size) in
            [(-9.0, 46.0, 7.0), (8.0, 51.0, 8.0), (-2.0, 58.0, 8.0), (-20.0, 42.0, 6.0), (22.0, 40.0, 5.0)]
        {
            c.blotch(&oval(x, y, size, size * 0.72), 1.3, 0.72, flour, x as u32 ^ 9);
        }
        for _ in 0..150 {
            let (x, y) = (dice.between(-27.0, 27.0), dice.between(27.0, 60.0));
            c.fill(&disc(x, y, dice.between(0.15, 0.5)), flour.fade(dice.between(0.5, 1.0)));
        }
        face(c, &Face { skin: SKIN[2], hair, aside: 1.0, jaw: 1.0, smile: 1.5, lips: ink(0x7a_2c2c) });
        c.blotch(&oval(-8.6, 5.0, 3.6, 2.2), 0.9, 0.62, flour.fade(0.9), 4);
        for i in 0..46 {
            let t = i as f32 / 45.0;
            let (s, k) = crate::chance::turn(188.0 + t * 164.0);
            let r = dice.between(13.0, 18.4);
            c.fill(&disc(k * r * 0.92, s * r * 1.06 - 2.6, dice.between(2.4, 3.6)), hair.light(dice.between(0.0, 0.1)));
        }
        for i in 0..14 {
            let (s, k) = crate::chance::turn(200.0 + i as f32 * 10.6);
            c.fill(&ring(k * 15.4, s * 17.4 - 2.6, 1.9, 1.4), ink(0x5b_4038).fade(0.7));
        }
        let beard = blob(&[
            (-12.0, 5.0),
            (-8.4, 9.6),
            (-4.4, 13.6),
            (1.0, 14.6),
            (6.4, 13.6),
            (10.4, 9.6),
            (12.6, 4.0),
            (9.8, 12.8),
            (3.8, 17.6),
            (-3.6, 17.6),
            (-9.6, 12.8),
        ]);
        c.fill(&beard, hair.fade(0.85));
        c.fill(&blob(&[(-3.4, 8.7), (1.0, 9.6), (5.4, 8.7), (3.4, 11.7), (1.0, 12.5), (-1.6, 11.7)]), ink(0x5a_1c20));
        c.fill(&blob(&[(-2.8, 9.2), (1.0, 9.9), (4.8, 9.2), (3.2, 10.9), (1.0, 11.3), (-1.4, 10.9)]), flour);
    });
}
