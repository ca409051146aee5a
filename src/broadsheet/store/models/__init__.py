"""The tables, one file an idea, in the order that data flows.

A feed's entries point to pages; a page becomes an article; several pages (addresses) may be one article.

    Publisher ─< Feed ─< Entry >─ Page >─ Article ─< Revision
                                            └─────< Picture

What an article is about stands beside it; each article has one place in one story.

    Article ─ Understanding        Story ─< StoryArticle ─ Article
       └────< ArticleHashtag >─ Hashtag
"""

from .ahead import DailyBriefing, Errand
from .answers import Correction, ModelSpend, StoredAnswer
from .articles import Article, Picture, Revision
from .feeds import Entry, Feed
from .grouping import GroupingState, NewLink, NewPlace
from .hashtags import ArticleHashtag, Hashtag
from .pages import Page
from .progress import Progress
from .publishers import Ownership, Publisher, PublisherDomain, Rights
from .search import SearchDocument, SearchWord
from .stories import Story, StoryApart, StoryArticle, StoryChange, StoryLink
from .understanding import Understanding

__all__ = [
    "Article",
    "ArticleHashtag",
    "Correction",
    "DailyBriefing",
    "Entry",
    "Errand",
    "Feed",
    "GroupingState",
    "Hashtag",
    "ModelSpend",
    "NewLink",
    "NewPlace",
    "Ownership",
    "Page",
    "Picture",
    "Progress",
    "Publisher",
    "PublisherDomain",
    "Revision",
    "Rights",
    "SearchDocument",
    "SearchWord",
    "StoredAnswer",
    "Story",
    "StoryApart",
    "StoryArticle",
    "StoryChange",
    "StoryLink",
    "Understanding",
]
