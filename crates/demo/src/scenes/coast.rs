//! The coast: the gull, the mast and the pebbles.

use crate::canvas::Canvas;
use crate::chance::turn;
use crate::ink::{PAPER, ink};
use crate::kit::land::{grass, ridge, stone};
use crate::kit::sky::{air, birds, clouds};
use crate::kit::water::{ripples, water};
use crate::shape::{At, blob, brush, disc, oval, poly, rect, soft};

/// A herring gull stands on the roof of a bus shelter.
pub(crate) fn gull_roof(c: &mut Canvas) {
    let (sea, roof, dark) = (ink(0x6f_a3a8), ink(0xc9_4f3a), ink(0x1f_2a34));
    air(c, &[(0.0, ink(0x8f_bcc0)), (60.0, ink(0xf2_dfb8)), (70.0, ink(0xf6_e6c4))]);
    clouds(c, 22.0, 14.0, 8, PAPER.fade(0.7), 4);
    c.fill(&ridge(c, 69.0, 7.0, 26.0, 5), ink(0x8f_aaa4));
    water(c, 69.0, 102.0, sea, ink(0x3f_7480));
    ripples(c, 70.0, 100.0, 60, PAPER.fade(0.5), 2);
    c.fill(&poly(&[(12.0, 70.0), (138.0, 70.0), (134.0, 102.0), (16.0, 102.0)]), ink(0xa9_c4bc).fade(0.55));
    for x in [20.0, 56.0, 93.0, 129.0] {
        c.fill(&rect(x, 70.0, 2.0, 32.0), dark);
    }
    for (x, w) in [(26.0, 6.0), (62.0, 9.0), (99.0, 6.0)] {
        c.fill(&poly(&[(x, 102.0), (x + 16.0, 74.0), (x + 16.0 + w, 74.0), (x + w, 102.0)]), PAPER.fade(0.35));
    }
    let slab = poly(&[(4.0, 60.6), (146.0, 60.6), (142.0, 70.4), (8.0, 70.4)]);
    c.fill(&slab, roof);
    c.grain(&slab, (60.0, 62.0), (90.0, 74.0), ink(0x6a_1f20));
    c.fill(&rect(4.0, 59.4, 142.0, 2.0), ink(0xf3_e4c6));
    c.fill(&soft(106.0, 72.4, 21.0, 7.0, 0.8), ink(0x24_5560));
    c.fill(&disc(111.0, 75.9, 1.9), PAPER);
    for i in 0..2 {
        c.fill(&rect(115.0, 74.2 + i as f32 * 2.2, 9.0 - i as f32 * 2.0, 1.1), PAPER);
    }
    gull(c);
    birds(c, 30.0, 30.0, 12.0, 4, ink(0x4f_6a74), 9);
}

/// The gull.
fn gull(c: &mut Canvas) {
    let (white, grey, dark, yellow) = (ink(0xfd_f8ea), ink(0x8f_a0ac), ink(0x1f_2a34), ink(0xec_a92c));
    for x in [70.0, 76.6] {
        c.line(&[(x, 47.0), (x + 0.6, 59.0)], 1.0, ink(0xd8_8a78));
        c.fill(&poly(&[(x - 0.6, 58.2), (x + 5.4, 59.8), (x - 1.0, 59.8)]), ink(0xd8_8a78));
    }
    c.fill(&poly(&[(37.0, 48.6), (58.0, 38.0), (60.0, 46.0)]), white);
    let body = blob(&[
        (50.0, 42.0),
        (60.0, 33.0),
        (73.0, 30.4),
        (82.0, 24.0),
        (85.0, 16.0),
        (89.6, 11.6),
        (95.6, 11.6),
        (99.0, 15.6),
        (98.0, 21.0),
        (95.4, 28.0),
        (93.0, 39.0),
        (86.0, 47.0),
        (74.0, 50.0),
        (60.0, 48.6),
    ]);
    c.fill(&body, white);
    c.grain(&body, (80.0, 34.0), (66.0, 54.0), ink(0x9a_a4a8));
    let wing = blob(&[
        (80.6, 33.6),
        (74.0, 31.4),
        (62.0, 33.6),
        (50.0, 40.6),
        (34.0, 50.4),
        (50.0, 47.6),
        (66.0, 46.0),
        (77.0, 41.6),
    ]);
    c.fill(&wing, grey);
    c.grain(&wing, (66.0, 36.0), (60.0, 50.0), ink(0x4b_5a68));
    c.fill(&blob(&[(52.0, 41.0), (42.0, 45.6), (29.0, 52.6), (44.0, 50.0), (54.0, 46.6)]), dark);
    for (x, y) in [(36.0, 49.6), (42.0, 46.8), (48.0, 45.4)] {
        c.fill(&disc(x, y, 0.7), white);
    }
    c.curve(&[(60.0, 42.6), (68.0, 42.0), (76.0, 38.6)], 0.5, white.fade(0.8));
    c.fill(&poly(&[(98.2, 14.8), (107.0, 17.4), (108.6, 19.8), (106.8, 19.9), (98.4, 19.0)]), yellow);
    c.line(&[(98.6, 17.2), (106.6, 18.5)], 0.25, ink(0x8a_5a10));
    c.fill(&oval(105.4, 19.2, 1.2, 0.6), ink(0xc8_3a2c));
    c.fill(&disc(94.2, 15.2, 1.15), yellow);
    c.fill(&disc(94.3, 15.2, 0.6), dark);
    c.curve(&[(92.6, 13.8), (94.4, 13.2), (96.0, 14.0)], 0.3, dark);
}

/// A lattice mast on a bare headland.
pub(crate) fn radio_mast(c: &mut Canvas) {
    let (steel, red) = (ink(0x24_2c38), ink(0xd8_4a34));
    air(c, &[(0.0, ink(0x35_5a78)), (60.0, ink(0xa9_b0a4)), (104.0, ink(0xf4_c890)), (116.0, ink(0xf8_dcae))]);
    clouds(c, 60.0, 30.0, 8, ink(0xf6_e2c6).fade(0.5), 31);
    clouds(c, 96.0, 8.0, 5, ink(0xd8_8a70).fade(0.5), 12);
    water(c, 112.0, 152.0, ink(0xb8_9a8c), ink(0x2f_5468));
    ripples(c, 112.0, 140.0, 60, ink(0xf8_dcae).fade(0.6), 5);
    let far = blob(&[(60.0, 116.0), (84.0, 107.0), (104.0, 103.0), (108.0, 120.0), (70.0, 122.0)]);
    c.fill(&far, ink(0x6b_6a78));
    let land = blob(&[
        (-14.0, 124.0),
        (10.0, 119.0),
        (40.0, 117.0),
        (62.0, 119.4),
        (78.0, 126.0),
        (88.0, 136.0),
        (100.0, 142.0),
        (120.0, 160.0),
        (-14.0, 164.0),
    ]);
    c.fill(&land, ink(0x4f_5a40));
    c.grain(&land, (40.0, 118.0), (60.0, 156.0), ink(0x1c_2424));
    grass(c, -4.0, 66.0, 120.6, 3.0, 0.5, 120, &[ink(0x4f_5a40), ink(0x7a_7a4c), ink(0x3a_4634)], 3);
    for (x, y) in [(74.0, 128.0), (82.0, 136.0), (90.0, 142.0), (66.0, 126.0)] {
        stone(c, x, y, 3.4, 1.9, ink(0x6f_6a66), ink(0x24_2428), x as u32);
    }
    for (a, b) in [
        ((38.0, 34.0), (2.0, 121.0)),
        ((38.0, 64.0), (-6.0, 124.0)),
        ((42.0, 34.0), (74.0, 125.0)),
        ((42.0, 64.0), (66.0, 121.0)),
    ] {
        c.line(&[a, b], 0.25, steel);
    }
    let half = |y: f32| 0.7 + (y - 12.0) * 0.052;
    let mut y = 14.0;
    while y < 117.0 {
        let next = y + 3.2 + (y - 14.0) * 0.028;
        let tone = if ((y / 15.0) as i32) % 2 == 0 { red } else { steel };
        let (a, b) = (half(y), half(next));
        c.line(&[(40.0 - a, y), (40.0 + b, next)], 0.42, tone);
        c.line(&[(40.0 + a, y), (40.0 - b, next)], 0.42, tone);
        c.line(&[(40.0 - a, y), (40.0 + a, y)], 0.42, tone);
        for side in [-1.0, 1.0] {
            c.line(&[(40.0 + side * a, y), (40.0 + side * b, next)], 0.95, tone);
        }
        y = next;
    }
    c.line(&[(40.0, 14.0), (40.0, 5.0)], 0.6, steel);
    for (x, y) in [(36.2, 30.0), (44.4, 42.0)] {
        c.fill(&oval(x, y, 2.6, 3.0), PAPER);
        c.fill(&oval(x + 0.5, y, 1.5, 2.3), ink(0xb4_b0a4));
    }
    c.glow(40.0, 5.0, 9.0, ink(0xff_5a3c));
    c.fill(&disc(40.0, 5.0, 0.9), ink(0xff_d8c0));
    let hut = poly(&[(48.0, 119.6), (48.0, 112.6), (53.6, 109.6), (59.4, 112.6), (59.4, 120.2)]);
    c.fill(&hut, PAPER);
    c.grain(&hut, (51.0, 114.0), (62.0, 118.0), ink(0x8a_7a70));
    c.fill(&poly(&[(46.8, 113.4), (53.6, 108.6), (60.6, 113.4), (59.6, 113.6), (53.6, 110.4), (48.0, 113.6)]), red);
    c.fill(&rect(51.8, 115.0, 2.8, 4.8), steel);
    birds(c, 76.0, 50.0, 10.0, 5, steel, 8);
}

/// Grey and white pebbles in order of size on wet sand.
pub(crate) fn pebbles(c: &mut Canvas) {
    let sand = ink(0xb8_9668);
    c.wash(&c.all(), (0.0, 0.0), (150.0, 100.0), &[(0.0, ink(0xd0_b084)), (0.6, sand), (1.0, ink(0x8f_7452))]);
    c.blotch(&c.all(), 2.4, 0.3, ink(0x8a_6c48).fade(0.7), 3);
    for i in 0..5 {
        let y = 8.0 + i as f32 * 22.0;
        let wave: Vec<At> = (0..16)
            .map(|j| (j as f32 * 10.4 - 3.0, y + turn(j as f32 * 47.0 + i as f32 * 70.0).0 * 2.2 - j as f32 * 0.5))
            .collect();
        c.fill(&brush(&wave, 3.0, 5.0), ink(0x9c_7c54).fade(0.5));
        c.fill(&brush(&wave, 0.5, 0.8).moved(0.0, -2.2), ink(0xf0_dcb8).fade(0.6));
    }
    let greys = [ink(0xf4_eee0), ink(0x8f_9496), ink(0xd3_cec2), ink(0x6a_7076), ink(0xb4_b4ae), ink(0xfb_f6ea)];
    let mut n = 0;
    for row in 0..5 {
        let mut x = 9.0;
        for column in 0..40 {
            let t = (row * 8 + column) as f32 / 40.0;
            let rx = 9.4 - row as f32 * 1.85 - column as f32 * 0.14;
            if rx < 0.7 || x + rx > 144.0 {
                break;
            }
            let y = [17.0, 40.0, 59.0, 75.0, 87.0][row] + turn(n as f32 * 137.0).0 * 0.7;
            x += rx;
            let tone = greys[(n * 7 + row * 3) % 6];
            stone(c, x, y, rx, rx * (0.76 + 0.06 * turn(t * 900.0).0), tone, ink(0x3a_3c42).fade(0.75), 100 + n as u32);
            if n % 4 == 1 {
                let vein = [(x - rx * 0.7, y + rx * 0.2), (x, y - rx * 0.05), (x + rx * 0.75, y - rx * 0.3)];
                c.curve(&vein, rx * 0.09, ink(0xfd_f8ee).fade(0.9));
            }
            c.fill(
                &oval(x - rx * 0.35, y - rx * 0.4, rx * 0.22, rx * 0.09).turned((x - rx * 0.35, y - rx * 0.4), -24.0),
                ink(0xff_fdf6).fade(0.85),
            );
            x += rx + 1.5;
            n += 1;
        }
    }
}
