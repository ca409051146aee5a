"""The demo publishers: a small internet of news on loopback."""
