"""Search: what a reader asks for, the words of an index in any language, and what both have in common."""
