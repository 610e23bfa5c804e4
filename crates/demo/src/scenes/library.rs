//! The library on Hallow Street: the stair and the cards.

use crate::canvas::Canvas;
use crate::chance::{Dice, turn};
use crate::ink::{Ink, ink};
use crate::kit::sky::air;
use crate::kit::things::{books, script};
use crate::shape::{At, arch, oval, poly, rect, ring, soft};

/// The spines of its books.
pub(super) const SPINES: [Ink; 7] =
    [ink(0xa8_4436), ink(0x2f_5b63), ink(0xd9_a548), ink(0x6b_3a3a), ink(0x3f_6b4f), ink(0xc7_7a4a), ink(0x2b_3a52)];

/// A spiral iron staircase rises through three floors of books.
pub(crate) fn library_stair(c: &mut Canvas) {
    let (wall, iron, wood) = (ink(0xe9_d3a4), ink(0x1e_2630), ink(0x6b_4028));
    air(c, &[(0.0, ink(0xf6_e6bd)), (150.0, ink(0xd8_b27a))]);
    for floor in 0..3 {
        let base = 149.0 - floor as f32 * 50.0;
        for side in [-2.0, 66.0] {
            c.fill(&rect(side, base - 44.0, 36.0, 44.0), ink(0x4a_2c20));
            for shelf in 0..4 {
                let y = base - 1.0 - shelf as f32 * 10.8;
                books(c, side + 1.0, y, 34.0, 9.8, &SPINES, 9 + floor * 31 + shelf * 7 + side as u32);
                c.fill(&rect(side, y, 36.0, 1.0), wood);
            }
            for x in [side, side + 17.4, side + 35.0] {
                c.fill(&rect(x, base - 44.0, 1.1, 44.0), wood);
            }
        }
        let gallery = base - 46.6;
        c.fill(&rect(-2.0, gallery, 104.0, 3.2), iron);
        c.fill(&rect(-2.0, gallery + 3.2, 104.0, 1.0), ink(0x8a_5b38));
        if floor < 2 {
            c.line(&[(-2.0, gallery - 7.6), (36.0, gallery - 7.6)], 0.7, iron);
            c.line(&[(64.0, gallery - 7.6), (102.0, gallery - 7.6)], 0.7, iron);
            for i in 0..13 {
                for x in [-1.0 + i as f32 * 3.0, 65.0 + i as f32 * 3.0] {
                    c.line(&[(x, gallery), (x, gallery - 7.6)], 0.3, iron);
                }
            }
        }
        c.fill(&arch(38.5, base - 41.0, 23.0, 41.0), wall.light(0.4));
        c.grain(&arch(38.5, base - 41.0, 23.0, 41.0), (50.0, base - 30.0), (50.0, base + 6.0), ink(0xb8_8a52));
    }
    c.grain(&rect(-2.0, -2.0, 36.0, 154.0), (30.0, 60.0), (-6.0, 60.0), ink(0x24_1a1c).fade(0.8));
    c.grain(&rect(66.0, -2.0, 36.0, 154.0), (70.0, 60.0), (106.0, 60.0), ink(0x24_1a1c).fade(0.8));
    c.glow(50.0, 20.0, 46.0, ink(0xff_f2cc).fade(0.5));
    helix(c, iron);
}

/// The stair itself: treads round a pole, first those behind it.
fn helix(c: &mut Canvas, iron: Ink) {
    let at = |i: f32, r: f32| -> At {
        let (s, k) = turn(i * 22.5 + 40.0);
        (50.0 + k * r, 148.0 - i * 2.28 + s * r * 0.24)
    };
    let behind = |i: i32| turn(i as f32 * 22.5 + 51.0).0 < 0.0;
    for pass in [true, false] {
        for i in (0..66).filter(|i| behind(*i) == pass) {
            let n = i as f32;
            let tread = [at(n, 2.0), at(n, 19.0), at(n + 1.0, 19.0), at(n + 1.0, 2.0)];
            let tone = if pass { ink(0x4f_4a48) } else { iron };
            let lower: Vec<At> = tread.iter().map(|(x, y)| (*x, y + 1.1)).collect();
            c.fill(&poly(&lower), tone.dark(0.5));
            c.fill(&poly(&tread), if pass { tone } else { ink(0x3d_4a55) });
            let (post, next) = (at(n + 0.5, 18.6), at(n + 1.5, 18.6));
            c.line(&[post, (post.0, post.1 - 10.5)], 0.42, tone);
            c.line(&[(post.0, post.1 - 10.5), (next.0, next.1 - 10.5)], 1.0, if pass { tone } else { ink(0xb8_4436) });
        }
        if pass {
            c.fill(&rect(48.4, -2.0, 3.2, 153.0), iron);
            c.fill(&rect(48.9, -2.0, 0.7, 153.0), ink(0x7d_8790));
        }
    }
}

/// A drawer of typed cards, pulled halfway out.
pub(crate) fn library_cards(c: &mut Canvas) {
    let (oak, dark, brass) = (ink(0x9a_5f36), ink(0x3a_2018), ink(0xd9_ac52));
    c.fill(&c.all(), ink(0x6e_3f26));
    for row in 0..4 {
        for column in 0..5 {
            let (x, y) = (column as f32 * 31.0 - 1.0, row as f32 * 24.6 - 6.0);
            c.fill(&soft(x, y, 29.0, 22.6, 0.8), oak.to(ink(0xb4_7444), ((row * 3 + column * 5) % 4) as f32 / 5.0));
            c.grain(&soft(x, y, 29.0, 22.6, 0.8), (x + 10.0, y), (x + 26.0, y + 28.0), dark);
            c.fill(&rect(x + 8.5, y + 4.0, 12.0, 6.4), brass);
            c.fill(&rect(x + 9.4, y + 4.9, 10.2, 4.6), ink(0xf4_e9cc));
            script(c, x + 10.2, y + 7.9, 8.0, 1.3, 0.22, dark, (row * 9 + column) as u32 + 3);
            c.fill(&ring(x + 14.5, y + 15.4, 2.6, 1.7), brass);
        }
    }
    c.grain(&c.all(), (60.0, 10.0), (60.0, 130.0), ink(0x1c_1214).fade(0.8));
    c.fill(&rect(60.6, 18.4, 29.6, 23.0), ink(0x1c_1010));
    c.fill(&poly(&[(54.0, 96.0), (104.0, 92.0), (120.0, 104.0), (60.0, 104.0)]), ink(0x1c_1214).fade(0.6));
    c.fill(&poly(&[(62.0, 22.0), (89.0, 22.0), (108.0, 60.0), (43.0, 60.0)]), ink(0x5b_3420));
    let mut dice = Dice::new(12);
    for i in 0..22 {
        let t = i as f32 / 21.0;
        let t = t * (0.72 + 0.28 * t);
        let (half, foot) = (13.0 + t * 17.0, 25.0 + t * 36.0);
        let tall = 8.6 + t * 10.0;
        let lean = dice.between(-0.5, 0.5);
        let card = poly(&[
            (75.5 - half, foot),
            (75.5 - half + lean, foot - tall),
            (75.5 + half + lean, foot - tall + dice.between(-0.3, 0.3)),
            (75.5 + half, foot),
        ]);
        let tone = ink(0xef_e2c2).to(ink(0xcf_b88c), dice.between(0.0, 0.55));
        c.fill(&card.clone().moved(0.5, -0.7), dark.fade(0.55));
        c.fill(&card, if i % 7 == 4 { ink(0xd9_8a6a) } else { tone });
        if i % 5 == 2 {
            let x = 75.5 - half + 4.0 + (i % 4) as f32 * half * 0.4;
            c.fill(&soft(x, foot - tall - 2.4, half * 0.34, 3.2, 0.6), ink(0x4f_7f86));
        }
    }
    typed(c, dark);
    for (x, side) in [(43.0, 1.0), (108.0, -1.0)] {
        let inner = 75.5 + (x - 75.5) * 0.415;
        c.fill(&poly(&[(inner, 22.0), (inner - side * 1.4, 20.0), (x - side * 2.6, 62.0), (x, 64.0)]), ink(0xb4_7444));
    }
    let front = soft(39.6, 61.0, 71.8, 34.0, 1.0);
    c.fill(&front, ink(0xb9_7642));
    c.grain(&front, (60.0, 60.0), (96.0, 104.0), dark);
    c.fill(&rect(39.6, 61.0, 71.8, 1.6), ink(0xe3_a868));
    c.fill(&rect(59.0, 66.0, 33.0, 11.4), brass);
    c.fill(&rect(60.6, 67.6, 29.8, 8.2), ink(0xf6_ecd2));
    script(c, 63.0, 73.4, 24.0, 2.8, 0.42, dark, 77);
    c.fill(&ring(75.5, 85.4, 5.4, 3.6), brass);
    c.fill(&oval(75.5, 80.6, 3.4, 1.6), brass.dark(0.2));
}

/// What is typed on the first card.
fn typed(c: &mut Canvas, dark: Ink) {
    let mut dice = Dice::new(4);
    for row in 0..5 {
        let (mut x, y) = (50.0 + if row > 0 { 4.0 } else { 0.0 }, 45.4 + row as f32 * 2.8);
        let end = if row == 4 { 74.0 } else { 99.0 };
        while x < end {
            if dice.happens(0.84) {
                c.fill(
                    &rect(x, y, dice.between(0.45, 0.8), dice.between(0.8, 1.25)),
                    dark.fade(dice.between(0.55, 0.95)),
                );
            }
            x += 1.05;
        }
    }
    c.line(&[(49.0, 43.6), (102.0, 43.6)], 0.22, ink(0xc8_4a3a));
}
