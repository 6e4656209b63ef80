"""Shapes: which keys a JSON object has, and of which JSON type each value is."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any


class Kind:
    def errors(self, value: Any, path: str) -> list[str]:
        raise NotImplementedError


@dataclass
class Plain(Kind):
    name: str
    types: tuple[type, ...]

    def errors(self, value: Any, path: str) -> list[str]:
        # In Python a bool is an int; in JSON it is not.
        is_bool = isinstance(value, bool)
        good = isinstance(value, self.types) and (not is_bool or bool in self.types)
        return [] if good else [f"{path}: {self.name} expected, found {value!r}"]


@dataclass
class DecimalText(Kind):
    """A number written as a string."""

    def errors(self, value: Any, path: str) -> list[str]:
        if isinstance(value, str):
            try:
                if Decimal(value).is_finite() and "e" not in value.lower():
                    return []
            except InvalidOperation:
                pass
        return [f"{path}: decimal text expected, found {value!r}"]


@dataclass
class OneOf(Kind):
    """One of these values."""

    values: tuple[Any, ...]

    def errors(self, value: Any, path: str) -> list[str]:
        return [] if value in self.values else [f"{path}: one of {self.values} expected, found {value!r}"]


@dataclass
class AnyOf(Kind):
    """Of one of these shapes."""

    kinds: tuple[Any, ...]

    def errors(self, value: Any, path: str) -> list[str]:
        found = [shape(kind).errors(value, path) for kind in self.kinds]
        return [] if any(not errors for errors in found) else found[0]


@dataclass
class ListOf(Kind):
    item: Any
    least: int = 0

    def errors(self, value: Any, path: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{path}: list expected, found {type(value).__name__} {str(value)[:80]}"]
        if len(value) < self.least:
            return [f"{path}: at least {self.least} items expected, found {len(value)}"]
        return [error for at, item in enumerate(value) for error in shape(self.item).errors(item, f"{path}[{at}]")]


@dataclass
class Row(Kind):
    """A list of fixed length, each place with its own shape."""

    places: tuple[Any, ...]

    def errors(self, value: Any, path: str) -> list[str]:
        if not isinstance(value, list) or len(value) != len(self.places):
            return [f"{path}: list of {len(self.places)} expected, found {value!r}"]
        return [error for at, kind in enumerate(self.places) for error in shape(kind).errors(value[at], f"{path}[{at}]")]


@dataclass
class Record(Kind):
    """An object with exactly these keys; the optional ones may be absent, any other key is an error."""

    required: dict[str, Any]
    optional: dict[str, Any] = field(default_factory=dict)

    def errors(self, value: Any, path: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{path}: object expected, found {value!r}"]
        known = self.required | self.optional
        found = [f"{path}.{key}: missing" for key in self.required if key not in value]
        found += [f"{path}.{key}: not in the document" for key in value if key not in known]
        for key in value.keys() & known.keys():
            found += shape(known[key]).errors(value[key], f"{path}.{key}")
        return sorted(found)

    def plus(self, required: dict[str, Any] | None = None, optional: dict[str, Any] | None = None) -> "Record":
        return Record(self.required | (required or {}), self.optional | (optional or {}))


TEXT = Plain("string", (str,))
INTEGER = Plain("integer", (int,))
NUMBER = Plain("number", (int, float))
BOOLEAN = Plain("boolean", (bool,))
DECIMAL = DecimalText()
NULL = Plain("null", (type(None),))


def shape(kind: Any) -> Kind:
    """A plain dict is a record, a one-item list a list of that item, a string the constant it is."""
    if isinstance(kind, Kind):
        return kind
    if isinstance(kind, dict):
        return Record(kind)
    if isinstance(kind, list):
        return ListOf(kind[0])
    return OneOf((kind,))


def assert_shape(value: Any, kind: Any, name: str = "$") -> None:
    errors = shape(kind).errors(value, name)
    assert not errors, "\n".join(errors[:25])
