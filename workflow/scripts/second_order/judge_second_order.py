"""Fit the contenders, set them side by side and judge the second-order construct."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
models = artefacts.read_texts(snakemake.input.models)

found = survey.judge_second_order(
    snakemake.params.contenders,
    models,
    data,
    estimation=snakemake.params.estimation,
    construct=snakemake.params.construct,
    criteria=survey.Criteria(**snakemake.params.criteria),
    names=snakemake.params.names,
)

artefacts.write_table(found.contest.table, snakemake.output.contest)
artefacts.write_table(found.contest.comparisons, snakemake.output.comparisons)
artefacts.write_table(found.higher_order, snakemake.output.higher_order)
artefacts.write_table(found.improper, snakemake.output.improper)
artefacts.write_table(found.omega, snakemake.output.omega)
artefacts.write_table(found.common_variance, snakemake.output.common_variance)
artefacts.write_record(found.contest.verdict.record(), snakemake.output.verdict)
log.info("%s: %s", snakemake.params.construct, found.contest.verdict.verdict)
