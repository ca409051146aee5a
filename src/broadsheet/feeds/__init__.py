"""RSS, Atom, RDF, JSON Feed and news sitemaps: bytes to entries."""
