"""Texts to sound: by the program espeak-ng where it is installed, as MP3."""
