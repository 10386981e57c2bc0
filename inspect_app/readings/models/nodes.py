"""The tables of gateways that speak in sessions: what is known of each, and who of several intakes listens to them."""

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model
from inspect_app.readings.models import Device


class EdgeNode(Model):
    """The session of a device that speaks Sparkplug B, as the edge writes it, so that a restart goes on with it."""

    __tablename__ = "edge_nodes"
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    session: Mapped[str] = mapped_column(Text)
    changed_ms: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[Device] = relationship()


class HostLease(Model):
    """Which intake alone listens to what must be heard in order, and until when it need not ask again."""

    __tablename__ = "host_leases"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until_ms: Mapped[int] = mapped_column(BigInteger)
