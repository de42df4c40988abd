"""Write the page that lists waves, languages, verdict counts and downloads."""

from surveysem import reporting
from surveysem.run import artefacts, job

log = job.start(snakemake)

source = reporting.source_folder(snakemake.input.source)
flow = artefacts.read_tables(snakemake.input.flow)
verdicts = artefacts.read_tables(snakemake.input.verdicts)
files = [path.removeprefix("reports/") for path in snakemake.input.reports + snakemake.input.tables]
study = snakemake.params.study

dates = snakemake.params.dates
entries = reporting.list_reports(snakemake.params.waves, flow, verdicts, files, dates)
reporting.write_index(
    source,
    entries,
    study["title"],
    study["synthetic"],
    snakemake.params.lang,
    snakemake.output.index,
)
log.info("%d waves", len(entries))
