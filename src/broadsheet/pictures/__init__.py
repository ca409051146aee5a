"""Pictures made fit for pages: decoded within limits, made smaller, and kept on disk within a size."""
