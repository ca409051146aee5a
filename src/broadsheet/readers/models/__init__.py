"""The tables of readers, one file an idea.

Reader ─< ReaderSession      Invitation (who may join)
   ├────< Follow, Mute       what is wanted, and what is not
   ├────< Saved ─< SavedLabel
   ├────< ReadMark
   └────  alerts, digests, private feeds: see `alerts.py`
"""

from .accounts import Invitation, Reader, ReaderSession, Role
from .alerts import Alert, AlertMessage, AlertSettings, Delivery, PrivateFeed, PushDevice, StoryWatch
from .follows import Follow, Mute
from .saved import ReadMark, Saved, SavedLabel

__all__ = [
    "Alert",
    "AlertMessage",
    "AlertSettings",
    "Delivery",
    "Follow",
    "Invitation",
    "Mute",
    "PrivateFeed",
    "PushDevice",
    "ReadMark",
    "Reader",
    "ReaderSession",
    "Role",
    "Saved",
    "SavedLabel",
    "StoryWatch",
]
