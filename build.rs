//! Migrations are compiled in: a change to one compiles the program anew.
fn main() {
    println!("cargo:rerun-if-changed=schema");
}
