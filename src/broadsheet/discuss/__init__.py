"""Discussions as rules: what a comment may hold, how it is drawn, ordered, held. No Django, no tables."""
