//! Inês Caldevilla.

use crate::canvas::Canvas;
use crate::ink::{PAPER, ink};
use crate::kit::people::SKIN;
use crate::kit::sky::{air, clouds};
use crate::kit::town::row;
use crate::kit::water::{ferry, ripples, water};
use crate::shape::{blob, poly, soft};

use super::{Face, face, shoulders};

/// Inês Caldevilla on a ferry landing.
pub(crate) fn ines(c: &mut Canvas) {
    let hair = ink(0x33_1f1c);
    air(c, &[(0.0, ink(0x6a_a4b0)), (44.0, ink(0xf2_dcae)), (56.0, ink(0xf6_c890))]);
    clouds(c, 18.0, 10.0, 6, PAPER.fade(0.7), 3);
    row(c, -4.0, 104.0, 57.0, (4.0, 10.0), ink(0x8f_8a90), None, 14);
    water(c, 57.0, 102.0, ink(0x8f_a8a4), ink(0x2f_5f70));
    ripples(c, 58.0, 96.0, 70, ink(0xf6_dcae).fade(0.6), 6);
    c.place(21.0, 65.0, 0.62, |c| {
        ferry(c, ink(0xfb_f3e2), ink(0xf4_e7cf), ink(0xb8_4a3a), ink(0xff_d27a), ink(0x2a_3a48))
    });
    c.fill(&poly(&[(66.0, 78.0), (102.0, 74.0), (102.0, 102.0), (58.0, 102.0)]), ink(0x6a_5048));
    for x in [78.0, 92.0] {
        c.fill(&soft(x, 54.0, 3.6, 30.0, 1.4), ink(0x3f_2f30));
    }
    c.curve(&[(79.6, 60.0), (86.0, 66.0), (93.6, 60.0), (104.0, 66.0)], 1.2, ink(0xd8_b070));
    c.place(50.0, 41.0, 1.28, |c| {
        let behind = blob(&[
            (-14.0, -8.0),
            (-9.0, -19.6),
            (2.0, -22.4),
            (13.0, -17.6),
            (18.0, -6.0),
            (22.0, 4.0),
            (27.0, 8.0),
            (21.0, 13.6),
            (24.0, 19.0),
            (14.0, 22.0),
            (-11.0, 21.0),
            (-17.0, 12.0),
        ]);
        c.fill(&behind, hair);
        c.grain(&behind, (4.0, 0.0), (26.0, 10.0), ink(0x14_0c10));
        shoulders(c, SKIN[1], ink(0x24_3f5c), 27.0);
        face(c, &Face { skin: SKIN[1], hair, aside: -1.2, jaw: 0.9, smile: 0.9, lips: ink(0xa8_3c38) });
        c.fill(
            &blob(&[
                (-14.2, -1.0),
                (-14.6, -11.0),
                (-8.0, -20.0),
                (3.0, -22.0),
                (12.0, -17.4),
                (15.4, -7.0),
                (14.6, 2.0),
                (10.6, -7.6),
                (1.0, -13.6),
                (-4.0, -14.4),
                (-8.4, -9.0),
            ]),
            hair,
        );
        for (a, b) in [
            ((-6.0, -18.0), (-13.0, -6.0)),
            ((2.0, -19.6), (12.4, -9.0)),
            ((16.0, 0.0), (24.0, 8.6)),
            ((15.0, 8.0), (21.0, 18.0)),
        ] {
            c.curve(&[a, ((a.0 + b.0) / 2.0 + 1.6, (a.1 + b.1) / 2.0 - 1.0), b], 0.45, ink(0x8a_5a44).fade(0.8));
        }
        let scarf = blob(&[
            (-13.0, 20.0),
            (-6.0, 16.6),
            (0.0, 20.0),
            (7.0, 16.6),
            (13.6, 20.4),
            (12.0, 27.6),
            (3.0, 30.0),
            (-9.0, 28.6),
        ]);
        c.fill(&scarf, ink(0xe3_a834));
        c.grain(&scarf, (-4.0, 20.0), (10.0, 30.0), ink(0x8a_4a1c));
        let end = blob(&[(2.0, 27.0), (9.0, 26.0), (12.0, 40.0), (10.0, 50.0), (3.6, 49.0), (4.4, 38.0)]);
        c.fill(&end, ink(0xe3_a834));
        c.grain(&end, (4.0, 30.0), (13.0, 46.0), ink(0x8a_4a1c));
        c.curve(&[(-9.0, 21.0), (0.0, 24.4), (10.0, 21.0)], 0.5, ink(0x8a_4a1c).fade(0.8));
    });
}
