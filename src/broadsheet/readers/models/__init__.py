"""The tables of readers, one file an idea.

Reader ─< ReaderSession      Invitation (who may join)
   ├────< Follow, Mute       what is wanted, and what is not
   ├────< Saved ─< SavedLabel, Highlight
   ├────< ReadMark, StoryRead
   ├────< Comment ─< Vote, Mention, Report ─ Reader
   ├────< Ban, Appeal >─ Decision (the log)      Lock, BlockedWord, DayKey, Trace
   ├────< OperatorAction     the log of what operators did
   └────  alerts, digests, private feeds: see `alerts.py`
                            Limit (how often what is limited was tried)
"""

from .accounts import Invitation, Reader, ReaderSession, Role
from .alerts import Alert, AlertMessage, AlertSettings, Delivery, PrivateFeed, PushDevice, StoryWatch
from .comments import Comment, Mention, Vote
from .follows import Follow, Mute
from .limits import Limit
from .moderating import Appeal, Ban, BlockedWord, Decision, Lock, Report
from .operating import OperatorAction
from .saved import Highlight, ReadMark, Saved, SavedLabel, StoryRead
from .traces import DayKey, Trace

__all__ = [
    "Alert",
    "AlertMessage",
    "AlertSettings",
    "Appeal",
    "Ban",
    "BlockedWord",
    "Comment",
    "DayKey",
    "Decision",
    "Delivery",
    "Follow",
    "Highlight",
    "Invitation",
    "Limit",
    "Lock",
    "Mention",
    "Mute",
    "OperatorAction",
    "PrivateFeed",
    "PushDevice",
    "ReadMark",
    "Reader",
    "ReaderSession",
    "Report",
    "Role",
    "Saved",
    "SavedLabel",
    "StoryRead",
    "StoryWatch",
    "Trace",
    "Vote",
]
