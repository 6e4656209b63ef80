"""The journal as it lies on disk: read, and damaged, for the tests that are about damage."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass
class StoredBatch:
    """One row of the journal: its place in the table, what names it, and its payload."""

    row: int
    sequence: int
    payload: bytes


def find(data: Path) -> Path:
    """The SQLite file that has a table with a `payload` column."""
    for path in sorted(candidate for candidate in data.rglob("*") if candidate.is_file()):
        with path.open("rb") as file:
            if file.read(15) != b"SQLite format 3":
                continue
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            if payload_table(database):
                return path
    raise FileNotFoundError(f"no journal with a payload column under {data}")


def payload_table(database: sqlite3.Connection) -> tuple[str, str] | None:
    """The table of batches, and the column that names a batch: the one with `sequence` in its name, else the first."""
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for preferred in (lambda name: "batch" in name.lower(), lambda name: "snapshot" not in name.lower()):
        for table in filter(preferred, tables):
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            if "payload" in columns:
                named = [column for column in columns if "sequence" in column.lower()]
                return table, (named or columns)[0]
    return None


def batches(data: Path) -> list[StoredBatch]:
    with sqlite3.connect(f"file:{find(data)}?mode=ro", uri=True) as database:
        table, sequence = payload_table(database)
        rows = database.execute(f'SELECT rowid, "{sequence}", payload FROM "{table}" ORDER BY "{sequence}"')
        return [StoredBatch(row, int(number), bytes(payload)) for row, number, payload in rows]


def write_ahead_log(data: Path) -> Path:
    return Path(str(find(data)) + "-wal")


def flip_byte_of_middle_batch(data: Path) -> StoredBatch:
    """Flips one bit pattern inside the payload of a batch in the middle of the file, past SQLite and its page cache."""
    path = find(data)
    stored = batches(data)
    log = write_ahead_log(data)
    assert not log.exists() or log.stat().st_size == 0, "a clean stop leaves nothing in the write-ahead log"
    content = bytearray(path.read_bytes())
    middle = len(stored) // 2
    for distance in range(len(stored) // 2):
        batch = stored[middle + (distance if distance % 2 == 0 else -distance)]
        piece = batch.payload[:256]
        if len(piece) >= 16 and content.count(piece) == 1:
            content[content.index(piece) + len(piece) // 2] ^= 0x10
            path.write_bytes(content)
            return batch
    raise AssertionError("no batch has a payload that stands in the file in one piece")
