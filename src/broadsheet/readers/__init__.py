"""Readers with accounts: who they are, what they follow, mute and save. Pages about it are in `read`."""
