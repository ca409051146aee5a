"""AI features: every sentence of an answer cites the passages it rests on."""
