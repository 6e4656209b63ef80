"""The journal as it lies on disk (docs/journal-format.md): read, and damaged, for the tests that are about damage."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "journal.sqlite"


@dataclass(frozen=True)
class StoredBatch:
    """One row of the table `batches`."""

    number: int
    first_sequence: int
    count: int
    time: int
    chain: bytes
    payload: bytes


def find(data: Path) -> Path:
    found = sorted(data.rglob(FILE_NAME))
    assert len(found) == 1, f"{len(found)} files named {FILE_NAME} under {data}"
    return found[0]


def batches(data: Path) -> list[StoredBatch]:
    with closing(sqlite3.connect(f"file:{find(data)}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT number, first_sequence, count, time, chain, payload FROM batches ORDER BY first_sequence")
        return [StoredBatch(*row[:4], bytes(row[4]), bytes(row[5])) for row in rows]


def write_ahead_log(data: Path) -> Path:
    return Path(str(find(data)) + "-wal")


def flip_byte_of_middle_batch(data: Path) -> StoredBatch:
    """Flips a bit inside the payload of a batch in the middle of the file, behind SQLite's back."""
    path = find(data)
    stored = batches(data)
    log = write_ahead_log(data)
    assert not log.exists() or log.stat().st_size == 0, "a clean stop leaves nothing in the write-ahead log"
    content = bytearray(path.read_bytes())
    # From the middle outwards: the payload has to be recognisable, and to stand in the file in one piece.
    for batch in sorted(stored, key=lambda batch: abs(batch.number - stored[len(stored) // 2].number)):
        piece = batch.payload[:256]
        if len(piece) >= 16 and content.count(piece) == 1:
            content[content.index(piece) + len(piece) // 2] ^= 0x10
            path.write_bytes(content)
            return batch
    raise AssertionError("no batch has a payload that stands in the file in one piece")
