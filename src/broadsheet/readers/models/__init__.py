"""The tables of readers, one file an idea.

Reader ─< ReaderSession      Invitation (who may join)
   ├────< Follow, Mute       what is wanted, and what is not
   ├────< Saved ─< SavedLabel
   ├────< ReadMark
   └────< OperatorAction     the log of what operators did
"""

from .accounts import Invitation, Reader, ReaderSession, Role
from .follows import Follow, Mute
from .operating import OperatorAction
from .saved import ReadMark, Saved, SavedLabel

__all__ = [
    "Follow",
    "Invitation",
    "Mute",
    "OperatorAction",
    "ReadMark",
    "Reader",
    "ReaderSession",
    "Role",
    "Saved",
    "SavedLabel",
]
