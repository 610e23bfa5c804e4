//! The river: the ferry at dawn, and its ticket.

use crate::canvas::Canvas;
use crate::ink::ink;
use crate::kit::sky::{air, clouds, sun};
use crate::kit::town::{Windows, row};
use crate::kit::water::{ferry, gleam, ripples, water};
use crate::shape::{Shape, blob, brush, disc, poly, rect, ring, soft};

/// A small white ferry leaves a stone quay at first light; its wake is a pale line across dark water.
pub(crate) fn ferry_dawn(c: &mut Canvas) {
    let (deep, dusk, rose, gold) = (ink(0x12_2c3f), ink(0x3f_5f7a), ink(0xe8_8f6d), ink(0xf8_d79b));
    air(c, &[(0.0, ink(0x27_4a66)), (22.0, dusk), (40.0, rose), (52.0, gold)]);
    sun(c, 112.0, 51.0, 4.6, ink(0xff_f1cf), gold);
    clouds(c, 24.0, 9.0, 7, ink(0xf0_b08a).fade(0.55), 3);
    clouds(c, 12.0, 6.0, 4, ink(0x5b_7890).fade(0.5), 8);
    let lit = Windows { grid: (3, 4), inks: (ink(0x55_5169), ink(0xff_dd95)), lit: 0.22 };
    row(c, -4.0, 154.0, 53.0, (3.0, 8.0), ink(0x8c_7078), None, 5);
    row(c, -6.0, 84.0, 54.0, (4.0, 11.0), ink(0x4b_4a62), Some(&lit), 2);
    water(c, 53.5, 100.0, ink(0x6d_6b78), deep);
    ripples(c, 54.0, 100.0, 150, ink(0x0c_2030).fade(0.6), 4);
    gleam(c, 112.0, 54.5, 86.0, 5.0, gold.fade(0.85), 7);
    ripples(c, 54.0, 100.0, 60, ink(0xe5_a98a).fade(0.35), 9);
    let wake = [(24.0, 95.0), (44.0, 84.0), (62.0, 76.5), (78.0, 72.0), (89.0, 69.6)];
    c.fill(&brush(&wake, 7.5, 1.3), ink(0xf3_e6d3).fade(0.9));
    c.fill(&brush(&[(30.0, 99.0), (54.0, 86.0), (72.0, 77.0), (89.0, 70.2)], 2.4, 0.4), ink(0xf3_e6d3).fade(0.5));
    gleam(c, 104.0, 70.5, 80.0, 13.0, ink(0xf6_ecd8).fade(0.4), 2);
    c.place(104.0, 69.5, 0.84, |c| ferry(c, ink(0xfb_f3e2), ink(0xf4_e7cf), ink(0xb8_4a3a), ink(0xff_d27a), deep));
    quay(c);
}

/// The stone quay in the foreground, with its steps and its bollard.
fn quay(c: &mut Canvas) {
    let (stone, dark, edge) = (ink(0x2b_3a46), ink(0x10_1c27), ink(0xd9_9a78));
    let mass = poly(&[
        (-2.0, 62.0),
        (26.0, 62.0),
        (26.0, 69.0),
        (33.0, 69.0),
        (33.0, 76.0),
        (40.0, 76.0),
        (40.0, 83.0),
        (47.0, 83.0),
        (47.0, 91.0),
        (54.0, 91.0),
        (54.0, 102.0),
        (-2.0, 102.0),
    ]);
    c.fill(&mass, stone);
    c.grain(&mass, (40.0, 60.0), (6.0, 104.0), dark);
    for (i, y) in [62.0, 69.0, 76.0, 83.0, 91.0].iter().enumerate() {
        let right = 26.0 + i as f32 * 7.0;
        let left = if i == 0 { -2.0 } else { right - 7.0 };
        c.fill(&rect(left, *y, right - left, 0.9), edge.fade(0.9));
        c.line(&[(-2.0, y + 7.0), (right, y + 7.0)], 0.22, dark.fade(0.7));
        for j in 0..4 {
            let x = right - 5.0 - j as f32 * 10.5 - (i % 2) as f32 * 4.0;
            c.line(&[(x, *y + 1.0), (x, y + 7.0)], 0.22, dark.fade(0.7));
        }
    }
    let bollard =
        blob(&[(11.0, 62.0), (11.4, 56.0), (10.4, 53.6), (14.0, 52.0), (17.6, 53.6), (16.6, 56.0), (17.0, 62.0)]);
    c.fill(&bollard, dark);
    c.grain(&bollard, (13.0, 56.0), (18.0, 55.0), edge.fade(0.8));
    c.curve(&[(11.2, 58.5), (14.0, 59.6), (17.0, 58.5)], 1.1, ink(0xc9_a673));
    c.line(&[(22.0, 62.0), (22.0, 34.0), (25.0, 32.0)], 0.7, dark);
    crate::kit::town::light(c, (25.4, 33.4), 1.1, 13.0, ink(0xff_d488));
}

/// A cardboard ticket, punched twice.
pub(crate) fn ferry_ticket(c: &mut Canvas) {
    let (felt, card, red, blue) = (ink(0x2d_4f4c), ink(0xec_d6a6), ink(0xb8_4434), ink(0x2b_4a6b));
    c.fill(&c.all(), felt);
    c.blotch(&c.all(), 9.0, 0.5, felt.dark(0.35), 2);
    c.tilt(67.0, 50.0, -9.0, |c| {
        let holes = |s: Shape| s.without(disc(-27.0, 6.0, 3.7)).without(disc(24.0, -11.0, 3.7));
        let card_shape = || holes(soft(-44.0, -25.0, 88.0, 50.0, 2.2));
        c.fill(&card_shape().moved(1.6, 2.2), ink(0x10_2423).fade(0.6));
        c.fill(&card_shape(), card);
        c.within(&card_shape(), |c| {
            c.fill(&rect(-44.0, -25.0, 88.0, 9.0), red);
            c.fill(&rect(-44.0, 19.5, 88.0, 1.6), red);
            c.line(&[(14.0, -16.0), (14.0, 19.0)], 0.3, blue.fade(0.8));
            c.place(-14.0, 6.0, 1.0, |c| ferry(c, blue, blue, blue, card, blue.dark(0.3)));
            for i in 0..3 {
                let y = 9.6 + i as f32 * 2.2;
                c.curve(
                    &[
                        (-38.0, y),
                        (-32.0, y - 1.0),
                        (-26.0, y),
                        (-20.0, y - 1.0),
                        (-14.0, y),
                        (-8.0, y - 1.0),
                        (-2.0, y),
                        (4.0, y - 1.0),
                        (9.0, y),
                    ],
                    0.5,
                    blue.fade(0.8),
                );
            }
            for i in 0..9 {
                c.fill(&rect(-38.0 + i as f32 * 5.4, -22.4, 3.4 - (i % 3) as f32 * 0.7, 3.8), card);
            }
            for i in 0..6 {
                let y = -1.0 + i as f32 * 3.0;
                c.fill(&rect(18.0, y, 20.0 - (i * 7 % 5) as f32 * 2.4, 1.0), blue.fade(0.75));
            }
            c.grain(&rect(-44.0, -25.0, 88.0, 50.0), (-20.0, -10.0), (60.0, 34.0), ink(0x9a_7440).fade(0.7));
            c.blotch(&rect(-44.0, -25.0, 88.0, 50.0), 7.0, 0.3, ink(0xa8_8450).fade(0.5), 6);
        });
        for (x, y) in [(-27.0, 6.0), (24.0, -11.0)] {
            c.fill(&ring(x, y, 4.0, 3.6), ink(0x9a_7440).fade(0.8));
        }
    });
}
