//! Haruna Isezato.

use crate::canvas::Canvas;
use crate::ink::{PAPER, ink};
use crate::kit::people::SKIN;
use crate::kit::sky::air;
use crate::kit::things::books;
use crate::kit::town::{Windows, row};
use crate::kit::water::{ripples, skiff};
use crate::shape::{At, blob, brush, poly, rect, soft};

use super::{Face, LINE, face, shoulders, spectacles};

/// Haruna Isezato in her house above a ferry landing.
pub(crate) fn haruna(c: &mut Canvas) {
    let (hair, knit) = (ink(0x17_141c), ink(0xb8_3f44));
    c.fill(&c.all(), ink(0xe6_d2aa));
    c.grain(&c.all(), (30.0, 20.0), (120.0, 110.0), ink(0xb8_8a5c));
    let pane = rect(46.0, 6.0, 58.0, 56.0);
    c.fill(&rect(43.6, 3.6, 62.0, 61.0), ink(0x6a_4430));
    c.within(&pane, |c| {
        air(c, &[(0.0, ink(0x8f_c0c4)), (34.0, ink(0xf4_e6c4))]);
        c.fill(&crate::kit::land::ridge(c, 36.0, 8.0, 24.0, 9), ink(0x8f_aaa0));
        let far = Windows { grid: (2, 2), inks: (ink(0x8a_9a98), ink(0xff_e0a0)), lit: 0.2 };
        row(c, 40.0, 106.0, 38.0, (3.0, 6.0), ink(0x6a_8488), Some(&far), 5);
        c.fill(&rect(40.0, 38.0, 66.0, 28.0), ink(0x5f_9aa0));
        ripples(c, 38.0, 62.0, 120, PAPER.fade(0.6), 4);
        c.place(90.0, 50.0, 0.62, |c| skiff(c, ink(0xb8_4a3a), LINE));
        c.fill(&poly(&[(78.0, 62.0), (84.0, 57.0), (106.0, 57.0), (106.0, 66.0)]), ink(0x6a_5048));
    });
    c.line(&[(75.0, 6.0), (75.0, 62.0)], 1.2, ink(0x6a_4430));
    c.fill(&rect(41.6, 62.0, 64.0, 3.0), ink(0x8a_5a3c));
    for (y, seed) in [(30.0, 4), (56.0, 9), (82.0, 13)] {
        books(
            c,
            -1.0,
            y,
            29.0,
            17.0,
            &[ink(0x2f_5b63), ink(0xd9_a548), ink(0xf0_e4c8), ink(0x8a_3a38), ink(0x3f_4a64)],
            seed,
        );
        c.fill(&rect(-1.0, y, 31.0, 1.8), ink(0x8a_5a3c));
    }
    c.place(48.0, 38.0, 1.12, |c| {
        let behind = blob(&[
            (-15.0, -6.0),
            (-10.0, -20.0),
            (0.0, -22.6),
            (10.0, -20.0),
            (15.0, -6.0),
            (16.4, 10.0),
            (14.4, 15.6),
            (-14.4, 15.6),
            (-16.4, 10.0),
        ]);
        c.fill(&behind, hair);
        shoulders(c, SKIN[0].light(0.12), knit, 26.0);
        c.fill(
            &blob(&[
                (-10.0, 21.0),
                (-6.4, 16.0),
                (0.0, 20.4),
                (6.4, 16.0),
                (10.0, 21.0),
                (7.6, 27.0),
                (0.0, 30.0),
                (-7.6, 27.0),
            ]),
            knit.light(0.16),
        );
        for i in 0..9 {
            let x = -7.6 + i as f32 * 1.9;
            c.line(
                &[(x, 21.0 + (4.0 - (i as f32 - 4.0).abs()) * 0.5), (x, 26.0 + (4.0 - (i as f32 - 4.0).abs()) * 0.7)],
                0.4,
                knit.dark(0.35),
            );
        }
        face(c, &Face { skin: SKIN[0].light(0.12), hair, aside: 0.4, jaw: 0.98, smile: 0.6, lips: ink(0xb8_4848) });
        c.fill(
            &blob(&[
                (-14.6, 0.0),
                (-14.4, -11.0),
                (-8.0, -20.6),
                (0.0, -22.4),
                (8.0, -20.6),
                (14.4, -11.0),
                (14.6, 0.0),
                (12.4, -6.6),
                (6.0, -8.2),
                (0.0, -8.6),
                (-6.0, -8.2),
                (-12.4, -6.6),
            ]),
            hair,
        );
        for side in [-1.0, 1.0] {
            let lock = blob(&[
                (side * 12.2, -8.0),
                (side * 15.2, -6.0),
                (side * 16.4, 8.0),
                (side * 14.6, 15.6),
                (side * 10.4, 14.0),
                (side * 11.6, 4.0),
            ]);
            c.fill(&lock, hair);
            c.curve(&[(side * 13.6, -4.0), (side * 14.6, 5.0), (side * 13.0, 13.0)], 0.45, ink(0x5a_5a74));
        }
        c.curve(&[(-9.0, -15.6), (-3.0, -18.4), (4.0, -18.2)], 1.0, ink(0x5a_5a74).fade(0.8));
        spectacles(c, 0.4, ink(0x6a_2a30));
        book(c);
    });
}

/// The book she holds.
fn book(c: &mut Canvas) {
    let at: [At; 3] = [(-15.0, 45.0), (0.0, 48.6), (15.0, 45.0)];
    for side in [-1.0, 1.0] {
        let forearm = brush(&[(side * 33.0, 66.0), (side * 25.0, 59.0), (side * 15.0, 54.0)], 13.0, 8.0);
        c.fill(&forearm, ink(0xa0_343a));
        c.grain(&forearm, (side * 16.0, 50.0), (side * 22.0, 66.0), LINE);
    }
    c.fill(&poly(&[at[0], at[1], (0.0, 70.0), (-17.0, 66.0)]), ink(0x24_4a64));
    c.fill(&poly(&[at[1], at[2], (17.0, 66.0), (0.0, 70.0)]), ink(0x2f_5f7c));
    c.fill(&poly(&[(-14.6, 43.6), (0.0, 47.2), (14.6, 43.6), (15.0, 45.2), (0.0, 49.0), (-15.0, 45.2)]), PAPER);
    for side in [-1.0, 1.0] {
        for i in 0..3 {
            c.fill(&soft(side * 13.4 - 3.0, 50.0 + i as f32 * 2.6, 6.4, 2.6, 1.3), SKIN[0].light(0.1));
        }
    }
}
