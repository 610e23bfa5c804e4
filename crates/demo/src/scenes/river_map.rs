//! The old map of the river.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{Ink, ink};
use crate::kit::things::script;
use crate::kit::water::ferry;
use crate::shape::{At, Shape, curve, disc, line, oval, poly, rect, ring, soft};

/// The northern and the southern bank of the mapped river at `x`.
fn banks(x: f32) -> (f32, f32) {
    let bend = crate::chance::turn(x * 2.1 + 20.0).0 * 6.0 + crate::chance::turn(x * 5.3).0 * 1.6;
    (37.0 + bend - x * 0.02, 62.0 + bend * 0.8 + crate::chance::turn(x * 3.7 + 60.0).0 * 2.2)
}

/// A hand-coloured map of a wide river with two cities that face each other.
pub(crate) fn river_map(c: &mut Canvas) {
    let (paper, line_ink, blue) = (ink(0xf0_e2bd), ink(0x4a_3a2c), ink(0xa9_cbc6));
    c.fill(&c.all(), paper);
    c.fill(&rect(6.0, 6.0, 123.5, 88.0), ink(0xf4_e8c8));
    let sheet = rect(6.0, 6.0, 123.5, 88.0);
    c.within(&sheet, |c| {
        let side = |south: bool, off: f32| -> Vec<At> {
            (0..=70)
                .map(|i| i as f32 * 2.0)
                .map(|x| (x, if south { banks(x).1 - off } else { banks(x).0 + off }))
                .collect()
        };
        let mut river = side(false, 0.0);
        river.extend(side(true, 0.0).into_iter().rev());
        let river = poly(&river);
        c.fill(&river, blue.light(0.35));
        for i in 1..9 {
            let off = i as f32 * (0.9 + i as f32 * 0.11);
            for south in [false, true] {
                c.curve(&side(south, off), 0.16, ink(0x4f_8a92).fade(0.95 - i as f32 * 0.09));
            }
        }
        for south in [false, true] {
            c.curve(&side(south, 0.0), 0.9, blue.dark(0.25));
            c.curve(&side(south, 0.0), 0.34, line_ink);
        }
        city(c, false, ink(0xd9_8f7e), line_ink);
        city(c, true, ink(0xe0_b65c), line_ink);
        crossing(c, line_ink);
        country(c, line_ink);
    });
    for (inset, width) in [(6.0, 0.5), (4.6, 0.25)] {
        c.fill(&rect(inset, inset, c.w - inset * 2.0, c.h - inset * 2.0).outline(width), line_ink);
    }
    for i in 0..31 {
        let (x, y) = (6.0 + i as f32 * 4.0, 6.0 + i as f32 * 4.0);
        if i % 2 == 0 {
            c.fill(&rect(x, 4.6, 4.0, 1.4), line_ink);
            c.fill(&rect(x, 94.0, 4.0, 1.4), line_ink);
            if y < 92.0 {
                c.fill(&rect(4.6, y, 1.4, 4.0), line_ink);
                c.fill(&rect(c.w - 6.0, y, 1.4, 4.0), line_ink);
            }
        }
    }
    c.line(&[(c.w / 2.0, 0.0), (c.w / 2.0, 100.0)], 0.3, ink(0xc9_b184).fade(0.7));
    c.line(&[(0.0, 50.0), (c.w, 50.0)], 0.3, ink(0xc9_b184).fade(0.7));
}

/// The blocks of a city along one bank, with its squares and its walls.
fn city(c: &mut Canvas, south: bool, tint: Ink, line_ink: Ink) {
    let mut dice = Dice::new(if south { 71 } else { 40 });
    let at = |x: f32, d: f32| {
        let (north, far) = banks(x);
        if south { (x + d * 0.1, far + d) } else { (x - d * 0.12, north - d) }
    };
    let (from, to) = if south { (46.0, 92.0) } else { (40.0, 98.0) };
    let mut d = 1.4;
    for lane in 0..6 {
        let deep = dice.between(2.2, 3.4);
        let shrink = (lane * lane) as f32 * 0.75;
        let mut x = from + shrink + dice.between(0.0, 2.0);
        while x < to - shrink {
            let wide = dice.between(2.4, 5.2);
            let block = poly(&[at(x, d), at(x + wide, d), at(x + wide, d + deep), at(x, d + deep)]);
            if dice.happens(0.07) {
                c.fill(&block, ink(0xb4_c48a));
            } else {
                c.fill(&block, tint.to(ink(0xf0_e2bd), dice.between(0.0, 0.45)));
                c.fill(
                    &poly(&[
                        at(x + wide * 0.2, d),
                        at(x + wide * 0.42, d),
                        at(x + wide * 0.4, d + deep),
                        at(x + wide * 0.2, d + deep),
                    ]),
                    tint.dark(0.14).fade(0.5),
                );
            }
            c.fill(&block.outline(0.16), line_ink);
            x += wide + if dice.happens(0.2) { 1.5 } else { 0.7 };
        }
        d += deep + 0.7;
    }
    let (x, y) = at(if south { 70.0 } else { 66.0 }, d - 3.0);
    c.fill(&poly(&[(x - 0.9, y), (x, y - 4.4), (x + 0.9, y)]), ink(0xb8_4434));
    c.fill(&poly(&[(x - 1.6, y), (x + 1.6, y), (x + 1.6, y + 1.6), (x - 1.6, y + 1.6)]), line_ink);
}

/// The ferry's way over, and the bridge upstream.
fn crossing(c: &mut Canvas, line_ink: Ink) {
    let (from, to) = ((65.0, banks(65.0).0), (70.0, banks(70.0).1));
    for i in 0..14 {
        let (a, b) = (i as f32 / 14.0, (i as f32 + 0.55) / 14.0);
        let at = |t: f32| {
            (from.0 + (to.0 - from.0) * t + crate::chance::turn(t * 180.0).0 * 2.6, from.1 + (to.1 - from.1) * t)
        };
        c.line(&[at(a), at(b)], 0.42, ink(0xb8_4434));
    }
    c.place(71.0, 51.0, 0.14, |c| ferry(c, line_ink, line_ink, line_ink, line_ink, line_ink));
    let (a, b) = ((118.0, banks(118.0).0 - 0.6), (116.0, banks(116.0).1 + 0.6));
    c.line(&[a, b], 1.7, line_ink);
    c.line(&[a, b], 1.1, ink(0xf4_e8c8));
    for i in 1..6 {
        let y = a.1 + (b.1 - a.1) * i as f32 / 6.0;
        c.fill(&oval(117.0, y, 1.4, 0.4), line_ink);
    }
    c.curve(&[a, (108.0, 24.0), (104.0, 10.0), (103.0, 0.0)], 0.35, line_ink.fade(0.8));
    c.curve(&[b, (110.0, 76.0), (112.0, 90.0), (114.0, 101.0)], 0.35, line_ink.fade(0.8));
    c.curve(&[(40.0, 33.0), (28.0, 28.0), (16.0, 29.0), (-2.0, 24.0)], 0.35, line_ink.fade(0.8));
}

/// Hills, woods and meadows, the rose of the winds and the cartouche.
fn country(c: &mut Canvas, line_ink: Ink) {
    let mut dice = Dice::new(91);
    for (x, y, r) in [(22.0, 15.0, 6.0), (114.0, 82.0, 7.0), (34.0, 86.0, 5.0), (116.0, 16.0, 5.0)] {
        c.fill(&oval(x, y, r * 1.7, r), ink(0xc6_cf96).fade(0.7));
        for i in 0..26 {
            let (s, k) = crate::chance::turn(i as f32 * 360.0 / 26.0);
            let (a, b) = (0.5, dice.between(0.8, 0.95));
            c.line(
                &[(x + k * r * 1.5 * a, y + s * r * a), (x + k * r * 1.5 * b, y + s * r * b)],
                0.17,
                line_ink.fade(0.8),
            );
        }
    }
    for _ in 0..150 {
        let (x, y) = (dice.between(8.0, 127.0), dice.between(8.0, 92.0));
        let (north, south) = banks(x);
        let near = y > north - 19.0 && y < south + 19.0 && x > 32.0 && x < 104.0;
        let titled = x < 45.0 && y > 66.0 || x > 96.0 && y < 30.0;
        if near || titled || y > north - 2.0 && y < south + 2.0 {
            continue;
        }
        c.fill(&disc(x, y, 0.75), ink(0x8f_a866));
        c.line(&[(x + 0.6, y + 0.7), (x + 1.3, y + 0.7)], 0.16, line_ink);
    }
    c.place(111.0, 21.0, 1.0, |c| {
        c.fill(&ring(0.0, 0.0, 7.0, 6.6), line_ink);
        for i in 0..8 {
            let long = if i % 2 == 0 { 9.6 } else { 5.6 };
            let turned = |s: Shape| s.turned((0.0, 0.0), i as f32 * 45.0);
            c.fill(
                &turned(poly(&[(0.0, -long), (1.3, -1.5), (0.0, 0.0)])),
                if i == 0 { ink(0xb8_4434) } else { line_ink },
            );
            c.fill(&turned(poly(&[(0.0, -long), (-1.3, -1.5), (0.0, 0.0)])), ink(0xf4_e8c8));
            c.fill(&turned(poly(&[(0.0, -long), (-1.3, -1.5), (0.0, 0.0)])).outline(0.14), line_ink);
        }
    });
    c.fill(&soft(11.0, 71.0, 34.0, 18.0, 3.0), ink(0xf6_ecd0));
    for r in [0.0, 0.9] {
        c.fill(&soft(11.0 + r, 71.0 + r, 34.0 - r * 2.0, 18.0 - r * 2.0, 3.0).outline(0.3 - r * 0.12), line_ink);
    }
    script(c, 15.0, 77.4, 26.0, 2.6, 0.4, line_ink, 5);
    script(c, 17.0, 81.6, 22.0, 1.3, 0.22, line_ink, 6);
    for i in 0..6 {
        let bar = rect(17.0 + i as f32 * 3.6, 85.0, 3.6, 0.9);
        c.fill(&if i % 2 == 0 { bar } else { bar.outline(0.14) }, line_ink);
    }
    c.fill(&line(&[(14.0, 83.2), (42.0, 83.2)], 0.14), line_ink);
    let flow = curve(&[(20.0, 52.0), (26.0, 51.0), (32.0, 52.4)], 0.3);
    c.fill(&flow, line_ink);
    c.fill(&poly(&[(34.4, 52.9), (31.6, 53.4), (32.2, 51.4)]), line_ink);
    script(c, 84.0, 52.0, 24.0, 2.2, 0.3, ink(0x2f_6a74), 9);
    script(c, 56.0, 15.0, 22.0, 1.9, 0.3, line_ink, 10);
    script(c, 58.0, 88.5, 22.0, 1.9, 0.3, line_ink, 13);
}
