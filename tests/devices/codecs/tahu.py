"""Sparkplug payloads written by Google's Protocol Buffers from the message the specification prints (6.4.1)."""

from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FIELD = descriptor_pb2.FieldDescriptorProto
_NUMBERS = {
    "uint64": FIELD.TYPE_UINT64, "uint32": FIELD.TYPE_UINT32, "bool": FIELD.TYPE_BOOL, "string": FIELD.TYPE_STRING,
    "bytes": FIELD.TYPE_BYTES, "float": FIELD.TYPE_FLOAT, "double": FIELD.TYPE_DOUBLE,
}  # fmt: skip
_PAYLOAD = {
    "timestamp": (1, "uint64"),
    "metrics": (2, "*Metric"),
    "seq": (3, "uint64"),
    "uuid": (4, "string"),
    "body": (5, "bytes"),
}
_VALUES = {
    "int": "uint32",
    "long": "uint64",
    "float": "float",
    "double": "double",
    "boolean": "bool",
    "string": "string",
}
_METRIC = {
    "name": (1, "string"), "alias": (2, "uint64"), "timestamp": (3, "uint64"), "datatype": (4, "uint32"),
    "is_historical": (5, "bool"), "is_transient": (6, "bool"), "is_null": (7, "bool"),
    **{f"{name}_value": (10 + at, kind) for at, (name, kind) in enumerate(_VALUES.items())},
    "properties": (9, "PropertySet"),
    "bytes_value": (16, "bytes"), "dataset_value": (17, "DataSet"), "template_value": (18, "Template"),
}  # fmt: skip
_MESSAGES = {
    "Payload": _PAYLOAD, "Metric": _METRIC,
    "DataSet": {"num_of_columns": (1, "uint64"), "columns": (2, "*string"), "types": (3, "*uint32"), "rows": (4, "*Row")},
    "Row": {"elements": (1, "*Cell")}, "Cell": {f"{name}_value": (1 + at, kind) for at, (name, kind) in enumerate(_VALUES.items())},
    "PropertySet": {"keys": (1, "*string"), "values": (2, "*PropertyValue")},
    "PropertyValue": {"type": (1, "uint32"), "is_null": (2, "bool"), "string_value": (8, "string")},
    "Template": {"version": (1, "string"), "metrics": (2, "*Metric"), "template_ref": (4, "string"), "is_definition": (5, "bool")},
}  # fmt: skip


@cache
def _classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="told.proto", package="told", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            scalar = _NUMBERS.get(kind.lstrip("*"))
            many = FIELD.LABEL_REPEATED if kind[0] == "*" else FIELD.LABEL_OPTIONAL
            made = message.field.add(name=field, number=number, label=many, type=scalar or FIELD.TYPE_MESSAGE)
            if scalar is None:
                made.type_name = f".told.{kind.lstrip('*')}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"told.{name}"))
        for name in _MESSAGES
    }


def written(metrics: list[dict[str, Any]] | None = None, **fields: Any) -> bytes:
    """Return one payload; members of a template and rows of a data set are given as plain lists and dicts."""
    message = _classes()["Payload"](metrics=metrics or [], **fields)
    return bytes(message.SerializeToString())


def read(data: bytes) -> Any:
    """Return what the other side makes of bytes of ours."""
    return _classes()["Payload"].FromString(data)
