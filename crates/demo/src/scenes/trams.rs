//! Trams: the depot and the wires.

use crate::canvas::Canvas;
use crate::ink::{Ink, ink};
use crate::kit::sky::air;
use crate::kit::town::bricks;
use crate::shape::{arch, blob, disc, oval, poly, rect, soft};

/// A green tram from the side, its nose to the right, its wheels on 0; about 60 long and 26 high.
fn tram(c: &mut Canvas, green: Ink, cream: Ink, dark: Ink) {
    for x in [-22.0, -13.0, 9.0, 18.0] {
        c.fill(&disc(x, -2.2, 2.4), dark);
        c.fill(&disc(x, -2.2, 0.9), ink(0x8a_8478));
    }
    let body = poly(&[
        (-30.0, -4.0),
        (-30.0, -21.0),
        (-28.6, -22.6),
        (27.0, -22.6),
        (29.6, -20.6),
        (31.0, -11.0),
        (31.0, -4.0),
    ]);
    c.fill(&body, green);
    c.within(&body, |c| {
        c.fill(&rect(-31.0, -13.2, 63.0, 1.7), cream);
        c.fill(&rect(-31.0, -23.0, 63.0, 2.2), cream);
        c.grain(&rect(-31.0, -11.5, 63.0, 8.0), (0.0, -12.0), (0.0, -3.0), dark.fade(0.8));
        for i in 0..7 {
            let x = -27.6 + i as f32 * 7.2;
            c.fill(&soft(x, -20.0, 6.0, 6.2, 0.7), dark.to(ink(0x5f_7f86), 0.35));
            c.fill(
                &poly(&[(x + 0.8, -14.0), (x + 3.4, -19.8), (x + 4.9, -19.8), (x + 2.3, -14.0)]),
                ink(0x9f_bab6).fade(0.55),
            );
        }
        c.fill(&poly(&[(23.4, -20.0), (28.2, -20.0), (29.6, -13.8), (23.4, -13.8)]), dark.to(ink(0x5f_7f86), 0.45));
        c.fill(&rect(-20.6, -20.0, 0.5, 16.0), dark.fade(0.6));
    });
    c.glow(30.0, -8.0, 3.4, ink(0xff_dc8c).fade(0.7));
    c.fill(&disc(30.0, -8.0, 1.2), ink(0xff_f0c4));
    c.fill(&soft(-26.0, -24.2, 50.0, 1.8, 0.8), dark);
    c.line(&[(-2.0, -24.0), (-8.0, -28.6), (2.0, -31.6)], 0.5, dark);
    c.line(&[(-2.0, -31.8), (6.0, -31.8)], 0.5, dark);
    c.fill(&rect(-31.5, -4.4, 63.4, 1.5), dark);
}

/// Six green trams nose to nose in a brick shed with a glass roof.
pub(crate) fn tram_depot(c: &mut Canvas) {
    let (brick, dark, glass) = (ink(0xb0_5a3f), ink(0x2a_2226), ink(0xdc_e7da));
    c.fill(&c.all(), brick);
    bricks(c, 0.0, 24.0, 150.0, 40.0, 1.5, 0.3, ink(0x8c_4230).fade(0.8), 3);
    for i in 0..7 {
        let x = 3.0 + i as f32 * 21.4;
        c.fill(&arch(x, 32.0, 15.6, 34.0), ink(0x7a_3a2c));
        c.fill(&arch(x + 1.2, 33.4, 13.2, 34.0), glass.to(ink(0xf0_c98a), 0.35));
        for j in 1..4 {
            c.line(&[(x + 1.2 + j as f32 * 3.3, 33.0), (x + 1.2 + j as f32 * 3.3, 66.0)], 0.35, dark);
        }
        c.line(&[(x + 1.2, 44.0), (x + 14.4, 44.0)], 0.35, dark);
    }
    roof(c, glass, dark);
    let floor = rect(-2.0, 56.0, 154.0, 46.0);
    c.fall(&floor, (56.0, ink(0x8b_6f60)), (100.0, ink(0x4b_3a38)));
    let shaft = ink(0xf6_ecd0).fade(0.16);
    for x in [10.0, 58.0, 106.0] {
        c.fill(&poly(&[(x, 20.0), (x + 16.0, 20.0), (x + 40.0, 102.0), (x + 12.0, 102.0)]), shaft);
    }
    for (y, size, pale) in [(60.0, 0.6, 0.26), (74.0, 0.82, 0.12), (93.0, 1.08, 0.0)] {
        let (green, cream) = (ink(0x2f_6b4f).light(pale), ink(0xf0_e2bd));
        c.line(&[(-2.0, y + 0.3), (152.0, y + 0.3)], 0.6 * size, ink(0xd8_cbb0).fade(0.8));
        c.fill(&oval(75.0, y + 1.2, 72.0, 1.6), dark.fade(0.55));
        c.place(75.0 - 32.0 * size, y, size, |c| tram(c, green, cream, dark.light(pale * 0.4)));
        c.mirror(75.0 + 32.0 * size, y, size, |c| tram(c, green, cream, dark.light(pale * 0.4)));
    }
    for x in [-1.0, 146.0] {
        c.fill(&rect(x, 18.0, 5.0, 84.0), dark);
    }
}

/// The glass roof, with its trusses.
fn roof(c: &mut Canvas, glass: Ink, dark: Ink) {
    let pane = poly(&[(-2.0, -2.0), (152.0, -2.0), (152.0, 20.0), (75.0, 8.0), (-2.0, 20.0)]);
    c.fill(&poly(&[(-2.0, -2.0), (152.0, -2.0), (152.0, 25.0), (-2.0, 25.0)]), ink(0x6b_7f80));
    c.fill(&pane, glass);
    c.grain(&pane, (75.0, 10.0), (75.0, -6.0), ink(0x9f_bfc0));
    for i in -16..=16 {
        let x = i as f32;
        c.line(&[(75.0 + x * 3.0, 9.0 + x.abs() * 0.5), (75.0 + x * 12.0, -4.0)], 0.35, ink(0x3f_5254));
    }
    for (y, lift) in [(3.0, 5.6), (12.0, 6.8)] {
        c.line(&[(-2.0, y + 9.0), (75.0, y - lift + 2.0), (152.0, y + 9.0)], 0.9, dark.fade(0.8));
    }
    c.fill(&rect(-2.0, 22.0, 154.0, 2.2), dark);
    for i in 0..10 {
        let x = i as f32 * 16.8;
        c.line(&[(x, 22.6), (x + 8.4, 12.0), (x + 16.8, 22.6)], 0.45, dark);
    }
}

/// Nineteen overhead wires that cross against a white sky.
pub(crate) fn tram_wires(c: &mut Canvas) {
    let (iron, roof, shade) = (ink(0x1f_2630), ink(0x39_4450), ink(0x8c_9196));
    air(c, &[(0.0, ink(0xf6_f0e2)), (125.0, ink(0xe6_e2d6))]);
    c.blotch(&c.all(), 34.0, 0.42, ink(0xcf_d2cc).fade(0.5), 4);
    let left = poly(&[
        (-2.0, 127.0),
        (-2.0, 62.0),
        (9.0, 66.0),
        (9.0, 74.0),
        (17.0, 78.0),
        (17.0, 96.0),
        (27.0, 101.0),
        (27.0, 127.0),
    ]);
    let right = poly(&[
        (102.0, 127.0),
        (102.0, 40.0),
        (92.0, 47.0),
        (92.0, 52.0),
        (84.0, 58.0),
        (84.0, 90.0),
        (74.0, 97.0),
        (74.0, 127.0),
    ]);
    for (mass, from, to) in [(&left, (30.0, 80.0), (-10.0, 130.0)), (&right, (70.0, 70.0), (110.0, 130.0))] {
        c.fill(mass, roof);
        c.grain(mass, from, to, iron);
    }
    for i in 0..4 {
        let y = 66.0 + i as f32 * 15.0;
        c.fill(
            &poly(&[(88.0, y + 2.0), (91.0, y), (91.0, y + 8.0), (88.0, y + 10.0)]),
            ink(0xd9_a04a).fade(if i == 1 { 1.0 } else { 0.25 }),
        );
        c.fill(&poly(&[(95.0, y - 3.0), (98.5, y - 5.5), (98.5, y + 3.0), (95.0, y + 5.2)]), shade.fade(0.4));
        c.fill(&poly(&[(3.0, y + 16.0), (6.0, y + 17.2), (6.0, y + 25.0), (3.0, y + 24.0)]), shade.fade(0.4));
    }
    c.fill(&poly(&[(49.0, 127.0), (50.0, 30.0), (51.6, 30.0), (53.0, 127.0)]), iron);
    c.curve(&[(50.8, 33.0), (60.0, 29.6), (71.0, 28.4)], 0.9, iron);
    c.curve(&[(50.8, 40.0), (60.0, 34.0), (66.0, 29.0)], 0.5, iron);
    for (from, to) in [
        ((-2.0, 14.0), (102.0, 66.0)),
        ((-2.0, 20.0), (102.0, 60.0)),
        ((-2.0, 58.0), (102.0, 12.0)),
        ((-2.0, 65.0), (102.0, 17.0)),
        ((22.0, -2.0), (62.0, 127.0)),
        ((29.0, -2.0), (57.0, 127.0)),
        ((-2.0, 42.0), (102.0, 36.0)),
        ((-2.0, 47.0), (102.0, 41.0)),
        ((80.0, -2.0), (34.0, 127.0)),
        ((73.0, -2.0), (39.0, 127.0)),
        ((-2.0, 5.0), (102.0, 30.0)),
        ((9.0, 68.0), (92.0, 49.0)),
        ((17.0, 80.0), (84.0, 60.0)),
        ((50.8, 34.0), (9.0, 68.0)),
        ((50.8, 34.0), (92.0, 48.0)),
        ((52.0, -2.0), (50.0, 48.0)),
        ((-2.0, 84.0), (102.0, 80.0)),
        ((-2.0, 30.0), (50.8, 36.0)),
        ((50.8, 36.0), (102.0, 24.0)),
    ] {
        let sag = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0 + 1.6);
        c.curve(&[from, sag, to], 0.42, iron);
        for t in [0.3, 0.66] {
            let at = |t: f32| (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t + 1.45);
            c.line(&[at(t), at(t + 0.018)], 1.25, iron);
            c.fill(&disc(at(t + 0.009).0, at(t + 0.009).1, 0.3), ink(0xb8_4a3a));
        }
    }
    let bird = blob(&[
        (24.0, 77.6),
        (26.2, 75.8),
        (27.6, 74.2),
        (29.2, 74.4),
        (29.9, 75.2),
        (29.0, 75.8),
        (28.0, 78.0),
        (25.2, 78.8),
        (21.6, 80.6),
    ]);
    c.fill(&bird.moved(1.0, 5.4), iron);
}
