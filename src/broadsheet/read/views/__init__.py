"""The pages, one file a kind."""
