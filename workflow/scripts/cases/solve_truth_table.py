"""Which combinations of conditions go with the outcome, and the shortest ways to say so."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)

found = cases.solve_truth_table(segments, snakemake.params.choices)

artefacts.write_table(found.rows, snakemake.output.rows)
artefacts.write_table(found.solutions, snakemake.output.solutions)
log.info("rows by decision: %s", found.rows.decision.value_counts().to_dict())
