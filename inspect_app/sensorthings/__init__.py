"""Sensor data as OGC SensorThings API 1.1 tells them: a view of devices, channels and readings, no store of its own."""
