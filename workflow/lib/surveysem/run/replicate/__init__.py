"""The replication package: what a stranger needs to repeat a study without its respondents."""
