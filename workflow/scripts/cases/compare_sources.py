"""What both partners of an alliance say, what one says alone, and what they contradict."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)

found = cases.compare_sources(segments, snakemake.params.choices)

artefacts.write_table(found.themes, snakemake.output.themes)
artefacts.write_table(found.agreement, snakemake.output.agreement)
log.info("themes by finding: %s", found.themes.finding.value_counts().to_dict())
