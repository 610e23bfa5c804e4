//! The reading room of the library on Hallow Street.

use crate::canvas::Canvas;
use crate::chance::{Dice, turn};
use crate::ink::{Ink, ink};
use crate::kit::people::{Person, SKIN, stand};
use crate::kit::sky::air;
use crate::kit::things::script;
use crate::shape::{arch, blob, brush, disc, oval, poly, rect};

use super::library::SPINES;

/// The reading room from the gallery, when the lamps are lit and the daylight has not gone.
pub(crate) fn reading_room(c: &mut Canvas) {
    let (wall, oak, dusk) = (ink(0x5a_4a52), ink(0x9a_5f36), ink(0x7d_9fc0));
    air(c, &[(0.0, ink(0x3a_3444)), (40.0, wall), (100.0, ink(0x4a_2f28))]);
    for (side, flip) in [(0.0, 1.0), (177.8, -1.0)] {
        let at = |x: f32, y: f32| (side + flip * x, y);
        c.fill(&poly(&[at(-2.0, -2.0), at(62.0, 8.0), at(62.0, 46.0), at(-2.0, 82.0)]), ink(0x44_3a48));
        for i in 0..4 {
            let (a, b) = (2.0 + i as f32 * 15.6, 12.0 + i as f32 * 14.4);
            let (top, foot) = (|x: f32| 4.0 + x * 0.12, |x: f32| 58.0 - x * 0.4);
            let pane = poly(&[
                at(a, top(a) + 3.0),
                at((a + b) / 2.0, top(a)),
                at(b, top(b) + 2.6),
                at(b, foot(b)),
                at(a, foot(a)),
            ]);
            c.fill(&pane, dusk);
            c.grain(&pane, at(a, 40.0), at(a, 0.0), ink(0x4b_6c98));
            c.grain(&pane, at(a, 34.0), at(a, 66.0), ink(0xf0_b48a));
            c.line(&[at((a + b) / 2.0, top(a)), at((a + b) / 2.0, foot(a) - 2.0)], 0.5, ink(0x2c_2430));
            c.line(&[at(a, 26.0), at(b, 25.4)], 0.5, ink(0x2c_2430));
        }
        c.fill(&poly(&[at(-2.0, 66.0), at(62.0, 38.0), at(62.0, 46.6), at(-2.0, 84.0)]), ink(0x3a_2420));
        for i in 0..24 {
            let x = i as f32 * 2.6;
            let spine = SPINES[(i * 5 + 2) % 7].dark(0.25);
            c.fill(
                &poly(&[
                    at(x, 66.4 - x * 0.44),
                    at(x + 2.2, 65.4 - x * 0.44),
                    at(x + 2.2, 79.0 - x * 0.58),
                    at(x, 80.4 - x * 0.58),
                ]),
                spine,
            );
        }
    }
    end_wall(c);
    c.fill(
        &poly(&[(62.0, 46.0), (115.8, 46.0), (180.0, 82.0), (180.0, 102.0), (-2.0, 102.0), (-2.0, 82.0)]),
        ink(0x6e_4430),
    );
    for i in 0..17 {
        let x = -120.0 + i as f32 * 26.0;
        c.line(&[(88.9 + (x - 88.9) * 0.12, 46.0), (x, 102.0)], 0.25, ink(0x3f_261f));
    }
    for i in 0..6 {
        let depth = [0.0, 0.07, 0.16, 0.29, 0.48, 0.78][i];
        for flip in [-1.0, 1.0] {
            table(c, depth, flip, oak, i);
        }
    }
    readers(c);
    c.grain(&c.all(), (88.0, 60.0), (88.0, 132.0), ink(0x1c_1418).fade(0.4));
}

/// The end wall, with the clock that has no hands and the door.
fn end_wall(c: &mut Canvas) {
    c.fill(&rect(62.0, 8.0, 53.8, 38.2), ink(0x6a_5450));
    c.grain(&rect(62.0, 8.0, 53.8, 38.2), (88.0, 50.0), (88.0, 4.0), ink(0x33_2a34));
    for x in [66.0, 103.0] {
        c.fill(&arch(x, 14.0, 9.0, 26.0), ink(0x54_4046));
    }
    c.fill(&disc(88.9, 17.6, 5.6), ink(0x2a_1e1e));
    c.fill(&disc(88.9, 17.6, 4.7), ink(0xf4_e6c4));
    for i in 0..12 {
        let (s, k) = turn(i as f32 * 30.0);
        c.line(&[(88.9 + k * 3.5, 17.6 + s * 3.5), (88.9 + k * 4.2, 17.6 + s * 4.2)], 0.3, ink(0x2a_1e1e));
    }
    c.fill(&rect(82.0, 29.6, 13.8, 16.6), ink(0x33_2220));
    c.fill(&rect(83.2, 30.8, 5.4, 15.4), ink(0x7a_3a2c));
    c.fill(&rect(89.2, 30.8, 5.4, 15.4), ink(0x7a_3a2c));
    c.fill(&disc(88.0, 38.6, 0.4), ink(0xe3_b458));
    c.fill(&disc(89.8, 38.6, 0.4), ink(0xe3_b458));
    c.fill(&rect(81.0, 25.6, 15.8, 3.0), ink(0x24_1a1a));
    script(c, 82.4, 27.8, 13.0, 1.6, 0.26, ink(0xf0_c870), 6);
}

/// One table with its four lamps; `depth` runs from the far end to us.
fn table(c: &mut Canvas, depth: f32, flip: f32, oak: Ink, nth: usize) {
    let y = 47.6 + depth * 44.0;
    let size = 0.16 + depth * 0.9;
    let x = 88.9 + flip * (10.0 + depth * 44.0);
    c.place(x, y, size, |c| {
        c.fill(&poly(&[(-26.0, 1.0), (26.0, 1.0), (30.0, 14.0), (-30.0, 14.0)]), ink(0x2a_1816).fade(0.6));
        for leg in [-25.0, 23.0] {
            c.fill(&rect(leg, 2.0, 2.4, 12.0), ink(0x4a_2a1c));
        }
        let top = poly(&[(-24.0, -8.0), (24.0, -8.0), (30.0, 2.6), (-30.0, 2.6)]);
        c.fill(&top, oak.light(0.08));
        c.fill(&rect(-30.0, 2.6, 60.0, 1.8), oak.dark(0.45));
        for i in 0..4 {
            let u = -19.0 + i as f32 * 12.6;
            c.within(&top, |c| c.glow(u, -2.6, 8.5, ink(0xff_e49a).fade(0.9)));
            c.fill(&rect(u - 0.4, -8.6, 0.8, 5.6), ink(0xd9_ac52));
            c.fill(&oval(u, -3.0, 1.7, 0.6), ink(0xd9_ac52));
            c.glow(u, -8.0, 7.0, ink(0xff_e8a4).fade(0.55));
            c.fill(
                &blob(&[(u - 3.8, -8.0), (u - 2.8, -10.6), (u, -11.3), (u + 2.8, -10.6), (u + 3.8, -8.0), (u, -7.8)]),
                ink(0x2f_8a5c),
            );
            c.fill(&oval(u, -8.0, 3.5, 0.6), ink(0xff_f3c4));
        }
    });
    if nth < 5 {
        let mut dice = Dice::new(nth as u32 * 13 + if flip > 0.0 { 5 } else { 0 });
        for i in 0..5 {
            if dice.happens(0.36) {
                let who = x + (i as f32 - 2.0) * 11.0 * size;
                let coat = dice.pick(&[ink(0x33_3c4c), ink(0x7a_3f38), ink(0x56_4a34), ink(0x3f_5a54)]);
                let body =
                    Person { inks: [coat, coat.dark(0.4), ink(0x33_2420), ink(0x2a_1c1a)], hat: None, wide: false };
                stand(c, who, y + 12.6 * size, 21.0 * size, &body);
            }
        }
    }
}

/// The girl asleep on the atlas, and the man in a postal uniform, at the front table on the left.
fn readers(c: &mut Canvas) {
    let (sea, paper) = (ink(0x7f_b0b8), ink(0xf4_e8cc));
    c.place(34.0, 80.0, 1.0, |c| {
        c.fill(&poly(&[(-19.0, -4.4), (-4.0, -5.4), (11.0, -4.4), (15.0, 3.6), (-3.0, 2.6), (-22.0, 3.6)]), paper);
        c.fill(&poly(&[(-18.0, -3.9), (-4.6, -4.7), (-4.4, 1.9), (-20.0, 2.8)]), sea);
        c.fill(&poly(&[(-3.2, -4.7), (10.2, -3.9), (13.2, 2.8), (-2.2, 1.9)]), sea);
        c.fill(&blob(&[(3.0, -4.2), (8.0, -3.6), (9.0, -2.0), (5.0, -1.6)]), ink(0xd9_b46a));
        c.fill(&blob(&[(-17.0, -2.6), (-12.0, -3.8), (-11.0, -1.6), (-15.0, 0.0)]), ink(0xd9_b46a));
        let body =
            blob(&[(-9.0, 4.0), (-4.0, 1.4), (5.0, 2.4), (10.0, 8.0), (11.0, 22.0), (-13.0, 22.0), (-12.0, 10.0)]);
        c.fill(&body, ink(0xc9_4f3c));
        c.grain(&body, (0.0, 4.0), (8.0, 20.0), ink(0x5b_1f24));
        c.fill(&brush(&[(-9.0, 7.0), (-14.0, 3.0), (-6.0, 0.4)], 3.6, 2.2), ink(0xd8_6248));
        c.fill(&disc(-5.4, 0.4, 1.3), SKIN[0]);
        c.fill(&oval(1.0, -0.6, 4.6, 3.8), ink(0x3a_2018));
        c.fill(&blob(&[(-2.8, -1.6), (-0.4, -3.4), (1.0, -1.4), (0.4, 1.6), (-2.4, 1.8)]), SKIN[0]);
        c.curve(&[(-1.8, -0.4), (-1.2, 0.0), (-0.5, -0.3)], 0.25, ink(0x3a_2018));
        c.fill(&brush(&[(4.6, 0.6), (8.6, 3.0), (9.0, 8.0)], 2.0, 0.8), ink(0x3a_2018));
    });
    c.place(70.0, 80.0, 1.0, |c| {
        c.fill(&poly(&[(-13.0, -4.4), (2.0, -5.4), (2.4, 2.0), (-15.0, 3.0)]), paper);
        c.fill(&poly(&[(2.0, -5.4), (11.0, -4.6), (13.0, 2.4), (2.4, 2.0)]), paper.dark(0.12));
        for i in 0..6 {
            let y = -3.6 + i as f32 * 1.0;
            c.line(&[(-11.6, y + 0.3), (0.4, y - 0.4)], 0.25, ink(0x5b_4a44));
        }
        c.fill(&poly(&[(8.4, -1.0), (12.0, -0.8), (12.8, 2.0), (8.4, 1.8)]), ink(0xb8_4436));
        let body = blob(&[(-6.0, 4.0), (0.0, 1.0), (7.0, 3.6), (11.0, 9.0), (11.4, 22.0), (-11.0, 22.0), (-10.0, 9.0)]);
        c.fill(&body, ink(0x2b_4470));
        c.grain(&body, (0.0, 4.0), (9.0, 20.0), ink(0x14_1e34));
        c.fill(&brush(&[(8.0, 8.0), (13.4, 5.4), (11.4, 1.4)], 3.8, 2.2), ink(0x36_5488));
        c.fill(&disc(11.0, 0.8, 1.3), SKIN[1]);
        c.line(&[(11.2, 0.6), (13.0, -2.6)], 0.4, ink(0x1c_1418));
        c.fill(&oval(0.8, -2.0, 3.8, 4.2), SKIN[1].dark(0.25));
        c.fill(
            &blob(&[(-3.6, -2.6), (-3.4, -6.0), (0.8, -7.6), (5.0, -6.0), (5.2, -2.6), (0.8, -1.8)]),
            ink(0x2b_4470),
        );
        c.line(&[(-3.5, -3.2), (5.1, -3.2)], 0.9, ink(0xc9_4f3c));
        c.line(&[(-6.4, 6.4), (-9.0, 9.4)], 0.5, ink(0xe3_b458));
    });
}
