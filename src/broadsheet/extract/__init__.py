"""Pages to articles: text, title, authors, dates, picture; saved and aggregator pages."""
