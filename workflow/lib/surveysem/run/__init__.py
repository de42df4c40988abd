"""What carries the statistics through a run: jobs, artefacts, code digests, second engines."""
