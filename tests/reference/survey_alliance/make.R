# Reliability and validity of eleven factors, at the size of the shipped study.
source("tests/reference/common.R")
source("tests/reference/sem.R")
source("tests/reference/survey.R")

write_expected(
  survey_values(read_model(), reference_data("../sem_alliance_scale/data.csv"), "../sem_alliance_scale/data.csv"),
  packages = c("semTools", "psych")
)
