"""Every path of a structural model by wave, with a test of change."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

pooled = artefacts.read_table(snakemake.input.data)
text = artefacts.read_text(snakemake.input.model)
bounds = survey.Bounds(**snakemake.params.bounds)
name = snakemake.wildcards.model

found = survey.compare_paths(name, text, pooled, bounds, snakemake.params.estimation)

artefacts.write_table(found.tests, snakemake.output.tests)
artefacts.write_table(found.changes, snakemake.output.changes)
log.info("paths by verdict: %s", found.changes.verdict.value_counts().to_dict())
