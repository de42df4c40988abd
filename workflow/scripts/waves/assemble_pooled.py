"""Fill the source of the report with the comparisons of all waves, in one language."""

from surveysem import reporting
from surveysem.run import artefacts, job

log = job.start(snakemake)

inputs = dict(snakemake.input.items())
source = reporting.source_folder(inputs.pop("source"))
codebook = artefacts.read_tsv(inputs.pop("codebook"))
found = reporting.read_artefacts(inputs)
study = reporting.Study(
    **snakemake.params.study,
    wave=reporting.POOLED,
    waves=snakemake.params.fieldwork,
    items={**reporting.item_labels(codebook), **reporting.WAVE_LABEL},
)
lang = snakemake.wildcards.lang

folder = reporting.assemble(source, found, study, lang, snakemake.output.folder)
reporting.write_workbook(source, found, study, lang, folder, snakemake.output.tables)
log.info("assembled the report of all waves in %s", lang)
