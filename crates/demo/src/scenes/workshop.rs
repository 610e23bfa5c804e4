//! Workshops: the typewriter, the copybook and the boot.

use crate::canvas::Canvas;
use crate::chance::{Dice, turn};
use crate::ink::{Ink, PAPER, ink};
use crate::kit::people::SKIN;
use crate::kit::things::script;
use crate::kit::town::planks;
use crate::shape::{Shape, blob, brush, disc, line, oval, poly, rect, ring, soft};

/// A dismantled portable typewriter laid out in rows on a white cloth.
pub(crate) fn typewriter(c: &mut Canvas) {
    let (cloth, dark, teal) = (ink(0xf3_ecdc), ink(0x2a_2c34), ink(0x4f_9a94));
    c.fill(&c.all(), ink(0x8a_5a3c));
    c.fill(&poly(&[(-2.0, 3.0), (152.0, 1.4), (152.0, 98.0), (-2.0, 99.4)]), cloth);
    for i in 0..4 {
        c.line(&[(i as f32 * 50.0, 0.0), (i as f32 * 50.0, 100.0)], 0.5, ink(0xc8_bca4).fade(0.8));
        c.line(&[(0.0, 3.0 + i as f32 * 31.0), (150.0, 3.0 + i as f32 * 31.0)], 0.4, ink(0xc8_bca4).fade(0.6));
    }
    c.grain(&c.all(), (50.0, 30.0), (180.0, 130.0), ink(0x9a_8c78));
    let mut put = |shape: Shape, tone: Ink| {
        c.fill(&shape.clone().moved(0.7, 1.0), ink(0x6a_5a4c).fade(0.6));
        c.fill(&shape, tone);
        c.grain(&shape, (50.0, 20.0), (150.0, 110.0), dark.fade(0.35));
    };
    let shell = blob(&[
        (8.0, 34.0),
        (8.0, 34.0),
        (10.0, 14.0),
        (16.0, 9.0),
        (48.0, 9.0),
        (54.0, 14.0),
        (56.0, 34.0),
        (56.0, 34.0),
    ]);
    put(shell.without(soft(17.0, 15.0, 30.0, 8.0, 3.0)), teal);
    put(soft(62.0, 10.0, 52.0, 6.4, 3.0), dark);
    for x in [59.0, 114.4] {
        put(soft(x, 8.6, 3.4, 9.2, 1.2), ink(0xb4_b8b8));
    }
    for x in [128.0, 140.0] {
        put(disc(x, 17.0, 5.4).without(disc(x, 17.0, 1.5)), dark);
        put(ring(x, 17.0, 4.2, 3.0), ink(0xc8_4436));
    }
    put(rect(62.0, 21.4, 52.0, 1.4), ink(0xb4_b8b8));
    put(rect(62.0, 25.4, 52.0, 1.0), ink(0xc9_a04a));
    put(line(&[(64.0, 31.0), (92.0, 31.0), (95.0, 29.0)], 1.2), ink(0xb4_b8b8));
    for i in 0..4 {
        let spring: Vec<_> = (0..13)
            .map(|j| (100.0 + i as f32 * 12.0 + j as f32 * 0.7, 31.0 + if j % 2 == 0 { -1.2 } else { 1.2 }))
            .collect();
        put(line(&spring, 0.45), ink(0x8a_9094));
    }
    for i in 0..26 {
        let x = 10.0 + i as f32 * 5.2;
        put(line(&[(x, 40.0), (x + 0.6, 51.0)], 0.6), ink(0x8a_9094));
        put(soft(x - 0.9, 38.6, 1.8, 2.6, 0.3), ink(0x5a_6066));
    }
    for row in 0..3 {
        for i in 0..15 {
            let (x, y) = (12.0 + i as f32 * 7.0, 59.0 + row as f32 * 8.4);
            let tone = if row == 0 && i > 12 { ink(0xc8_4436) } else { dark };
            put(disc(x, y, 2.9), ink(0xb4_b8b8));
            put(disc(x, y, 2.4), tone);
            put(
                if (i + row) % 3 == 0 {
                    ring(x, y, 1.1, 0.6)
                } else {
                    rect(x - 0.35 - (i % 2) as f32 * 0.3, y - 1.1, 0.7, 2.2)
                },
                PAPER,
            );
        }
    }
    put(soft(120.0, 56.0, 24.0, 4.4, 2.0), dark);
    put(soft(118.0, 66.0, 13.0, 10.6, 1.6).without(soft(121.0, 69.0, 7.0, 4.6, 1.0)), teal);
    put(poly(&[(134.0, 66.0), (144.0, 66.0), (146.0, 77.0), (136.0, 77.0)]), teal.dark(0.2));
    let mut dice = Dice::new(5);
    for i in 0..34 {
        let (x, y) = (12.0 + (i % 17) as f32 * 4.2, 86.0 + (i / 17) as f32 * 5.0);
        put(disc(x, y, 1.15), if i % 5 == 0 { ink(0xc9_a04a) } else { ink(0x8a_9094) });
        put(rect(x - 0.8, y - 0.14, 1.6, 0.28).turned((x, y), dice.between(0.0, 180.0)), dark);
    }
    for i in 0..6 {
        put(line(&[(86.0 + i as f32 * 5.0, 85.0), (88.4 + i as f32 * 5.0, 93.0)], 0.9), ink(0xb4_b8b8));
    }
    put(line(&[(122.0, 86.0), (134.0, 90.6)], 2.4), ink(0xc8_4436));
    put(line(&[(134.0, 90.6), (144.0, 94.4)], 0.8), ink(0x8a_9094));
}

/// A page of copybook handwriting in violet ink, the same sentence eleven times.
pub(crate) fn copybook(c: &mut Canvas) {
    let (desk, page, violet) = (ink(0x4f_3a34), ink(0xf6_ecd4), ink(0x5a_2f8a));
    c.fill(&c.all(), desk);
    planks(c, 0.0, 100.0, 17.0, ink(0x33_2320), 12);
    c.grain(&c.all(), (40.0, 20.0), (160.0, 110.0), ink(0x1c_1416));
    c.tilt(70.0, 51.0, -2.4, |c| {
        c.fill(&rect(-55.0, -45.0, 114.0, 94.0), ink(0x14_0e10).fade(0.6));
        c.fill(&rect(-58.0, -47.0, 114.0, 94.0), ink(0x2f_4f6a));
        c.fill(&rect(-57.0, -46.0, 112.4, 92.0), page);
        c.grain(&rect(-57.0, -46.0, 20.0, 92.0), (-46.0, 0.0), (-60.0, 0.0), ink(0x9a_8460));
        for i in 0..11 {
            let y = -34.0 + i as f32 * 7.4;
            for up in [0.0, 2.0, 4.4] {
                let strong = if up == 0.0 { 0.95 } else { 0.4 };
                c.line(&[(-54.0, y - up), (54.0, y - up)], 0.16, ink(0x8a_aac0).fade(strong));
            }
            let wobble = turn(i as f32 * 77.0).0 * 0.22;
            script(
                c,
                -41.0 + wobble * 2.0,
                y + wobble,
                91.0,
                4.2,
                0.62 - (i % 4) as f32 * 0.05,
                violet.light((i % 3) as f32 * 0.06),
                78,
            );
        }
        c.line(&[(-45.0, -46.0), (-45.0, 46.0)], 0.3, ink(0xd8_5a4c));
        c.fill(&blob(&[(40.0, 40.6), (43.0, 39.4), (45.4, 41.2), (44.0, 43.4), (41.0, 43.0)]), violet);
        c.fill(&disc(47.6, 39.4, 0.6), violet);
    });
    c.tilt(124.0, 64.0, -62.0, |c| {
        c.fill(&line(&[(-22.0, 2.4), (26.0, 3.4)], 2.6), ink(0x14_0e10).fade(0.6));
        c.fill(&brush(&[(-18.0, 0.0), (4.0, 0.0), (28.0, 0.0)], 2.2, 3.2), ink(0xb8_4a34));
        c.fill(&soft(-21.0, -1.4, 5.0, 2.8, 0.8), ink(0xc9_a04a));
        c.fill(&poly(&[(-21.0, -1.2), (-27.0, -0.5), (-30.0, 0.0), (-27.0, 0.5), (-21.0, 1.2)]), ink(0xc8_ccc8));
        c.fill(&poly(&[(-26.0, -0.6), (-30.0, 0.0), (-26.0, 0.6)]), violet);
    });
    c.fill(&oval(128.0, 22.0, 10.4, 9.6), ink(0x14_0e10).fade(0.6));
    c.fill(&disc(126.0, 20.0, 10.0), ink(0xb4_ccd0));
    c.fill(&disc(126.0, 20.0, 7.6), ink(0xe3_eeea));
    c.fill(&disc(126.0, 20.0, 6.0), ink(0x33_1a58));
    c.fill(&oval(124.0, 18.0, 2.4, 1.2).turned((124.0, 18.0), -30.0), ink(0x9a_7ac8));
}

/// A fist that holds a cord: the knuckles to the left.
fn fist(c: &mut Canvas, skin: Ink) {
    let dark = ink(0x5a_2c20);
    let back = blob(&[
        (-8.0, -5.0),
        (-2.0, -8.4),
        (7.0, -7.6),
        (12.0, -3.0),
        (12.0, 5.0),
        (4.0, 8.6),
        (-5.0, 8.0),
        (-8.6, 3.0),
    ]);
    c.fill(&back, skin);
    c.grain(&back, (0.0, -4.0), (6.0, 10.0), dark);
    for i in 0..4 {
        let y = -5.6 + i as f32 * 3.7;
        let finger = soft(-12.6 + (i as f32 - 1.4).abs() * 0.9, y - 2.0, 11.6, 4.1, 2.0);
        c.fill(&finger, skin.light(0.06));
        c.grain(&finger, (-8.0, y), (-7.0, y + 3.0), dark.fade(0.8));
        c.curve(&[(-6.0, y - 1.6), (-5.4, y), (-6.0, y + 1.6)], 0.25, dark.fade(0.7));
    }
    let thumb = brush(&[(5.0, -6.6), (-1.6, -9.6), (-9.0, -8.4)], 4.6, 3.4);
    c.fill(&thumb, skin.light(0.1));
    c.fill(&oval(-9.0, -9.0, 1.7, 1.1), skin.light(0.45));
}

/// A cobbler's hands thread waxed cord through the welt of a boot.
pub(crate) fn cobbler(c: &mut Canvas) {
    let (wall, leather, dark, cord) = (ink(0x3f_5248), ink(0x8a_4226), ink(0x24_1816), ink(0xf6_e8c0));
    c.fill(&c.all(), wall);
    c.grain(&c.all(), (60.0, 20.0), (0.0, 110.0), ink(0x1c_2826));
    c.glow(84.0, 40.0, 66.0, ink(0xf0_c880).fade(0.35));
    let apron = blob(&[(-10.0, 110.0), (6.0, 92.0), (50.0, 84.0), (100.0, 84.0), (146.0, 92.0), (160.0, 110.0)]);
    c.fill(&apron, ink(0x6a_4a34));
    c.grain(&apron, (70.0, 84.0), (80.0, 106.0), dark);
    let upper = blob(&[
        (38.0, 62.0),
        (39.0, 52.0),
        (47.0, 46.0),
        (60.0, 42.0),
        (68.0, 34.0),
        (70.0, 10.0),
        (70.0, 10.0),
        (102.0, 7.0),
        (102.0, 7.0),
        (104.0, 30.0),
        (107.0, 48.0),
        (107.0, 63.0),
        (107.0, 63.0),
        (70.0, 65.0),
    ]);
    c.fill(&upper, leather);
    c.grain(&upper, (62.0, 40.0), (112.0, 62.0), dark);
    c.fill(&blob(&[(41.0, 54.0), (47.0, 49.0), (56.0, 46.0), (52.0, 51.0), (45.0, 56.0)]), ink(0xd8_8a58).fade(0.8));
    c.fill(&blob(&[(68.6, 12.6), (70.0, 6.6), (86.0, 3.6), (102.6, 4.0), (103.0, 9.6), (86.0, 11.6)]), ink(0x4a_2218));
    c.curve(&[(96.0, 10.0), (95.0, 34.0), (88.0, 52.0), (74.0, 63.0)], 0.5, ink(0xd8_a070));
    for i in 0..5 {
        let y = 16.0 + i as f32 * 5.6;
        let x = 71.0 - i as f32 * i as f32 * 0.36;
        c.fill(&disc(x + 2.4, y, 1.0), ink(0xc9_a04a));
        c.line(&[(x + 2.4, y), (x - 1.6, y + 3.4)], 0.9, ink(0xe3_cc9c));
    }
    let welt = blob(&[
        (34.4, 62.6),
        (36.0, 60.4),
        (70.0, 63.4),
        (108.0, 61.6),
        (110.0, 63.0),
        (109.6, 66.6),
        (70.0, 68.0),
        (36.0, 66.6),
    ]);
    c.fill(&welt, ink(0xd0_9a5c));
    c.grain(&welt, (60.0, 62.0), (80.0, 70.0), ink(0x7a_4a24));
    let sole =
        blob(&[(35.0, 66.4), (70.0, 67.8), (109.6, 66.0), (109.0, 70.6), (92.0, 71.8), (70.0, 72.6), (38.0, 71.0)]);
    c.fill(&sole, ink(0x33_201a));
    c.fill(&poly(&[(86.0, 71.0), (109.4, 70.0), (108.4, 79.0), (88.0, 79.4)]), ink(0x33_201a));
    for i in 0..12 {
        let x = 74.0 + i as f32 * 2.8;
        c.line(&[(x, 64.6), (x + 1.5, 64.5)], 0.8, cord);
    }
    for i in 0..12 {
        c.fill(&disc(40.6 + i as f32 * 2.8, 64.2 + i as f32 * 0.08, 0.36), dark);
    }
    for (points, width) in [
        ([(72.6, 64.8), (64.0, 68.0), (44.0, 72.0), (29.0, 77.0)], 0.9),
        ([(72.6, 64.8), (84.0, 54.0), (104.0, 40.0), (124.0, 33.0)], 0.9),
    ] {
        c.curve(&points, width + 0.5, dark.fade(0.5));
        c.curve(&points, width, cord);
    }
    c.fill(&brush(&[(-12.0, 74.0), (0.0, 78.0), (16.0, 80.0)], 24.0, 15.0), ink(0x4f_7a8a));
    c.fill(&brush(&[(8.0, 79.0), (14.0, 80.0), (22.0, 79.0)], 12.0, 11.0), SKIN[1]);
    c.mirror(26.0, 79.0, 1.02, |c| fist(c, SKIN[1]));
    c.curve(&[(24.0, 88.0), (22.0, 94.0), (26.0, 102.0)], 0.9, cord);
    c.fill(&brush(&[(166.0, 60.0), (154.0, 46.0), (144.0, 38.0)], 26.0, 15.0), ink(0x4f_7a8a));
    c.fill(&brush(&[(148.0, 41.0), (142.0, 37.0), (134.0, 34.0)], 12.0, 11.0), SKIN[1]);
    c.tilt(130.0, 32.6, 22.0, |c| c.place(0.0, 0.0, 1.02, |c| fist(c, SKIN[1])));
    c.line(&[(120.0, 34.6), (116.0, 36.0)], 0.7, ink(0xd8_dcd8));
    c.curve(&[(134.0, 42.0), (130.0, 52.0), (136.0, 60.0), (132.0, 70.0)], 0.9, cord);
    c.fill(&line(&[(118.0, 93.0), (130.0, 90.0)], 4.2), ink(0xb8_5a34));
    c.line(&[(130.0, 90.0), (141.0, 87.2)], 0.9, ink(0xd8_dcd8));
    c.fill(&soft(58.0, 90.0, 11.0, 5.0, 1.6), ink(0xd8_a23c));
}
