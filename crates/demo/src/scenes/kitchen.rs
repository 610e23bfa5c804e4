//! The kitchen: the soup, and what the hedge gave.

use crate::canvas::Canvas;
use crate::chance::{Dice, turn};
use crate::ink::{PAPER, ink};
use crate::kit::land::grass;
use crate::kit::things::steam;
use crate::shape::{blob, brush, disc, line, oval, rect, ring, soft};

use super::market::onion;

/// A pot of soup on the flame, with its ladle.
pub(crate) fn soup_pot(c: &mut Canvas) {
    let (wall, enamel, dark) = (ink(0xe8_b45c), ink(0xc6_4030), ink(0x33_1c1c));
    c.fill(&c.all(), wall);
    for i in 0..9 {
        for j in 0..4 {
            let (x, y) = (i as f32 * 17.4 - 2.0, j as f32 * 17.4 - 4.0);
            c.fill(&soft(x, y, 16.6, 16.6, 0.8), ink(0xf0_cb84).to(ink(0xe4_a850), ((i * 5 + j * 3) % 4) as f32 / 4.0));
        }
    }
    c.grain(&c.all(), (60.0, 10.0), (160.0, 90.0), ink(0xb0_6a34));
    c.fill(&rect(-2.0, 76.0, 154.0, 26.0), ink(0x2f_3438));
    c.fill(&rect(-2.0, 76.0, 154.0, 1.6), ink(0x8a_8f90));
    for i in 0..13 {
        let x = 45.0 + i as f32 * 5.0;
        c.fill(&blob(&[(x, 73.6), (x + 1.6, 77.6), (x, 80.4), (x - 1.6, 77.6)]), ink(0x4f_a0d8));
        c.fill(&blob(&[(x, 75.8), (x + 0.8, 78.0), (x, 80.0), (x - 0.8, 78.0)]), ink(0xdc_f0f6));
    }
    c.fill(&soft(36.0, 79.6, 78.0, 3.6, 1.2), dark);
    steam(c, 72.0, 26.0, 27.0, PAPER.fade(0.6));
    c.line(&[(98.0, 30.0), (121.0, 5.0)], 2.0, ink(0xc9_c4b8));
    c.fill(&disc(121.6, 4.4, 1.7), ink(0x8a_8780));
    for side in [-1.0, 1.0] {
        let x = 75.0 + side * 43.0;
        c.fill(&ring(x, 47.0, 6.4, 3.6), dark);
    }
    let pot = blob(&[
        (32.6, 31.0),
        (33.4, 52.0),
        (36.0, 70.0),
        (44.0, 76.6),
        (75.0, 78.0),
        (106.0, 76.6),
        (114.0, 70.0),
        (116.6, 52.0),
        (117.4, 31.0),
        (75.0, 34.0),
    ]);
    c.fill(&pot, enamel);
    c.grain(&pot, (66.0, 46.0), (122.0, 76.0), ink(0x4f_1214));
    c.fill(&oval(45.0, 52.0, 2.2, 13.0).turned((45.0, 52.0), 5.0), ink(0xf4_9a80).fade(0.85));
    c.fill(&oval(75.0, 31.0, 43.4, 7.6), ink(0xf4_ead4));
    c.fill(&oval(75.0, 31.0, 43.4, 7.6).outline(0.7), dark);
    let soup = oval(75.0, 31.6, 40.4, 6.0);
    c.fill(&soup, ink(0xd8_7a24));
    c.within(&soup, |c| {
        let mut dice = Dice::new(5);
        for i in 0..44 {
            let (x, y) = (dice.between(38.0, 112.0), dice.between(27.0, 37.0));
            match i % 4 {
                0 => c.fill(&oval(x, y, 2.8, 1.2), ink(0xf0_b040)),
                1 => c.fill(&blob(&[(x - 1.6, y), (x, y - 0.8), (x + 1.7, y), (x, y + 0.8)]), ink(0x5a_8a40)),
                2 => c.fill(&oval(x, y, 1.9, 0.9), ink(0xf6_e4bc)),
                _ => c.fill(&oval(x, y, 1.1, 0.5).outline(0.25), ink(0xff_d890)),
            }
        }
        c.grain(&soup, (60.0, 33.0), (30.0, 24.0), ink(0x8a_3c14));
    });
    c.line(&[(98.0, 30.0), (92.0, 34.4)], 2.0, ink(0xb0_8a60));
    for (x, y, r) in [(16.0, 82.0, 6.4), (27.0, 84.0, 5.4)] {
        onion(c, x, y, r, ink(0xc9_803c));
    }
    c.fill(&brush(&[(124.0, 88.0), (134.0, 85.6), (146.0, 82.0)], 5.6, 1.0), ink(0xe8_742c));
    for i in 0..3 {
        c.line(
            &[(127.0 + i as f32 * 4.4, 84.6 - i as f32 * 0.8), (128.2 + i as f32 * 4.4, 87.6 - i as f32)],
            0.3,
            ink(0xa8_441c),
        );
    }
    grass(c, 119.0, 124.0, 88.0, 9.0, -1.0, 12, &[ink(0x4f_8a40), ink(0x7a_a848)], 3);
}

/// Hawthorn berries and one bramble in a colander.
pub(crate) fn hedge_berries(c: &mut Canvas) {
    let (cloth, enamel, blue) = (ink(0xd6_cba8), ink(0xf6_f0e0), ink(0x2f_4f7a));
    c.fill(&c.all(), cloth);
    for i in 0..16 {
        c.fill(&rect(i as f32 * 10.0, -1.0, 4.6, 102.0), ink(0x8f_a890).fade(0.5));
        c.fill(&rect(-1.0, i as f32 * 10.0, 152.0, 4.6), ink(0x8f_a890).fade(0.5));
    }
    c.grain(&c.all(), (50.0, 30.0), (160.0, 110.0), ink(0x6a_6a4c));
    c.fill(&oval(81.0, 57.0, 46.0, 44.0), ink(0x3a_3a30).fade(0.55));
    for (x, turned) in [(27.0, -1.0), (123.0, 1.0)] {
        c.fill(&soft(x - 7.0, 42.0, 14.0, 17.0, 6.0).without(soft(x - 3.4 + turned, 46.0, 7.0, 9.0, 3.0)), blue);
    }
    c.fill(&disc(75.0, 51.0, 45.6), blue);
    c.fill(&disc(75.0, 51.0, 44.2), enamel);
    let bowl = disc(75.0, 51.0, 39.6);
    c.fill(&bowl, ink(0xd8_d4c8));
    c.grain(&bowl, (95.0, 70.0), (46.0, 20.0), ink(0x6f_7a84));
    for ring_no in 0..3 {
        let (r, n) = (37.0 - ring_no as f32 * 4.2, 40 - ring_no * 5);
        for i in 0..n {
            let (s, k) = turn(i as f32 * 360.0 / n as f32 + ring_no as f32 * 4.0);
            c.fill(&disc(75.0 + k * r, 51.0 + s * r, 0.85), ink(0x3a_3a40));
        }
    }
    c.within(&bowl, |c| {
        let mut dice = Dice::new(29);
        for i in 0..210 {
            let (s, k) = turn(i as f32 * 137.5);
            let r = 30.5 * (1.0 - i as f32 / 210.0).sqrt() + dice.between(-1.0, 1.0);
            haw(c, 74.0 + k * r, 53.0 + s * r, dice.between(2.3, 3.3), dice.between(0.0, 0.5));
        }
        for (x, y, turned) in [(52.0, 38.0, 20.0), (98.0, 66.0, 200.0), (60.0, 76.0, 100.0)] {
            leaf(c, x, y, turned);
        }
    });
    bramble(c, 84.0, 44.0);
    haw(c, 22.0, 88.0, 3.0, 0.1);
    haw(c, 30.0, 91.0, 2.8, 0.3);
    leaf(c, 132.0, 90.0, -40.0);
}

/// A haw: a red berry with a dark crown.
fn haw(c: &mut Canvas, x: f32, y: f32, r: f32, deep: f32) {
    let tone = ink(0xd0_3428).to(ink(0x8a_1820), deep);
    c.fill(&disc(x + 0.3, y + 0.5, r), ink(0x4a_1014).fade(0.8));
    c.fill(&disc(x, y, r), tone);
    c.grain(&disc(x, y, r), (x, y), (x + r, y + r), ink(0x4a_0c14));
    c.fill(&disc(x + r * 0.3, y + r * 0.36, r * 0.24), ink(0x2a_1414));
    c.fill(&oval(x - r * 0.36, y - r * 0.42, r * 0.24, r * 0.15), ink(0xff_c8b0).fade(0.9));
}

/// The one bramble.
fn bramble(c: &mut Canvas, x: f32, y: f32) {
    c.fill(&oval(x + 1.0, y + 1.6, 8.4, 9.6), ink(0x2a_0c18).fade(0.8));
    for ring_no in 0..4 {
        let (r, n) = (6.6 - ring_no as f32 * 2.1, 13 - ring_no * 3);
        for i in 0..n {
            let (s, k) = turn(i as f32 * 360.0 / n as f32 + ring_no as f32 * 17.0);
            let (u, v) = (x + k * r, y + s * r * 1.14);
            c.fill(&disc(u, v, 1.9), ink(0x1a_0f22));
            c.fill(&disc(u - 0.1, v - 0.1, 1.6), ink(0x3f_1f4c));
            c.fill(&oval(u - 0.5, v - 0.6, 0.5, 0.34), ink(0xd8_c0e0));
        }
    }
    for i in 0..5 {
        let sepal = brush(
            &[(x, y - 7.4), (x + (i as f32 - 2.0) * 2.0, y - 10.0), (x + (i as f32 - 2.0) * 3.0, y - 10.6)],
            1.6,
            0.3,
        );
        c.fill(&sepal, ink(0x6a_9048));
    }
    c.fill(&line(&[(x, y - 8.0), (x + 0.8, y - 13.0)], 0.9), ink(0x6a_9048));
}

/// A lobed hawthorn leaf.
fn leaf(c: &mut Canvas, x: f32, y: f32, turned: f32) {
    let points = [
        (0.0, 6.0),
        (3.0, 4.4),
        (2.4, 2.8),
        (5.6, 1.2),
        (3.6, -0.8),
        (5.0, -3.4),
        (2.2, -3.6),
        (0.0, -7.4),
        (-2.2, -3.6),
        (-5.0, -3.4),
        (-3.6, -0.8),
        (-5.6, 1.2),
        (-2.4, 2.8),
        (-3.0, 4.4),
    ];
    c.tilt(x, y, turned, |c| {
        let shape = blob(&points);
        c.fill(&shape.clone().moved(0.5, 0.7), ink(0x24_2c1c).fade(0.6));
        c.fill(&shape, ink(0x5f_8a44));
        c.grain(&shape, (-1.0, -2.0), (5.0, 6.0), ink(0x27_4a2c));
        c.line(&[(0.0, 8.6), (0.0, -5.0)], 0.4, ink(0xb8_cc84));
        for v in [3.0, 0.4, -2.0] {
            c.line(&[(0.0, v + 0.8), (3.0, v - 0.8)], 0.25, ink(0xb8_cc84));
            c.line(&[(0.0, v + 0.8), (-3.0, v - 0.8)], 0.25, ink(0xb8_cc84));
        }
    });
}
