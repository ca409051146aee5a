"""Readers' comments under an article: prose like the article's own, told from it only by where it stands.

This is a rule and not left to the classifier because comments are written like articles, and pages with
many of them would otherwise teach it that the comments are the article.
"""

from __future__ import annotations

import re

from broadsheet.extract.blocks import TAG_IDS, PageBlocks
from broadsheet.extract.classwords import GROUP_NAMES

_COMMENTS = GROUP_NAMES.index("comments")
_NAMES = re.compile(
    r"(?<![a-z])(?:(?:reader|user|post|article|view)s?-?)?(?:comments?|kommentare?|commentaires|comentarios|commenti"
    r"|komentarze|reacties|disqus|replies|respond)"
    r"(?:-?(?:list|area|section|sections|thread|threads|container|wrapper|body|content|item|box|block|feed))?(?![a-z-])",
    re.IGNORECASE,
)
_PROSE = 80
_LINKED = 0.35


def drop_comments(page: PageBlocks) -> None:
    """Take the blocks of comment sections out of the page.

    A section counts if its class or id says so, it does not hold the headline, and prose stands before it.
    """
    found = [node for node, row in enumerate(page.near) if page.near_rows[row][_COMMENTS] == page.depth[node]]
    found = [node for node in found if _NAMES.search(_names(page, node))]
    if not found:
        return
    headlines = [n for n, block in enumerate(page.blocks) if page.tag[block.node] == TAG_IDS["h1"]]
    dropped: set[int] = set()
    for node in found:
        blocks = range(page.first_block[node], page.end_block[node])
        if blocks.start in dropped or any(number in blocks for number in headlines):
            continue
        if any(_is_prose(page, number) for number in range(blocks.start) if number not in dropped):
            dropped.update(blocks)
    if dropped:
        _take_out(page, dropped)


def _names(page: PageBlocks, node: int) -> str:
    element = page.elements[node]
    return f"{element.get('class') or ''} {element.get('id') or ''}".replace("_", "-")


def _is_prose(page: PageBlocks, number: int) -> bool:
    block = page.blocks[number]
    return len(block.text) > _PROSE and block.link_chars < _LINKED * len(block.text)


def _take_out(page: PageBlocks, dropped: set[int]) -> None:
    """Remove blocks; what counts blocks is counted anew."""
    places = [0]
    for number in range(len(page.blocks)):
        places.append(places[-1] + (number not in dropped))
    page.blocks = [block for number, block in enumerate(page.blocks) if number not in dropped]
    page.first_block = [places[number] for number in page.first_block]
    page.end_block = [places[number] for number in page.end_block]
    page.pictures = [spot for spot in page.pictures if spot.block not in dropped]
    for spot in page.pictures:
        spot.block = places[spot.block]
