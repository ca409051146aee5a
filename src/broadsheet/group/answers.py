"""The story of each article as it may be told when articles are judged by what came before them only."""

from __future__ import annotations

from broadsheet.group.types import StoryMerge, StorySplit


class Answers:
    """One answer an article, given when it comes.

    A later merge renames the answers of both stories to one. A later split changes no earlier answer: only
    articles that come after it are told apart. An answer is the id of the article that it was first given to.
    """

    def __init__(self) -> None:
        self._answers: dict[int, int] = {}
        self._names: dict[int, int] = {}
        self._into: dict[int, int] = {}

    def add(self, article: int, story: int) -> None:
        """Takes down that an article, each once, was put into a story."""
        self._answers[article] = self._names.setdefault(story, article)

    def follow(self, change: StoryMerge | StorySplit) -> None:
        """Takes in what later evidence changed."""
        if isinstance(change, StorySplit):
            self._names.pop(change.new, None)
            return
        merged, kept = self._names.pop(change.merged, None), self._names.get(change.kept)
        if merged is not None and kept is None:
            self._names[change.kept] = merged
        elif merged is not None and kept is not None and merged != kept:
            self._into[merged] = kept

    def answer(self, article: int) -> int:
        """The answer of an article as it is called now."""
        answer = self._answers[article]
        while answer in self._into:
            answer = self._into[answer]
        return answer
