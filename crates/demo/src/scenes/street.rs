//! The street in fog, and the steps by night.

use crate::canvas::Canvas;
use crate::chance::turn;
use crate::ink::{PAPER, ink};
use crate::kit::sky::{air, mist};
use crate::kit::town::{Windows, bricks, windows};
use crate::kit::water::gleam;
use crate::shape::{At, blob, curve, disc, oval, poly, rect, soft};

/// A street in fog; one traffic light shows green to nobody.
pub(crate) fn fog_street(c: &mut Canvas) {
    let (fog, dark) = (ink(0xc9_cfc6), ink(0x33_4048));
    air(c, &[(0.0, ink(0xa4_b0ac)), (60.0, fog), (100.0, ink(0x9a_a8a6))]);
    for (step, tone) in [(0.0, 0.2), (1.0, 0.36), (2.0, 0.56), (3.0, 0.82)] {
        let ink_at = fog.to(dark, tone);
        let (reach, top, foot) = (58.0 - step * 17.0, 30.0 - step * 11.0, 62.0 + step * 5.4);
        for flip in [1.0, -1.0] {
            let at = |x: f32, y: f32| (75.0 - flip * (75.0 - x), y);
            let block = poly(&[
                at(-4.0, top - 7.0),
                at(reach - 9.0, top - 5.0 + step),
                at(reach - 8.6, top - 1.0),
                at(reach, top + 3.0),
                at(reach, foot),
                at(-4.0, foot + 12.0),
            ]);
            c.fill(&block, ink_at);
            let with = Windows {
                grid: (3, 4),
                inks: (ink_at.dark(0.16), ink(0xf2_dfae)),
                lit: if step > 1.0 { 0.1 } else { 0.0 },
            };
            let left = if flip > 0.0 { reach - 16.0 } else { 150.0 - reach + 1.0 };
            windows(c, left, top + 5.0, 15.0, foot - top - 12.0, &with, step as u32 * 7 + flip as i32 as u32 % 5);
        }
        mist(c, 44.0, 84.0, 34.0, fog.fade(0.4));
    }
    let road = poly(&[(66.0, 63.0), (84.0, 63.0), (164.0, 102.0), (-14.0, 102.0)]);
    c.fill(&road, ink(0x7f_8f90));
    c.grain(&road, (75.0, 66.0), (75.0, 112.0), ink(0x3a_4a50));
    for i in 0..6 {
        let t = (i as f32 / 6.0) * (i as f32 / 6.0);
        let (y, w, h) = (66.0 + t * 34.0, 0.3 + t * 1.4, 1.0 + t * 5.0);
        c.fill(
            &poly(&[(75.0 - w, y), (75.0 + w, y), (75.0 + w * 1.3, y + h), (75.0 - w * 1.3, y + h)]),
            PAPER.fade(0.7),
        );
    }
    for i in 0..7 {
        let x = 22.0 + i as f32 * 15.4;
        c.fill(
            &poly(&[
                (x, 88.0),
                (x + 7.6, 88.0),
                (x + 5.6 + (x - 72.0) * 0.14, 95.0),
                (x - 3.6 + (x - 72.0) * 0.14, 95.0),
            ]),
            PAPER.fade(0.62),
        );
    }
    mist(c, 58.0, 70.0, 14.0, fog.fade(0.75));
    let green = ink(0x3f_e08a);
    c.glow(107.0, 41.0, 46.0, green.fade(0.5));
    c.fill(&poly(&[(105.8, 48.0), (108.2, 48.0), (108.8, 93.0), (105.2, 93.0)]), dark);
    c.fill(&soft(103.0, 91.0, 8.0, 3.0, 1.0), dark);
    c.fill(&soft(101.6, 15.0, 10.8, 34.0, 2.4), ink(0x1c_262c));
    for (i, tone) in [ink(0x5a_2a2a), ink(0x5a_4a28), ink(0xd8_ffe0)].into_iter().enumerate() {
        let y = 21.0 + i as f32 * 10.2;
        c.fill(&poly(&[(101.0, y - 4.6), (113.0, y - 4.6), (112.0, y - 3.0), (102.0, y - 3.0)]), ink(0x10_181c));
        c.fill(&disc(107.0, y, 3.6), if i == 2 { green } else { tone });
        if i == 2 {
            c.glow(107.0, y, 14.0, green.light(0.3));
            c.fill(&disc(107.0, y, 2.4), tone);
        }
    }
    gleam(c, 104.0, 80.0, 101.0, 6.0, green.fade(0.4), 5);
    c.line(&[(20.0, 96.0), (20.0, 36.0)], 0.9, dark.fade(0.8));
    c.curve(&[(20.0, 36.4), (23.0, 32.0), (28.0, 33.0)], 0.7, dark.fade(0.8));
    c.glow(28.6, 35.0, 15.0, ink(0xff_eec0).fade(0.8));
    c.fill(&oval(28.6, 34.6, 1.9, 1.0), ink(0xff_f8e0));
}

/// An iron lamp bracket above a flight of worn steps.
pub(crate) fn stair_lamp(c: &mut Canvas) {
    let (wall, dark, amber) = (ink(0x3a_4a68), ink(0x14_1826), ink(0xff_c860));
    air(c, &[(0.0, ink(0x24_3250)), (150.0, ink(0x1c_2238))]);
    c.fill(&poly(&[(34.0, -2.0), (66.0, -2.0), (66.0, 76.0), (34.0, 76.0)]), ink(0x6a_86a8));
    c.grain(&rect(34.0, -2.0, 32.0, 78.0), (50.0, 70.0), (50.0, -10.0), ink(0x2f_4470));
    let far = poly(&[(34.0, 22.0), (44.0, 13.0), (54.0, 20.0), (66.0, 10.0), (66.0, 82.0), (34.0, 82.0)]);
    c.fill(&far, ink(0x2f_3a5a));
    for (x, y) in [(55.0, 30.0), (60.0, 27.0), (58.6, 60.0)] {
        c.fill(&rect(x, y, 3.4, 5.0), amber.fade(if y > 40.0 { 0.95 } else { 0.25 }));
    }
    let right = poly(&[(62.0, -2.0), (102.0, -2.0), (102.0, 152.0), (94.0, 152.0), (65.0, 80.0)]);
    let left = poly(&[(-2.0, -2.0), (38.0, -2.0), (35.0, 80.0), (6.0, 152.0), (-2.0, 152.0)]);
    c.fill(&right, wall.dark(0.3));
    c.fill(&left, wall);
    for (mass, x, seed) in [(&left, -2.0, 4), (&right, 60.0, 9)] {
        c.within(mass, |c| bricks(c, x, -2.0, 44.0, 154.0, 3.6, 0.26, ink(0x5b_6a88).fade(0.6), seed));
    }
    c.glow(45.0, 46.0, 66.0, amber.fade(0.85));
    c.fill(&poly(&[(35.0, 79.0), (65.0, 79.0), (94.0, 152.0), (6.0, 152.0)]), dark);
    let down = |i: usize| 79.0 + (i as f32 / 11.0) * (0.45 + 0.55 * i as f32 / 11.0) * 66.0;
    for i in 0..12 {
        let (y, next, t) = (down(i), down(i + 1), i as f32 / 11.0);
        let edge = |y: f32| (35.0 - (y - 80.0) * 0.4, 65.0 + (y - 80.0) * 0.4);
        let nose = y + (next - y) * 0.56;
        let ((a, b), (u, v), dip) = (edge(y), edge(nose), (next - y) * 0.3);
        let wear = |k: f32, off: f32| (u + (v - u) * k, nose + off + dip * 4.0 * k * (1.0 - k));
        let mut tread: Vec<At> = vec![(b, y), (a, y)];
        tread.extend((0..=12).map(|j| wear(j as f32 / 12.0, 0.0)));
        let mut face: Vec<At> = (0..=12).map(|j| wear(j as f32 / 12.0, 0.0)).collect();
        face.extend([(edge(next).1, next + dip), (edge(next).0, next + dip)]);
        c.fill(&poly(&face), ink(0x54_4658).to(dark, t * 0.75));
        let lit = ink(0xf4_c682).to(ink(0x5a_5a78), (t * 1.1).min(1.0));
        c.fill(&poly(&tread), lit);
        c.grain(&poly(&tread), ((u + v) / 2.0 - 4.0, nose), (v + 4.0, nose), ink(0x3a_3650));
        let nosing: Vec<At> = (0..=12).map(|j| wear(j as f32 / 12.0, 0.0)).collect();
        c.fill(&curve(&nosing, 0.35 + t * 0.4), lit.light(0.45));
    }
    c.grain(&c.all(), (46.0, 90.0), (50.0, 176.0), dark);
    let lantern = 45.0;
    c.line(&[(12.0, 16.0), (12.0, 50.0)], 2.2, dark);
    c.line(&[(12.0, 22.0), (lantern + 4.0, 22.0)], 1.8, dark);
    c.curve(&[(12.0, 46.0), (22.0, 42.0), (31.0, 33.0), (33.0, 24.0)], 1.4, dark);
    let curl: Vec<At> = (0..22)
        .map(|i| {
            let (s, k) = turn(i as f32 * 34.0 + 40.0);
            let r = 6.0 - i as f32 * 0.24;
            (21.0 + k * r, 30.4 + s * r)
        })
        .collect();
    c.fill(&curve(&curl, 1.1), dark);
    c.fill(&disc(lantern + 5.0, 22.0, 1.6), dark);
    c.line(&[(lantern, 22.0), (lantern, 30.0)], 1.0, dark);
    c.fill(&poly(&[(lantern - 2.0, 29.0), (lantern + 2.0, 29.0), (lantern + 8.6, 36.0), (lantern - 8.6, 36.0)]), dark);
    c.fill(&disc(lantern, 28.4, 1.7), dark);
    let glass = poly(&[(lantern - 7.0, 36.0), (lantern + 7.0, 36.0), (lantern + 4.6, 53.0), (lantern - 4.6, 53.0)]);
    c.fill(&glass, ink(0xff_e09a));
    c.glow(lantern, 45.0, 12.0, ink(0xff_fbe6));
    c.fill(&blob(&[(lantern, 39.6), (lantern + 2.0, 45.0), (lantern, 48.4), (lantern - 2.0, 45.0)]), ink(0xff_fdf0));
    for x in [-7.0, -2.4, 2.4, 7.0] {
        c.line(&[(lantern + x, 36.0), (lantern + x * 0.66, 53.0)], 0.8, dark);
    }
    c.fill(&soft(lantern - 5.6, 52.4, 11.2, 2.4, 1.0), dark);
    c.fill(&disc(lantern, 56.0, 1.3), dark);
}
