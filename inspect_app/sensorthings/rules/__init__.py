"""What the SensorThings API 1.1 (OGC 18-088) asks of its addresses and query options, read without a database."""
