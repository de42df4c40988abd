"""Fit the structural models in one share of all combinations of choices."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

material = survey.Material(
    data=artefacts.read_table(snakemake.input.data),
    models=artefacts.read_texts(snakemake.input.models),
    objected=survey.objected_items(artefacts.read_table(snakemake.input.purification)),
    flagged=artefacts.read_table(snakemake.input.flagged).row.tolist(),
    **snakemake.params.material,
)

fits = survey.specification_share(
    int(snakemake.wildcards.chunk),
    snakemake.params.total,
    material,
    **snakemake.params.plan,
    workers=snakemake.threads,
)

artefacts.write_table(fits, snakemake.output.fits)
log.info("%d fits", len(fits))
