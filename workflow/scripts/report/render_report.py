"""Render one report to one format, by Quarto where it is installed, else by pandoc and typst."""

from surveysem import reporting
from surveysem.run import job

log = job.start(snakemake)

report = reporting.render(
    snakemake.input.folder, snakemake.wildcards.format, snakemake.output.report
)

log.info("%s has %d bytes", report.name, report.stat().st_size)
