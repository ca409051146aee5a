"""Wiring of the web process: its addresses and its WSGI application. What it shows is in `read`."""
