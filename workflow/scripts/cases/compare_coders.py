"""How far coders agree, code by code, and the segments that they should discuss."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)

found = cases.compare_coders(segments, snakemake.params.choices)

artefacts.write_table(found.agreement, snakemake.output.agreement)
artefacts.write_table(found.discussions, snakemake.output.discussions)
log.info("%d segments to discuss", len(found.discussions))
