"""The tables of readers, one file an idea.

Reader ─< ReaderSession      Invitation (who may join)
   ├────< Follow, Mute       what is wanted, and what is not
   ├────< Saved ─< SavedLabel
   └────< ReadMark
"""

from .accounts import Invitation, Reader, ReaderSession, Role

__all__ = ["Invitation", "Reader", "ReaderSession", "Role"]
