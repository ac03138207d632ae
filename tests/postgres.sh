# A PostgreSQL server of its own below $scratch, for whoever sources this: start_postgres, stop_postgres.
# PostgreSQL refuses to run as root: it gets a folder of its own and an unprivileged user.
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
start_postgres() {
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  mkdir "$scratch/pg" && chmod 755 "$scratch"
  if [ "$(id -u)" = 0 ]; then chown postgres "$scratch/pg"; fi
  (cd / && as_postgres "$bin/initdb" -D "$scratch/pg/data" -U portal -A trust -E UTF8 --no-sync >/dev/null)
  (cd / && as_postgres "$bin/pg_ctl" -D "$scratch/pg/data" -w -l "$scratch/pg/log" \
    -o "-k $scratch/pg -c listen_addresses='' -c fsync=off -c max_connections=300" start >/dev/null)
  export PORTAL_TEST_POSTGRES="postgres://portal@/postgres?host=$scratch/pg"
}
stop_postgres() {
  if [ -d "$scratch/pg/data" ]; then (cd / && as_postgres "$bin/pg_ctl" -D "$scratch/pg/data" -m immediate stop >/dev/null 2>&1) || true; fi
}
