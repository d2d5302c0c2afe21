# Keeps one throw-away PostgreSQL server: starts it, waits until it is not needed, removes every trace.
#
#   keeper <programs> <folder> <patience> <user> [postgres arguments…]
#
# With a patience of 0 it serves one process, which holds the other end of standard input: a line means
# "crash and start again", the end of the input means "stop". With a patience of n seconds standard input
# is the users lock and standard output the start lock (tests/support/postgres/sharing.rs).
#
# With PRIMARY, the folder of another one, it is a replica of that; with SLOT, by a slot of this name.
programs=$1 folder=$2 patience=$3 user=$4
shift 4
server=

make() {
    if [ -n "$PRIMARY" ]; then
        "$programs/pg_basebackup" -D "$folder/data" -h "$PRIMARY" -U "$user" --write-recovery-conf --no-sync \
            --checkpoint=fast ${SLOT:+--create-slot --slot="$SLOT"} </dev/null >"$folder/log" 2>&1
    else
        "$programs/initdb" -D "$folder/data" -U "$user" --auth=trust -E UTF8 --locale=C --no-sync \
            </dev/null >"$folder/log" 2>&1
    fi
}

start() {
    "$programs/postgres" -D "$folder/data" "$@" </dev/null >>"$folder/log" 2>&1 &
    server=$!
}

# Asks again until it is gone: a signal sent before the server listens for signals is lost.
stop() {
    while [ -n "$server" ] && kill -QUIT "$server" 2>/dev/null; do
        sleep 0.05
    done
    server=
}

serve_one() {
    while read -r _; do
        stop
        start "$@"
    done
}

serve_many() {
    idle=0
    while :; do
        sleep 1
        if flock -n 0; then
            flock -u 0
            idle=$((idle + 1))
        else
            idle=0
        fi
        if [ "$idle" -ge "$patience" ]; then
            flock 1
            flock -n 0 && return
            flock -u 1
            idle=0
        fi
    done
}

trap 'stop; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

if make; then
    start "$@"
else
    : >"$folder/failed"
fi

if [ "$patience" -eq 0 ]; then
    serve_one "$@"
else
    serve_many
fi
