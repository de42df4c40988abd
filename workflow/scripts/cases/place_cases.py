"""The place of every alliance on the axes and its type, with what is uncertain about both."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)

found = cases.place_cases(segments, snakemake.params.choices)

artefacts.write_table(found.scores, snakemake.output.scores)
artefacts.write_table(found.placements, snakemake.output.placements)
artefacts.write_table(found.left_out, snakemake.output.left_out)
log.info("placed: %s", dict(found.placements[found.placements.placed][["case", "type"]].values))
