//! The bakery at night.

use crate::canvas::Canvas;
use crate::ink::ink;
use crate::kit::people::SKIN;
use crate::kit::town::bricks;
use crate::shape::{arch, blob, brush, disc, oval, poly, rect, soft};

/// A baker in a white cap slides a long peel into the oven, lit only from inside.
pub(crate) fn night_bakery(c: &mut Canvas) {
    let (night, fire, brick) = (ink(0x17_1318), ink(0xff_a23c), ink(0x4a_2620));
    c.fill(&c.all(), night);
    let wall = poly(&[(-2.0, -2.0), (78.0, -2.0), (78.0, 102.0), (-2.0, 102.0)]);
    c.fill(&wall, ink(0x33_1d1b));
    bricks(c, 0.0, 0.0, 78.0, 100.0, 3.2, 0.62, brick, 7);
    c.glow(40.0, 56.0, 62.0, fire.fade(0.75));
    c.fill(&arch(11.0, 24.0, 58.0, 52.0), ink(0x6a_3020));
    for i in 0..13 {
        let (s, k) = crate::chance::turn(180.0 + i as f32 * 15.0);
        c.line(&[(40.0 + k * 24.0, 53.0 + s * 24.0), (40.0 + k * 29.0, 53.0 + s * 29.0)], 0.6, ink(0x2a_1412));
    }
    let mouth = arch(16.0, 29.0, 48.0, 45.0);
    c.fall(&mouth, (30.0, ink(0xd2_4a1c)), (74.0, ink(0xff_d678)));
    c.within(&mouth, |c| {
        c.grain(&mouth, (40.0, 54.0), (8.0, 20.0), ink(0x7a_1f10));
        c.grain(&mouth, (44.0, 54.0), (74.0, 20.0), ink(0x7a_1f10));
        for (x, h) in [(21.0, 15.0), (26.5, 22.0), (32.0, 16.0), (52.0, 13.0), (57.5, 20.0)] {
            let flame = blob(&[
                (x, 66.0 - h),
                (x + 2.4, 66.0 - h * 0.5),
                (x + 2.8, 67.0),
                (x - 2.8, 67.0),
                (x - 2.0, 66.0 - h * 0.45),
            ]);
            c.fill(&flame, ink(0xff_e9a8).fade(0.85));
        }
        for (x, y) in [(24.0, 70.0), (34.5, 71.0), (55.0, 70.0)] {
            c.fill(&oval(x, y, 5.6, 3.0), ink(0x8a_4016));
            c.fill(&oval(x, y - 0.8, 4.6, 2.0), ink(0xd0_7a2c));
        }
    });
    c.fill(&rect(8.0, 74.0, 64.0, 4.6), ink(0x7a_3a22));
    c.fill(&rect(8.0, 74.0, 64.0, 0.9), ink(0xff_c870));
    c.fill(&poly(&[(-2.0, 91.0), (152.0, 91.0), (152.0, 102.0), (-2.0, 102.0)]), ink(0x22_1816));
    c.grain(
        &poly(&[(6.0, 91.0), (74.0, 91.0), (96.0, 102.0), (-2.0, 102.0)]),
        (90.0, 108.0),
        (40.0, 88.0),
        fire.fade(0.7),
    );
    shelves(c);
    c.line(&[(146.0, 59.0), (56.0, 69.6)], 1.5, ink(0xc6_7a34));
    c.line(&[(146.0, 58.5), (56.0, 69.1)], 0.4, ink(0xff_d890));
    c.fill(
        &poly(&[(60.0, 67.2), (60.0, 71.0), (43.0, 74.0), (38.0, 73.6), (38.0, 71.8), (43.0, 70.0)]),
        ink(0xd8_9048),
    );
    c.fill(&oval(48.0, 68.8, 7.0, 3.6), ink(0xa8_561e));
    c.fill(&oval(47.0, 67.8, 5.4, 2.3), ink(0xe8_a250));
    baker(c);
}

/// Trays that wait in the dark.
fn shelves(c: &mut Canvas) {
    for i in 0..4 {
        let y = 22.0 + i as f32 * 15.0;
        c.fill(&rect(120.0, y, 32.0, 1.2), ink(0x3a_2a28));
        for j in 0..4 {
            c.fill(&oval(124.0 + j as f32 * 8.0, y - 1.8, 3.4, 2.2), ink(0x3d_2a26));
            c.grain(
                &oval(124.0 + j as f32 * 8.0, y - 1.8, 3.4, 2.2),
                (128.0 + j as f32 * 8.0, y),
                (120.0 + j as f32 * 8.0, y - 2.0),
                ink(0xa8_6030),
            );
        }
    }
}

/// The baker, lit from the left.
fn baker(c: &mut Canvas) {
    let (shirt, lit, dark) = (ink(0x5c_4640), ink(0xff_cf8c), ink(0x20_1718));
    c.fill(&poly(&[(93.0, 70.0), (102.0, 70.0), (99.0, 98.0), (91.0, 98.0)]), dark);
    c.fill(&poly(&[(101.0, 70.0), (111.0, 70.0), (115.0, 98.0), (106.0, 98.0)]), dark.dark(0.3));
    let torso = blob(&[
        (94.0, 40.0),
        (102.0, 37.6),
        (109.0, 41.0),
        (112.0, 54.0),
        (112.0, 72.0),
        (102.0, 74.0),
        (91.6, 72.0),
        (92.0, 54.0),
    ]);
    c.fill(&torso, shirt);
    let apron =
        blob(&[(92.4, 50.0), (99.0, 47.0), (102.0, 58.0), (104.0, 84.0), (96.0, 86.0), (90.4, 84.0), (91.0, 64.0)]);
    c.fill(&apron, ink(0xe8_c8a0));
    c.grain(&apron, (93.0, 60.0), (104.0, 66.0), dark);
    c.grain(&torso, (104.0, 50.0), (90.0, 46.0), lit.fade(0.85));
    c.grain(&torso, (98.0, 50.0), (114.0, 60.0), dark);
    c.fill(&brush(&[(106.0, 45.0), (113.0, 54.0), (106.0, 63.4)], 7.0, 4.4), shirt.dark(0.25));
    c.fill(&disc(104.4, 63.8, 2.5), SKIN[1]);
    c.fill(&brush(&[(95.0, 44.6), (88.0, 54.0), (81.0, 65.0)], 6.6, 4.2), shirt.to(lit, 0.35));
    c.fill(&brush(&[(93.0, 44.0), (86.4, 53.0), (79.8, 63.6)], 2.0, 1.2), lit);
    c.fill(&disc(80.4, 66.4, 2.6), SKIN[0]);
    c.fill(&poly(&[(98.0, 34.0), (104.0, 34.0), (105.0, 41.0), (98.0, 41.0)]), SKIN[1].dark(0.35));
    let head = blob(&[
        (93.8, 28.0),
        (96.0, 23.0),
        (102.0, 22.0),
        (106.4, 26.0),
        (106.0, 32.6),
        (101.0, 36.6),
        (96.0, 36.0),
        (94.2, 33.4),
        (92.4, 31.8),
    ]);
    c.fill(&head, SKIN[1]);
    c.grain(&head, (97.0, 30.0), (107.0, 31.0), dark);
    c.fill(&disc(96.2, 28.8, 0.5), dark);
    c.fill(&soft(100.6, 28.0, 1.8, 3.2, 0.9), SKIN[1].dark(0.45));
    let cap =
        blob(&[(93.4, 25.0), (92.0, 17.6), (96.0, 13.0), (103.0, 12.4), (108.6, 15.6), (107.4, 25.6), (100.0, 24.4)]);
    c.fill(&cap, ink(0xf2_dcb8));
    c.grain(&cap, (97.0, 18.0), (109.0, 21.0), ink(0x6a_5148));
    c.fill(&poly(&[(93.2, 23.2), (107.4, 23.8), (107.2, 26.6), (93.4, 26.0)]), ink(0xfb_ecce));
}
