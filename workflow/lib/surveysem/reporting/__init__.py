"""The report of a run: tables, figures and sentences from its artefacts, in every format.

`assemble` turns the source in ``workflow/report`` and the artefacts of one wave into a folder that
holds the finished text and its figures; `render` makes one file of it. The report computes nothing:
it prints what the chapters found.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
