"""Writes and reads Parquet files of series with DuckDB; run as a program by core/parquet.py, which gets its memory back."""

import json
import sys
from struct import Struct

import duckdb

#: channel, moment, value, flag, received
ROW = Struct("<qqdcq")
_AT_ONCE = 20_000


def write(connection: duckdb.DuckDBPyConnection, target: str, columns: dict[str, str]) -> None:
    """Write what comes in as CSV without a header, in the order it comes."""
    told = (
        f"header=false, auto_detect=false, delim=',', quote='\"', escape='\"', columns={json.dumps(columns)}"
    )
    source = f"SELECT * FROM read_csv('/dev/stdin', {told})"  # noqa: S608 - names of our own
    kind = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    connection.execute(f"COPY ({source}) TO '{_quoted(target)}' ({kind})")


def read(
    connection: duckdb.DuckDBPyConnection, path: str, channels: list[int], from_ms: int, to_ms: int
) -> None:
    """Write the rows of some channels (none named: all) of a stretch of time out, in the order of the file."""
    some = "channel_id IN (SELECT unnest($3::BIGINT[])) AND" if channels else "len($3::BIGINT[]) = 0 AND"
    found = connection.execute(
        f"SELECT channel_id, at_ms, value, flag, received_ms FROM read_parquet('{_quoted(path)}') "  # noqa: S608 - as above
        f"WHERE {some} at_ms >= $1 AND at_ms < $2",
        [from_ms, to_ms, channels],
    )
    pack, out = ROW.pack, sys.stdout.buffer
    while rows := found.fetchmany(_AT_ONCE):
        out.write(b"".join([pack(one, at, value, flag.encode(), got) for one, at, value, flag, got in rows]))
    out.flush()


def count(connection: duckdb.DuckDBPyConnection, path: str, channels: list[int], normal: str) -> None:
    """Write as JSON how many rows of each channel are not flagged `normal` or lie in a stretch that comes in as CSV."""
    # Read line by line: DuckDB takes an empty input for a broken one.
    stretches = [tuple(int(each) for each in line.split(",")) for line in sys.stdin]
    named = [list(each) for each in zip(*stretches, strict=True)] or [[], [], []]
    found = connection.execute(
        f"WITH told AS (SELECT channel_id, at_ms, flag FROM read_parquet('{_quoted(path)}') "  # noqa: S608 - as above
        "WHERE channel_id IN (SELECT unnest($1::BIGINT[]))), "
        "spans AS (SELECT unnest($3::BIGINT[]) AS one, unnest($4::BIGINT[]) AS first, unnest($5::BIGINT[]) AS until) "
        "SELECT channel_id, count(*) FROM told LEFT JOIN spans ON one = channel_id AND at_ms >= first AND at_ms < until "
        "WHERE flag <> $2 OR one IS NOT NULL GROUP BY channel_id",
        [channels, normal, *named],
    )
    json.dump(found.fetchall(), sys.stdout)


def main() -> None:
    """Do what the one argument says; a reason goes to standard error."""
    asked = json.loads(sys.argv[1])
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "384MB"})
    try:
        if asked["do"] == "write":
            write(connection, asked["path"], asked["columns"])
        elif asked["do"] == "count":
            count(connection, asked["path"], asked["channels"], asked["normal"])
        else:
            read(connection, asked["path"], asked["channels"], asked["from_ms"], asked["to_ms"])
    except (duckdb.Error, OSError) as wrong:
        sys.exit(str(wrong).partition("\n")[0][:300])


def _quoted(path: str) -> str:
    return path.replace("'", "''")


if __name__ == "__main__":
    main()
