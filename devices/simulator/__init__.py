"""Sites that send readings over real MQTT: one replays what was measured, one is made up by seed and misbehaves."""

from devices.simulator.replaying import DUST, WEATHER, Counts, SimulatedDevice, SimulatorSpec, run

__all__ = ["DUST", "WEATHER", "Counts", "SimulatedDevice", "SimulatorSpec", "run"]
