"""How helpful a comment is, by what readers said of it."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964  # of the normal distribution, for 95 %


def helpfulness(helpful: int, unhelpful: int) -> float:
    """The share of readers who find it helpful that it has at least, with 95 % confidence; 0 to 1.

    So that 60 of 70 come before 2 of 2, which may be chance. The lower bound of the score interval of
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), p. 209-212; for orders of comments: E. Miller, "How not to
    sort by average rating" (2009).

    Args:
        helpful, unhelpful: how many said so; none is negative.
    """
    votes = helpful + unhelpful
    if not helpful:
        return 0.0
    share, spread = helpful / votes, _Z * _Z / votes
    middle = share + spread / 2
    reach = _Z * sqrt((share * (1 - share) + spread / 4) / votes)
    return max(0.0, (middle - reach) / (1 + spread))
