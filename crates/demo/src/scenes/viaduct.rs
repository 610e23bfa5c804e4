//! The slow train: its viaduct and its signal.

use crate::canvas::Canvas;
use crate::chance::turn;
use crate::ink::{Ink, PAPER, ink};
use crate::kit::land::{fir, grass, ridge};
use crate::kit::people::{Person, SKIN, arm, stand};
use crate::kit::sky::{air, birds, clouds, mist, shreds, sun};
use crate::shape::{arch, blob, brush, disc, oval, poly, rect, soft};

/// A viaduct of fourteen arches in a valley filled to the brim with mist.
pub(crate) fn viaduct(c: &mut Canvas) {
    let (stone, shade, fog) = (ink(0x7a_6a74), ink(0x3f_3a50), ink(0xf3_e3d2));
    air(c, &[(0.0, ink(0x6a_8fae)), (30.0, ink(0xe0_b8a8)), (60.0, ink(0xf8_dcb4))]);
    sun(c, 34.0, 20.0, 4.4, ink(0xff_f4dc), ink(0xff_dca4));
    clouds(c, 12.0, 6.0, 5, ink(0xf6_d4c0).fade(0.6), 7);
    c.fill(&ridge(c, 50.0, 24.0, 60.0, 31), ink(0xb0_a0ac));
    c.fill(&ridge(c, 56.0, 18.0, 42.0, 22), ink(0x8a_8298));
    mist(c, 54.0, 104.0, 12.0, fog.fade(0.85));
    let (deck, step) = (44.0, 12.7);
    let mut wall = rect(-2.0, deck, 182.0, 60.0);
    for i in 0..14 {
        wall = wall.without(arch(i as f32 * step + 1.5, deck + 5.0, step - 3.0, 60.0));
    }
    c.fill(&wall, stone);
    c.grain(&wall, (60.0, 46.0), (64.0, 70.0), shade);
    for i in 0..14 {
        let x = i as f32 * step + step / 2.0;
        for j in 0..9 {
            let (s, k) = turn(190.0 + j as f32 * 20.0);
            c.line(&[(x + k * 4.9, deck + 9.9 + s * 4.9), (x + k * 6.0, deck + 9.9 + s * 6.0)], 0.3, shade);
        }
        c.fill(&rect(x - step / 2.0 - 1.3, deck + 10.0, 2.6, 0.9), ink(0xa8_96a0));
        c.fill(&rect(x - step / 2.0 - 1.3, deck + 5.0, 0.8, 50.0), ink(0xc8_a8a0).fade(0.8));
    }
    c.fill(&rect(-2.0, deck - 2.6, 182.0, 2.2), ink(0x8a_7a84));
    c.fill(&rect(-2.0, deck - 2.8, 182.0, 0.6), ink(0xe0_c4b4));
    c.fill(&rect(-2.0, deck - 0.4, 182.0, 1.2), shade);
    for i in 0..45 {
        c.line(&[(i as f32 * 4.0, deck - 2.2), (i as f32 * 4.0, deck - 0.4)], 0.2, shade.fade(0.7));
    }
    for x in [92.0, 103.4] {
        coach(c, x, deck - 2.6);
    }
    let jacket = Person { inks: [ink(0xf0_7a24), shade, SKIN[1], ink(0x2a_2028)], hat: None, wide: false };
    stand(c, 141.0, deck - 2.6, 5.0, &jacket);
    arm(c, &[(141.6, deck - 6.2), (142.6, deck - 7.2), (142.8, deck - 8.8)], 0.62, ink(0xf0_7a24), SKIN[1]);
    mist(c, 62.0, 106.0, 9.0, fog);
    shreds(c, 60.0, 5.0, 26, fog, 4);
    farmhouse(c, shade);
    shreds(c, 83.0, 9.0, 18, PAPER.fade(0.8), 9);
    for (x, h) in [(6.0, 20.0), (13.0, 15.0), (20.0, 11.0), (160.0, 15.0), (167.0, 22.0), (174.0, 17.0)] {
        fir(c, x, 102.0, h, ink(0x4a_5468));
    }
    mist(c, 96.0, 108.0, 9.0, fog.fade(0.9));
    birds(c, 66.0, 26.0, 10.0, 5, shade, 5);
}

/// One of the two coaches, on its rails.
fn coach(c: &mut Canvas, x: f32, y: f32) {
    let red = ink(0xb0_3a34);
    let body = soft(x, y - 4.8, 11.0, 4.5, 0.9);
    c.fill(&body, red);
    c.fill(&rect(x + 0.4, y - 2.0, 10.2, 0.5), PAPER);
    for i in 0..4 {
        c.fill(&soft(x + 1.0 + i as f32 * 2.4, y - 4.1, 1.7, 1.6, 0.3), ink(0xff_e4a4));
    }
    c.fill(&soft(x + 0.3, y - 5.2, 10.4, 0.8, 0.4), ink(0x3a_3040));
}

/// The roof of the farmhouse where the mist is thinnest, its smoke and its path.
fn farmhouse(c: &mut Canvas, shade: Ink) {
    c.fill(&oval(107.0, 79.0, 26.0, 7.0), ink(0x9a_a890).fade(0.5));
    c.fill(&brush(&[(107.5, 80.0), (103.0, 75.0), (97.0, 71.5), (93.0, 66.0)], 1.8, 0.4), ink(0xc9_a888).fade(0.9));
    c.fill(&poly(&[(101.0, 75.4), (113.6, 75.4), (113.6, 80.4), (101.0, 80.4)]), ink(0xe6_d6c4));
    c.fill(&poly(&[(99.6, 76.0), (102.6, 70.0), (112.2, 70.0), (115.0, 76.0)]), ink(0xa8_4a38));
    c.grain(&poly(&[(99.6, 76.0), (102.6, 70.0), (112.2, 70.0), (115.0, 76.0)]), (106.0, 70.0), (116.0, 77.0), shade);
    c.fill(&rect(106.4, 77.0, 1.9, 3.4), shade);
    c.fill(&rect(109.6, 67.6, 1.6, 3.4), shade);
    c.fill(&brush(&[(110.4, 67.0), (110.6, 61.0), (110.2, 55.0), (110.5, 50.0)], 0.9, 1.8), PAPER.fade(0.85));
    shreds(c, 81.4, 1.0, 5, ink(0xf3_e3d2), 77);
    mist(c, 82.0, 104.0, 3.0, ink(0xf3_e3d2).fade(0.8));
}

/// A semaphore signal with its arm raised.
pub(crate) fn signal(c: &mut Canvas) {
    let (post, red, dark) = (ink(0xf3_ead6), ink(0xd8_3f2c), ink(0x24_2430));
    air(c, &[(0.0, ink(0x2f_7088)), (90.0, ink(0xf0_c890)), (126.0, ink(0xf6_9a68))]);
    clouds(c, 62.0, 34.0, 9, ink(0xf8_e0bc).fade(0.65), 14);
    sun(c, 24.0, 118.0, 8.0, ink(0xff_ecc0), ink(0xff_c880));
    c.fill(&ridge(c, 124.0, 9.0, 36.0, 8), ink(0xa8_6a6a));
    c.fill(&ridge(c, 128.0, 5.0, 22.0, 18), ink(0x5b_4458));
    c.fill(&rect(-2.0, 128.0, 104.0, 24.0), ink(0x3f_3a44));
    let bed = poly(&[(12.0, 128.0), (22.0, 128.0), (46.0, 152.0), (-30.0, 152.0)]);
    c.fill(&bed, ink(0x6a_5a5c));
    for i in 0..9 {
        let t = (i as f32 / 8.0) * (i as f32 / 8.0);
        c.line(&[(12.6 - t * 40.0, 128.8 + t * 23.0), (21.4 + t * 23.0, 128.8 + t * 23.0)], 0.4 + t * 1.6, dark);
    }
    for (a, b) in [((14.6, 128.0), (-14.0, 152.0)), ((19.4, 128.0), (34.0, 152.0))] {
        c.line(&[a, b], 0.9, ink(0xf8_c898));
    }
    grass(c, 40.0, 102.0, 151.0, 13.0, 0.2, 150, &[dark, ink(0x3f_3a44), ink(0x5b_4a50)], 6);
    for x in [66.2, 71.0] {
        c.line(&[(x, 52.0), (x + 3.0, 150.0)], 0.6, dark);
    }
    for i in 0..25 {
        let y = 54.0 + i as f32 * 3.9;
        c.line(&[(66.3 + (y - 52.0) * 0.03, y), (71.1 + (y - 52.0) * 0.03, y)], 0.4, dark);
    }
    let mast = poly(&[(59.4, 22.0), (62.6, 22.0), (64.0, 152.0), (58.0, 152.0)]);
    c.fill(&mast, post);
    c.grain(&mast, (60.0, 80.0), (65.0, 80.0), ink(0x6a_5a64));
    c.fill(&rect(57.4, 128.0, 7.2, 24.0), dark);
    c.fill(&poly(&[(58.4, 22.0), (61.0, 12.0), (63.6, 22.0)]), red);
    c.fill(&disc(61.0, 11.0, 1.5), red);
    c.fill(&rect(58.0, 21.4, 6.0, 1.6), dark);
    c.fill(&poly(&[(55.0, 50.0), (73.0, 50.0), (73.0, 52.2), (55.0, 52.2)]), dark);
    for x in [56.0, 72.0] {
        c.line(&[(x, 50.0), (x, 42.0)], 0.4, dark);
    }
    c.line(&[(56.0, 42.0), (72.0, 42.0)], 0.4, dark);
    c.tilt(61.0, 30.0, 40.0, |c| {
        let blade = poly(&[(-42.0, -4.0), (2.0, -3.0), (2.0, 3.0), (-42.0, 4.0)]);
        c.fill(&blade, red);
        c.within(&blade, |c| {
            c.fill(&rect(-35.0, -6.0, 5.0, 12.0), PAPER);
            c.grain(&blade, (-20.0, 0.0), (-20.0, 5.4), ink(0x7a_1c1c));
        });
        c.fill(&blob(&[(-2.0, -3.6), (12.0, -6.4), (15.6, 2.0), (9.0, 9.6), (-2.0, 4.0)]), dark);
        c.fill(&disc(9.6, -1.2, 3.1), ink(0x4f_d898));
        c.fill(&disc(6.8, 5.0, 2.3), ink(0x8a_2420));
    });
    c.glow(71.0, 35.2, 15.0, ink(0x8f_f0c0).fade(0.8));
    c.fill(&disc(69.2, 35.3, 2.3), ink(0xe6_ffe8));
    c.fill(&disc(61.0, 30.0, 2.0), ink(0x8a_8a90));
    c.line(&[(64.4, 36.0), (62.0, 128.0)], 0.3, dark);
    birds(c, 30.0, 66.0, 9.0, 5, dark, 4);
}
