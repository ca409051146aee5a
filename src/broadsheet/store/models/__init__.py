"""The tables, one file an idea, in the order that data flows.

A feed's entries point to pages; a page becomes an article; several pages (addresses) may be one article.

    Publisher ─< Feed ─< Entry >─ Page >─ Article ─< Revision
                                            └─────< Picture
"""

from .articles import Article, Picture, Revision
from .feeds import Entry, Feed
from .pages import Page
from .progress import Progress
from .publishers import Ownership, Publisher, PublisherDomain

__all__ = [
    "Article",
    "Entry",
    "Feed",
    "Ownership",
    "Page",
    "Picture",
    "Progress",
    "Publisher",
    "PublisherDomain",
    "Revision",
]
