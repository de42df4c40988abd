"""The report of a run: tables, figures and sentences from its artefacts, in every format.

`assemble` turns the source in ``workflow/report`` and the artefacts of one wave into a folder that
holds the finished text and its figures; `render` makes one file of it. The report computes nothing:
it prints what the chapters found.
"""

from surveysem.reporting.artefacts import POOLED, WAVE_LABEL, Artefacts, Study, item_labels
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.figures import draw_figures
from surveysem.reporting.findings import verdict_counts
from surveysem.reporting.renderers.folder import assemble
from surveysem.reporting.renderers.images import save_pictures
from surveysem.reporting.renderers.index import Entry, list_reports, write_index
from surveysem.reporting.renderers.render import FORMATS, render
from surveysem.reporting.renderers.source import read_text, source_folder
from surveysem.reporting.renderers.sources import read_artefacts
from surveysem.reporting.renderers.workbook import write_workbook
from surveysem.reporting.tables import Scribe, Table, build_tables

__all__ = [
    "FORMATS",
    "POOLED",
    "WAVE_LABEL",
    "Artefacts",
    "Entry",
    "Markdown",
    "Scribe",
    "Study",
    "Table",
    "assemble",
    "build_tables",
    "draw_figures",
    "escape",
    "item_labels",
    "list_reports",
    "read_artefacts",
    "read_text",
    "render",
    "save_pictures",
    "source_folder",
    "verdict_counts",
    "write_index",
    "write_workbook",
]
