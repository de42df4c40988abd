"""Collections of coded interviews: a REFI-QDA project, or a table of coded segments."""

from surveysem.cases.read.collection import Frame, Reading, read, read_sound
from surveysem.cases.read.pseudonyms import Pseudonyms, pseudonyms_of

__all__ = ["Frame", "Pseudonyms", "Reading", "pseudonyms_of", "read", "read_sound"]
