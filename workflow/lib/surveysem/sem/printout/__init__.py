"""A fit as text, in the layout that readers of lavaan or of AMOS know."""

from surveysem.sem.printout.printout import LAYOUTS, printout

__all__ = ["LAYOUTS", "printout"]
