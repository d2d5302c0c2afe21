//! The `anjuan` program: arguments in, the library does the rest.

fn main() -> std::process::ExitCode {
    anjuan::cli::main()
}
