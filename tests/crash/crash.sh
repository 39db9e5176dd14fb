#!/bin/sh
# tests/crash/crash.sh [ROUNDS]
# Kills the server under load, ROUNDS (3) times, and finds everything that it acknowledged, once. On SQLite; under
# tools/pg_test.sh on PostgreSQL, where in the last round the database is killed instead. See crash.mjs, and
# import.mjs for imports of surveys that are killed.
cd "$(dirname "$0")/../.." && node tests/crash/crash.mjs "${1:-3}" && exec node tests/crash/import.mjs "${1:-3}"
