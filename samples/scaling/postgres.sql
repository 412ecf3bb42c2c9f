-- Lines of a log that stand in a table are replayed where they are: the server runs callflow for each part of the calls.
-- psql -v flow=/srv/flows/support.yaml -v parts=/srv/parts -v map=call=call,event=event,time=ts -f postgres.sql
-- The table: create table call_log (call text not null, at timestamptz not null, line text not null);
-- COPY … TO PROGRAM runs as the server's own user and needs the role pg_execute_server_program.
-- Text format doubles backslashes: lines without them, which is most of JSON, come out as they are; else use jsonb and ->>.
select format(
    'copy (select line from call_log where mod(abs(hashtextextended(call, 0)), 2) = %s order by at) to program %L',
    part,
    format('callflow replay %s --map %s --by event --jobs 1 --partial -o %s/%s.json -', :'flow', :'map', :'parts', part))
from generate_series(0, 1) as part
\gexec
