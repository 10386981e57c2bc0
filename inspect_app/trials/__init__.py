"""Functional tests: planned, run, witnessed and judged by rule, with their curves and gauges."""
