"""What a gateway is told in its file: where the platform is, who it is there, and what stands behind it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from devices import topics

Port = Annotated[int, Meta(ge=1, le=65535)]
Device = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$")]
DustUnit = Literal["ug/m3", "mg/m3", "ng/m3"]


class _Part(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A table of the file; what it does not know is refused."""


class Platform(_Part, frozen=True):
    """Where the platform's broker is, and the log-in of this gateway (`p17_gw-01`)."""

    url: Annotated[str, Meta(pattern="^mqtts?://[^/]+$")]
    name: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*_[a-z0-9][a-z0-9-]*$")]
    secret_file: str = ""
    ca_file: str = ""

    @property
    def site(self) -> str:
        return self.name.partition("_")[0]

    @property
    def gateway(self) -> str:
        return self.name.partition("_")[2]


class Keep(_Part, frozen=True):
    """Where messages wait, and how much of them at most."""

    folder: str = "gateway-store"
    most_mb: Annotated[int, Meta(ge=16, le=1_000_000)] = 512


class Code(_Part, frozen=True):
    """What a code of a telegram stands for: the value times `factor` is in the unit of that quantity."""

    quantity: str
    factor: float = 1.0


class Station(_Part, frozen=True):
    """One data logger by its MN; `take` is the one kind of telegram whose values are passed on.

    Of two kinds, the value of a moment and the mean of an hour would stand in one curve.
    """

    mn: Annotated[str, Meta(min_length=1, max_length=24)]
    device: Device
    password: str | None = None
    dust_unit: DustUnit | None = None
    take: Literal[2011, 2051, 2061, 2031] = 2011
    edition: Literal[2005, 2017, 2025] | None = None
    codes: dict[str, Code] = {}


class Hj212(_Part, frozen=True):
    """The HJ 212 server; with `by_name` an MN that is no station's is taken as the name of a device."""

    host: str
    port: Port
    dust_unit: DustUnit
    password: str
    by_name: bool = False
    stations: list[Station] = []
    codes: dict[str, Code] = {}
    most_connections: Annotated[int, Meta(ge=1, le=4096)] = 256
    idle_s: Annotated[int, Meta(ge=10, le=86_400)] = 600


class Register(_Part, frozen=True):
    """One value of a unit: where it stands, how it is written, what it is."""

    address: Annotated[int, Meta(ge=0, le=65535)]
    quantity: str
    function: Literal[1, 2, 3, 4] = 3
    type: Literal["uint16", "int16", "uint32", "int32", "float32", "uint64", "int64", "float64", "bit"] = (
        "uint16"
    )
    words: Literal["big", "little"] = "big"
    factor: float = 1.0
    offset: float = 0.0
    unit: str = ""


class Unit(_Part, frozen=True):
    """One instrument on a line, by its number there."""

    unit: Annotated[int, Meta(ge=0, le=247)]
    device: Device
    registers: Annotated[list[Register], Meta(min_length=1, max_length=64)]
    every_s: Annotated[float, Meta(ge=1, le=86_400)] = 60.0


class Line(_Part, frozen=True):
    """Where instruments are reached: Modbus TCP, RTU over TCP, or RTU on a serial port."""

    units: Annotated[list[Unit], Meta(min_length=1)]
    over: Literal["tcp", "rtu-over-tcp", "rtu"] = "tcp"
    host: str = ""
    port: Port = 502
    serial: str = ""
    baud: Annotated[int, Meta(ge=300, le=1_000_000)] = 9600
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1
    timeout_s: Annotated[float, Meta(gt=0, le=60)] = 2.0


class Modbus(_Part, frozen=True):
    """All lines this gateway asks."""

    lines: Annotated[list[Line], Meta(min_length=1)]


class Folder(_Part, frozen=True):
    """A folder in which a device, or a program of its maker, leaves files of readings."""

    path: str
    device: Device
    settled_s: Annotated[float, Meta(ge=0.1, le=3600)] = 5.0


class CsvFolders(_Part, frozen=True):
    """All folders this gateway watches."""

    folders: Annotated[list[Folder], Meta(min_length=1)]


class Pusher(_Part, frozen=True):
    """One device that posts, and the token it shows."""

    device: Device
    token: Annotated[str, Meta(min_length=16, max_length=200)]


class Push(_Part, frozen=True):
    """The endpoint of the gateway for devices that post."""

    host: str
    port: Port
    devices: Annotated[list[Pusher], Meta(min_length=1)]


class Config(_Part, frozen=True):
    """The whole file; each kind of gateway reads its own table."""

    platform: Platform
    store: Keep = Keep()
    hj212: Hj212 | None = None
    modbus: Modbus | None = None
    csv: CsvFolders | None = None
    push: Push | None = None

    def topic(self, device: str, kind: str = topics.TELEMETRY) -> str:
        """Return the topic of a device of this gateway's site."""
        return topics.build(self.platform.site, device, kind)
