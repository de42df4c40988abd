"""Alliances studied by coded interviews: themes, double source, types, governance, chains."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
