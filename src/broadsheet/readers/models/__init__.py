"""The tables of readers, one file an idea.

Reader ─< ReaderSession      Invitation (who may join)
   ├────< Follow, Mute       what is wanted, and what is not
   ├────< Saved ─< SavedLabel, Highlight
   └────< ReadMark, StoryRead
                            Limit (how often what is limited was tried)
"""

from .accounts import Invitation, Reader, ReaderSession, Role
from .follows import Follow, Mute
from .limits import Limit
from .saved import Highlight, ReadMark, Saved, SavedLabel, StoryRead

__all__ = [
    "Follow",
    "Highlight",
    "Invitation",
    "Limit",
    "Mute",
    "ReadMark",
    "Reader",
    "ReaderSession",
    "Role",
    "Saved",
    "SavedLabel",
    "StoryRead",
]
