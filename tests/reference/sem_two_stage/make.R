# ML on the moments of EM; one pupil without any value.
source("tests/reference/common.R")
source("tests/reference/sem.R")

tests <- paste0("x", 1:9)
pupils <- with_holes(reference_data("holzinger")[tests], tests, 270, 51)
pupils[9, ] <- NA
write.csv(pupils, case_file("data.csv"), row.names = FALSE, na = "")
pupils <- reference_data("data.csv")

fit <- fit_two_stage(read_model(), pupils, "two.stage")
restricted <- paste(read_model(), "visual ~~ 0*speed", "textual ~~ 0*speed", sep = "\n")
write_expected(c(
  sem_values(fit, "data.csv", list(missing = "two-stage")),
  list(
    scaled_comparison = scaled_comparisons(fit_two_stage(restricted, pupils, "two.stage"), fit),
    modification_indices = modification_values(fit)
  )
))
