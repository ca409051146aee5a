"""The order of the stages, and the runner that carries them out."""
