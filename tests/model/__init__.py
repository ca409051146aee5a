"""The AI features with a real language model."""
