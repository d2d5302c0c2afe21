//! Whose memory the program takes: most of it is small pieces, which one thread takes and another one gives back.

/// It hands out again what was given back last and is still in the processor's cache: 6 % more commands a second than
/// with the other one.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// It asks how large a page is when it starts: other processors have pages of more than one size, and a program that is
/// compiled for the smaller one would not run where they are larger.
#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
