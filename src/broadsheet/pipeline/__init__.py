"""The order of the stages, and the runner that carries them out.

    feeds due ──fetch──▶ bytes ──feeds──▶ entries ─┐
                                                   ▼
                                            STORE: entries, pages (discovered)
                                                   │
    pages due ──fetch──▶ bytes ───────────▶ STORE: pages (fetched, body kept)
                                                   │
    pages fetched ──extract──▶ article ───▶ STORE: articles, revisions, pictures

Work is derived from the database, never from memory: what was in hand when the process died is found again
and done again, and every step, done twice, gives what it gives once.

- `address`, `entries`, `articles`: pure functions from one stage's values to the next one's.
- `feed_step`, `page_step`, `extract_step`: one round of each arrow: claim, work, record.
- `runner`: carries the steps out side by side, until stopped or until nothing is due.
"""
