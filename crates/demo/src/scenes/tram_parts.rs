//! Trams: the pit and the bell.

use crate::canvas::Canvas;
use crate::ink::{Ink, ink};
use crate::kit::sky::air;
use crate::kit::town::{bricks, planks};
use crate::shape::{blob, disc, oval, poly, rect, ring, soft};

/// A mechanic's lamp glows in the pit under a tram.
pub(crate) fn tram_pit(c: &mut Canvas) {
    let (night, amber, steel) = (ink(0x12_161c), ink(0xff_b548), ink(0x6f_7a80));
    air(c, &[(0.0, ink(0x23_3330)), (60.0, night), (100.0, ink(0x1b_1a1c))]);
    let front = soft(34.0, -14.0, 82.0, 66.0, 6.0);
    c.fill(&front, ink(0x24_5540));
    c.within(&front, |c| {
        c.fill(&rect(30.0, 12.0, 90.0, 3.0), ink(0xc9_bf98));
        c.fill(&rect(42.0, -10.0, 66.0, 19.0), ink(0x17_2428));
        c.grain(&rect(30.0, 15.0, 90.0, 40.0), (75.0, 24.0), (75.0, 54.0), night);
        c.grain(&rect(30.0, -14.0, 90.0, 70.0), (64.0, 20.0), (30.0, 0.0), night);
        c.grain(&rect(30.0, -14.0, 90.0, 70.0), (88.0, 20.0), (120.0, 0.0), night);
    });
    c.fill(&disc(75.0, 26.0, 4.4), ink(0x10_1c1a));
    c.fill(&disc(75.0, 26.0, 3.4), ink(0x4c_6a5c));
    c.fill(&rect(28.0, 48.0, 94.0, 6.0), ink(0x0c_1012));
    let floor = poly(&[(-2.0, 60.0), (152.0, 60.0), (152.0, 102.0), (-2.0, 102.0)]);
    c.fill(&floor, ink(0x2c_2a2a));
    c.glow(75.0, 78.0, 78.0, amber.fade(0.4));
    let pit = poly(&[(52.0, 58.0), (98.0, 58.0), (116.0, 102.0), (34.0, 102.0)]);
    c.fill(&pit, ink(0x3a_2416));
    c.within(&pit, |c| {
        c.fill(&poly(&[(52.0, 58.0), (62.0, 70.0), (60.0, 102.0), (30.0, 102.0)]), ink(0xa8_5f26));
        c.fill(&poly(&[(98.0, 58.0), (88.0, 70.0), (90.0, 102.0), (120.0, 102.0)]), ink(0x8c_4c20));
        c.fill(&poly(&[(62.0, 70.0), (88.0, 70.0), (90.0, 102.0), (60.0, 102.0)]), ink(0x5c_3118));
        bricks(c, 62.0, 70.0, 28.0, 32.0, 2.2, 0.6, ink(0xd0_7c30).fade(0.5), 5);
        for i in 0..5 {
            let t = i as f32 / 5.0;
            c.line(&[(50.0 - t * 14.0, 64.0 + t * 32.0), (62.0 - t * 1.6, 74.0 + t * 26.0)], 0.4, ink(0x5c_3118));
            c.line(&[(100.0 + t * 14.0, 64.0 + t * 32.0), (88.0 + t * 1.6, 74.0 + t * 26.0)], 0.4, ink(0x5c_3118));
        }
        c.glow(75.0, 80.0, 34.0, amber);
    });
    underside(c, night, steel, amber);
    c.curve(&[(75.0, 57.0), (76.0, 62.0), (74.6, 67.0), (75.0, 70.6)], 0.6, night);
    c.fill(&soft(73.0, 69.6, 4.0, 4.4, 0.8), night);
    c.glow(75.0, 79.0, 17.0, ink(0xff_e29a));
    c.fill(&oval(75.0, 79.0, 3.5, 5.0), ink(0xff_f6d8));
    for x in [-3.9, -1.4, 1.4, 3.9] {
        c.curve(&[(75.0 + x * 0.4, 73.6), (75.0 + x, 79.0), (75.0 + x * 0.3, 85.0)], 0.4, night);
    }
    c.fill(&oval(75.0, 85.2, 2.2, 0.8), night);
    for (a, b) in [((50.0, 58.0), (28.0, 102.0)), ((100.0, 58.0), (122.0, 102.0))] {
        c.fill(&poly(&[a, (a.0 + (a.0 - 75.0) * 0.08, a.1), (b.0 + (b.0 - 75.0) * 0.12, b.1), b]), steel);
        c.line(&[a, b], 0.6, ink(0xff_d58c));
    }
}

/// Axle and wheels over the pit, lit from below.
fn underside(c: &mut Canvas, night: Ink, steel: Ink, amber: Ink) {
    c.fill(&rect(44.0, 52.0, 62.0, 6.5), ink(0x1d_1a18));
    c.grain(&rect(44.0, 52.0, 62.0, 6.5), (75.0, 51.0), (75.0, 61.0), amber.fade(0.7));
    for x in [42.0, 108.0] {
        c.fill(&soft(x - 4.0, 43.0, 8.0, 21.0, 3.0), night);
        c.fill(&soft(x - 2.6, 44.0, 5.2, 19.0, 2.0), steel.dark(0.5));
        let lit = if x < 75.0 { x + 5.0 } else { x - 5.0 };
        c.grain(&soft(x - 4.0, 43.0, 8.0, 21.0, 3.0), (75.0 + (x - 75.0) * 1.2, 44.0), (lit, 64.0), amber.fade(0.6));
    }
    c.fill(&soft(66.0, 50.0, 18.0, 8.0, 2.0), ink(0x2a_2420));
    for x in [69.0, 75.0, 81.0] {
        c.fill(&disc(x, 55.0, 0.8), amber.fade(0.8));
    }
}

/// A brass foot bell in a floor of ribbed boards, worn smooth in the middle.
pub(crate) fn tram_bell(c: &mut Canvas) {
    let (wood, dark, brass) = (ink(0x7c_4f33), ink(0x33_201a), ink(0xc9_9138));
    c.fill(&c.all(), wood);
    planks(c, 0.0, 100.0, 12.5, dark, 3);
    for i in 0..17 {
        let y = i as f32 * 6.25 + 1.2;
        c.fill(&rect(-1.0, y, 102.0, 1.4), wood.light(0.12));
        c.fill(&rect(-1.0, y + 1.4, 102.0, 0.7), dark.fade(0.7));
    }
    c.grain(&c.all(), (40.0, 30.0), (110.0, 120.0), dark);
    c.fill(&disc(53.0, 55.0, 37.0), dark.fade(0.75));
    c.fill(&disc(50.0, 50.0, 36.0), brass.dark(0.35));
    c.grain(&disc(50.0, 50.0, 36.0), (30.0, 24.0), (80.0, 80.0), ink(0x5a_3614));
    c.fill(&ring(50.0, 50.0, 35.0, 34.0), ink(0xf0_cc78).fade(0.8));
    for i in 0..6 {
        let (s, k) = crate::chance::turn(i as f32 * 60.0 + 20.0);
        let (x, y) = (50.0 + k * 30.4, 50.0 + s * 30.4);
        c.fill(&disc(x, y, 2.2), ink(0x5a_3614));
        c.fill(&disc(x - 0.2, y - 0.2, 1.8), brass);
        c.tilt(x, y, i as f32 * 47.0, |c| c.fill(&rect(-1.5, -0.25, 3.0, 0.5), dark));
    }
    c.fill(&disc(51.4, 52.0, 25.6), ink(0x4a_2c12));
    c.fill(&disc(50.0, 50.0, 25.0), brass);
    c.grain(&disc(50.0, 50.0, 25.0), (40.0, 36.0), (68.0, 72.0), ink(0x7a_4a18));
    for r in [22.5, 20.0, 17.6, 15.4] {
        c.fill(&ring(50.0, 50.0, r, r - 0.7), ink(0x7a_4a18).fade(0.8));
        c.fill(&ring(49.6, 49.6, r - 0.7, r - 1.1), ink(0xf4_d68a).fade(0.7));
    }
    let worn = blob(&[
        (36.6, 50.0),
        (40.0, 40.6),
        (50.0, 36.6),
        (60.6, 40.0),
        (63.4, 50.6),
        (59.0, 60.0),
        (49.4, 63.0),
        (40.0, 59.0),
    ]);
    c.fill(&worn, ink(0xf0_cd7c));
    c.grain(&worn, (54.0, 54.0), (38.0, 38.0), ink(0xff_f4d0));
    c.grain(&worn, (50.0, 50.0), (64.0, 66.0), ink(0xb8_7d2c).fade(0.7));
    c.fill(&oval(45.0, 44.4, 4.6, 2.4).turned((45.0, 44.4), -38.0), ink(0xff_fbe8));
}
