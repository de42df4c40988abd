# Reliability and validity of three factors of three items.
source("tests/reference/common.R")
source("tests/reference/sem.R")
source("tests/reference/survey.R")

write_expected(
  survey_values(read_model(), reference_data("holzinger"), "holzinger"),
  packages = c("semTools", "psych")
)
