"""Peers of `benchmarks/summaries.py`: LEAD, sumy's TextRank and LexRank, on the same sentences and words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import regex
from babel import Locale
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer, null_stemmer
from sumy.summarizers._summarizer import SentenceInfo
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

_WORDS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{N}\p{M}]+", regex.V1
)


def words(text: str) -> list[str]:
    """Words in lower case; letters one by one where no spaces part words. The same for all, and for ROUGE."""
    return _WORDS.findall(text.casefold())


class Words:
    """What rouge-score and sumy ask to take texts apart."""

    def tokenize(self, text: str) -> list[str]:
        return words(text)

    def to_words(self, text: str) -> list[str]:
        return words(text)


def rank_peer(peer: str, sentences: Sequence[str], language: str, most: int) -> list[int]:
    """Places of a peer's sentences, best first.

    Args:
        peer: "LEAD", "TextRank" or "LexRank".
    """
    if peer == "LEAD":
        return list(range(min(most, len(sentences))))
    name = Locale("en").languages.get(language, "").lower()
    try:
        stemmer = Stemmer(name)
    except LookupError:
        stemmer = null_stemmer
    summarizer = (TextRankSummarizer if peer == "TextRank" else LexRankSummarizer)(stemmer)
    with suppress(LookupError):
        summarizer.stop_words = get_stop_words(name)
    order: list[int] = []

    def best(infos: Sequence[SentenceInfo]) -> Sequence[SentenceInfo]:
        order.extend(info.order for info in infos)  # sumy hands them over in the order of their rating
        return infos

    taken = [Sentence(text, Words()) for text in sentences]
    summarizer(ObjectDocumentModel([Paragraph(taken)]), best)
    return order[:most]
