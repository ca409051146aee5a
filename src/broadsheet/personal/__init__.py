"""The pure rules of what a reader wants: when a mute ends, what is for whom and why. No Django."""
