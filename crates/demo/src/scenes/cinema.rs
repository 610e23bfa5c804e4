//! The cinema with one letter dark.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{Ink, PAPER, ink};
use crate::kit::sky::air;
use crate::kit::town::{Windows, row};
use crate::kit::water::gleam;
use crate::shape::{At, Shape, disc, join, line, poly, rect, soft};

/// The strokes of a capital letter of the sign, on a field 4 wide and 6 high.
fn letter(which: char) -> &'static [&'static [At]] {
    match which {
        'A' => &[&[(0.0, 6.0), (2.0, 0.0), (4.0, 6.0)], &[(0.8, 3.9), (3.2, 3.9)]],
        'L' => &[&[(0.4, 0.0), (0.4, 6.0), (3.8, 6.0)]],
        'C' => &[&[(3.8, 1.0), (2.8, 0.1), (1.4, 0.1), (0.3, 1.4), (0.3, 4.6), (1.4, 5.9), (2.8, 5.9), (3.8, 5.0)]],
        'Z' => &[&[(0.2, 0.0), (3.8, 0.0), (0.2, 6.0), (3.8, 6.0)]],
        'R' => &[
            &[(0.4, 6.0), (0.4, 0.0), (2.6, 0.0), (3.7, 0.9), (3.7, 2.2), (2.6, 3.1), (0.4, 3.1)],
            &[(2.2, 3.1), (3.9, 6.0)],
        ],
        _ => &[&[(2.0, 0.0), (2.0, 6.0)]],
    }
}

/// The neon sign of a small cinema, one letter of it dark.
pub(crate) fn cinema_front(c: &mut Canvas) {
    let (night, pink, blue, dark) = (ink(0x14_1430), ink(0xff_5a7a), ink(0x5a_e0e0), ink(0x0c_0c1c));
    air(c, &[(0.0, ink(0x1c_2448)), (60.0, ink(0x3f_2a58)), (100.0, night)]);
    let lit = Windows { grid: (3, 5), inks: (ink(0x14_1430), ink(0xf0_c070)), lit: 0.18 };
    row(c, -4.0, 154.0, 84.0, (40.0, 62.0), ink(0x24_2244), Some(&lit), 33);
    let front = poly(&[
        (28.0, 86.0),
        (28.0, 14.0),
        (42.0, 14.0),
        (46.0, 6.0),
        (104.0, 6.0),
        (108.0, 14.0),
        (122.0, 14.0),
        (122.0, 86.0),
    ]);
    c.fill(&front, ink(0x3a_2a54));
    c.grain(&front, (75.0, 40.0), (20.0, 0.0), dark);
    c.grain(&front, (75.0, 40.0), (130.0, 0.0), dark);
    for i in 0..3 {
        for x in [31.0 + i as f32 * 3.0, 113.0 + i as f32 * 3.0] {
            c.fill(&rect(x, 18.0, 1.2, 36.0), ink(0x5b_4078));
        }
    }
    c.glow(75.0, 25.0, 58.0, pink.fade(0.5));
    c.fill(&soft(38.0, 11.6, 74.0, 26.0, 4.0), ink(0x1c_1436));
    c.fill(&soft(39.4, 13.0, 71.2, 23.2, 3.2).outline(0.6), blue.fade(0.95));
    c.fill(&soft(39.4, 13.0, 71.2, 23.2, 3.2).outline(2.4), blue.fade(0.18));
    for (i, which) in "ALCAZAR".chars().enumerate() {
        let (x, y) = (43.6 + i as f32 * 9.2, 17.0);
        let strokes: Vec<Shape> = letter(which)
            .iter()
            .map(|stroke| line(&stroke.iter().map(|(u, v)| (x + u * 1.8, y + v * 2.5)).collect::<Vec<At>>(), 1.5))
            .collect();
        let shape = join(&strokes);
        if i == 4 {
            c.fill(&shape, ink(0x4f_3a5c));
            c.fill(
                &join(
                    &letter(which)
                        .iter()
                        .map(|stroke| {
                            line(&stroke.iter().map(|(u, v)| (x + u * 1.8, y + v * 2.5)).collect::<Vec<At>>(), 0.4)
                        })
                        .collect::<Vec<_>>(),
                ),
                ink(0x7a_6486),
            );
            continue;
        }
        c.glow(x + 3.6, y + 7.5, 12.0, pink.fade(0.55));
        c.fill(&shape.outline(1.6), pink.fade(0.28));
        c.fill(&shape, pink);
        c.fill(
            &join(
                &letter(which)
                    .iter()
                    .map(|stroke| {
                        line(&stroke.iter().map(|(u, v)| (x + u * 1.8, y + v * 2.5)).collect::<Vec<At>>(), 0.55)
                    })
                    .collect::<Vec<_>>(),
            ),
            ink(0xff_f0ec),
        );
    }
    marquee(c, dark, blue);
    c.fill(&rect(-2.0, 84.0, 154.0, 18.0), ink(0x1c_1834));
    c.fill(&rect(-2.0, 84.0, 154.0, 1.0), ink(0x5b_4a74));
    for (x, tone, w) in
        [(60.0, pink, 14.0), (92.0, pink, 10.0), (75.0, ink(0xff_d88c), 16.0), (40.0, blue, 5.0), (110.0, blue, 5.0)]
    {
        gleam(c, x, 86.0, 102.0, w, tone.fade(0.42), x as u32);
    }
    let mut dice = Dice::new(8);
    for _ in 0..50 {
        c.line(&[(dice.between(0.0, 150.0), dice.between(86.0, 100.0)); 1].repeat(2), 0.3, PAPER.fade(0.25));
    }
}

/// The canopy over the doors, with its board and its bulbs.
fn marquee(c: &mut Canvas, dark: Ink, blue: Ink) {
    let amber = ink(0xff_d88c);
    c.glow(75.0, 62.0, 54.0, amber.fade(0.6));
    c.fill(&rect(40.0, 54.0, 70.0, 31.0), ink(0x6a_2a40));
    for i in 0..4 {
        let x = 46.0 + i as f32 * 15.2;
        c.fill(&rect(x, 60.0, 12.4, 25.0), ink(0xf0_b060));
        c.grain(&rect(x, 60.0, 12.4, 25.0), (x, 66.0), (x, 90.0), ink(0x8a_3a30));
        c.line(&[(x + 6.2, 60.0), (x + 6.2, 85.0)], 0.5, dark);
        for side in [5.2, 7.2] {
            c.line(&[(x + side, 71.0), (x + side, 75.0)], 0.4, PAPER);
        }
    }
    for x in [31.6, 113.0] {
        c.fill(&rect(x, 60.0, 7.0, 12.0), amber);
        c.fill(&rect(x + 0.8, 60.8, 5.4, 10.4), ink(0x2f_6a78));
        c.fill(&disc(x + 3.5, 66.0, 1.8), ink(0xf0_c070));
    }
    c.fill(&poly(&[(32.0, 42.0), (118.0, 42.0), (122.0, 54.6), (28.0, 54.6)]), dark);
    c.fill(&poly(&[(36.0, 43.8), (114.0, 43.8), (117.2, 52.4), (32.8, 52.4)]), ink(0xff_f2d0));
    let mut dice = Dice::new(3);
    let mut x = 49.0;
    while x < 101.0 {
        let w = dice.between(0.5, 1.5);
        c.fill(&rect(x, 45.8, w, 4.6), dark);
        x += w + dice.pick(&[0.45, 0.45, 0.45, 0.45, 1.9]);
    }
    for i in 0..32 {
        let x = 29.6 + i as f32 * 2.94;
        c.fill(&disc(x, 54.8, 0.75), if i % 2 == 0 { ink(0xff_f4cc) } else { amber });
        c.fill(&disc(33.4 + i as f32 * 2.68, 42.2, 0.6), blue.light(0.3));
    }
    c.glow(75.0, 55.0, 36.0, amber.fade(0.3));
}
