//! How much memory the tables of lossless WebP take.
//!
//! A lossless picture may bring 65,536 groups of five Huffman tables, each of which takes hundreds of times the bytes in
//! the file that it takes to describe. So the part of the stream in front of the pixels is read here first, without
//! keeping anything, and what the decoder would make of it is added up.

/// Symbols of the five tables of a group, without the colour cache.
const ALPHABETS: [usize; 5] = [256 + 24, 256, 256, 256, 40];
/// The order in which the lengths of the codes for code lengths stand.
const ORDER: [usize; 19] = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
/// What the decoder holds for a group besides tables, with room for a list that doubles.
const GROUP: u64 = 640;

/// Bytes that the decoder's tables will take, for the stream behind the size. What can't be read counts up to there:
/// the decoder will not get further.
pub(super) fn bytes(stream: &[u8], width: u32, height: u32) -> u64 {
    let mut reader = Reader { bits: Bits { bytes: stream, at: 0 }, taken: 0, most: 0 };
    let _ = reader.picture(width, height);
    reader.most.max(reader.taken)
}

/// Bits from the lowest on.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn bit(&mut self) -> Option<usize> {
        let byte = *self.bytes.get(self.at / 8)?;
        let bit = byte >> (self.at % 8) & 1;
        self.at += 1;
        Some(usize::from(bit))
    }

    fn number(&mut self, count: usize) -> Option<usize> {
        (0..count).try_fold(0, |number, place| Some(number | self.bit()? << place))
    }
}

/// A Huffman code: how many codes there are of each length, and their symbols in order.
struct Code {
    counts: [u16; 16],
    symbols: Vec<u16>,
}

impl Code {
    fn new(lengths: &[u8]) -> Self {
        let used = || lengths.iter().enumerate().filter(|(_, length)| **length > 0);
        let mut counts = [0u16; 16];
        used().for_each(|(_, length)| counts[usize::from(*length)] += 1);
        let mut places = [0u16; 17];
        (1..16).for_each(|length| places[length + 1] = places[length] + counts[length]);
        let mut symbols = vec![0; usize::from(places[16])];
        for (symbol, length) in used() {
            let place = &mut places[usize::from(*length)];
            symbols[usize::from(*place)] = symbol as u16;
            *place += 1;
        }
        Self { counts, symbols }
    }

    /// A code with a single symbol takes no bits.
    fn read(&self, bits: &mut Bits<'_>) -> Option<usize> {
        if let [only] = self.symbols.as_slice() {
            return Some(usize::from(*only));
        }
        let (mut code, mut first, mut index) = (0usize, 0usize, 0usize);
        for count in &self.counts[1..] {
            let count = usize::from(*count);
            code |= bits.bit()?;
            if code < first + count {
                return self.symbols.get(index + code - first).map(|symbol| usize::from(*symbol));
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }

    /// What the decoder makes of it: a table for up to ten bits, and a tree for longer codes.
    fn bytes(&self) -> u64 {
        let longest = self.counts.iter().rposition(|count| *count > 0).unwrap_or_default();
        let long: u64 = self.counts[11..].iter().map(|count| u64::from(*count)).sum();
        if self.symbols.len() <= 1 { 0 } else { (4 << longest.min(10)) + 32 * long + 64 }
    }
}

struct Reader<'a> {
    bits: Bits<'a>,
    /// Bytes of the tables that are held now.
    taken: u64,
    /// The most that were held at once.
    most: u64,
}

impl Reader<'_> {
    fn picture(&mut self, width: u32, height: u32) -> Option<()> {
        let (mut width, height) = (width as usize, height as usize);
        while self.bits.bit()? == 1 {
            match self.bits.number(2)? {
                // Prediction and colours have a small picture of their own.
                0 | 1 => {
                    let size = self.bits.number(3)? + 2;
                    self.small(width.div_ceil(1 << size) * height.div_ceil(1 << size))?;
                }
                2 => {}
                // A palette, by which several pixels may share one.
                _ => {
                    let colours = self.bits.number(8)? + 1;
                    self.small(colours)?;
                    let shared = [(2, 3), (4, 2), (16, 1)].iter().find(|(most, _)| colours <= *most);
                    width = width.div_ceil(1 << shared.map_or(0, |(_, bits)| *bits));
                }
            }
        }
        let cache = self.cache()?;
        let mut groups = 1;
        if self.bits.bit()? == 1 {
            let size = self.bits.number(3)? + 2;
            groups = self.small(width.div_ceil(1 << size) * height.div_ceil(1 << size))? + 1;
        }
        self.taken = 0;
        for _ in 0..groups {
            self.group(cache)?;
        }
        Some(())
    }

    /// How many colours the cache has.
    fn cache(&mut self) -> Option<usize> {
        let bits = if self.bits.bit()? == 1 { self.bits.number(4)? } else { return Some(0) };
        (1..=11).contains(&bits).then_some(1 << bits)
    }

    /// Reads a picture of `count` pixels, and says the largest number that red and green make together in it. Copies of
    /// pixels can't make a larger one, so that it does not matter from where they are copied.
    fn small(&mut self, count: usize) -> Option<usize> {
        let cache = self.cache()?;
        self.taken = 0;
        let [green, red, blue, alpha, distance] = self.group(cache)?;
        let (mut at, mut largest) = (0, 0);
        while at < count {
            let symbol = green.read(&mut self.bits)?;
            if symbol < 256 {
                let high = red.read(&mut self.bits)?;
                blue.read(&mut self.bits)?;
                alpha.read(&mut self.bits)?;
                largest = largest.max(high << 8 | symbol);
                at += 1;
            } else if symbol < 280 {
                at += self.extra(symbol - 256)?;
                let symbol = distance.read(&mut self.bits)?;
                self.extra(symbol)?;
            } else {
                at += 1;
            }
        }
        self.most = self.most.max(self.taken);
        Some(largest)
    }

    /// A length or distance.
    fn extra(&mut self, symbol: usize) -> Option<usize> {
        if symbol < 4 {
            return Some(symbol + 1);
        }
        let bits = (symbol - 2) >> 1;
        Some(((2 + (symbol & 1)) << bits) + self.bits.number(bits)? + 1)
    }

    fn group(&mut self, cache: usize) -> Option<[Code; 5]> {
        self.taken += GROUP;
        let mut codes = ALPHABETS;
        codes[0] += cache;
        let mut read = |alphabet: usize| {
            let code = self.code(alphabet)?;
            self.taken += code.bytes();
            Some(code)
        };
        Some([read(codes[0])?, read(codes[1])?, read(codes[2])?, read(codes[3])?, read(codes[4])?])
    }

    fn code(&mut self, alphabet: usize) -> Option<Code> {
        if self.bits.bit()? == 1 {
            return self.simple(alphabet);
        }
        let mut lengths = vec![0u8; alphabet];
        let mut of_lengths = [0u8; 19];
        let count = self.bits.number(4)? + 4;
        for place in &ORDER[..count] {
            of_lengths[*place] = self.bits.number(3)? as u8;
        }
        let mut left = alphabet;
        if self.bits.bit()? == 1 {
            let bits = 2 + 2 * self.bits.number(3)?;
            left = 2 + self.bits.number(bits)?;
        }
        let code = Code::new(&of_lengths);
        let (mut at, mut last) = (0, 8);
        while at < alphabet && left > 0 {
            left -= 1;
            let (times, length) = match code.read(&mut self.bits)? {
                symbol @ 0..16 => (1, symbol as u8),
                16 => (3 + self.bits.number(2)?, last),
                17 => (3 + self.bits.number(3)?, 0),
                _ => (11 + self.bits.number(7)?, 0),
            };
            lengths.get_mut(at..at + times)?.fill(length);
            at += times;
            if length > 0 {
                last = length;
            }
        }
        Some(Code::new(&lengths))
    }

    /// One symbol without bits, or two with one bit each.
    fn simple(&mut self, alphabet: usize) -> Option<Code> {
        let two = self.bits.bit()? == 1;
        let wide = self.bits.bit()? == 1;
        let mut symbols = vec![self.bits.number(if wide { 8 } else { 1 })? as u16];
        if two {
            symbols.push(self.bits.number(8)? as u16);
            symbols.sort_unstable();
            symbols.dedup();
        }
        let mut counts = [0; 16];
        counts[1] = symbols.len() as u16;
        symbols.iter().all(|symbol| usize::from(*symbol) < alphabet).then_some(Code { counts, symbols })
    }
}

/// The same for tests: none if something could not be read.
#[cfg(test)]
pub(crate) fn checked(stream: &[u8], width: u32, height: u32) -> Option<u64> {
    let mut reader = Reader { bits: Bits { bytes: stream, at: 0 }, taken: 0, most: 0 };
    reader.picture(width, height)?;
    Some(reader.most.max(reader.taken))
}
