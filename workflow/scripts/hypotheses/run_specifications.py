"""Judge the hypotheses under every reasonable choice of analysis."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

hypotheses = artefacts.read_tsv(snakemake.input.hypotheses)
verdicts = artefacts.read_table(snakemake.input.verdicts)
material = survey.Material(
    data=artefacts.read_table(snakemake.input.data),
    models=artefacts.read_texts(snakemake.input.models),
    objected=survey.objected_items(artefacts.read_table(snakemake.input.purification)),
    flagged=artefacts.read_table(snakemake.input.flagged).row.tolist(),
    **snakemake.params.material,
)

with sem.gathered(artefacts.read_tables(snakemake.input.shares)):
    found = survey.run_specifications(
        hypotheses, verdicts, material, **snakemake.params.choices, workers=snakemake.threads
    )

artefacts.write_table(found.specifications, snakemake.output.specifications)
artefacts.write_table(found.worlds, snakemake.output.worlds)
artefacts.write_table(found.robustness, snakemake.output.robustness)
log.info("worlds: %s", found.worlds.status.value_counts().to_dict())
