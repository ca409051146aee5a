"""Every outgoing request: one client, address guard, robots, per-host manners, when to ask again."""
