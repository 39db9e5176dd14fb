#!/bin/sh
# tests/crash/crash.sh [ROUNDS]
# Kills the server under load, ROUNDS (3) times, and finds everything that it acknowledged, once. On SQLite; under
# tools/pg_test.sh on PostgreSQL, where in the last round the database is killed instead. See crash.mjs.
cd "$(dirname "$0")/../.." && exec node tests/crash/crash.mjs "${1:-3}"
