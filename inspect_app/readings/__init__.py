"""Readings: devices on site, what they measure, the limits that apply and the alarms that follow."""
