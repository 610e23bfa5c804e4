//! The canvas: shapes and inks, in units that are a hundredth of the shorter side.

use tiny_skia::{Color, FillRule, Mask, Paint, Pixmap, PremultipliedColorU8, Transform};

use crate::chance::{ease, noise, spot, turn};
use crate::ink::Ink;
use crate::shape::{At, Shape, curve, line, rect};

/// A picture while it is painted.
pub(crate) struct Canvas {
    pub(crate) map: Pixmap,
    scratch: Mask,
    clip: Option<Mask>,
    at: Transform,
    /// How wide it is, in units.
    pub(crate) w: f32,
    /// How high it is, in units.
    pub(crate) h: f32,
}

impl Canvas {
    /// An empty, transparent canvas; nothing where the size is none.
    pub(crate) fn new(width: u32, height: u32) -> Option<Self> {
        let unit = width.min(height) as f32 / 100.0;
        Some(Self {
            map: Pixmap::new(width, height)?,
            scratch: Mask::new(width, height)?,
            clip: None,
            at: Transform::from_scale(unit, unit),
            w: width as f32 / unit,
            h: height as f32 / unit,
        })
    }

    /// The whole canvas as a shape.
    pub(crate) fn all(&self) -> Shape {
        rect(-1.0, -1.0, self.w + 2.0, self.h + 2.0)
    }

    /// Paints with the origin somewhere else, larger or smaller.
    pub(crate) fn place(&mut self, x: f32, y: f32, size: f32, paint: impl FnOnce(&mut Self)) {
        self.under(Transform::from_row(size, 0.0, 0.0, size, x, y), paint);
    }

    /// The same, as in a mirror.
    pub(crate) fn mirror(&mut self, x: f32, y: f32, size: f32, paint: impl FnOnce(&mut Self)) {
        self.under(Transform::from_row(-size, 0.0, 0.0, size, x, y), paint);
    }

    /// Paints turned clockwise, with the origin somewhere else.
    pub(crate) fn tilt(&mut self, x: f32, y: f32, degrees: f32, paint: impl FnOnce(&mut Self)) {
        let (s, k) = turn(degrees);
        self.under(Transform::from_row(k, s, -s, k, x, y), paint);
    }

    fn under(&mut self, inner: Transform, paint: impl FnOnce(&mut Self)) {
        let outer = self.at;
        self.at = outer.pre_concat(inner);
        paint(self);
        self.at = outer;
    }

    /// Paints only within a shape.
    pub(crate) fn within(&mut self, shape: &Shape, paint: impl FnOnce(&mut Self)) {
        let (Some(path), Some(mut mask)) = (&shape.path, Mask::new(self.map.width(), self.map.height())) else {
            return;
        };
        mask.fill_path(path, rule(shape), true, self.at);
        if let Some(outer) = &self.clip {
            for (inner, outer) in mask.data_mut().iter_mut().zip(outer.data()) {
                *inner = (u16::from(*inner) * u16::from(*outer) / 255) as u8;
            }
        }
        let outer = self.clip.replace(mask);
        paint(self);
        self.clip = outer;
    }

    /// Fills a shape with one ink.
    pub(crate) fn fill(&mut self, shape: &Shape, ink: Ink) {
        let Some(path) = &shape.path else { return };
        let mut paint = Paint::default();
        paint.set_color(Color::from_rgba(ink.r, ink.g, ink.b, ink.a.clamp(0.0, 1.0)).unwrap_or(Color::TRANSPARENT));
        self.map.fill_path(path, &paint, rule(shape), self.at, self.clip.as_ref());
    }

    /// A line of one ink.
    pub(crate) fn line(&mut self, points: &[At], width: f32, ink: Ink) {
        self.fill(&line(points, width), ink);
    }

    /// A smooth line of one ink.
    pub(crate) fn curve(&mut self, points: &[At], width: f32, ink: Ink) {
        self.fill(&curve(points, width), ink);
    }

    /// Fills a shape with inks that run into each other from `from` to `to`; each has its place between 0 and 1.
    pub(crate) fn wash(&mut self, shape: &Shape, from: At, to: At, inks: &[(f32, Ink)]) {
        let along = self.along(from, to);
        self.each(shape, |x, y| {
            let t = along(x, y) + (spot(x, y, 11) - 0.5) * 0.035;
            let next = inks.iter().position(|stop| stop.0 > t).unwrap_or(inks.len());
            match (next.checked_sub(1).map(|i| inks[i]), inks.get(next)) {
                (Some(a), Some(b)) => a.1.to(b.1, (t - a.0) / (b.0 - a.0)),
                (Some(only), None) => only.1,
                (None, only) => only.map_or(crate::ink::PAPER, |stop| stop.1),
            }
        });
    }

    /// From one ink at the height `top` to another at the height `foot`.
    pub(crate) fn fall(&mut self, shape: &Shape, top: (f32, Ink), foot: (f32, Ink)) {
        self.wash(shape, (0.0, top.0), (0.0, foot.0), &[(0.0, top.1), (1.0, foot.1)]);
    }

    /// Stipples a shape with one ink: nothing at `from`, and as dense as it gets at `to`.
    pub(crate) fn grain(&mut self, shape: &Shape, from: At, to: At, ink: Ink) {
        let along = self.along(from, to);
        self.each(shape, |x, y| {
            let t = ease(along(x, y)) * 1.1;
            ink.fade(stipple(x, y, t))
        });
    }

    /// Light around a place: an ink that is dense there and gone at the distance `r`.
    pub(crate) fn glow(&mut self, x: f32, y: f32, r: f32, ink: Ink) {
        let (mid, edge) = (self.point((x, y)), self.point((x + r, y)));
        let reach = (edge.0 - mid.0) * (edge.0 - mid.0) + (edge.1 - mid.1) * (edge.1 - mid.1);
        self.each(&crate::shape::disc(x, y, r), |px, py| {
            let (dx, dy) = (px as f32 - mid.0, py as f32 - mid.1);
            let t = (1.0 - ((dx * dx + dy * dy) / reach).sqrt()).clamp(0.0, 1.0);
            ink.fade(t * t * 0.7 + stipple(px, py, t * t * 1.2) * 0.3 * t)
        });
    }

    /// Fills a shape with an ink that is blotched, `size` units from blotch to blotch.
    pub(crate) fn blotch(&mut self, shape: &Shape, size: f32, amount: f32, ink: Ink, seed: u32) {
        let unit = self.map.width() as f32 / self.w * size;
        self.each(shape, |x, y| {
            let (u, v) = (x as f32 / unit, y as f32 / unit);
            let t = noise(u, v, seed) * 0.65 + noise(u * 2.7, v * 2.7, seed ^ 5) * 0.35;
            ink.fade(stipple(x, y, ((t - 1.0 + amount) * 2.2).clamp(0.0, 1.0)))
        });
    }

    fn point(&self, at: At) -> At {
        let t = self.at;
        (t.sx * at.0 + t.kx * at.1 + t.tx, t.ky * at.0 + t.sy * at.1 + t.ty)
    }

    /// How far a pixel is on the way between two places, from 0 to 1.
    fn along(&self, from: At, to: At) -> impl Fn(i32, i32) -> f32 + use<> {
        let (a, b) = (self.point(from), self.point(to));
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let long = (dx * dx + dy * dy).max(0.001);
        move |x, y| (((x as f32 - a.0) * dx + (y as f32 - a.1) * dy) / long).clamp(0.0, 1.0)
    }

    /// Paints every pixel of a shape with an ink of its own.
    fn each(&mut self, shape: &Shape, ink_at: impl Fn(i32, i32) -> Ink) {
        let Some(path) = shape.path.clone().and_then(|path| path.transform(self.at)) else { return };
        let (width, height, bounds) = (self.map.width() as i32, self.map.height() as i32, path.bounds());
        self.scratch.fill_path(&path, rule(shape), true, Transform::identity());
        let (left, right) = ((bounds.left() as i32 - 1).clamp(0, width), (bounds.right() as i32 + 2).clamp(0, width));
        let (top, foot) = ((bounds.top() as i32 - 1).clamp(0, height), (bounds.bottom() as i32 + 2).clamp(0, height));
        let clip = self.clip.as_ref().map(Mask::data);
        let (cover, pixels) = (self.scratch.data_mut(), self.map.pixels_mut());
        for y in top..foot {
            for x in left..right {
                let i = (y * width + x) as usize;
                let covered = std::mem::take(&mut cover[i]);
                if covered == 0 {
                    continue;
                }
                let ink = ink_at(x, y);
                let open = clip.map_or(1.0, |clip| f32::from(clip[i]) / 255.0);
                let a = ink.a * open * f32::from(covered) / 255.0;
                if a > 0.0 {
                    pixels[i] = over(pixels[i], ink, a.min(1.0));
                }
            }
        }
    }
}

fn rule(shape: &Shape) -> FillRule {
    if shape.holes { FillRule::EvenOdd } else { FillRule::Winding }
}

/// How much of a dot a pixel gets where the stippling is `t` dense.
fn stipple(x: i32, y: i32, t: f32) -> f32 {
    let dot = spot(x, y, 3) * 0.45 + spot(x >> 1, y >> 1, 4) * 0.55;
    ((t - dot * 0.82) * 3.2).clamp(0.0, 1.0)
}

/// One ink over a pixel.
fn over(below: PremultipliedColorU8, ink: Ink, a: f32) -> PremultipliedColorU8 {
    let keep = 1.0 - a;
    let alpha = (a * 255.0 + f32::from(below.alpha()) * keep + 0.5) as u8;
    let part = |below: u8, of: f32| ((of * a * 255.0 + f32::from(below) * keep + 0.5) as u8).min(alpha);
    let (r, g, b) = (part(below.red(), ink.r), part(below.green(), ink.g), part(below.blue(), ink.b));
    PremultipliedColorU8::from_rgba(r, g, b, alpha).unwrap_or(below)
}
