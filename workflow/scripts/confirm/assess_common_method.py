"""Harman's single factor, a latent method factor, a marker variable."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = artefacts.read_text(snakemake.input.model)

found = survey.assess_common_method(
    model, data, estimation=snakemake.params.estimation, **snakemake.params.choices
)

artefacts.write_table(found.techniques, snakemake.output.techniques)
artefacts.write_table(found.changes, snakemake.output.changes)
first = found.techniques.share.iloc[0]
log.info("the first unrotated component holds %.1f %% of the variance", 100 * first)
