# Score tests with missing values.
source("tests/reference/common.R")
source("tests/reference/sem.R")

items <- paste0("x", 1:6)
data <- with_holes(reference_data("holzinger")[items], items, 150, 5)
write.csv(data, case_file("data.csv"), row.names = FALSE, na = "")
fit <- fit_fiml(read_model(), read.csv(case_file("data.csv")))
values <- sem_values(fit, "data.csv", list(missing = "fiml"))
values$score <- list(score_values(fit), score_values(fit, "visual =~ x4\nx1 ~~ x2"))
write_expected(values)
