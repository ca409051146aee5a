"""The demo publishers: a small internet of news on loopback.

    content/*.toml ─ content.py ─┐
                                 ├─ Source ─ Newsroom (clock) ─ feeds, pages, pictures ─ server.py
    seed ── generate.py ─────────┘                                            troubles.py (raw answers)

What is served is a function of the content or seed and of the newsroom's clock, so a test can ask
`Newsroom.articles_until` what ought to have been gathered.
"""
