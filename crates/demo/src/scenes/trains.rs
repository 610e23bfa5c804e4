//! The slow train: its window, its halt and its tea.

use crate::canvas::Canvas;
use crate::chance::Dice;
use crate::ink::{PAPER, ink};
use crate::kit::land::{bush, furrows, poplar, ridge, tree};
use crate::kit::people::{SKIN, hand};
use crate::kit::sky::{air, birds, cumulus};
use crate::kit::things::{bench, cup, script, steam};
use crate::shape::{blob, brush, disc, oval, poly, rect, soft};

/// A child's hand on the window, fields beyond.
pub(crate) fn window(c: &mut Canvas) {
    let (frame, dark) = (ink(0x5b_3a2c), ink(0x2a_1c1c));
    c.fill(&c.all(), frame);
    c.grain(&c.all(), (40.0, 20.0), (160.0, 110.0), dark);
    let pane = soft(13.0, 8.0, 124.0, 76.0, 7.0);
    c.fill(&soft(10.6, 5.6, 128.8, 80.8, 9.0), ink(0xc9_b48a));
    c.fill(&soft(12.0, 7.0, 126.0, 78.0, 8.0), dark);
    c.within(&pane, |c| {
        air(c, &[(0.0, ink(0x6f_b0c0)), (46.0, ink(0xf6_e8c0))]);
        cumulus(c, 40.0, 30.0, 1.5, PAPER, ink(0xb8_c4c0));
        cumulus(c, 106.0, 24.0, 1.1, PAPER, ink(0xb8_c4c0));
        c.fill(&ridge(c, 50.0, 9.0, 44.0, 4), ink(0x8f_b0a0));
        c.fill(&ridge(c, 54.0, 6.0, 30.0, 8), ink(0x6f_9a6c));
        for (x, h) in [(24.0, 8.0), (30.0, 9.5), (35.0, 7.0), (118.0, 9.0), (124.0, 7.0)] {
            poplar(c, x, 54.0, h, ink(0x3f_6a50), ink(0x24_4a3c));
        }
        let field = ridge(c, 59.0, 3.0, 60.0, 3);
        c.fill(&field, ink(0xe3_bc58));
        c.within(&field, |c| furrows(c, (70.0, 30.0), 92.0, -40.0, 190.0, 22, ink(0xc8_983c)));
        for x in [6.0, 52.0, 66.0, 133.0] {
            tree(c, x, 62.0, 11.0, ink(0x4f_8a54), ink(0x1f_4a3a), x as u32);
        }
        let near = ridge(c, 72.0, 4.0, 50.0, 15);
        c.fill(&near, ink(0x7a_a858));
        c.grain(&near, (75.0, 68.0), (75.0, 90.0), ink(0x2f_6a44));
        for i in 0..9 {
            let x = 8.0 + i as f32 * 17.0;
            c.line(&[(x, 80.0), (x, 71.6)], 0.8, ink(0x4a_3a2c));
        }
        c.line(&[(4.0, 73.6), (146.0, 73.2)], 0.3, ink(0x4a_3a2c));
        c.line(&[(4.0, 76.6), (146.0, 76.4)], 0.3, ink(0x4a_3a2c));
        for (x, w) in [(30.0, 9.0), (46.0, 3.0), (108.0, 12.0)] {
            c.fill(&poly(&[(x + 26.0, 4.0), (x + 26.0 + w, 4.0), (x + w, 90.0), (x, 90.0)]), PAPER.fade(0.16));
        }
        c.glow(88.0, 46.0, 20.0, PAPER.fade(0.5));
    });
    c.fill(&rect(-2.0, 88.0, 154.0, 14.0), ink(0x7a_5038));
    c.fill(&rect(-2.0, 88.0, 154.0, 1.6), ink(0xb8_8458));
    c.fill(&poly(&[(-2.0, -2.0), (11.0, -2.0), (14.0, 40.0), (6.0, 90.0), (-2.0, 90.0)]), ink(0xb8_4a38));
    for i in 0..3 {
        c.curve(
            &[(2.0 + i as f32 * 3.4, -2.0), (3.4 + i as f32 * 3.4, 40.0), (0.6 + i as f32 * 2.2, 88.0)],
            0.7,
            ink(0x7a_2a28),
        );
    }
    let sleeve = brush(&[(84.8, 63.0), (95.0, 80.0), (112.0, 106.0)], 14.0, 26.0);
    c.fill(&brush(&[(88.0, 52.0), (90.0, 62.0), (98.0, 78.0)], 9.0, 12.0), SKIN[0]);
    c.place(88.0, 47.0, 1.42, |c| hand(c, SKIN[0], ink(0xa8_5a3c)));
    c.fill(&sleeve, ink(0x2f_5f86));
    c.within(&sleeve, |c| {
        for i in 0..7 {
            let x = 80.0 + i as f32 * 5.0;
            c.line(&[(x - 16.0, 72.0 + i as f32 * 7.4), (x + 24.0, 54.0 + i as f32 * 7.4)], 2.2, PAPER);
        }
        c.grain(&sleeve, (94.0, 80.0), (116.0, 92.0), ink(0x14_2c48));
    });
}

/// A platform one carriage long, with a bench and a bucket of geraniums.
pub(crate) fn halt(c: &mut Canvas) {
    let (stone, dark) = (ink(0xc9_b49a), ink(0x2f_2a30));
    air(c, &[(0.0, ink(0x5f_a4b0)), (50.0, ink(0xf3_e6bc))]);
    cumulus(c, 112.0, 30.0, 2.0, PAPER, ink(0xb0_c0bc));
    cumulus(c, 26.0, 22.0, 1.2, PAPER, ink(0xb0_c0bc));
    c.fill(&ridge(c, 58.0, 14.0, 50.0, 21), ink(0x8f_b49c));
    c.fill(&ridge(c, 64.0, 8.0, 36.0, 14), ink(0x6a_9a70));
    for (x, h) in [(12.0, 17.0), (22.0, 13.0), (134.0, 18.0), (144.0, 13.0)] {
        tree(c, x, 70.0, h, ink(0x4f_8a58), ink(0x1f_4c40), x as u32);
    }
    c.fill(&rect(-2.0, 68.0, 154.0, 34.0), ink(0x86_a858));
    bush(c, 75.0, 67.6, 44.0, 3.4, 300, &[ink(0x3f_7448), ink(0x5f_9454), ink(0x2c_5a40)], 5);
    let slab = poly(&[(18.0, 79.6), (30.0, 71.0), (120.0, 71.0), (132.0, 79.6)]);
    c.fill(&slab, stone);
    c.grain(&slab, (70.0, 70.0), (90.0, 82.0), ink(0x8a_7464));
    c.fill(&poly(&[(18.0, 79.6), (132.0, 79.6), (135.0, 88.0), (15.0, 88.0)]), ink(0x8a_6a58));
    c.fill(&rect(18.0, 79.0, 114.0, 1.4), PAPER);
    for i in 0..15 {
        c.line(&[(22.0 + i as f32 * 7.6, 80.6), (22.0 + i as f32 * 7.6, 88.0)], 0.25, dark.fade(0.5));
    }
    c.line(&[(16.0, 84.2), (134.0, 84.2)], 0.25, dark.fade(0.5));
    c.fill(&rect(-2.0, 88.0, 154.0, 14.0), ink(0x9a_8a7a));
    let mut dice = Dice::new(4);
    for _ in 0..300 {
        let (x, y) = (dice.between(-2.0, 152.0), dice.between(88.6, 101.0));
        c.fill(&disc(x, y, dice.between(0.2, 0.6)), ink(0x6b_5f58).to(PAPER, dice.between(0.0, 0.6)));
    }
    for i in 0..22 {
        let x = i as f32 * 7.2 - 2.0;
        c.fill(&poly(&[(x, 90.6), (x + 3.4, 90.6), (x + 3.0, 98.0), (x - 1.0, 98.0)]), ink(0x5a_4038));
    }
    for y in [91.4, 96.4] {
        c.fill(&rect(-2.0, y, 154.0, 0.9), dark);
        c.fill(&rect(-2.0, y, 154.0, 0.3), PAPER);
    }
    for x in [36.0, 55.0] {
        c.fill(&rect(x, 48.0, 1.2, 25.0), dark);
    }
    c.fill(&soft(33.0, 46.4, 27.0, 8.4, 0.8), ink(0x24_4a5c));
    c.fill(&soft(33.8, 47.2, 25.4, 6.8, 0.6).outline(0.3), PAPER);
    script(c, 37.0, 52.4, 19.0, 3.0, 0.5, PAPER, 14);
    c.line(&[(113.0, 73.0), (113.0, 42.0)], 1.0, dark);
    c.curve(&[(113.0, 42.6), (110.0, 39.6), (106.6, 41.0)], 0.7, dark);
    c.fill(&poly(&[(104.4, 43.8), (105.6, 40.6), (107.6, 40.6), (108.8, 43.8)]), dark);
    c.fill(&oval(106.6, 44.0, 1.6, 0.8), ink(0xff_eeb4));
    c.fill(&oval(82.0, 75.4, 16.0, 1.0), dark.fade(0.4));
    bench(c, 68.0, 75.0, 26.0, 11.0, ink(0xb8_4a38), dark);
    geraniums(c);
    birds(c, 68.0, 24.0, 9.0, 4, dark, 3);
}

/// The bucket of geraniums.
fn geraniums(c: &mut Canvas) {
    c.fill(&oval(101.0, 77.4, 6.0, 0.8), ink(0x2f_2a30).fade(0.5));
    bush(c, 100.6, 64.4, 6.0, 4.4, 60, &[ink(0x3f_8448), ink(0x2c_6440), ink(0x6a_a452)], 7);
    bush(c, 100.6, 62.0, 6.4, 4.0, 26, &[ink(0xe0_3c34), ink(0xf0_6048), ink(0xc0_2830)], 12);
    let bucket = poly(&[(95.6, 67.4), (105.8, 67.4), (104.4, 77.4), (97.0, 77.4)]);
    c.fill(&bucket, ink(0xa9_b8bc));
    c.grain(&bucket, (99.0, 70.0), (107.0, 72.0), ink(0x4a_5a64));
    c.fill(&rect(95.2, 67.0, 11.0, 1.0), ink(0xd0_dadc));
    c.curve(&[(95.8, 68.6), (100.8, 73.6), (105.8, 68.6)], 0.35, ink(0x4a_5a64));
}

/// Two cups of tea on a folding table, one of them sliding.
pub(crate) fn buffet(c: &mut Canvas) {
    let (seat, dark, table) = (ink(0x2f_6468), ink(0x20_2c34), ink(0xd0_8a4c));
    c.fill(&c.all(), seat);
    c.blotch(&c.all(), 3.0, 0.36, ink(0x24_5058), 6);
    let pane = soft(20.0, -8.0, 110.0, 52.0, 6.0);
    c.fill(&soft(17.6, -10.0, 114.8, 56.4, 8.0), ink(0xc9_bca0));
    c.within(&pane, |c| {
        air(c, &[(0.0, ink(0xf2_d8a4)), (44.0, ink(0xf0_a878))]);
        c.fill(&ridge(c, 30.0, 9.0, 40.0, 13), ink(0xb0_7a70));
        c.fill(&ridge(c, 36.0, 6.0, 26.0, 19), ink(0x7a_5a64));
        c.fill(&ridge(c, 43.0, 6.0, 30.0, 29), ink(0x4f_4654));
        for (x, long) in [(30.0, 34.0), (74.0, 20.0), (100.0, 40.0)] {
            c.fill(&soft(x, 25.0 + long * 0.2, long, 0.5, 0.2), PAPER.fade(0.6));
        }
    });
    c.grain(&rect(-2.0, 46.0, 154.0, 20.0), (75.0, 62.0), (75.0, 44.0), dark.fade(0.6));
    c.tilt(75.0, 74.0, 4.0, |c| {
        c.fill(&poly(&[(-70.0, 9.0), (70.0, 9.0), (66.0, 40.0), (-66.0, 40.0)]), dark.fade(0.5));
        let top = poly(&[(-58.0, -13.0), (58.0, -13.0), (72.0, 8.0), (-72.0, 8.0)]);
        c.fill(&top, table);
        c.grain(&top, (-20.0, -10.0), (70.0, 14.0), ink(0x7a_3a20));
        for i in 0..6 {
            let y = -11.0 + i as f32 * 3.2;
            c.curve(&[(-56.0, y), (-10.0, y + 0.8), (30.0, y - 0.5), (60.0, y + 0.2)], 0.2, ink(0x8a_4a28).fade(0.8));
        }
        c.fill(&soft(-73.0, 8.0, 146.0, 3.6, 1.2), ink(0x8a_4a28));
        c.fill(&rect(-72.0, 8.0, 144.0, 0.8), ink(0xf0_bc80));
        for x in [-46.0, 46.0] {
            c.fill(&soft(x - 3.0, 10.6, 6.0, 2.4, 0.8), ink(0xd8_b054));
        }
        c.line(&[(-40.0, 13.0), (0.0, 40.0)], 1.6, ink(0x8a_8a88));
        c.line(&[(40.0, 13.0), (0.0, 40.0)], 1.6, ink(0x8a_8a88));
        c.fill(&oval(-29.0, 0.6, 15.0, 2.6), dark.fade(0.45));
        c.place(-32.0, -1.0, 1.3, |c| cup(c, ink(0xf8_f0de), ink(0x2f_6468), ink(0x8a_4a20), ink(0x8a_7a74)));
        c.fill(&poly(&[(6.0, 0.2), (50.0, -1.6), (50.0, 2.2), (6.0, 1.6)]), dark.fade(0.28));
    });
    for (y, from, to) in [(66.0, 66.0, 82.0), (70.4, 60.0, 83.0), (75.0, 64.0, 80.0)] {
        c.line(&[(from, y), (to, y + (to - from) * 0.05)], 0.6, PAPER.fade(0.9));
    }
    c.tilt(104.0, 75.6, 11.0, |c| {
        c.place(0.0, 0.0, 1.3, |c| cup(c, ink(0xf8_f0de), ink(0xc8_4a38), ink(0x8a_4a20), ink(0x8a_7a74)));
        let slop = blob(&[(-8.0, -11.8), (-11.6, -14.0), (-13.0, -18.6), (-10.4, -16.2), (-7.0, -15.4), (-4.0, -12.4)]);
        c.fill(&slop, ink(0x8a_4a20));
        for (x, y, r) in [(-14.6, -21.4, 1.0), (-11.6, -20.4, 0.6), (-17.0, -17.6, 0.7)] {
            c.fill(&disc(x, y, r), ink(0x8a_4a20));
        }
    });
    steam(c, 42.0, 56.0, 17.0, PAPER.fade(0.65));
    steam(c, 100.0, 55.0, 15.0, PAPER.fade(0.5));
    c.tilt(70.0, 78.5, 8.0, |c| {
        c.line(&[(-6.0, 0.0), (5.0, 0.0)], 0.6, ink(0xe6_e6e0));
        c.fill(&oval(7.0, 0.0, 2.6, 1.0), ink(0xe6_e6e0));
    });
}
