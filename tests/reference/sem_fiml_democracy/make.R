# Structural model with residual covariances and defined effects; 1965 missing where 1960 was low.
source("tests/reference/common.R")
source("tests/reference/sem.R")

countries <- with_holes(reference_data("democracy"), paste0("x", 1:3), 15, 5)
left <- countries$y1 < 2.5
countries[left, c("y5", "y6")] <- NA
countries[which(left)[1:6], c("y7", "y8")] <- NA
write.csv(countries, case_file("data.csv"), row.names = FALSE, na = "")

fit <- fit_fiml(read_model(), reference_data("data.csv"))
write_expected(c(
  sem_values(fit, "data.csv", list(missing = "fiml")),
  list(
    modification_indices = modification_values(fit),
    residuals = residual_values(fit),
    scores = score_values(fit)
  )
))
