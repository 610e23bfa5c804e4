//! Who works where: what is measured on one core, whoever asks on another, so that neither takes the other's time.

use std::sync::OnceLock;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The cores that this process may use.
fn cores() -> &'static [usize] {
    static CORES: OnceLock<Vec<usize>> = OnceLock::new();
    CORES.get_or_init(|| {
        let set = sched_getaffinity(None).unwrap();
        (0..CpuSet::MAX_CPU).filter(|core| set.is_set(*core)).collect()
    })
}

fn only(some: &[usize]) {
    let mut set = CpuSet::new();
    some.iter().for_each(|core| set.set(*core));
    sched_setaffinity(None, &set).unwrap();
}

/// This thread, and those that it starts, may be anywhere.
pub(crate) fn all() {
    only(cores());
}

/// This thread, and those that it starts, are what is measured.
pub(crate) fn server() {
    only(&cores()[..1]);
}

/// This thread, and those that it starts, ask.
pub(crate) fn clients() {
    let last = cores().len() - 1;
    only(&cores()[last..]);
}
