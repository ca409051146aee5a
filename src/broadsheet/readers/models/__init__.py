"""The tables of readers, one file an idea.

Reader ─< ReaderSession      Invitation (who may join)
   ├────< Follow, Mute       what is wanted, and what is not
   ├────< Saved ─< SavedLabel
   ├────< ReadMark
   ├────< Comment ─< Vote, Mention, Report ─ Reader
   └────< Ban, Appeal >─ Decision (the log)      Lock, BlockedWord, DayKey, Trace
"""

from .accounts import Invitation, Reader, ReaderSession, Role
from .comments import Comment, Mention, Vote
from .follows import Follow, Mute
from .moderating import Appeal, Ban, BlockedWord, Decision, Lock, Report
from .saved import ReadMark, Saved, SavedLabel
from .traces import DayKey, Trace

__all__ = [
    "Appeal",
    "Ban",
    "BlockedWord",
    "Comment",
    "DayKey",
    "Decision",
    "Follow",
    "Invitation",
    "Lock",
    "Mention",
    "Mute",
    "ReadMark",
    "Reader",
    "ReaderSession",
    "Report",
    "Role",
    "Saved",
    "SavedLabel",
    "Trace",
    "Vote",
]
