//! Lost things.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{Ink, PAPER, ink};
use crate::kit::sky::air;
use crate::shape::{blob, poly, rect};

/// Several hundred umbrellas hang by their handles from a rail, arranged by month.
pub(crate) fn lost_umbrellas(c: &mut Canvas) {
    let (wall, dark) = (ink(0xd9_c7a2), ink(0x24_2630));
    air(c, &[(0.0, ink(0x9a_8a74)), (40.0, wall), (90.0, ink(0xb8_9a78))]);
    c.grain(&c.all(), (60.0, 50.0), (166.0, 30.0), ink(0x5a_4a48));
    c.fill(&poly(&[(-2.0, 102.0), (-2.0, 96.0), (128.0, 58.0), (152.0, 58.0), (152.0, 102.0)]), ink(0x7a_5a48));
    c.grain(
        &poly(&[(-2.0, 102.0), (-2.0, 92.0), (128.0, 58.0), (152.0, 58.0), (152.0, 102.0)]),
        (120.0, 70.0),
        (40.0, 108.0),
        ink(0x33_2424),
    );
    c.fill(&poly(&[(131.0, 22.0), (152.0, 20.0), (152.0, 60.0), (131.0, 58.0)]), ink(0xf6_e8c4));
    c.fill(&poly(&[(134.0, 25.0), (152.0, 23.6), (152.0, 57.0), (134.0, 55.4)]), ink(0xa9_c8c8));
    c.line(&[(142.6, 24.0), (142.6, 56.4)], 0.7, ink(0xf6_e8c4));
    let tones = [
        ink(0x24_2a38),
        ink(0x2f_4f6a),
        ink(0x24_2a38),
        ink(0xb8_3f34),
        ink(0x3a_3a44),
        ink(0x2f_6a5c),
        ink(0xd8_a23c),
        ink(0x24_2a38),
        ink(0x6a_3a54),
        ink(0x8a_8478),
        ink(0xe3_7a44),
        ink(0x3a_3a44),
    ];
    let mut dice = Dice::new(52);
    let at = |z: f32| (128.0 - 158.0 / z, 34.0 - 28.0 / z);
    c.fill(&poly(&[(at(12.0).0, at(12.0).1 - 0.2), (-40.0, 3.6), (-40.0, 6.2), (at(12.0).0, at(12.0).1 + 0.3)]), dark);
    let count = 250;
    for i in 0..count {
        let z = 0.96 + (count - i) as f32 * (count - i) as f32 * 0.000_13 + (count - i) as f32 * 0.018;
        let (x, y) = at(z);
        let size = 2.0 / z;
        let month = i / 22;
        if i % 22 == 0 {
            c.place(x, y, size, |c| {
                c.fill(&rect(-3.4, -7.4, 6.8, 5.0), PAPER);
                c.fill(&rect(-2.4, -5.8, 4.8 - (month % 3) as f32, 0.7), dark);
                c.fill(&rect(-2.4, -4.4, 3.2, 0.6), dark.fade(0.7));
            });
        }
        let (tone, sway) = (dice.pick(&tones), dice.between(-2.2, 2.2));
        let long = dice.between(0.84, 1.06);
        let deep = (1.0 - size).max(0.0) * 0.4;
        c.tilt(x, y, sway, |c| c.place(0.0, 0.0, size * long, |c| umbrella(c, tone.to(ink(0x9a_8474), deep), i)));
    }
    c.fill(
        &poly(&[(at(12.0).0, at(12.0).1), (-40.0, 4.2), (-40.0, 5.0), (at(12.0).0, at(12.0).1 + 0.2)]),
        ink(0xd8_b46a).fade(0.85),
    );
}

/// A closed umbrella that hangs by its handle from the origin; about 62 long.
fn umbrella(c: &mut Canvas, tone: Ink, n: usize) {
    let wood = [ink(0xb4_7a44), ink(0x6a_3f2a), ink(0xd8_b070), ink(0x20_2028)][n % 4];
    c.curve(&[(-3.6, 3.2), (-3.8, 0.2), (-1.8, -1.3), (0.4, -0.4), (1.0, 3.0), (1.0, 14.0)], 1.1, wood);
    let folded = blob(&[
        (0.2, 13.0),
        (1.9, 13.0),
        (3.5, 17.0),
        (4.2, 27.0),
        (3.0, 43.0),
        (1.5, 56.0),
        (0.5, 56.0),
        (-1.0, 43.0),
        (-2.1, 27.0),
        (-1.3, 17.0),
    ]);
    c.fill(&folded.clone().moved(0.7, 0.5), ink(0x1c_1820).fade(0.5));
    c.fill(&folded, tone);
    c.grain(&folded, (0.4, 30.0), (5.0, 34.0), tone.dark(0.6));
    for k in [-0.7, 1.9] {
        c.curve(&[(0.8 + k * 0.5, 14.0), (1.0 + k, 27.0), (1.0 + k * 0.2, 55.0)], 0.22, tone.light(0.4).fade(0.7));
    }
    c.fill(&poly(&[(-1.7, 31.0), (3.8, 29.6), (3.7, 31.4), (-1.6, 32.8)]), tone.dark(0.35));
    c.line(&[(1.0, 56.0), (1.0, 61.0)], 0.7, ink(0xc8_c4b8));
}
