"""Fit the model to one share of the samples in which the smallest effect holds."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

hypotheses = artefacts.read_tsv(snakemake.input.hypotheses)
model = artefacts.read_text(snakemake.input.model)
standardized = artefacts.read_table(snakemake.input.standardized)
fit = artefacts.read_record(snakemake.input.fit)
rules = survey.PowerRules(**snakemake.params.rules)
how = {"alpha": snakemake.params.alpha, "seed": snakemake.params.seed}

drawn = survey.power_share(
    int(snakemake.wildcards.chunk),
    snakemake.params.total,
    *(model, standardized, fit, hypotheses, rules),
    **how,
    workers=snakemake.threads,
)

artefacts.write_table(drawn, snakemake.output.draws)
log.info("%d draws", len(drawn))
