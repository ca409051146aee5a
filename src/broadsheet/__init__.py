"""Broadsheet: the world's news in one calm, self-hosted newspaper that shows its sources."""

__version__ = "0.1.0"
