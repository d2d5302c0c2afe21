//! What the program says where a backup is not its to make.
use crate::ledgers::program::Program;
use crate::support::stores::Engine;

#[test]
fn a_servers_store_is_backed_up_by_the_servers_own_means_and_the_program_says_by_which() {
    let program = Program::on(Engine::Postgres);
    let told = ["pg_dump", "anjuan_keys", "pgBackRest", "Patroni", "anjuan rebuild --check"];
    program.run(&["backup", "--to", "backup"]).is(1).says(&told);
    let store = program.store();
    program.run(&["restore", "--from", "backup", "--to", &store]).is(1).says(&told);
    assert!(!program.path("backup").exists());
}
