# Reference values of calibration from R's survey package, on the samples that api.R wrote here.
#
# Debian or Ubuntu:  apt-get install r-base-core r-cran-survey r-cran-jsonlite
# elsewhere, in R:   install.packages(c("survey", "jsonlite"))
# then, here:        Rscript calibrate.R
#
# Writes calibrate.json beside this script; README.md says what is in it.

suppressPackageStartupMessages({library(survey); library(jsonlite)})

read <- function(file) read.csv(file, stringsAsFactors = FALSE)
strat <- read("apistrat.csv"); clus1 <- read("apiclus1.csv"); clus2 <- read("apiclus2.csv")
data(api)
apipop$sch_wide <- apipop$sch.wide

# A design is told twice: as R makes it, and as columns for the library that is compared with it.
design <- function(made, data, weights, strata = list(), psu = list(), population = list()) {
  list(made = made, told = list(data = data, weights = weights, strata = strata, psu = psu, population = population))
}
designs <- list(
  strat_fpc = design(svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
                     "apistrat.csv", "pw", list("stype"), population = list("fpc")),
  strat = design(svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strat), "apistrat.csv", "pw", list("stype")),
  clus1_fpc = design(svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1),
                     "apiclus1.csv", "pw", psu = list("dnum"), population = list("fpc")),
  clus1 = design(svydesign(id = ~dnum, weights = ~pw, data = clus1), "apiclus1.csv", "pw", psu = list("dnum")),
  clus2_fpc = design(svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~w, data = clus2),
                     "apiclus2.csv", "w", psu = list("dnum", "snum"), population = list("fpc1", "fpc2")),
  clus2 = design(svydesign(id = ~dnum, weights = ~w, data = clus2), "apiclus2.csv", "w", psu = list("dnum"))
)

# ---- population totals --------------------------------------------------------------------------------------

# A margin is one or two columns crossed; what R knows of it is a table, what we write is a list of counts.
counts <- function(columns) xtabs(as.formula(paste("~", paste(columns, collapse = "+"))), apipop)
margin <- function(columns) {
  table <- as.data.frame(counts(columns), stringsAsFactors = FALSE)
  list(columns = as.list(columns), categories = unname(apply(table[columns], 1, function(row) as.list(unname(row)))),
       totals = as.list(table$Freq))
}
amount <- function(column) list(columns = list(column), total = sum(apipop[[column]]))

# ---- results ------------------------------------------------------------------------------------------------

results <- list()
add <- function(name, method, made, margins, ...) {
  m <- svymean(~api00 + meals, made); t <- svytotal(~api00 + ell, made)
  r <- svyratio(~api00, ~api99, made)
  b <- svyby(~api00, ~awards, made, svymean)
  figure <- function(x) list(value = as.list(unname(coef(x))), se = as.list(unname(as.vector(SE(x)))))
  results[[length(results) + 1]] <<- c(
    list(id = paste(name, method, length(results), sep = "/"), design = name, method = method, margins = margins),
    list(...),
    list(weights = as.list(unname(weights(made))), mean = figure(m), mean_covariance = vcov(m)[1, 2],
         total = figure(t), ratio = list(value = coef(r)[[1]], se = SE(r)[[1]]),
         by_awards = c(list(labels = as.list(as.character(b$awards))), figure(b)), df = degf(made)))
}

tight <- list(maxit = 2000, epsilon = 1e-13, verbose = FALSE)
calibrated <- function(d, formula, ...) {
  total <- colSums(model.matrix(formula, apipop))
  calibrate(d, formula, total, epsilon = 1e-14, maxit = 500, ...)
}

for (name in names(designs)) {
  d <- designs[[name]]$made
  two <- list(margin("stype"), margin("sch_wide"))
  add(name, "poststratify", postStratify(d, ~stype, counts("stype")), two[1])
  add(name, "poststratify", postStratify(d, ~stype + awards, counts(c("stype", "awards"))),
      list(margin(c("stype", "awards"))))
  # rake() with epsilon below 1 stops at epsilon times the sum of the weights.
  add(name, "rake", rake(d, list(~stype, ~sch_wide), list(counts("stype"), counts("sch_wide")), control = tight),
      two, residuals = "sweeps")
  f <- ~stype + sch_wide
  add(name, "rake", calibrated(d, f, calfun = "raking"), two, residuals = "regression")
  add(name, "linear", calibrated(d, f, calfun = "linear"), two)
  add(name, "logit", calibrated(d, f, calfun = "logit", bounds = c(0.5, 2)), two, bounds = list(0.5, 2))
  three <- c(two, list(amount("api99")))
  g <- ~stype + sch_wide + api99
  add(name, "linear", calibrated(d, g, calfun = "linear"), three)
  add(name, "rake", calibrated(d, g, calfun = "raking"), three, residuals = "regression")
  free <- weights(calibrated(d, g, calfun = "linear")) / weights(d)
  narrow <- c(min(free) + 0.15 * (1 - min(free)), max(free) - 0.05 * (max(free) - 1))
  attempt <- function(expr) tryCatch(suppressWarnings(expr), error = function(e) NULL)
  for (calfun in c("linear", "raking", "logit")) {
    made <- attempt(calibrated(d, g, calfun = calfun, bounds = narrow))
    if (!is.null(made)) {
      method <- c(linear = "linear", raking = "rake", logit = "logit")[[calfun]]
      add(name, method, made, three, bounds = as.list(narrow))
    }
  }
}

# Nonresponse within classes, as a sum over classes of (size of class) x (mean of those who answered).
nonresponse <- list()
for (name in c("strat", "clus1", "clus2")) {
  d <- update(designs[[name]]$made, answered = as.numeric(snum %% 3 != 0))
  parts <- c("E", "H", "M")
  for (p in parts) {
    d$variables[[paste0("n", p)]] <- as.numeric(d$variables$stype == p)
    d$variables[[paste0("r", p)]] <- d$variables[[paste0("n", p)]] * d$variables$answered
    d$variables[[paste0("y", p)]] <- d$variables[[paste0("r", p)]] * d$variables$api00
  }
  t <- svytotal(~nE + nH + nM + rE + rH + rM + yE + yH + yM, d)
  total <- svycontrast(t, quote(nE * yE / rE + nH * yH / rH + nM * yM / rM))
  mean <- svycontrast(t, quote((nE * yE / rE + nH * yH / rH + nM * yM / rM) / (nE + nH + nM)))
  nonresponse[[length(nonresponse) + 1]] <-
    list(design = name, mean = list(value = coef(mean)[[1]], se = SE(mean)[[1]]),
         total = list(value = coef(total)[[1]], se = SE(total)[[1]]))
}

trimming <- list()
for (strict in c(FALSE, TRUE)) {
  d <- calibrated(designs$clus1$made, ~stype + sch_wide + api99, calfun = "linear")
  trimming[[length(trimming) + 1]] <-
    list(strict = strict, low = 25, high = 45, before = as.list(unname(weights(d))),
         after = as.list(unname(weights(trimWeights(d, lower = 25, upper = 45, strict = strict)))))
}
limits <- c(0.8, 1.3)
d <- calibrated(designs$clus1$made, ~stype + sch_wide + api99, calfun = "raking", trim = limits)
m <- svymean(~api00, d)
trimmed <- list(design = "clus1", limits = as.list(limits), weights = as.list(unname(weights(d))),
                margins = list(margin("stype"), margin("sch_wide"), amount("api99")),
                mean = list(value = coef(m)[[1]], se = SE(m)[[1]]))

# ---- writing ------------------------------------------------------------------------------------------------

# One result a line. jsonlite stops at 15 digits and a double needs 17, so numbers pass through it as marked text.
marked <- function(x) {
  if (is.list(x)) return(lapply(x, marked))
  if (is.numeric(x)) paste0("#", formatC(x, digits = 17, format = "g", width = 1)) else x
}
line <- function(x) gsub("\"#([^\"]+)\"", "\\1", toJSON(marked(x), auto_unbox = TRUE, null = "null"))
lines <- function(items) paste0("  ", items, c(rep(",", length(items) - 1), ""))
meta <- list(script = "tests/reference/calibrate.R", r = R.version.string,
             survey = as.character(packageVersion("survey")), date = format(Sys.Date()))
told <- vapply(designs, function(d) line(d$told), "")
writeLines(c("{", paste0(" \"meta\": ", line(meta), ","),
             " \"designs\": {", lines(paste0("\"", names(told), "\": ", told)), " },",
             " \"results\": [", lines(vapply(results, line, "")), " ],",
             " \"nonresponse\": [", lines(vapply(nonresponse, line, "")), " ],",
             " \"trimming\": [", lines(vapply(trimming, line, "")), " ],",
             paste0(" \"trimmed\": ", line(trimmed)), "}"),
           "calibrate.json", useBytes = TRUE)
cat(length(results), "results written\n")
