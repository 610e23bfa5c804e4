//! Clocks: the tower that lost one, and the bench where they are mended.

use crate::canvas::Canvas;
use crate::chance::{Dice, turn};
use crate::ink::{PAPER, ink};
use crate::kit::sky::{air, clouds, cumulus};
use crate::kit::town::planks;
use crate::shape::{Shape, arch, blob, brush, disc, join, oval, poly, rect, ring, soft};

/// An empty round hole in a clock tower, with sky behind it.
pub(crate) fn clock_tower(c: &mut Canvas) {
    let (stone, shade, slate) = (ink(0xc9_9a78), ink(0x6a_3f44), ink(0x3a_4658));
    air(c, &[(0.0, ink(0x3f_8fb0)), (90.0, ink(0xbf_e0d8)), (150.0, ink(0xf6_ecc8))]);
    cumulus(c, 46.0, 70.0, 1.9, PAPER, ink(0xb4_c8cc));
    cumulus(c, 88.0, 104.0, 1.6, PAPER, ink(0xb4_c8cc));
    clouds(c, 26.0, 12.0, 5, PAPER.fade(0.7), 9);
    let spire = poly(&[(50.0, 2.0), (64.0, 22.0), (72.0, 34.0), (28.0, 34.0), (36.0, 22.0)]);
    c.fill(&spire, slate);
    c.grain(&spire, (44.0, 20.0), (72.0, 34.0), ink(0x14_1c2c));
    c.line(&[(50.0, 4.0), (50.0, -4.0)], 0.6, slate);
    let tower = rect(24.0, 40.0, 52.0, 112.0).without(disc(50.0, 68.0, 17.0));
    c.fill(&tower, stone);
    c.grain(&tower, (40.0, 60.0), (84.0, 80.0), shade);
    let mut dice = Dice::new(11);
    for course in 0..18 {
        let y = 44.0 + course as f32 * 6.2;
        for i in 0..5 {
            let x = 24.6 + i as f32 * 10.4 + if course % 2 == 0 { 0.0 } else { 5.0 };
            let (dx, dy) = (x + 4.8 - 50.0, y + 2.8 - 68.0);
            if dice.happens(0.34) && dx * dx + dy * dy > 640.0 && x < 66.0 {
                c.fill(
                    &rect(x, y, 9.6, 5.6),
                    if dice.happens(0.5) { ink(0xe3_b890).fade(0.6) } else { shade.fade(0.25) },
                );
            }
        }
    }
    for y in [34.0, 94.0, 98.4] {
        let out = if y < 40.0 { 6.0 } else { 2.6 };
        c.fill(&rect(24.0 - out, y, 52.0 + out * 2.0, if y < 40.0 { 6.4 } else { 2.4 }), ink(0xe3_b890));
        c.grain(&rect(24.0 - out, y, 52.0 + out * 2.0, 6.4), (40.0, y), (84.0, y + 6.0), shade);
    }
    let hole = ring(50.0, 68.0, 21.4, 17.0);
    c.fill(&hole, ink(0xf0_d0a4));
    c.grain(&hole, (42.0, 58.0), (64.0, 86.0), shade);
    let depth = disc(50.0, 68.0, 17.0).without(disc(51.6, 70.2, 15.9));
    c.within(&disc(50.0, 68.0, 17.0), |c| c.fill(&depth, ink(0x54_3038)));
    for i in 0..12 {
        let (s, k) = turn(i as f32 * 30.0);
        c.fill(&disc(50.0 + k * 19.2, 68.0 + s * 19.2, 0.8), shade);
    }
    for x in [31.0, 44.6, 58.2] {
        c.fill(&arch(x, 108.0, 10.6, 26.0), ink(0x3f_2830));
        for i in 0..7 {
            c.line(&[(x + 0.6, 114.0 + i as f32 * 3.0), (x + 10.0, 115.6 + i as f32 * 3.0)], 0.9, ink(0x8a_5a50));
        }
        c.fill(&rect(x - 0.8, 134.0, 12.2, 1.6), ink(0xe3_b890));
    }
    for (x, y, s, t) in [
        (54.0, 62.0, 1.5, 20.0),
        (84.0, 56.0, 2.2, -20.0),
        (12.0, 82.0, 1.9, 30.0),
        (88.0, 80.0, 1.2, 10.0),
        (14.0, 44.0, 1.5, -35.0),
        (44.0, 73.0, 1.0, -10.0),
        (92.0, 20.0, 1.1, 15.0),
    ] {
        swift(c, x, y, s, t);
    }
}

/// A swift.
fn swift(c: &mut Canvas, x: f32, y: f32, s: f32, turned: f32) {
    let wings =
        blob(&[(-5.0, 2.6), (-2.6, -0.4), (0.0, -1.0), (2.6, -0.4), (5.0, 2.6), (2.0, 1.0), (0.0, 1.4), (-2.0, 1.0)]);
    let body =
        blob(&[(0.0, -2.0), (0.6, -0.6), (0.4, 1.8), (0.9, 3.4), (0.0, 2.7), (-0.9, 3.4), (-0.4, 1.8), (-0.6, -0.6)]);
    c.tilt(x, y, turned, |c| c.place(0.0, 0.0, s, |c| c.fill(&join(&[wings, body]), ink(0x24_202c))));
}

/// A gear with its teeth.
fn gear(x: f32, y: f32, r: f32, teeth: usize) -> Shape {
    let points: Vec<_> = (0..teeth * 4)
        .map(|i| {
            let (s, k) = turn(i as f32 * 90.0 / teeth as f32);
            let at = if i % 4 < 2 { r } else { r * 0.84 };
            (x + k * at, y + s * at)
        })
        .collect();
    let mut spokes = vec![poly(&points)];
    for i in 0..4 {
        let (s, k) = turn(i as f32 * 90.0 + 45.0);
        spokes.push(disc(x + k * r * 0.46, y + s * r * 0.46, r * 0.23));
    }
    let mut shape = join(&spokes);
    shape.holes = true;
    shape
}

/// A bench covered with clock movements, each under an upturned glass.
pub(crate) fn clock_workshop(c: &mut Canvas) {
    let (wall, dark) = (ink(0x2f_4650), ink(0x1c_2028));
    air(c, &[(0.0, ink(0x1f_323c)), (48.0, wall)]);
    c.glow(26.0, 8.0, 70.0, ink(0xff_d890).fade(0.6));
    for i in 0..5 {
        let x = 66.0 + i as f32 * 15.0;
        c.line(&[(x, 4.0), (x, 13.0 + (i * 7 % 5) as f32 * 1.8)], 1.0, ink(0x9a_6a40));
        c.line(&[(x, 13.0 + (i * 7 % 5) as f32 * 1.8), (x, 24.0)], 0.5, ink(0x9f_aaa8));
    }
    c.fill(&rect(60.0, 6.0, 78.0, 1.6), ink(0x6a_4430));
    c.fill(&rect(-2.0, 44.0, 154.0, 58.0), ink(0xa8_6a3c));
    planks(c, 44.0, 58.0, 14.0, ink(0x6a_3a22), 8);
    c.grain(&rect(-2.0, 44.0, 154.0, 58.0), (40.0, 50.0), (164.0, 110.0), ink(0x4a_2418));
    c.curve(&[(6.0, 46.0), (4.0, 24.0), (18.0, 14.0)], 1.3, dark);
    c.fill(&poly(&[(14.0, 18.6), (19.0, 7.0), (32.0, 13.0), (32.0, 24.0)]), ink(0x2f_6b58));
    c.fill(&oval(23.4, 21.0, 9.6, 2.0).turned((23.4, 21.0), 17.0), ink(0xff_f0c0));
    c.fill(&poly(&[(14.0, 20.0), (33.0, 24.0), (76.0, 102.0), (-2.0, 102.0), (-2.0, 60.0)]), ink(0xff_e4a0).fade(0.13));
    let mut n = 0;
    for (y, size, count, from) in [(54.0, 0.62, 9, 14.0), (71.0, 0.84, 7, 12.0), (93.0, 1.12, 6, 14.0)] {
        for i in 0..count {
            let x = from + i as f32 * (150.0 - from * 1.6) / (count as f32 - 0.5);
            c.place(x, y, size, |c| movement(c, n));
            n += 1;
        }
    }
}

/// One movement under its glass; the foot at 0, about 18 wide and 22 high.
fn movement(c: &mut Canvas, n: usize) {
    let (brass, steel, dark) = (ink(0xe0_ae4c), ink(0xb4_c0c0), ink(0x2a_1a14));
    c.fill(&oval(2.6, 0.6, 11.6, 2.0), dark.fade(0.45));
    let plate = soft(-5.6, -13.6, 11.2, 12.4, [5.6, 1.4, 3.0][n % 3]);
    c.fill(&plate, brass.dark(0.25));
    c.grain(&plate, (-3.0, -10.0), (6.0, 0.0), dark);
    let tones = [brass, steel, ink(0xc8_7a44), brass.light(0.3)];
    for (i, (x, y, r, teeth)) in
        [(-2.0, -9.4, 3.8, 14), (2.6, -5.6, 2.9, 12), (-2.8, -3.8, 2.1, 9), (3.0, -10.8, 1.9, 8)]
            .into_iter()
            .enumerate()
    {
        let (x, y) = if n.is_multiple_of(2) { (x, y) } else { (-x, y) };
        c.fill(&gear(x + 0.3, y + 0.4, r, teeth), dark.fade(0.7));
        c.fill(&gear(x, y, r, teeth).turned((x, y), n as f32 * 13.0), tones[(i + n) % 4]);
        c.fill(&disc(x, y, 0.55), ink(0xc8_3a34));
    }
    c.fill(&rect(-6.4, -1.6, 12.8, 1.7), ink(0x4a_3024));
    let glass = blob(&[
        (-9.4, 0.4),
        (-9.4, 0.4),
        (-8.2, -10.0),
        (-7.4, -18.6),
        (-5.8, -20.6),
        (5.8, -20.6),
        (7.4, -18.6),
        (8.2, -10.0),
        (9.4, 0.4),
        (9.4, 0.4),
    ]);
    c.fill(&glass, ink(0xd8_f0ec).fade(0.2));
    c.grain(&glass, (2.0, -10.0), (10.0, -8.0), ink(0xe6_fbf6).fade(0.5));
    c.fill(&glass.outline(0.5), ink(0xe6_f6f0).fade(0.85));
    c.fill(&soft(-6.4, -20.8, 12.8, 1.8, 0.8), ink(0xe6_f6f0).fade(0.65));
    c.fill(&brush(&[(-6.0, -17.0), (-6.8, -10.0), (-7.4, -3.4)], 1.3, 0.9), ink(0xff_ffff).fade(0.85));
}
