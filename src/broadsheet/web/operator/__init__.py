"""Pages for who runs this Broadsheet. Here and not in `read`: they fetch, and read lists of feeds."""
