//! Maren Oskilde.

use crate::canvas::Canvas;
use crate::ink::{Ink, ink};
use crate::kit::people::SKIN;
use crate::kit::sky::{air, birds};
use crate::shape::{blob, brush, disc, oval, poly, soft};

use super::{Face, LINE, face, shoulders};

/// Maren Oskilde with a pair of binoculars.
pub(crate) fn maren(c: &mut Canvas) {
    let (hair, anorak) = (ink(0xe0_b868), ink(0x2f_6a5a));
    air(c, &[(0.0, ink(0x24_3a64)), (46.0, ink(0x6a_88a4)), (74.0, ink(0xf0_c8a0))]);
    crate::kit::sky::stars(c, 44.0, 70, ink(0xff_f6e4), 3);
    let hill = crate::kit::land::ridge(c, 80.0, 15.0, 46.0, 12);
    c.fill(&hill, ink(0x4a_5a70));
    let near = crate::kit::land::ridge(c, 94.0, 10.0, 34.0, 29);
    c.fill(&near, ink(0x2c_3c50));
    for (x, h) in [(6.0, 17.0), (13.0, 12.0), (88.0, 15.0), (95.0, 20.0)] {
        crate::kit::land::fir(c, x, 97.0, h, ink(0x1c_2a3c));
    }
    birds(c, 78.0, 34.0, 10.0, 5, ink(0x1c_2a3c), 6);
    c.place(50.0, 46.0, 1.26, |c| {
        let hood = blob(&[(-19.0, 18.0), (-12.0, 10.0), (12.0, 10.0), (19.0, 18.0), (16.0, 30.0), (-16.0, 30.0)]);
        c.fill(&hood, anorak.dark(0.35));
        c.fill(
            &blob(&[
                (-14.6, -4.0),
                (-10.0, -19.0),
                (0.0, -22.6),
                (10.6, -19.0),
                (15.0, -4.0),
                (14.6, 9.0),
                (10.0, 12.0),
                (-10.0, 12.0),
                (-14.6, 9.0),
            ]),
            hair.dark(0.2),
        );
        shoulders(c, SKIN[0], anorak, 28.0);
        face(c, &Face { skin: SKIN[0], hair: ink(0xa8_7c3c), aside: 0.8, jaw: 0.94, smile: 0.5, lips: ink(0xb0_4f48) });
        c.fill(
            &blob(&[
                (-14.8, 5.0),
                (-15.0, -8.0),
                (-9.0, -20.0),
                (1.0, -22.6),
                (11.0, -19.0),
                (15.4, -7.0),
                (14.8, 6.0),
                (11.8, -2.0),
                (11.0, -9.6),
                (4.0, -10.4),
                (-4.0, -13.0),
                (-8.6, -9.4),
                (-11.8, -3.0),
            ]),
            hair,
        );
        for (a, b) in [
            ((-2.0, -20.0), (-12.0, -9.0)),
            ((1.0, -20.6), (10.0, -12.6)),
            ((-6.0, -18.6), (-13.6, -1.0)),
            ((5.0, -19.6), (13.4, -4.0)),
        ] {
            c.curve(&[a, ((a.0 + b.0) / 2.0 - 0.4, (a.1 + b.1) / 2.0 - 2.0), b], 0.4, ink(0xa8_7c3c));
        }
        c.fill(
            &poly(&[(-8.0, 21.0), (0.0, 30.0), (8.0, 21.0), (12.0, 26.0), (1.4, 40.0), (-1.4, 40.0), (-12.0, 26.0)]),
            anorak.light(0.14),
        );
        c.fill(
            &blob(&[(-6.6, 18.6), (0.0, 22.0), (6.6, 18.6), (7.4, 24.6), (0.0, 29.0), (-7.4, 24.6)]),
            ink(0xc8_4f3c),
        );
        for x in [-10.0, 10.0] {
            c.curve(&[(x * 0.9, 23.0), (x * 1.1, 34.0), (x * 0.8, 44.0)], 0.9, LINE);
        }
        binoculars(c, anorak);
    });
}

/// The binoculars, held before the chest in two hands.
fn binoculars(c: &mut Canvas, sleeve: Ink) {
    for side in [-1.0, 1.0] {
        let forearm = brush(&[(side * 30.0, 62.0), (side * 24.0, 57.0), (side * 14.0, 51.0)], 13.0, 8.6);
        c.fill(&forearm, sleeve.dark(0.14));
        c.grain(&forearm, (side * 16.0, 48.0), (side * 20.0, 62.0), LINE);
    }
    c.fill(&soft(-3.0, 43.0, 6.0, 6.0, 1.0), ink(0x2a_2c34));
    for side in [-1.0, 1.0] {
        let barrel = poly(&[(side * 1.6, 40.0), (side * 7.0, 40.0), (side * 10.0, 58.0), (side * 1.4, 58.0)]);
        c.fill(&barrel, ink(0x20_222a));
        c.grain(&barrel, (side * 6.0, 50.0), (side * 2.6, 50.0), ink(0x7a_8490).fade(0.8));
        c.fill(&soft(side * 4.4 - 3.2, 37.6, 6.4, 3.4, 1.0), ink(0x10_1218));
        c.fill(&oval(side * 5.7, 58.0, 4.6, 1.7), ink(0x10_1218));
        c.fill(&oval(side * 5.7, 58.1, 3.5, 1.1), ink(0x6a_a4b8));
        c.line(&[(side * 2.0, 46.0), (side * 8.0, 46.0)], 0.6, ink(0xc9_a04a));
        for i in 0..4 {
            let y = 46.0 + i as f32 * 2.9;
            c.fill(&soft(side * 8.0 - 3.6, y, 7.4, 2.9, 1.4), SKIN[0]);
            c.line(&[(side * 8.0 - 2.8, y + 2.8), (side * 8.0 + 2.8, y + 2.8)], 0.3, SKIN[0].dark(0.5));
        }
        c.fill(&disc(side * 12.6, 51.8, 4.6), SKIN[0].dark(0.08));
    }
}
