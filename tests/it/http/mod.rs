//! How it is spoken: what HTTP itself promises, on real sockets.
