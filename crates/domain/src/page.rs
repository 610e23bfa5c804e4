//! Pages of lists: asked for by a number and a place, answered with both ends.

/// Which part of a list is wanted. `K` is the place of an item in its order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest<K> {
    /// How many items at most.
    pub limit: u32,
    /// From which end.
    pub end: End,
    /// Only items beyond this place, seen from the end that the page begins at.
    pub from: Option<K>,
}

/// An end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// `first` / `after`.
    Start,
    /// `last` / `before`.
    Finish,
}

impl<K> PageRequest<K> {
    /// The first items of a list.
    pub fn first(limit: u32) -> Self {
        Self { limit, end: End::Start, from: None }
    }
}

/// A part of a list, in the list's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the list's order whichever end was asked for.
    pub items: Vec<T>,
    /// Are there items after these?
    pub has_next: bool,
    /// Are there items before these?
    pub has_previous: bool,
    /// How many items the whole list has; only when asked for.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// Makes a page of what a query found when it asked for one item more than wanted, in the direction of the request.
    ///
    /// What lies on the side that the walk came from is known from its having come from there.
    pub fn from_found<K>(request: &PageRequest<K>, mut found: Vec<T>, total: Option<u64>) -> Self {
        let more = found.len() > request.limit as usize;
        found.truncate(request.limit as usize);
        let behind = request.from.is_some();
        let (has_next, has_previous) = match request.end {
            End::Start => (more, behind),
            End::Finish => {
                found.reverse();
                (behind, more)
            }
        };
        Self { items: found, has_next, has_previous, total }
    }

    /// The same page of something made from each item.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
            total: self.total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_both_sides() {
        let request = PageRequest { limit: 2, end: End::Finish, from: Some(9) };
        let page = Page::from_found(&request, vec![8, 7, 6], None);
        assert_eq!(page.items, [7, 8]);
        assert!(page.has_next && page.has_previous);
        let page = Page::from_found(&PageRequest::<i32>::first(3), vec![1, 2], Some(2));
        assert!(!page.has_next && !page.has_previous);
    }
}
