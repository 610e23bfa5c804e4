//! The open deck of the ferry in the rain.

use crate::canvas::Canvas;
use crate::ink::{Ink, ink};
use crate::kit::people::{Person, SKIN, arm, stand};
use crate::kit::sky::{air, rain};
use crate::kit::town::{boards, row};
use crate::kit::water::{gleam, ripples, water};
use crate::shape::{blob, disc, oval, poly, rect, soft};

/// The open deck in the rain: empty wet benches, and everybody under the roof of the wheelhouse.
pub(crate) fn ferry_deck(c: &mut Canvas) {
    let (slate, iron, wood, pale) = (ink(0x52_6674), ink(0x22_303b), ink(0xb0_7a4a), ink(0xd5_dcd8));
    air(c, &[(0.0, ink(0x8d_9ea6)), (42.0, pale)]);
    row(c, -4.0, 182.0, 38.5, (3.0, 8.0), ink(0xa9_b6b8), None, 12);
    for x in [12.0, 29.0, 161.0] {
        c.glow(x, 35.0, 4.0, ink(0xff_d98a));
        c.fill(&rect(x - 0.6, 34.2, 1.2, 1.6), ink(0xff_e6ab));
    }
    water(c, 38.5, 56.0, ink(0xa3_b4b8), slate);
    ripples(c, 39.0, 56.0, 90, ink(0x5d_7280).fade(0.6), 3);
    let deck = rect(-2.0, 55.0, 182.0, 47.0);
    c.fall(&deck, (55.0, ink(0x5a_6b70)), (100.0, ink(0x34_434c)));
    boards(c, 55.0, 101.0, (89.0, 20.0), 26, iron.fade(0.55));
    for y in [46.0, 50.5, 55.0] {
        c.line(&[(-2.0, y), (180.0, y)], 0.7, ink(0xf2_f0e6));
    }
    for i in 0..19 {
        let x = i as f32 * 10.0;
        c.line(&[(x, 46.0), (x, 55.5)], 0.6, ink(0xf2_f0e6));
    }
    wheelhouse(c, iron);
    passengers(c);
    gleam(c, 90.0, 66.0, 76.0, 40.0, pale.fade(0.25), 5);
    for (x, y, w, h) in
        [(24.0, 83.0, 62.0, 13.0), (96.0, 83.0, 62.0, 13.0), (4.0, 104.0, 108.0, 22.0), (120.0, 104.0, 80.0, 22.0)]
    {
        slats(c, x, y, w, h, wood, iron);
    }
    c.tilt(66.0, 91.4, -5.0, |c| {
        c.fill(&poly(&[(0.5, 0.9), (19.0, 1.2), (22.0, 5.4), (-1.4, 5.0)]), iron.fade(0.6));
        c.fill(&poly(&[(0.0, 0.0), (18.0, 0.0), (21.0, 4.4), (-2.0, 4.0)]), ink(0xf5_eedd));
        c.fill(&poly(&[(1.2, 0.7), (8.0, 0.7), (8.4, 1.7), (0.8, 1.7)]), iron);
        for i in 0..3 {
            let y = 2.1 + i as f32 * 0.65;
            c.line(&[(0.4 - i as f32 * 0.3, y), (8.4, y)], 0.2, iron.fade(0.7));
            c.line(&[(10.0, y), (18.0 + i as f32 * 0.4, y)], 0.2, iron.fade(0.7));
        }
    });
    rain(c, 330, -0.28, ink(0xf1_f4ef).fade(0.5), 21);
}

/// The wheelhouse and the roof that it shares.
fn wheelhouse(c: &mut Canvas, iron: Ink) {
    let cream = ink(0x7d_9a98);
    c.fill(&rect(56.0, 14.0, 66.0, 47.0), cream);
    c.grain(&rect(56.0, 14.0, 66.0, 47.0), (60.0, 40.0), (124.0, 14.0), ink(0x4d_666c));
    for i in 0..4 {
        let x = 60.0 + i as f32 * 15.2;
        c.fill(&soft(x, 21.0, 12.6, 12.0, 1.0), ink(0x36_4b57));
        c.fill(&poly(&[(x + 1.0, 31.8), (x + 7.0, 21.6), (x + 9.4, 21.6), (x + 3.4, 31.8)]), ink(0x6e_858e));
    }
    c.fill(&poly(&[(32.0, 12.0), (146.0, 12.0), (143.0, 6.5), (36.0, 6.5)]), ink(0xa8_4136));
    c.fill(&rect(32.0, 12.0, 114.0, 2.6), iron);
    c.fill(&poly(&[(74.0, 6.6), (76.0, -4.0), (86.0, -4.0), (88.0, 6.6)]), ink(0xa8_4136).dark(0.25));
    for x in [36.0, 141.0] {
        c.fill(&rect(x, 14.0, 1.4, 49.0), iron);
    }
}

/// Twelve people close together, most of them with their backs to us.
fn passengers(c: &mut Canvas) {
    let who = |coat: u32, legs: u32, skin: Ink, hair: u32| Person {
        inks: [ink(coat), ink(legs), skin, ink(hair)],
        hat: None,
        wide: false,
    };
    let back = |coat: u32, legs: u32, hair: u32| who(coat, legs, ink(hair), hair);
    stand(c, 58.0, 63.0, 27.0, &Person { hat: Some(ink(0x2a_2f36)), ..back(0x4a_5560, 0x26_2d35, 0x33_2a28) });
    stand(c, 82.0, 63.0, 26.0, &Person { wide: true, ..back(0x7d_4b43, 0x2c_2a30, 0x1f_1b1d) });
    stand(c, 106.0, 63.0, 27.5, &back(0x39_5a56, 0x26_2d35, 0x6a_4a30));
    stand(c, 114.0, 63.0, 25.0, &Person { wide: true, ..back(0xa0_8a5c, 0x2c_2a30, 0x2a_2020) });
    stand(c, 134.0, 64.0, 27.0, &Person { hat: Some(ink(0x6a_6250)), ..back(0x2d_3945, 0x20_262d, 0x40_342c) });
    for (x, h) in [(43.6, 18.5), (49.6, 17.5)] {
        stand(c, x, 66.0, h, &back(0x2f_4858, 0x22_2c36, 0x4a_3020));
    }
    let coat = blob(&[
        (38.6, 51.6),
        (40.8, 47.0),
        (46.6, 44.4),
        (52.6, 47.6),
        (54.6, 52.4),
        (50.6, 49.8),
        (46.8, 49.4),
        (42.4, 49.4),
    ]);
    c.fill(&coat, ink(0xf4_bd3e));
    c.grain(&coat, (44.0, 46.0), (54.0, 52.0), ink(0xb0_7320));
    stand(c, 70.0, 65.0, 27.0, &back(0xf3_ead8, 0x46_4d55, 0x2a_201c));
    arm(c, &[(73.0, 46.0), (77.4, 43.6), (77.0, 38.0)], 2.6, ink(0xe6_dac2), SKIN[1]);
    c.fill(&soft(71.6, 35.6, 15.0, 1.3, 0.5), ink(0x5b_4630));
    for x in [74.2, 79.0, 83.6] {
        c.fill(&oval(x, 34.2, 2.7, 1.9), ink(0xe9_dcc0));
    }
    stand(c, 95.0, 65.0, 26.0, &back(0x20_2630, 0x20_2630, 0x3a_2618));
    arm(c, &[(97.8, 46.8), (100.6, 52.0), (100.4, 56.0)], 2.0, ink(0x20_2630), SKIN[0]);
    c.fill(&poly(&[(99.2, 56.4), (103.4, 58.6), (103.2, 60.0), (98.8, 58.2)]), ink(0xb8_4a3a));
    stand(c, 122.0, 66.0, 24.0, &who(0x6d_7379, 0x33_3a42, SKIN[0], 0xe9_e6de));
    stand(c, 128.4, 66.0, 22.5, &Person { wide: true, ..who(0x8f_5a62, 0x33_3a42, SKIN[0], 0xdc_d8d0) });
    for (x, y) in [(121.0, 44.6), (123.0, 44.6), (127.6, 46.0), (129.3, 46.0)] {
        c.fill(&disc(x, y, 0.26), ink(0x2a_2020));
    }
}

/// A wet bench seen from behind, its seat towards us.
fn slats(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, wood: Ink, iron: Ink) {
    for leg in [0.06, 0.94] {
        c.fill(&rect(x + w * leg - h * 0.05, y - h, h * 0.1, h), iron);
    }
    for i in 0..6 {
        let t = i as f32 / 6.0;
        let (out, at) = (h * 0.22 * t, y - h * 0.95 + h * 0.78 * t);
        let slat = soft(x - out, at, w + out * 2.0, h * 0.098, 0.3);
        c.fill(&slat, wood.to(ink(0x8a_5b38), t));
        c.fill(&soft(x - out + w * 0.05, at + h * 0.012, w * 0.7, h * 0.025, 0.2), ink(0xf2_e8d2).fade(0.5));
    }
}
