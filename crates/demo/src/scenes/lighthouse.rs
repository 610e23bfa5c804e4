//! The lighthouse: its lens and its log.

use crate::canvas::Canvas;
use crate::chance::turn;
use crate::ink::ink;
use crate::kit::sky::air;
use crate::kit::things::script;
use crate::shape::{At, blob, disc, oval, poly, rect, ring, soft};

/// The glass rings of the lens, seen from below.
pub(crate) fn lighthouse_lens(c: &mut Canvas) {
    let (night, glass, gold) = (ink(0x12_2a38), ink(0x8f_d0c8), ink(0xff_dd94));
    air(c, &[(0.0, ink(0x1d_4a5c)), (133.0, night)]);
    for i in 0..16 {
        let (s, k) = turn(i as f32 * 22.5 + 6.0);
        let at = |r: f32, off: f32| (50.0 + k * r - s * off, 62.0 + s * r * 1.06 + k * off);
        c.fill(&poly(&[at(40.0, -1.6), at(40.0, 1.6), at(110.0, 3.4), at(110.0, -3.4)]), ink(0x0c_1a24));
        c.fill(&poly(&[at(40.0, -1.6), at(40.0, -0.9), at(110.0, -2.2), at(110.0, -3.4)]), ink(0xb8_8a3e));
    }
    for i in 0..9 {
        let t = i as f32 / 8.0;
        let (outer, inner) = (64.0 - t * 43.0, 61.4 - t * 43.4);
        let (x, y) = (50.0, 62.0 + t * 2.6);
        let band = oval(x, y, outer, outer * 1.04).without(oval(x, y + 0.4, inner - 1.6, (inner - 1.6) * 1.04));
        c.fill(&band, glass.to(ink(0x2f_7a86), 0.75 - t * 0.5));
        c.grain(&band, (x - outer * 0.2, y - outer * 0.6), (x + outer * 0.6, y + outer), night);
        c.grain(&band, (x + outer * 0.1, y), (x - outer * 0.7, y - outer * 0.8), ink(0xf0_fbf0).fade(0.9));
        let edge = oval(x, y, outer, outer * 1.04).outline(0.5);
        c.fill(&edge, ink(0xe6_f6ea).fade(0.85));
        for j in 0..4 {
            let (s, k) = turn(j as f32 * 90.0 + 40.0 + t * 16.0);
            let spark = oval(x + k * (outer - 2.0), y + s * (outer - 2.0) * 1.04, 2.4, 0.7);
            c.fill(
                &spark.turned((x + k * (outer - 2.0), y + s * (outer - 2.0) * 1.04), j as f32 * 90.0 + 130.0),
                gold.fade(0.8),
            );
        }
    }
    c.glow(50.0, 65.0, 44.0, gold.fade(0.85));
    c.fill(&oval(50.0, 65.0, 17.0, 17.6), ink(0xff_eebc));
    for r in [14.4, 11.4, 8.2] {
        c.fill(&oval(50.0, 65.0, r, r * 1.04).outline(0.55), ink(0xd8_9a3c));
    }
    c.glow(50.0, 65.0, 15.0, ink(0xff_fff0));
    c.fill(&disc(50.0, 65.0, 4.4), ink(0xff_fff4));
    let rail = blob(&[
        (-4.0, 122.0),
        (24.0, 115.0),
        (50.0, 113.0),
        (76.0, 115.0),
        (104.0, 122.0),
        (104.0, 140.0),
        (-4.0, 140.0),
    ]);
    c.fill(&rail, ink(0x0c_1a24));
    c.curve(&[(-4.0, 122.0), (24.0, 115.0), (50.0, 113.0), (76.0, 115.0), (104.0, 122.0)], 1.0, ink(0xc9_9a48));
    for i in 0..13 {
        let x = 4.0 + i as f32 * 7.7;
        c.fill(&disc(x, 119.6 + (x - 50.0) * (x - 50.0) * 0.0032, 0.9), ink(0xc9_9a48));
    }
}

/// An open logbook with three lines of handwriting and the ring of a cup.
pub(crate) fn lighthouse_log(c: &mut Canvas) {
    let (desk, page, blue) = (ink(0x2f_4f5c), ink(0xf5_ead0), ink(0x24_3a5c));
    c.fill(&c.all(), desk);
    c.blotch(&c.all(), 20.0, 0.42, desk.dark(0.3), 4);
    c.grain(&c.all(), (50.0, 30.0), (150.0, 120.0), ink(0x14_2430));
    c.tilt(66.0, 51.0, -3.0, |c| {
        c.fill(&soft(-57.0, -37.0, 116.0, 78.0, 2.0), ink(0x14_2028).fade(0.7));
        c.fill(&soft(-58.0, -39.0, 116.0, 78.0, 2.0), ink(0x8a_3a30));
        for i in 0..3 {
            let k = i as f32;
            c.fill(
                &poly(&[
                    (-56.0 + k * 0.6, -36.0),
                    (0.0, -34.0),
                    (56.0 - k * 0.6, -36.0),
                    (56.0 - k * 0.6, 37.0 - k),
                    (0.0, 38.4 - k),
                    (-56.0 + k * 0.6, 37.0 - k),
                ]),
                page.dark(0.16 - k * 0.06),
            );
        }
        let half = |d: f32| {
            let edge =
                |x: f32, y: f32| y - 4.0 * crate::chance::ease(x / 22.0) + 2.2 * crate::chance::ease((x - 24.0) / 34.0);
            let top = (0..28).map(|i| i as f32 * 2.0).map(|x| (x * d, edge(x, -33.6)));
            let foot = (0..28).rev().map(|i| i as f32 * 2.0).map(|x| (x * d, edge(x, 35.4)));
            poly(&top.chain(foot).collect::<Vec<At>>())
        };
        let (left, right) = (half(-1.0), half(1.0));
        c.fill(&left, page);
        c.fill(&right, page);
        c.grain(&left, (-18.0, 0.0), (2.0, 0.0), ink(0x9a_8460));
        c.grain(&right, (14.0, 0.0), (-1.0, 0.0), ink(0x9a_8460).fade(0.7));
        for side in [-52.0, 5.0] {
            for i in 0..13 {
                let y = -26.0 + i as f32 * 4.6;
                c.line(&[(side, y), (side + 47.0, y)], 0.2, ink(0x8a_aab4));
            }
            c.line(&[(side + 9.0, -32.0), (side + 9.0, 31.0)], 0.25, ink(0xc8_5a48));
            c.line(&[(side + 39.0, -32.0), (side + 39.0, 31.0)], 0.25, ink(0xc8_5a48));
        }
        for i in 0..3 {
            let y = -26.6 + i as f32 * 9.2;
            script(c, -50.6, y, 6.0, 2.0, 0.36, blue, 40 + i as u32);
            script(c, -41.0, y, [27.0, 25.0, 17.0][i], 2.7, 0.42, blue, 60 + i as u32 * 3);
        }
        let ring_at = |r: f32, w: f32| ring(28.0, 10.0, r, r - w);
        c.fill(&ring_at(11.0, 1.1), ink(0x8a_5428).fade(0.75));
        c.blotch(&ring_at(11.4, 1.9), 1.6, 0.55, ink(0x6a_3a1a), 3);
        c.fill(&disc(28.0, 10.0, 9.9), ink(0xb8_8a50).fade(0.16));
        for (x, y, r) in [(41.0, 19.0, 0.9), (43.4, 16.6, 0.45), (16.0, 22.6, 0.6)] {
            c.fill(&disc(x, y, r), ink(0x8a_5428).fade(0.75));
        }
        c.fill(&poly(&[(1.0, -36.0), (3.4, -36.0), (3.6, 44.0), (2.2, 41.6), (0.8, 44.0)]), ink(0xd8_a23c));
    });
    c.tilt(108.0, 84.0, -24.0, |c| {
        c.fill(&soft(-21.0, 0.9, 40.0, 2.2, 1.0), ink(0x10_1c24).fade(0.6));
        c.fill(&soft(-20.0, -1.2, 30.0, 2.6, 1.2), ink(0x20_2a30));
        c.fill(&rect(6.0, -1.2, 2.4, 2.6), ink(0xd8_ac50));
        c.fill(&poly(&[(10.0, -1.0), (14.0, -0.7), (18.6, 0.1), (14.0, 0.9), (10.0, 1.2)]), ink(0xd8_ac50));
    });
}
