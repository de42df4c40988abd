"""Type the firms of one wave by the axes of the cases, and say how stable their types are."""

from surveysem.cases import firms
from surveysem.run import artefacts, job

log = job.start(snakemake)

background = artefacts.read_table(snakemake.input.background)
dictionary = artefacts.read_table(snakemake.input.dictionary)
codebook = artefacts.read_tsv(snakemake.input.codebook)
asked = snakemake.params.asked
axes = firms.read_axes(asked["axes"])
governance = firms.read_governance(asked["governance"], background, dictionary)
chosen = {"cut": asked["cut"], "level": asked["level"], "governance": governance}

found = firms.type_firms(background, codebook, axes, asked["types"], **chosen)

artefacts.write_table(found.types, snakemake.output.types)
artefacts.write_table(found.summary, snakemake.output.summary)
artefacts.write_table(found.scores, snakemake.output.scores)
artefacts.write_table(found.reliability, snakemake.output.reliability)
artefacts.write_table(found.sensitivity, snakemake.output.sensitivity)
artefacts.write_table(found.governance, snakemake.output.governance)
log.info("firms by type: %s", dict(zip(found.summary.type, found.summary.n, strict=True)))
