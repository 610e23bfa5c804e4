//! Bread: the crumb, the starter and the stone.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::ink;
use crate::kit::land::grass;
use crate::kit::things::shadow;
use crate::kit::town::planks;
use crate::shape::{blob, brush, disc, line, oval, poly, rect, soft};

/// The open crumb of a dark rye loaf, close by.
pub(crate) fn bread_crumb(c: &mut Canvas) {
    let (crumb, hole, crust) = (ink(0x9c_6a41), ink(0x4f_2d1c), ink(0x2c_1914));
    c.fill(&c.all(), ink(0xd9_c7a4));
    c.blotch(&c.all(), 3.0, 0.35, ink(0xb8_a27c).fade(0.5), 9);
    let loaf = |grow: f32| {
        blob(&[
            (-12.0, 108.0),
            (-10.0, 60.0 - grow),
            (8.0, 26.0 - grow),
            (40.0, 11.0 - grow),
            (80.0, 7.0 - grow),
            (120.0, 14.0 - grow),
            (146.0 + grow, 34.0 - grow),
            (153.0 + grow, 70.0),
            (150.0 + grow, 112.0),
        ])
    };
    c.fill(&loaf(3.4).moved(2.0, 2.5), ink(0x8a_7250).fade(0.7));
    c.fill(&loaf(3.4), crust);
    c.fill(&loaf(1.2), ink(0x55_2f1c));
    c.fill(&loaf(0.0), crumb);
    c.within(&loaf(0.0), |c| {
        c.blotch(&c.all(), 5.0, 0.5, ink(0x86_5532), 4);
        c.blotch(&c.all(), 2.2, 0.4, ink(0xb9_8656), 8);
        let mut dice = Dice::new(33);
        for i in 0..330 {
            let (x, y) = (dice.between(-4.0, 154.0), dice.between(10.0, 104.0));
            let large = if i < 34 { dice.between(2.6, 6.2) } else { dice.between(0.4, 1.9) };
            let (rx, ry) = (large * dice.between(0.9, 1.5), large * dice.between(0.55, 0.9));
            let points: Vec<_> = (0..7)
                .map(|j| {
                    let (s, k) = crate::chance::turn(j as f32 * 51.4);
                    let r = dice.between(0.7, 1.15);
                    (x + k * rx * r, y + s * ry * r)
                })
                .collect();
            let shape = blob(&points).turned((x, y), dice.between(-30.0, 10.0));
            c.fill(&shape.clone().moved(large * 0.1, large * 0.16), ink(0xc8_9864));
            c.fill(&shape, hole);
            c.grain(&shape, (x, y - ry * 0.3), (x + rx * 0.4, y + ry * 1.3), ink(0x8a_5733));
        }
        for _ in 0..60 {
            let (x, y) = (dice.between(0.0, 150.0), dice.between(16.0, 100.0));
            let seed = oval(x, y, 1.5, 0.62).turned((x, y), dice.between(0.0, 180.0));
            c.fill(&seed, ink(0xe3_c690));
        }
        c.grain(&c.all(), (60.0, 40.0), (170.0, 130.0), crust.fade(0.75));
    });
    c.grain(&loaf(3.4).without(loaf(0.4)), (60.0, 40.0), (30.0, 0.0), ink(0xb8_7444).fade(0.7));
}

/// A jar of sourdough starter, with a rubber band where it began to rise.
pub(crate) fn starter_jar(c: &mut Canvas) {
    let (wall, table, cream) = (ink(0x3d_6b69), ink(0xd8_8f4e), ink(0xf3_e4c4));
    c.fill(&c.all(), wall);
    c.grain(&c.all(), (30.0, 10.0), (110.0, 70.0), ink(0x24_4848));
    c.fill(&disc(70.0, 32.0, 24.0), ink(0xe8_b65a).fade(0.22));
    c.fill(&rect(-1.0, 76.0, 102.0, 26.0), table);
    planks(c, 76.0, 25.0, 8.4, ink(0x9c_5c30), 5);
    shadow(c, 60.0, 88.0, 34.0, 4.6, ink(0x4a_2418));
    let jar = soft(28.0, 20.0, 44.0, 68.0, 8.0);
    c.fill(&jar, ink(0xbf_d8cf).fade(0.45));
    c.within(&jar, |c| {
        let dough = blob(&[
            (26.0, 41.0),
            (34.0, 37.6),
            (44.0, 36.0),
            (54.0, 37.4),
            (64.0, 36.8),
            (74.0, 41.0),
            (76.0, 92.0),
            (24.0, 92.0),
        ]);
        c.fill(&dough, cream);
        c.grain(&dough, (44.0, 60.0), (76.0, 80.0), ink(0xc8_a878));
        let mut dice = Dice::new(17);
        for i in 0..95 {
            let (x, y) = (dice.between(29.0, 71.0), dice.between(41.0, 87.0));
            let r = if i < 20 { dice.between(1.0, 2.3) } else { dice.between(0.25, 0.9) };
            c.fill(&oval(x, y, r, r * 0.8), ink(0xb8_9160));
            c.fill(&oval(x + r * 0.16, y + r * 0.2, r * 0.76, r * 0.58), ink(0xdc_c092));
        }
        c.grain(&jar, (60.0, 40.0), (76.0, 44.0), ink(0x24_4848).fade(0.55));
    });
    c.fill(&jar.outline(0.9), ink(0xe4_f0e6).fade(0.8));
    c.fill(&soft(32.0, 26.0, 3.4, 54.0, 1.7), ink(0xff_fdf2).fade(0.75));
    c.fill(&soft(37.4, 26.0, 1.2, 30.0, 0.6), ink(0xff_fdf2).fade(0.6));
    let band = poly(&[(27.4, 60.4), (72.6, 59.2), (72.6, 62.6), (27.4, 63.8)]);
    c.fill(&band, ink(0xc8_3f34));
    c.grain(&band, (50.0, 60.0), (74.0, 62.0), ink(0x6e_1c1c));
    c.line(&[(28.0, 60.9), (60.0, 60.0)], 0.5, ink(0xf0_8a70));
    let cloth = blob(&[
        (24.0, 24.0),
        (25.0, 15.0),
        (36.0, 11.6),
        (50.0, 11.0),
        (64.0, 11.6),
        (75.0, 15.0),
        (76.0, 24.0),
        (70.0, 29.0),
        (62.0, 24.4),
        (50.0, 28.6),
        (38.0, 24.4),
        (30.0, 29.6),
    ]);
    c.fill(&cloth, ink(0xf0_ead8));
    c.within(&cloth, |c| {
        for i in 0..7 {
            c.fill(&rect(25.0 + i as f32 * 8.0, 8.0, 2.2, 24.0), ink(0x4d_7fa0).fade(0.75));
        }
        c.grain(&cloth, (46.0, 16.0), (78.0, 30.0), ink(0x5b_6a70));
    });
    c.fill(&line(&[(27.0, 20.6), (73.0, 20.6)], 1.1), ink(0xb0_8a56));
    c.line(&[(70.0, 21.0), (77.0, 29.0)], 0.7, ink(0xb0_8a56));
    c.fill(&oval(13.0, 84.0, 9.0, 2.2), ink(0x9c_5c30));
    c.fill(&line(&[(6.0, 82.0), (21.0, 84.6)], 1.6), ink(0xe9_c894));
    c.fill(&oval(4.6, 81.8, 4.2, 2.2), ink(0xe9_c894));
}

/// A dressed millstone leans against a barn wall.
pub(crate) fn mill_stone(c: &mut Canvas) {
    let (barn, stone, dark) = (ink(0xa4_4a34), ink(0xc9_c0ab), ink(0x3a_2a28));
    c.fill(&c.all(), barn);
    let mut dice = Dice::new(8);
    for i in 0..14 {
        let x = i as f32 * 9.8 - 1.0;
        c.fill(&rect(x, -1.0, 9.2, 84.0), barn.to(ink(0x7c_3226), dice.between(0.0, 0.55)));
        c.line(&[(x + 9.5, -1.0), (x + 9.5, 83.0)], 0.5, dark);
        for _ in 0..3 {
            let (u, v, long) = (x + dice.between(1.5, 8.0), dice.between(0.0, 60.0), dice.between(8.0, 26.0));
            c.curve(&[(u, v), (u + 0.4, v + long * 0.5), (u, v + long)], 0.2, dark.fade(0.5));
        }
    }
    c.fill(&rect(-1.0, 5.0, 136.0, 7.0), ink(0x85_3a2a));
    c.fill(&rect(-1.0, 12.0, 136.0, 0.8), dark.fade(0.7));
    c.grain(&c.all(), (60.0, 20.0), (150.0, 70.0), dark.fade(0.8));
    c.fill(&poly(&[(-1.0, 82.0), (136.0, 80.0), (136.0, 102.0), (-1.0, 102.0)]), ink(0x8a_8a4c));
    c.grain(&rect(-1.0, 80.0, 136.0, 22.0), (60.0, 78.0), (60.0, 104.0), ink(0x45_4e2c));
    c.fill(&oval(84.0, 88.0, 42.0, 5.0), dark.fade(0.7));
    c.fill(&oval(74.0, 54.0, 36.0, 37.0), dark.fade(0.5));
    let edge = oval(69.4, 52.4, 35.6, 36.6);
    c.fill(&edge, ink(0x7d_7466));
    c.grain(&edge, (69.0, 30.0), (90.0, 90.0), dark);
    let face = oval(65.0, 52.0, 35.0, 36.4);
    c.fill(&face, stone);
    c.within(&face, |c| {
        for sector in 0..10 {
            let first = sector as f32 * 36.0;
            for furrow in 0..4 {
                let (s, k) = crate::chance::turn(first);
                let shift = furrow as f32 * 5.6;
                let (u, v) = (65.0 - s * shift, 52.0 + k * shift);
                let start = 7.6 + shift * 1.15;
                let from = (u + k * start, v + s * start);
                c.fill(
                    &brush(&[from, (u + k * 24.0, v + s * 24.0), (u + k * 40.0, v + s * 40.0)], 0.9, 1.5),
                    ink(0x86_7c6c),
                );
                c.fill(
                    &brush(
                        &[
                            (from.0 + 0.5, from.1 + 0.6),
                            (u + k * 24.0 + 0.5, v + s * 24.0 + 0.6),
                            (u + k * 40.0 + 0.5, v + s * 40.0 + 0.6),
                        ],
                        0.3,
                        0.5,
                    ),
                    ink(0xec_e4d0),
                );
            }
        }
        c.blotch(&face, 6.0, 0.42, ink(0xa8_9e8a).fade(0.7), 6);
        c.grain(&face, (54.0, 40.0), (104.0, 92.0), ink(0x6b_6054));
    });
    c.fill(&oval(65.0, 52.0, 6.6, 6.9), ink(0x5a_5048));
    c.fill(&oval(66.0, 52.6, 5.6, 6.0), ink(0x6e_3024));
    for y in [44.6, 59.4] {
        c.fill(&rect(63.2, y - 1.4, 3.6, 2.8), ink(0x5a_5048));
    }
    c.fill(&oval(65.0, 52.0, 34.6, 36.0).outline(0.6), ink(0xf2_ecda).fade(0.8));
    let greens = [ink(0x5e_6a34), ink(0x96_9a50), ink(0x3c_4a2a)];
    grass(c, -2.0, 136.0, 90.0, 8.0, 0.25, 170, &greens, 12);
    grass(c, -2.0, 136.0, 101.0, 13.0, 0.25, 150, &greens, 13);
}
