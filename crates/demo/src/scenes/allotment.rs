//! The plot between two railway lines.

use crate::canvas::Canvas;
use crate::chance::turn;
use crate::ink::{Ink, PAPER, ink};
use crate::kit::land::{bush, furrows, grass, ridge};
use crate::kit::sky::{air, clouds};
use crate::kit::town::row;
use crate::shape::{At, disc, oval, poly, rect, soft};

/// A vegetable plot between two railway lines.
pub(crate) fn allotment(c: &mut Canvas) {
    let (earth, dark) = (ink(0x7a_4f38), ink(0x2a_2428));
    air(c, &[(0.0, ink(0x9f_c4c0)), (38.0, ink(0xf6_e4ba))]);
    clouds(c, 16.0, 9.0, 6, PAPER.fade(0.75), 2);
    row(c, -4.0, 154.0, 39.0, (4.0, 9.0), ink(0xb0_a8a0), None, 15);
    c.fill(&ridge(c, 40.0, 4.0, 18.0, 6), ink(0x7a_9478));
    c.fill(&rect(-2.0, 39.0, 154.0, 63.0), ink(0x8a_8a7c));
    let plot = poly(&[(60.0, 39.0), (90.0, 39.0), (124.0, 102.0), (26.0, 102.0)]);
    c.fill(&plot, earth);
    c.within(&plot, |c| {
        c.grain(&plot, (75.0, 60.0), (75.0, 112.0), ink(0x4a_2c24));
        furrows(c, (75.0, 12.0), 104.0, 14.0, 136.0, 8, ink(0x5b_3828));
    });
    let greens = [ink(0x4f_8a4a), ink(0x8f_b050), ink(0x2f_6844)];
    for i in 0..11 {
        let t = i as f32 / 10.0;
        let y = 43.0 + t * t * 58.0;
        let size = 0.55 + t * t * 3.2;
        for lane in 0..6 {
            let x = 75.0 + (lane as f32 - 2.5) * (y - 12.0) * 0.185;
            match lane {
                0 | 5 => cabbage(c, x, y, size, ink(0x7f_b08a)),
                1 => bush(c, x, y - size * 0.5, size * 1.2, size * 1.2, 22, &greens, (i * 7 + lane) as u32),
                2 => beans(c, x, y, size, dark, i as u32),
                3 => cabbage(c, x, y, size, ink(0x8a_5a78)),
                _ => grass(c, x - size, x + size, y, size * 2.0, 0.1, 12, &greens, (i * 5 + lane) as u32),
            }
        }
    }
    track(c, [(47.0, 39.0), (55.0, 39.0), (2.0, 102.0), (-38.0, 102.0)], dark);
    track(c, [(95.0, 39.0), (103.0, 39.0), (188.0, 102.0), (148.0, 102.0)], dark);
    c.fill(&poly(&[(79.0, 48.0), (79.0, 41.0), (83.0, 38.0), (87.0, 41.0), (87.0, 48.0)]), ink(0xc8_5a40));
    c.fill(&poly(&[(78.0, 41.6), (83.0, 37.2), (88.0, 41.6), (87.0, 42.0), (83.0, 39.0), (79.0, 42.0)]), dark);
    c.fill(&rect(81.6, 43.6, 2.6, 4.4), dark);
    for (x, y, h) in [(22.0, 64.0, 40.0), (128.0, 64.0, 40.0), (40.0, 48.0, 22.0), (110.0, 48.0, 22.0)] {
        c.line(&[(x, y), (x, y - h)], h * 0.022, dark);
        c.line(&[(x - h * 0.14, y - h * 0.92), (x + h * 0.14, y - h * 0.92)], h * 0.018, dark);
    }
    for side in [-0.1, 0.1] {
        for (a, b, d) in [(22.0, 40.0, -1.0), (128.0, 110.0, 1.0)] {
            c.curve(
                &[
                    (a + d * 24.0, 2.0 + side * 8.0),
                    (a + side * 50.0, 27.2),
                    (b + side * 30.0, 27.8),
                    (b - d * 6.0, 33.0),
                ],
                0.2,
                dark,
            );
        }
    }
    train(c);
}

/// Two rails on their sleepers, between a far and a near edge.
fn track(c: &mut Canvas, [a, b, near_b, near_a]: [At; 4], dark: Ink) {
    c.fill(&poly(&[a, b, near_b, near_a]), ink(0xa8_a092));
    let at = |side: f32, t: f32| {
        let (far, near) = ((a.0 + (b.0 - a.0) * side, a.1), (near_a.0 + (near_b.0 - near_a.0) * side, near_a.1));
        (far.0 + (near.0 - far.0) * t, far.1 + (near.1 - far.1) * t)
    };
    for i in 0..24 {
        let t = i as f32 / 23.0;
        let t = t * t;
        c.line(&[at(0.1, t), at(0.9, t)], 0.3 + t * 2.2, ink(0x5b_4a44));
    }
    for side in [0.24, 0.76] {
        let rail = poly(&[at(side - 0.03, 0.0), at(side + 0.03, 0.0), at(side + 0.03, 1.0), at(side - 0.03, 1.0)]);
        c.fill(&rail, dark);
        c.line(&[at(side - 0.015, 0.0), at(side - 0.015, 1.0)], 0.4, ink(0xe3_dccc));
    }
}

/// A cabbage.
fn cabbage(c: &mut Canvas, x: f32, y: f32, s: f32, leaf: Ink) {
    for i in 0..7 {
        let (sine, cosine) = turn(i as f32 * 51.0 + x * 9.0);
        let at = (x + cosine * s * 0.9, y - s * 0.5 + sine * s * 0.5);
        c.fill(&oval(at.0, at.1, s * 0.8, s * 0.5), leaf.dark(0.1 + 0.07 * (i % 4) as f32));
    }
    c.fill(&oval(x, y - s * 0.7, s * 0.75, s * 0.6), leaf.light(0.25));
    c.curve(&[(x - s * 0.4, y - s * 0.6), (x, y - s * 0.9), (x + s * 0.4, y - s * 0.6)], s * 0.08, leaf.dark(0.35));
}

/// Beans on their poles.
fn beans(c: &mut Canvas, x: f32, y: f32, s: f32, dark: Ink, seed: u32) {
    c.line(&[(x - s, y), (x + s * 0.2, y - s * 4.4)], s * 0.12, ink(0xb4_8450));
    c.line(&[(x + s, y), (x - s * 0.2, y - s * 4.4)], s * 0.12, ink(0xb4_8450));
    bush(
        c,
        x,
        y - s * 2.0,
        s * 0.8,
        s * 1.9,
        30,
        &[ink(0x3f_7a44), ink(0x6a_9a48), dark.to(ink(0x2f_6040), 0.8)],
        seed + 90,
    );
    for i in 0..3 {
        c.fill(&disc(x + (i as f32 - 1.0) * s * 0.5, y - s * (1.2 + i as f32 * 0.8), s * 0.14), ink(0xe0_5a3c));
    }
}

/// A small train that comes along the line on the right.
fn train(c: &mut Canvas) {
    c.place(103.0, 46.0, 1.0, |c| {
        c.fill(&soft(-4.2, -11.0, 8.4, 11.6, 1.6), ink(0x2f_5a78));
        c.fill(&soft(-4.2, -3.6, 8.4, 2.2, 0.6), ink(0xf0_c048));
        c.fill(&soft(-3.2, -9.4, 6.4, 4.0, 0.8), ink(0x20_2c38));
        for x in [-2.6, 2.6] {
            c.glow(x, -1.6, 2.2, ink(0xff_f0b0));
            c.fill(&disc(x, -1.6, 0.5), ink(0xff_fce8));
        }
    });
}
