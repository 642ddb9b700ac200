"""Archives and messages: what is inside, unpacked under limits into a folder of ours.

Members are written as numbered files and never under their own names, so that no name can lead out of the folder.
"""

from .members import Budget, Member, Unpacked
from .unpack import unpack

__all__ = ["Budget", "Member", "Unpacked", "unpack"]
