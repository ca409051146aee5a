"""Articles to stories: which report the same event, which are copies, and what a story is worth."""
