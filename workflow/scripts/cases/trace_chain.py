"""Which elements of the chain of effects are said in which alliance, and in which order."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

segments = artefacts.read_table(snakemake.input.segments)
interviews = artefacts.read_table(snakemake.input.interviews)

found = cases.trace_chain(segments, interviews, snakemake.params.choices)

artefacts.write_table(found.elements, snakemake.output.elements)
artefacts.write_table(found.order, snakemake.output.order)
artefacts.write_table(found.links, snakemake.output.links)
artefacts.write_table(found.support, snakemake.output.support)
log.info("links with evidence: %s", found.support.with_evidence.tolist())
