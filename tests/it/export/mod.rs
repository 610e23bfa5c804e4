//! Taking everything out again.

mod since;
