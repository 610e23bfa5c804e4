//! Tobias Renwick-Ash.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::ink;
use crate::kit::people::SKIN;
use crate::kit::things::books;
use crate::shape::{blob, oval, poly, rect};

use super::{Face, LINE, face, shoulders, spectacles};

/// Tobias Renwick-Ash in front of a bookcase, looking at something out of the frame.
pub(crate) fn tobias(c: &mut Canvas) {
    let (hair, tweed) = (ink(0x9a_948c), ink(0x6a_5a3f));
    c.fill(&c.all(), ink(0x3a_2420));
    let spines = [ink(0x7a_3430), ink(0x2f_4f58), ink(0xb4_8440), ink(0x54_3038), ink(0x3f_5a48), ink(0x24_2c40)];
    for shelf in 0..5 {
        let y = 18.0 + shelf as f32 * 21.0;
        books(c, -1.0, y, 102.0, 18.6, &spines, 50 + shelf);
        c.fill(&rect(-1.0, y, 102.0, 2.2), ink(0x7a_4a30));
        c.fill(&rect(-1.0, y + 2.2, 102.0, 1.4), ink(0x1c_1014).fade(0.7));
    }
    c.grain(&c.all(), (20.0, 40.0), (120.0, 70.0), ink(0x1c_1218));
    c.glow(8.0, 22.0, 56.0, ink(0xff_d890).fade(0.35));
    c.place(52.0, 42.0, 1.3, |c| {
        shoulders(c, SKIN[0], tweed, 29.0);
        c.fill(&poly(&[(-9.0, 22.0), (0.0, 34.0), (9.0, 22.0), (7.0, 62.0), (-7.0, 62.0)]), ink(0xf0_e8d4));
        c.fill(&poly(&[(-2.6, 29.0), (2.6, 29.0), (3.4, 60.0), (-3.4, 60.0)]), ink(0x8a_2f34));
        c.fill(&poly(&[(-3.0, 26.6), (3.0, 26.6), (2.0, 31.4), (-2.0, 31.4)]), ink(0x8a_2f34));
        for side in [-1.0, 1.0] {
            let lapel = poly(&[
                (side * 10.0, 21.0),
                (side * 18.0, 28.0),
                (side * 15.0, 36.0),
                (side * 18.0, 38.0),
                (side * 4.0, 62.0),
                (side * 4.6, 44.0),
            ]);
            c.fill(&lapel, tweed.light(0.12));
            c.grain(&lapel, (side * 16.0, 26.0), (side * 6.0, 58.0), LINE);
        }
        let mut dice = Dice::new(5);
        for _ in 0..120 {
            let (x, y) = (dice.between(-32.0, 32.0), dice.between(34.0, 62.0));
            if x.abs() > 17.0 {
                c.fill(&oval(x, y, 0.7, 0.18), ink(0xc9_b078).fade(0.5));
            }
        }
        face(c, &Face { skin: SKIN[0], hair, aside: -3.4, jaw: 1.0, smile: 0.1, lips: ink(0xa8_5a50) });
        let beard = blob(&[
            (-13.0, 1.0),
            (-10.6, 7.0),
            (-7.4, 7.4),
            (-3.4, 6.8),
            (0.4, 7.6),
            (6.0, 7.4),
            (10.0, 6.0),
            (13.0, 0.0),
            (12.4, 12.0),
            (5.4, 21.6),
            (-3.0, 22.4),
            (-10.0, 16.6),
        ]);
        c.fill(&beard, hair);
        c.grain(&beard, (-6.0, 8.0), (12.0, 20.0), ink(0x4a_4448));
        c.fill(&blob(&[(-6.6, 10.4), (-3.4, 9.8), (0.2, 10.4), (-3.2, 11.8)]), ink(0xa8_5a50));
        for i in 0..7 {
            let x = -9.0 + i as f32 * 3.0;
            c.curve(&[(x, 13.0), (x + 0.6, 16.4), (x * 0.8, 20.0)], 0.35, ink(0xe0_dad0).fade(0.8));
        }
        c.fill(
            &blob(&[(-13.6, 0.0), (-14.6, -8.0), (-11.0, -15.0), (-6.0, -17.0), (-9.4, -11.0), (-11.4, -6.0)]),
            hair,
        );
        c.fill(
            &blob(&[
                (13.4, 0.0),
                (15.0, -8.0),
                (12.0, -16.0),
                (3.0, -20.6),
                (-7.6, -18.6),
                (-4.0, -15.4),
                (6.0, -14.0),
                (10.6, -8.0),
            ]),
            hair,
        );
        c.grain(
            &blob(&[(13.4, 0.0), (15.0, -8.0), (12.0, -16.0), (3.0, -20.6), (6.0, -14.0), (10.6, -8.0)]),
            (4.0, -14.0),
            (15.0, -4.0),
            ink(0x4a_4448),
        );
        spectacles(c, -3.4, ink(0x3a_2a24));
    });
}
