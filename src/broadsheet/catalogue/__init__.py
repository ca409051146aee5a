"""Publishers and feeds as facts: starter packs, OPML in and out, feed discovery."""
