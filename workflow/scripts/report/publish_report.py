"""Move the finished reports of one wave into reports/; until then the last ones stand."""

from surveysem.run import job, publish

log = job.start(snakemake)

publish.files(snakemake.input.reports, snakemake.output.reports)
publish.files(snakemake.input.tables, [snakemake.output.tables])
publish.folder(f"{snakemake.input.folder[0]}/figures", snakemake.output.figures)

log.info("published %d reports", len(snakemake.output.reports))
