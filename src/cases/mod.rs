//! The cases an office works on, and the law they run by. PURE: no I/O, no SQL, no HTTP, no clock.
