"""The rung of every alliance on the ladder of governance, and what was said by rung."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)

found = cases.order_cases(segments, snakemake.params.choices)

artefacts.write_table(found.ladder, snakemake.output.ladder)
artefacts.write_table(found.display, snakemake.output.display)
log.info("cases by rung: %s", found.ladder.rung.value_counts().to_dict())
