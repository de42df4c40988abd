# The size of the shipped study: 44 items, 12 latents, 123 free parameters, N = 136, drawn here.
source("tests/reference/common.R")
source("tests/reference/sem.R")

noise <- function(scale) scale * rnorm(136)
items <- function(name, factor, count) {
  block <- sapply(seq(0.85, 0.65, length.out = count), function(l) l * factor + noise(0.6))
  colnames(block) <- paste0(name, "_", seq_len(count))
  block
}

set.seed(1939)
shared <- rnorm(136)
antecedent <- function() 0.5 * shared + noise(0.85)
complementarity <- antecedent()
culture <- antecedent()
organisation <- antecedent()
experience <- antecedent()
bond <- rnorm(136)
trust <- 0.4 * complementarity + 0.3 * experience + 0.3 * bond + noise(0.7)
commitment <- 0.3 * culture + 0.3 * bond + noise(0.8)
communication <- 0.4 * experience + 0.2 * complementarity + 0.3 * bond + noise(0.7)
cooperation <- 0.5 * communication + 0.1 * trust + noise(0.8)
performance <- 0.3 * culture + 0.35 * trust + 0.35 * communication + noise(0.6)
dimension <- function() 0.85 * performance + noise(0.45)

drawn <- cbind(
  items("comp", complementarity, 5), items("cult", culture, 4), items("orga", organisation, 3),
  items("expe", experience, 4), items("trust", trust, 5), items("engag", commitment, 3),
  items("commu", communication, 4), items("coop", cooperation, 4),
  items("perf_a", dimension(), 4), items("perf_b", dimension(), 4), items("perf_c", dimension(), 4)
)
write.csv(round(drawn, 2), case_file("data.csv"), row.names = FALSE)

fit <- fit_lavaan(read_model(), reference_data("data.csv"))
write_expected(sem_values(fit, "data.csv"))
