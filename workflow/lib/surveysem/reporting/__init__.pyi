from .artefacts import POOLED, WAVE_LABEL, Artefacts, Study, item_labels
from .escape import Markdown
from .figures import draw_figures
from .findings import verdict_counts
from .renderers.folder import assemble
from .renderers.images import save_pictures
from .renderers.index import Entry, list_reports, write_index
from .renderers.render import FORMATS, render
from .renderers.source import read_text, source_folder
from .renderers.sources import read_artefacts
from .renderers.workbook import write_workbook
from .tables import Scribe, Table, build_tables

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
