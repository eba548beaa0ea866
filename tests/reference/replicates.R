# Reference values for replicate weights from R's survey package: given ones and jackknives that it makes itself.
#
# Packages as in api.R, which writes the api samples; then, here:  Rscript replicates.R
#
# Writes scd_replicates.csv, apiclus1_bootstrap.csv and replicates.json beside this script; README.md says what is in them.

suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(warn = 2, survey.replicates.mse = FALSE)

number <- function(x) ifelse(is.na(x), NA, formatC(x, digits = 17, format = "g", width = 1))
write_data <- function(frame, file) {
  double <- vapply(frame, is.double, logical(1))
  frame[double] <- lapply(frame[double], number)
  write.csv(frame, file, row.names = FALSE, quote = FALSE, na = "", fileEncoding = "UTF-8", eol = "\n")
}
underscored <- function(frame) setNames(frame, gsub(".", "_", names(frame), fixed = TRUE))

data(api)
data(scd)
strat <- underscored(apistrat)
clus1 <- underscored(apiclus1)

# ---- weights that are given -----------------------------------------------------------------------------------

# Half-samples, Fay's version of them and a jackknife of the six hospitals; unequal weights, unequal factors.
scd$w <- c(3, 2, 5, 4, 1.5, 2.5)
scd$big <- as.integer(scd$ESA > 1)
half <- 2 * cbind(c(1, 0, 1, 0, 1, 0), c(1, 0, 0, 1, 0, 1), c(0, 1, 1, 0, 0, 1), c(0, 1, 0, 1, 1, 0))
fay <- 0.3 * 1 + 0.7 * half
leave_out <- matrix(1, 6, 6)
for (i in 1:6) { leave_out[i, i] <- 0; leave_out[i + ifelse(i %% 2, 1, -1), i] <- 2 }
named <- function(m, prefix) as.data.frame(setNames(lapply(seq_len(ncol(m)), function(i) m[, i]),
                                                    paste0(prefix, seq_len(ncol(m)))))
scd <- cbind(scd, named(half * scd$w, "brr"), named(fay, "fay"), named(leave_out * scd$w, "jk"))
write_data(scd, "scd_replicates.csv")

# A bootstrap of districts with whole weights; the factors are made unequal, and one is 0.
set.seed(20240117)
districts <- sort(unique(clus1$dnum))
draws <- sapply(1:25, function(r) tabulate(sample.int(15, 14, replace = TRUE), 15))
boot <- clus1$pw * (15 / 14 * draws)[match(clus1$dnum, districts), ]
clus1 <- cbind(clus1, named(boot, "b"))
write_data(clus1[c("snum", "pw", "stype", "sch_wide", "comp_imp", "api99", "api00", "meals", "ell", "enroll",
                   paste0("b", 1:25))], "apiclus1_bootstrap.csv")
factors <- c(0, rep(c(0.8, 1, 1.2), 8))

# ---- designs --------------------------------------------------------------------------------------------------

given <- function(data, file, columns, type, weights = "w", combined = TRUE, scale = NULL, rscales = NULL, rho = NULL,
                  mse = FALSE) {
  made <- svrepdesign(data = data, weights = data[[weights]], repweights = data[columns], type = type,
                      combined.weights = combined, scale = scale, rscales = rscales, rho = rho, mse = mse)
  list(made = made,
       told = list(data = file, weights = weights, columns = as.list(columns), type = type,
                   holds = if (combined) "weights" else "multipliers", scale = scale,
                   rscales = if (is.null(rscales)) NULL else as.list(rscales), rho = rho,
                   centre = if (mse) "estimate" else "mean"))
}

jackknife <- function(design, file, weights, strata = list(), psu = list(), population = list(), mse = FALSE) {
  list(made = as.svrepdesign(design, mse = mse),
       told = list(data = file, weights = weights, strata = strata, psu = psu, population = population,
                   centre = if (mse) "estimate" else "mean"))
}

plain <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strat)
finite <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat)
clusters <- svydesign(id = ~dnum, weights = ~pw, data = clus1)
few <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)
designs <- list(
  strat_jkn = jackknife(plain, "apistrat.csv", "pw", list("stype")),
  strat_jkn_mse = jackknife(plain, "apistrat.csv", "pw", list("stype"), mse = TRUE),
  strat_fpc_jkn = jackknife(finite, "apistrat.csv", "pw", list("stype"), population = list("fpc")),
  clus1_jk1 = jackknife(clusters, "apiclus1.csv", "pw", psu = list("dnum")),
  clus1_fpc_jk1_mse = jackknife(few, "apiclus1.csv", "pw", psu = list("dnum"), population = list("fpc"), mse = TRUE),
  scd_brr = given(scd, "scd_replicates.csv", paste0("brr", 1:4), "BRR"),
  scd_brr_mse = given(scd, "scd_replicates.csv", paste0("brr", 1:4), "BRR", mse = TRUE),
  scd_fay = given(scd, "scd_replicates.csv", paste0("fay", 1:4), "Fay", combined = FALSE, rho = 0.3),
  scd_jkn = given(scd, "scd_replicates.csv", paste0("jk", 1:6), "JKn", scale = 1, rscales = c(0.5, 0.5, 0.4, 0.6, 0.5, 0.3)),
  scd_jk1 = given(scd, "scd_replicates.csv", paste0("jk", 1:6), "JK1", scale = 5 / 6),
  clus1_bootstrap = given(clus1, "apiclus1_bootstrap.csv", paste0("b", 1:25), "bootstrap", "pw", scale = 1 / 24),
  clus1_bootstrap_factors = given(clus1, "apiclus1_bootstrap.csv", paste0("b", 1:25), "bootstrap", "pw",
                                  scale = 0.05, rscales = factors),
  clus1_bootstrap_mse = given(clus1, "apiclus1_bootstrap.csv", paste0("b", 1:25), "bootstrap", "pw",
                              scale = 0.05, rscales = factors, mse = TRUE)
)

# ---- what R says ----------------------------------------------------------------------------------------------

results <- list()
add <- function(id, design, statistic, variables, labels, value, vcov, ...) {
  vcov <- unname(as.matrix(vcov))
  stopifnot(length(labels) == length(value), nrow(vcov) == length(value), !anyNA(vcov))
  results[[length(results) + 1]] <<- c(
    list(id = id, design = design, statistic = statistic, variables = as.list(variables), labels = labels,
         value = as.list(unname(as.vector(value))), se = as.list(unname(sqrt(diag(vcov)))),
         vcov = lapply(seq_len(nrow(vcov)), function(i) as.list(vcov[i, ]))), list(...))
}
formula_of <- function(variables) as.formula(paste("~", paste(variables, collapse = "+")))

add_whole <- function(name, statistic, variables) {
  d <- designs[[name]]$made
  m <- switch(statistic, mean = svymean(formula_of(variables), d), total = svytotal(formula_of(variables), d))
  add(paste0(name, "/", statistic), name, statistic, variables, lapply(variables, list), coef(m), vcov(m),
      df = as.list(rep(degf(d), length(variables))))
}

# Degrees of freedom of a part are the rank of its replicate weights; told only where nothing else is known.
add_domains <- function(name, statistic, variables, by) {
  d <- designs[[name]]$made
  s <- if (statistic == "ratio") {
    svyby(formula_of(variables[1]), formula_of(by), d, svyratio, denominator = formula_of(variables[2]), covmat = TRUE)
  } else {
    svyby(formula_of(variables), formula_of(by), d, switch(statistic, mean = svymean, total = svytotal), covmat = TRUE)
  }
  cells <- lapply(seq_len(nrow(s)), function(i) lapply(by, function(b) as.character(s[[b]][i])))
  first <- if (statistic == "ratio") "ratio" else variables
  labels <- unlist(lapply(first, function(v) lapply(cells, function(cell) c(list(v), cell))), recursive = FALSE)
  in_cell <- function(cell) Reduce(`&`, Map(function(b, v) as.character(d$variables[[b]]) == v, by, cell))
  df <- vapply(cells, function(cell) degf(d[which(in_cell(cell)), ]), numeric(1))
  add(paste0(name, "/", statistic, "/", paste(variables, collapse = "+"), "/by/", paste(by, collapse = "+")), name,
      statistic, variables, labels, coef(s), vcov(s), by = as.list(by),
      df = as.list(rep(df, times = length(first))))
}

for (name in grep("^(strat|clus1)", names(designs), value = TRUE)) {
  add_whole(name, "mean", c("api00", "api99", "meals", "ell"))
  add_whole(name, "total", c("api00", "meals"))
  add_domains(name, "mean", c("api00", "meals"), "sch_wide")
  add_domains(name, "mean", "ell", c("sch_wide", "comp_imp"))
  add_domains(name, "total", "enroll", "sch_wide")
  add_domains(name, "ratio", c("api00", "api99"), "sch_wide")
}
for (name in grep("^scd", names(designs), value = TRUE)) {
  add_whole(name, "mean", c("arrests", "alive"))
  add_whole(name, "total", c("arrests", "alive"))
  add_domains(name, "ratio", c("alive", "arrests"), "big")
}

# ---- writing --------------------------------------------------------------------------------------------------

# As in api.R: jsonlite stops at 15 digits and a double needs 17, so numbers pass through it as marked text.
marked <- function(x) {
  if (is.list(x)) return(lapply(x, marked))
  if (is.numeric(x)) paste0("#", number(x)) else x
}
line <- function(x) gsub("\"#([^\"]+)\"", "\\1", toJSON(marked(x), auto_unbox = TRUE, null = "null"))
lines <- function(items) paste0("  ", items, c(rep(",", length(items) - 1), ""))
meta <- list(script = "tests/reference/replicates.R", r = R.version.string,
             survey = as.character(packageVersion("survey")), date = format(Sys.Date()))
told <- vapply(designs, function(d) line(d$told), "")
writeLines(c("{", paste0(" \"meta\": ", line(meta), ","),
             " \"designs\": {", lines(paste0("\"", names(told), "\": ", told)), " },",
             " \"results\": [", lines(vapply(results, line, "")), " ]", "}"),
           "replicates.json", useBytes = TRUE)
cat(length(results), "results written\n")
