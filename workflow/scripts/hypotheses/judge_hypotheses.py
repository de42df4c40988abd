"""Judge every row of hypotheses.tsv."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

hypotheses = artefacts.read_tsv(snakemake.input.hypotheses)
intervals = artefacts.read_tables(snakemake.input.intervals)
fits = artefacts.read_records(snakemake.input.fits)
contest = artefacts.read_records(snakemake.input.second_order)

verdicts = survey.judge(
    hypotheses,
    intervals,
    contest=next(iter(contest), None),
    fits=fits,
    alpha=snakemake.params.alpha,
)

artefacts.write_table(verdicts, snakemake.output.verdicts)
log.info("%s", verdicts.verdict.value_counts().to_dict())
