"""Read one collection: its interviews, and its coded segments with names replaced."""

from surveysem.cases import read
from surveysem.run import artefacts, job

log = job.start(snakemake)

artefacts.note_raw(snakemake.input.raw)
frame = read.Frame(**snakemake.params.frame)
pseudonyms = read.pseudonyms_of(snakemake.input.pseudonyms)

found = read.read_sound(snakemake.input.raw, frame, pseudonyms)

artefacts.write_table(found.interviews, snakemake.output.interviews)
artefacts.write_table(found.segments, snakemake.output.segments)
log.info(
    "%d interviews, %d segments, %d pseudonyms. %s",
    *(len(found.interviews), len(found.segments), len(pseudonyms.table)),
    " ".join(found.notes),
)
