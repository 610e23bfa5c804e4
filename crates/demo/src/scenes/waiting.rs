//! Drawings: the waiting room in ink, and the mark of the desk.

use crate::canvas::Canvas;
use crate::chance::{Dice, turn};
use crate::ink::{Ink, PAPER, ink};
use crate::kit::things::chair;
use crate::shape::{At, Shape, blob, brush, curve, disc, line, oval, poly, rect, soft};

/// Hatching over a shape, its lines at an angle.
fn hatch(c: &mut Canvas, within: &Shape, step: f32, degrees: f32, ink: Ink, seed: u32) {
    let Some(bounds) = within.path.as_ref().map(|path| path.bounds()) else { return };
    let mut dice = Dice::new(seed);
    let half = (bounds.width() + bounds.height()) / 2.0;
    let (x, y) = (bounds.left() + bounds.width() / 2.0, bounds.top() + bounds.height() / 2.0);
    c.within(within, |c| {
        c.tilt(x, y, degrees, |c| {
            let mut y = -half;
            while y < half {
                let mut at = |x: f32| (x * half, y + dice.between(-0.2, 0.2));
                let points = [at(-1.0), at(-0.4), at(0.3), at(1.0)];
                c.fill(&curve(&points, dice.between(0.1, 0.2)), ink);
                y += step * dice.between(0.8, 1.2);
            }
        });
    });
}

/// A line as a pen draws it: not quite straight, and once more beside itself.
fn pen(c: &mut Canvas, from: At, to: At, width: f32, ink: Ink, dice: &mut Dice) {
    for again in 0..2 {
        let mut off = || dice.between(-0.22, 0.22);
        let mid = ((from.0 + to.0) / 2.0 + off(), (from.1 + to.1) / 2.0 + off());
        let ends = ((from.0 + off(), from.1 + off()), (to.0 + off(), to.1 + off()));
        c.curve(&[ends.0, mid, ends.1], width * if again == 0 { 1.0 } else { 0.45 }, ink);
    }
}

/// Eleven empty chairs and one hat, in ink.
pub(crate) fn waiting_room(c: &mut Canvas) {
    let (paper, black) = (ink(0xf8_f2e2), ink(0x1c_1c26));
    c.fill(&c.all(), paper);
    let mut dice = Dice::new(15);
    let floor = 74.0;
    pen(c, (3.0, floor), (140.0, floor + 0.4), 0.4, black, &mut dice);
    pen(c, (3.0, floor - 3.0), (140.0, floor - 2.6), 0.25, black, &mut dice);
    for i in 0..12 {
        let x = -10.0 + i as f32 * 15.0;
        pen(c, (71.4 + (x - 71.4) * 0.8, floor), (71.4 + (x - 71.4) * 1.5, 98.0), 0.18, black, &mut dice);
    }
    hatch(c, &poly(&[(3.0, 3.0), (26.0, 3.0), (3.0, 60.0)]), 1.5, -52.0, black, 3);
    hatch(c, &poly(&[(118.0, 3.0), (140.0, 3.0), (140.0, 72.0), (132.0, 72.0)]), 1.4, 58.0, black, 4);
    window_and_clock(c, black, &mut dice);
    for i in 0..7 {
        let x = 20.0 + i as f32 * 15.4;
        let shadow = poly(&[(x - 6.0, 79.0), (x + 6.0, 79.0), (x + 14.0, 83.4), (x, 83.4)]);
        hatch(c, &shadow, 0.7, 8.0, black, 20 + i);
        c.tilt(x, 79.4, dice.between(-1.6, 1.6), |c| chair(c, black, paper, 0.62));
        hatch(
            c,
            &poly(&[(x - 5.0, 68.2), (x + 5.0, 68.2), (x + 6.6, 70.8), (x - 6.6, 70.8)]),
            0.7,
            30.0,
            black,
            40 + i,
        );
    }
    for (i, (x, turned)) in [(30.0, -3.0), (56.0, 2.0), (84.0, -1.0), (112.0, 4.0)].into_iter().enumerate() {
        let shadow = poly(&[(x - 8.0, 95.0), (x + 8.0, 95.0), (x + 19.0, 98.6), (x, 98.6)]);
        hatch(c, &shadow, 0.8, 8.0, black, 60 + i as u32);
        c.tilt(x, 95.6, turned, |c| c.place(0.0, 0.0, 1.24, |c| chair(c, black, paper, 0.6)));
        hatch(
            c,
            &poly(&[(x - 6.2, 82.0), (x + 6.2, 82.0), (x + 8.2, 85.0), (x - 8.2, 85.0)]),
            0.8,
            30.0,
            black,
            80 + i as u32,
        );
    }
    hat_stand(c, black, paper);
    for (a, b) in [
        ((3.0, 3.0), (140.0, 3.2)),
        ((140.0, 3.0), (139.8, 97.6)),
        ((140.0, 97.4), (3.0, 97.0)),
        ((3.0, 97.0), (3.2, 3.0)),
    ] {
        pen(c, a, b, 0.35, black, &mut dice);
    }
}

/// The window and the clock on the wall.
fn window_and_clock(c: &mut Canvas, black: Ink, dice: &mut Dice) {
    let pane = rect(40.0, 12.0, 40.0, 30.0);
    hatch(c, &poly(&[(40.0, 12.0), (80.0, 12.0), (60.0, 27.0), (40.0, 34.0)]), 1.1, 70.0, black, 7);
    c.fill(&pane.outline(0.6), black);
    c.fill(&rect(38.0, 10.0, 44.0, 34.0).outline(0.3), black);
    pen(c, (60.0, 12.0), (60.0, 42.0), 0.5, black, dice);
    pen(c, (40.0, 27.0), (80.0, 27.0), 0.5, black, dice);
    c.fill(&rect(36.0, 44.0, 48.0, 2.0), black);
    c.fill(&disc(104.0, 24.0, 8.4).outline(0.7), black);
    c.fill(&disc(104.0, 24.0, 7.2).outline(0.25), black);
    for i in 0..12 {
        let (s, k) = turn(i as f32 * 30.0);
        c.line(&[(104.0 + k * 5.7, 24.0 + s * 5.7), (104.0 + k * 6.6, 24.0 + s * 6.6)], 0.35, black);
    }
    c.line(&[(104.0, 24.0), (107.0, 21.6)], 0.7, black);
    c.line(&[(104.0, 24.0), (101.6, 19.4)], 0.5, black);
    for x in [-0.6, 0.8] {
        c.line(&[(104.0 + x, 32.4), (104.0 + x, 36.0)], 0.3, black);
    }
}

/// The stand with the one hat.
fn hat_stand(c: &mut Canvas, black: Ink, paper: Ink) {
    let x = 129.6;
    c.line(&[(x, 40.0), (x, 84.0)], 0.9, black);
    for (a, b) in [(-6.0, 88.0), (6.0, 88.0), (-1.6, 89.6)] {
        c.curve(&[(x, 82.0), (x + a * 0.5, 83.4), (x + a, b)], 0.8, black);
    }
    for side in [-1.0, 1.0] {
        c.curve(&[(x, 46.0), (x + side * 4.0, 46.6), (x + side * 5.6, 43.6), (x + side * 4.6, 41.6)], 0.7, black);
    }
    c.fill(&disc(x, 39.0, 1.2), black);
    let crown = blob(&[
        (x - 10.4, 40.6),
        (x - 10.0, 34.0),
        (x - 6.6, 32.2),
        (x - 4.0, 33.6),
        (x - 1.4, 32.2),
        (x + 1.4, 34.4),
        (x + 1.6, 40.8),
        (x - 4.4, 42.4),
    ]);
    let brim = oval(x - 4.4, 41.4, 10.4, 2.1).turned((x - 4.4, 41.4), 4.0);
    c.fill(&brim, black);
    c.fill(&crown, paper);
    hatch(c, &crown, 0.65, 68.0, black, 31);
    hatch(c, &poly(&[(x - 3.0, 31.0), (x + 3.0, 31.0), (x + 3.0, 42.0), (x - 2.0, 42.0)]), 5.0, 40.0, black, 32);
    c.fill(&crown.outline(0.5), black);
    c.fill(&poly(&[(x - 10.4, 37.6), (x + 1.6, 38.0), (x + 1.6, 40.8), (x - 4.4, 42.2), (x - 10.4, 40.6)]), black);
}

/// A bollard with a rope around it, on nothing.
pub(crate) fn desk_mark(c: &mut Canvas) {
    let (iron, dark, rope, shade) = (ink(0x1f_2c3c), ink(0x10_1620), ink(0xd8_a456), ink(0x8a_5a28));
    c.fill(&oval(50.0, 89.0, 39.0, 6.0), ink(0x1f_2c3c).fade(0.22));
    let body = blob(&[
        (32.0, 88.0),
        (34.0, 70.0),
        (35.4, 52.0),
        (34.4, 36.0),
        (34.4, 34.0),
        (50.0, 32.0),
        (65.6, 34.0),
        (65.6, 36.0),
        (64.6, 52.0),
        (66.0, 70.0),
        (68.0, 88.0),
        (50.0, 90.4),
    ]);
    let cap = blob(&[
        (24.0, 27.0),
        (25.6, 18.0),
        (34.0, 11.0),
        (50.0, 8.6),
        (66.0, 11.0),
        (74.4, 18.0),
        (76.0, 27.0),
        (72.0, 33.4),
        (60.0, 36.0),
        (40.0, 36.0),
        (28.0, 33.4),
    ]);
    let tail: [At; 5] = [(66.0, 70.0), (74.0, 72.6), (79.4, 79.0), (84.0, 85.0), (91.6, 87.0)];
    for edge in [
        body.outline(5.0),
        cap.outline(5.0),
        soft(26.0, 83.0, 48.0, 7.4, 3.2).outline(5.0),
        rope_turn(0, 13.0),
        rope_turn(1, 13.0),
        rope_turn(2, 13.0),
        curve(&tail, 13.0),
    ] {
        c.fill(&edge, PAPER);
    }
    c.fill(&body, iron);
    c.fill(&soft(26.0, 83.0, 48.0, 7.4, 3.2), iron);
    c.grain(&body, (44.0, 50.0), (70.0, 60.0), dark);
    c.fill(&cap, iron);
    c.grain(&cap, (44.0, 16.0), (76.0, 34.0), dark);
    c.fill(&brush(&[(30.0, 22.0), (37.0, 15.4), (48.0, 12.8)], 1.2, 2.6), ink(0xf6_ecd8));
    c.fill(&brush(&[(39.4, 44.0), (39.6, 48.0)], 1.6, 1.2), ink(0xf6_ecd8));
    for i in 0..3 {
        c.fill(&rope_turn(i, 8.0).moved(0.0, 0.4), dark);
        c.fill(&rope_turn(i, 6.4), rope);
        strands(c, i, shade);
    }
    c.fill(&curve(&tail, 8.0), dark);
    c.fill(&curve(&tail, 6.4), rope);
    for (x, y) in [(70.0, 71.0), (74.4, 73.2), (77.6, 76.6), (80.6, 80.6), (84.0, 84.6), (88.6, 86.6)] {
        c.fill(&line(&[(x - 1.2, y + 2.6), (x + 1.6, y - 2.4)], 0.9), shade);
    }
}

/// One turn of the rope round the bollard.
fn rope_turn(nth: usize, width: f32) -> Shape {
    let (y, half) = (54.0 + nth as f32 * 7.2, 17.4 + nth as f32 * 0.7);
    curve(
        &[
            (50.0 - half, y - 1.4),
            (50.0 - half * 0.5, y + 2.4),
            (50.0, y + 3.6),
            (50.0 + half * 0.5, y + 2.6),
            (50.0 + half, y - 1.0),
        ],
        width,
    )
}

/// The lay of that turn.
fn strands(c: &mut Canvas, nth: usize, shade: Ink) {
    let (x, y, half) = (50.0, 54.0 + nth as f32 * 7.2, 17.4 + nth as f32 * 0.7);
    for i in 0..8 {
        let t = (i as f32 - 3.5) / 4.0;
        let (u, v) = (x + t * half * 0.96, y + 3.4 - t * t * 4.4);
        c.line(&[(u - 1.6, v + 2.4), (u + 1.6, v - 2.6)], 0.9, shade);
    }
}
