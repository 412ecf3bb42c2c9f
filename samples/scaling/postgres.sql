-- Lines of a log that stand in a table are replayed where they are: the server runs callflow for each part of the calls.
-- psql -v flow=/srv/flows/support.yaml -v parts=/srv/parts -v map=call=call,event=event,time=ts -f postgres.sql
-- The table: create table call_log (call text not null, at timestamptz not null, line text not null);
-- COPY … TO PROGRAM runs as the server's own user and needs the role pg_execute_server_program. The server's files are its own
-- (umask 077); parts are made readable for their group, which is the folder's where that has the bit for it:
-- install -d -o postgres -g callflow -m 2750 /srv/parts
-- Paths have neither quotes nor backslashes: %L quotes for SQL, and for the shell where there are none.
-- Text format doubles backslashes: lines without them, which is most of JSON, come out as they are; else use jsonb and ->>.
\set ON_ERROR_STOP on
select format(
    'copy (select line from call_log where mod(abs(hashtextextended(call, 0)), 2) = %s order by at) to program %L',
    part,
    format('umask 027; callflow replay %L --map %L --by event --jobs 1 --partial -o %L -', :'flow', :'map',
           :'parts' || '/' || part || '.json'))
from generate_series(0, 1) as part
\gexec
