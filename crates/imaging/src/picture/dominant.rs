//! The colour that a person would name first.

/// Shades per channel that are told apart.
const BITS: u32 = 4;

/// A group of similar pixels.
#[derive(Clone, Copy, Default)]
struct Group {
    weight: f32,
    sum: [f32; 3],
}

/// Finds the colour by a histogram. Pixels count by how much is seen of them and, mildly, by how colourful they are:
/// a red coat in front of a grey wall is what people remember. The answer is the mean of one group, so never a mixture.
pub(super) fn colour(rgba: &[u8]) -> [u8; 3] {
    let mut groups = vec![Group::default(); 1 << (3 * BITS)];
    for pixel in rgba.chunks_exact(4) {
        let alpha = f32::from(pixel[3]) / 255.0;
        let weight = alpha * (1.0 + 2.0 * colourfulness(pixel));
        let group = &mut groups[place(pixel)];
        group.weight += weight;
        (0..3).for_each(|channel| group.sum[channel] += weight * f32::from(pixel[channel]));
    }
    let best = (0..groups.len()).map(|index| (index, neighbourhood(&groups, index))).max_by(|a, b| a.1.total_cmp(&b.1));
    let Some((best, weight)) = best else { return [255; 3] };
    if weight <= 0.0 {
        // Nothing is to be seen.
        return [255; 3];
    }
    let mut mean = Group::default();
    for neighbour in neighbours(best) {
        let group = groups[neighbour];
        mean.weight += group.weight;
        (0..3).for_each(|channel| mean.sum[channel] += group.sum[channel]);
    }
    mean.sum.map(|sum| (sum / mean.weight).round().clamp(0.0, 255.0) as u8)
}

/// 0 for greys, and for what is nearly black or white; up to 1 for pure colours.
fn colourfulness(pixel: &[u8]) -> f32 {
    let (least, most) = (pixel[0].min(pixel[1]).min(pixel[2]), pixel[0].max(pixel[1]).max(pixel[2]));
    f32::from(most - least) / 255.0
}

fn place(pixel: &[u8]) -> usize {
    pixel[..3].iter().fold(0, |place, value| place << BITS | usize::from(value >> (8 - BITS)))
}

/// A group counts with half of what lies next to it, so that a colour on a border between groups is not split.
fn neighbourhood(groups: &[Group], index: usize) -> f32 {
    let own = groups[index].weight;
    if own == 0.0 { 0.0 } else { own + neighbours(index).map(|other| groups[other].weight).sum::<f32>() / 2.0 }
}

/// The group itself and those that differ by one step in one channel.
fn neighbours(index: usize) -> impl Iterator<Item = usize> {
    let mask = (1usize << BITS) - 1;
    let steps = (0..3u32).flat_map(move |channel| {
        let shift = BITS * channel;
        let value = index >> shift & mask;
        let lower = (value > 0).then(|| index - (1 << shift));
        let upper = (value < mask).then(|| index + (1 << shift));
        [lower, upper].into_iter().flatten()
    });
    std::iter::once(index).chain(steps)
}
