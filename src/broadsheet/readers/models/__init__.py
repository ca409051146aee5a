"""The tables of readers, one file an idea.

Reader ─< ReaderSession      Invitation (who may join)
   ├────< Follow, Mute       what is wanted, and what is not
   ├────< Saved ─< SavedLabel
   └────< ReadMark
"""

from .accounts import Invitation, Reader, ReaderSession, Role
from .follows import Follow, Mute
from .saved import ReadMark, Saved, SavedLabel

__all__ = [
    "Follow",
    "Invitation",
    "Mute",
    "ReadMark",
    "Reader",
    "ReaderSession",
    "Role",
    "Saved",
    "SavedLabel",
]
