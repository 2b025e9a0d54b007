#!/bin/sh
# Runs once, when the database container makes its cluster: the role the application connects as.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$PORTAL_APP_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role portal_app login password :'password';
revoke all on database portal from public;
grant connect, temporary on database portal to portal_app;
SQL
