"""What groups of alliances say and have, side by side."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)
interviews = artefacts.read_table(snakemake.input.interviews)

found = cases.compare_groups(segments, interviews, snakemake.params.choices)

artefacts.write_table(found, snakemake.output.groups)
log.info("compared: %d of %d", found.difference.notna().sum(), len(found))
