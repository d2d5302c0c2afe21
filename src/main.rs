//! The `anjuan` program: arguments in, the library does the rest.

/// Folding a log is mostly small pieces of memory, taken and given back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    anjuan::cli::main()
}
