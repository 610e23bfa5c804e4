//! Shapes: what is filled with ink.

use tiny_skia::{LineCap, LineJoin, Path, PathBuilder, Rect, Stroke, Transform};

use crate::chance::turn;

/// A place in the units of the canvas.
pub(crate) type At = (f32, f32);

/// An outline, or nothing where there is none to draw.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) path: Option<Path>,
    /// Whether an outline within an outline is a hole.
    pub(crate) holes: bool,
}

impl Shape {
    fn of(builder: PathBuilder) -> Self {
        Self { path: builder.finish(), holes: false }
    }

    fn with(self, transform: Transform) -> Self {
        Self { path: self.path.and_then(|path| path.transform(transform)), holes: self.holes }
    }

    /// The shape somewhere else.
    pub(crate) fn moved(self, x: f32, y: f32) -> Self {
        self.with(Transform::from_translate(x, y))
    }

    /// The shape turned clockwise about a place.
    pub(crate) fn turned(self, about: At, degrees: f32) -> Self {
        let (s, k) = turn(degrees);
        let (x, y) = about;
        self.with(Transform::from_row(k, s, -s, k, x - k * x + s * y, y - s * x - k * y))
    }

    /// Its outline as a line of that width.
    pub(crate) fn outline(&self, width: f32) -> Self {
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        Self { path: self.path.as_ref().and_then(|path| path.stroke(&stroke, 12.0)), holes: false }
    }

    /// This one with another cut out, where the other lies within it.
    pub(crate) fn without(self, other: Self) -> Self {
        let mut joined = join(&[self, other]);
        joined.holes = true;
        joined
    }
}

/// Several shapes as one.
pub(crate) fn join(shapes: &[Shape]) -> Shape {
    let mut builder = PathBuilder::new();
    for path in shapes.iter().filter_map(|shape| shape.path.as_ref()) {
        builder.push_path(path);
    }
    Shape { path: builder.finish(), holes: shapes.iter().any(|shape| shape.holes) }
}

/// A rectangle from its upper left corner.
pub(crate) fn rect(x: f32, y: f32, w: f32, h: f32) -> Shape {
    Shape { path: Rect::from_xywh(x, y, w, h).map(PathBuilder::from_rect), holes: false }
}

/// A rectangle with round corners.
pub(crate) fn soft(x: f32, y: f32, w: f32, h: f32, r: f32) -> Shape {
    let r = r.min(w / 2.0).min(h / 2.0);
    let k = r * 0.448;
    let (right, foot) = (x + w, y + h);
    let mut b = PathBuilder::new();
    b.move_to(x + r, y);
    b.line_to(right - r, y);
    b.cubic_to(right - k, y, right, y + k, right, y + r);
    b.line_to(right, foot - r);
    b.cubic_to(right, foot - k, right - k, foot, right - r, foot);
    b.line_to(x + r, foot);
    b.cubic_to(x + k, foot, x, foot - k, x, foot - r);
    b.line_to(x, y + r);
    b.cubic_to(x, y + k, x + k, y, x + r, y);
    b.close();
    Shape::of(b)
}

/// A circle.
pub(crate) fn disc(x: f32, y: f32, r: f32) -> Shape {
    oval(x, y, r, r)
}

/// An ellipse from its middle.
pub(crate) fn oval(x: f32, y: f32, rx: f32, ry: f32) -> Shape {
    Shape { path: Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0).and_then(PathBuilder::from_oval), holes: false }
}

/// A flat ring.
pub(crate) fn ring(x: f32, y: f32, outer: f32, inner: f32) -> Shape {
    disc(x, y, outer).without(disc(x, y, inner))
}

/// A polygon.
pub(crate) fn poly(points: &[At]) -> Shape {
    let mut b = PathBuilder::new();
    for (i, &(x, y)) in points.iter().enumerate() {
        if i == 0 { b.move_to(x, y) } else { b.line_to(x, y) }
    }
    b.close();
    Shape::of(b)
}

/// The smooth curve through some places.
fn through(points: &[At], closed: bool) -> PathBuilder {
    let n = points.len();
    let mut b = PathBuilder::new();
    let at = |i: isize| {
        if closed { points[i.rem_euclid(n as isize) as usize] } else { points[i.clamp(0, n as isize - 1) as usize] }
    };
    let spans = if closed { n } else { n.saturating_sub(1) };
    if n > 0 {
        b.move_to(points[0].0, points[0].1);
    }
    for i in 0..spans as isize {
        let (before, from, to, after) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        b.cubic_to(
            from.0 + (to.0 - before.0) / 6.0,
            from.1 + (to.1 - before.1) / 6.0,
            to.0 - (after.0 - from.0) / 6.0,
            to.1 - (after.1 - from.1) / 6.0,
            to.0,
            to.1,
        );
    }
    if closed {
        b.close();
    }
    b
}

/// A smooth closed shape through some places.
pub(crate) fn blob(points: &[At]) -> Shape {
    Shape::of(through(points, true))
}

/// A line with round ends.
pub(crate) fn line(points: &[At], width: f32) -> Shape {
    let mut b = PathBuilder::new();
    for (i, &(x, y)) in points.iter().enumerate() {
        if i == 0 { b.move_to(x, y) } else { b.line_to(x, y) }
    }
    Shape::of(b).outline(width)
}

/// A smooth line with round ends.
pub(crate) fn curve(points: &[At], width: f32) -> Shape {
    Shape::of(through(points, false)).outline(width)
}

/// A brush stroke: a smooth line whose width changes from the first place to the last.
pub(crate) fn brush(points: &[At], from: f32, to: f32) -> Shape {
    let n = points.len();
    let mut sides: (Vec<At>, Vec<At>) = (Vec::new(), Vec::new());
    for i in 0..n {
        let (before, after) = (points[i.saturating_sub(1)], points[(i + 1).min(n - 1)]);
        let (dx, dy) = (after.0 - before.0, after.1 - before.1);
        let long = (dx * dx + dy * dy).sqrt().max(0.001);
        let half = (from + (to - from) * i as f32 / (n.max(2) - 1) as f32) / 2.0;
        let (x, y) = points[i];
        sides.0.push((x - dy / long * half, y + dx / long * half));
        sides.1.push((x + dy / long * half, y - dx / long * half));
    }
    sides.1.reverse();
    sides.0.extend(sides.1);
    blob(&sides.0)
}

/// A doorway: straight sides and a half circle on top; `y` is the top.
pub(crate) fn arch(x: f32, y: f32, w: f32, h: f32) -> Shape {
    let (r, k) = (w / 2.0, w / 2.0 * 0.552);
    let mut b = PathBuilder::new();
    b.move_to(x, y + h);
    b.line_to(x, y + r);
    b.cubic_to(x, y + r - k, x + r - k, y, x + r, y);
    b.cubic_to(x + r + k, y, x + w, y + r - k, x + w, y + r);
    b.line_to(x + w, y + h);
    b.close();
    Shape::of(b)
}
