"""What was said: matrices of every alliance, evidence by hypothesis, saturation."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)
interviews = artefacts.read_table(snakemake.input.interviews)

found = cases.count_themes(segments, interviews, snakemake.params.choices)

artefacts.write_table(found.matrices, snakemake.output.matrices)
artefacts.write_table(found.evidence, snakemake.output.evidence)
artefacts.write_table(found.saturation, snakemake.output.saturation)
log.info("codes by interview: %s", found.saturation.cumulative.tolist())
