# Values of segregation.json, from the R package segregation (Benjamin Elbers, MIT), version 1.1.0.9000, on its
# schools00 and schools05, made into two groups. Run with the folder of its source: Rscript segregation.R FOLDER
library(data.table)
folder <- commandArgs(TRUE)[1]
for (file in setdiff(list.files(file.path(folder, "R")), "RcppExports.R"))
    source(file.path(folder, "R", file))
for (name in c("schools00", "schools05")) load(file.path(folder, "data", paste0(name, ".rda")))

two_groups <- function(d) {
    d <- as.data.table(d)[, list(black = sum(n[race == "black"]), others = sum(n[race != "black"])), by = school]
    d[order(school)]
}
a <- two_groups(schools00)
b <- two_groups(schools05)
long <- function(d) melt(d, "school", variable.name = "race", value.name = "n")[n > 0]
both <- merge(a, b, by = "school", all = TRUE, suffixes = c("_00", "_05"))
both[is.na(both)] <- 0
fwrite(both[, list(black_00, others_00, black_05, others_05)], "schools.csv")

value <- function(d, stat) as.list(setNames(d$est, d$stat))
change <- mutual_difference(long(a), long(b), "race", "school", weight = "n", method = "shapley",
                            precision = 1e-10, max_iterations = 1000)
set.seed(1)
debiased <- mutual_total(long(a), "race", "school", weight = "n", se = TRUE, n_bootstrap = 50)
expected <- mutual_total_expected(long(a), "race", "school", weight = "n", n_bootstrap = 50)
local <- as.data.table(mutual_local(long(a), "race", "school", weight = "n"))
all_groups <- mutual_total(schools00, "race", "school", weight = "n")
cat(jsonlite::toJSON(list(
    total = value(mutual_total(long(a), "race", "school", weight = "n")),
    dissimilarity = dissimilarity(long(a), "race", "school", weight = "n")$est,
    change = value(change),
    debiased = value(debiased), debiased_se = as.list(setNames(debiased$se, debiased$stat)),
    expected = value(expected),
    all_groups = value(all_groups),
    local_first = local[stat == "ls"][order(school)]$est[1:5],
    R = R.version.string, data.table = as.character(packageVersion("data.table")), date = "2026-11-30"
), auto_unbox = TRUE, digits = 10, pretty = TRUE), "\n")
