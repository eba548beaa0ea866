# Reference values from R's survey package where the other scripts do not look: crossed domains on every design, strata
# with a single unit in domains, quantiles and shares in domains, large tables, figures after calibration, given replicates.
#
# Packages as in api.R; api.R, more.R and replicates.R first, their CSV files are read; then, here:  Rscript audit.R
#
# Writes audit.json beside this script; README.md says what is in it.

suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", survey.replicates.mse = FALSE)

# ---- designs --------------------------------------------------------------------------------------------------

read <- function(file) read.csv(file, stringsAsFactors = FALSE)
strat <- read("apistrat.csv"); clus1 <- read("apiclus1.csv"); clus2 <- read("apiclus2.csv"); small <- read("small.csv")
nhanes <- read("nhanes.csv"); mu284 <- read("mu284.csv"); hospital <- read("hospital.csv"); yrbs <- read("yrbs.csv")
scd <- read("scd.csv"); crowd <- read("crowd.csv"); fpc <- read("fpc.csv"); election <- read("election_pps.csv")
boot <- read("apiclus1_bootstrap.csv"); scd_replicates <- read("scd_replicates.csv")
data(api)
apipop$sch_wide <- apipop$sch.wide

# A design is told twice: as R makes it, and as columns for the library that is compared with it.
design <- function(file, weights, strata = NULL, psu = NULL, population = NULL, lonely = "fail", ...) {
  data <- read(file)
  f <- function(columns) if (is.null(columns)) ~1 else as.formula(paste("~", paste(columns, collapse = "+")))
  crossed <- if (length(strata) > 1) "crossed_strata" else strata
  if (length(strata) > 1) data$crossed_strata <- do.call(paste, c(data[strata], sep = "|"))
  made <- svydesign(id = f(psu), strata = if (!is.null(strata)) f(crossed), weights = f(weights),
                    fpc = if (!is.null(population)) f(population), nest = TRUE, data = data)
  list(made = made, lonely = lonely,
       told = list(data = file, weights = weights, strata = as.list(strata), psu = as.list(psu),
                   population = as.list(population), lonely_psu = lonely, ...))
}
designs <- list(
  strat_fpc = design("apistrat.csv", "pw", "stype", population = "fpc"),
  strat = design("apistrat.csv", "pw", "stype"),
  strat_crossed = design("apistrat.csv", "pw", c("stype", "comp_imp")),
  strat_cluster = design("apistrat.csv", "pw", "stype", "dnum"),
  clus1_fpc = design("apiclus1.csv", "pw", psu = "dnum", population = "fpc"),
  clus1 = design("apiclus1.csv", "pw", psu = "dnum"),
  clus2_fpc = design("apiclus2.csv", "w", psu = c("dnum", "snum"), population = c("fpc1", "fpc2")),
  clus2_first_fpc = design("apiclus2.csv", "w", psu = "dnum", population = "fpc1"),
  clus2 = design("apiclus2.csv", "w", psu = "dnum"),
  clus2_two = design("apiclus2.csv", "w", psu = c("dnum", "snum")),
  nhanes = design("nhanes.csv", "WTMEC2YR", "SDMVSTRA", "SDMVPSU"),
  scd = design("scd.csv", "w", "ESA", "ambulance"),
  mu284 = design("mu284.csv", "w", psu = c("id1", "id2"), population = c("n1", "n2")),
  hospital = design("hospital.csv", "weighta", "oblevel", "hospno", "tothosp"),
  yrbs = design("yrbs.csv", "weight", "stratum", "psu"),
  election = design("election_pps.csv", "wt"),
  fpc = design("fpc.csv", "weight", "stratid", "psuid", "Nh"),
  crowd = design("crowd.csv", "weight", "stratum", "cluster")
)
# Counties as strata and districts in them as units: many with one unit, and domains that touch only some of them.
for (lonely in c("adjust", "certainty", "average")) {
  designs[[paste0("lonely_", lonely)]] <- design("apistrat.csv", "pw", "cname", "dnum", lonely = lonely)
  designs[[paste0("small_", lonely)]] <- design("small.csv", "w", "stratum", "psu", lonely = lonely)
}

# ---- calibrated designs -----------------------------------------------------------------------------------------

counts <- function(columns) xtabs(as.formula(paste("~", paste(columns, collapse = "+"))), apipop)
margin <- function(columns) {
  table <- as.data.frame(counts(columns), stringsAsFactors = FALSE)
  list(columns = as.list(columns), categories = unname(apply(table[columns], 1, function(row) as.list(unname(row)))),
       totals = as.list(table$Freq))
}
amount <- function(column) list(columns = list(column), total = sum(apipop[[column]]))
total_of <- function(formula) colSums(model.matrix(formula, apipop))
regressed <- function(d, formula, ...) calibrate(d, formula, total_of(formula), epsilon = 1e-14, maxit = 500, ...)
calibrated <- function(name, after, made, steps) {
  designs[[paste(name, after, sep = "_")]] <<- list(
    made = made, lonely = "fail", told = c(designs[[name]]$told, list(calibrations = steps)))
}
two <- list(margin("stype"), margin("sch_wide"))
three <- c(two, list(amount("api99")))
for (name in c("strat_fpc", "clus1_fpc", "clus2_fpc")) {
  d <- designs[[name]]$made
  crossed <- list(margin(c("stype", "sch_wide")))
  calibrated(name, "post", postStratify(d, ~stype + sch_wide, counts(c("stype", "sch_wide"))),
             list(list(method = "poststratify", margins = crossed)))
  calibrated(name, "greg", regressed(d, ~stype + sch_wide + api99, calfun = "linear"),
             list(list(method = "linear", margins = three)))
  calibrated(name, "raked", regressed(d, ~stype + sch_wide, calfun = "raking"),
             list(list(method = "rake", margins = two, residuals = "regression")))
  calibrated(name, "sweeps", rake(d, list(~stype, ~sch_wide), list(counts("stype"), counts("sch_wide")),
                                  control = list(maxit = 2000, epsilon = 1e-13, verbose = FALSE)),
             list(list(method = "rake", margins = two, residuals = "sweeps")))
  calibrated(name, "logit", regressed(d, ~stype + sch_wide, calfun = "logit", bounds = c(0.4, 2.2)),
             list(list(method = "logit", margins = two, bounds = list(0.4, 2.2))))
}

# ---- replicate designs --------------------------------------------------------------------------------------------

given <- function(file, columns, type, weights, combined = TRUE, scale = NULL, rscales = NULL, rho = NULL, mse = FALSE) {
  data <- read(file)
  own <- data[[weights]]
  replicates <- as.matrix(data[columns])
  if (!combined) replicates <- replicates / own
  made <- suppressWarnings(svrepdesign(data = data, weights = own, repweights = replicates, type = type,
                                       combined.weights = combined, scale = scale, rscales = rscales, rho = rho, mse = mse))
  list(made = made, lonely = "fail",
       told = list(data = file, weights = weights, columns = as.list(columns), type = type,
                   holds = if (combined) "weights" else "multipliers", scale = scale,
                   rscales = if (is.null(rscales)) NULL else as.list(rscales), rho = rho,
                   centre = if (mse) "estimate" else "mean"))
}
jackknife <- function(name, mse) {
  told <- designs[[name]]$told
  list(made = as.svrepdesign(designs[[name]]$made, mse = mse), lonely = "fail",
       told = c(told, list(jackknife = TRUE, centre = if (mse) "estimate" else "mean")))
}
b <- paste0("b", 1:25)
factors <- rep(c(0.4, 1, 1.3, 0.9, 1.1), 5)
b_file <- "apiclus1_bootstrap.csv"
replicate_designs <- list(
  rep_bootstrap = given(b_file, b, "bootstrap", "pw", scale = 1 / 25, rscales = factors),
  rep_bootstrap_mse = given(b_file, b, "bootstrap", "pw", scale = 1 / 24, mse = TRUE),
  rep_multipliers = given(b_file, b, "bootstrap", "pw", combined = FALSE, scale = 0.05, rscales = factors),
  rep_brr = given(b_file, b, "BRR", "pw"),
  rep_brr_mse = given(b_file, b, "BRR", "pw", combined = FALSE, mse = TRUE),
  rep_fay = given(b_file, b, "Fay", "pw", rho = 0.4),
  rep_fay_mse = given(b_file, b, "Fay", "pw", rho = 0.4, mse = TRUE, combined = FALSE),
  rep_jk1 = given(b_file, b, "JK1", "pw", scale = 0.04),
  rep_jkn = given(b_file, b, "JKn", "pw", scale = 0.05, rscales = factors),
  rep_jkn_mse = given(b_file, b, "JKn", "pw", scale = 0.03, rscales = factors, mse = TRUE),
  rep_scd_brr = given("scd_replicates.csv", paste0("brr", 1:4), "BRR", "w"),
  rep_scd_jkn = given("scd_replicates.csv", paste0("jk", 1:6), "JKn", "w", scale = 1, rscales = rep(0.5, 6))
)
for (name in c("strat", "strat_fpc", "clus1", "clus1_fpc", "clus2_first_fpc", "nhanes")) {
  replicate_designs[[paste0("jack_", name)]] <- jackknife(name, mse = grepl("fpc", name))
}
designs <- c(designs, replicate_designs)

# ---- what R says --------------------------------------------------------------------------------------------------

results <- list()
plain <- function(x) as.list(unname(as.vector(x)))
formula_of <- function(variables) as.formula(paste("~", paste(variables, collapse = "+")))
part <- function(d, variables, domain = NULL) {
  keep <- complete.cases(d$variables[variables])
  if (!is.null(domain)) keep <- keep & eval(str2lang(domain), d$variables)
  if (all(keep)) d else d[which(keep), ]
}
add <- function(name, statistic, variables, by = NULL, domain = NULL, p = NULL, level = NULL, ...) {
  id <- paste(c(name, statistic, variables, if (!is.null(by)) c("by", by), domain, p, level), collapse = "/")
  results[[length(results) + 1]] <<- c(
    list(id = id, design = name, statistic = statistic, variables = as.list(variables)),
    if (!is.null(by)) list(by = as.list(by)), if (!is.null(domain)) list(domain = domain), if (!is.null(p)) list(p = p), if (!is.null(level)) list(level = level),
    list(...))
}
rows_of <- function(vcov) {
  vcov <- unname(as.matrix(vcov))
  lapply(seq_len(nrow(vcov)), function(i) plain(vcov[i, ]))
}
# A covariance is told in full up to a size, after that its diagonal.
with_vcov <- function(value, vcov) {
  vcov <- as.matrix(vcov)
  c(list(value = plain(value), se = plain(sqrt(diag(vcov)))), if (nrow(vcov) <= 8) list(vcov = rows_of(vcov)))
}
in_design <- function(name, expression) {
  old <- options(survey.lonely.psu = designs[[name]]$lonely)
  on.exit(options(old))
  suppressWarnings(force(expression))
}

# Figures of every crossed cell, all variables together: value, joint covariance, degrees of freedom. Apart: each cell by
# itself, as svyby(covmat = TRUE) of this version stops at calibrated weights, drops a replicate that lacks one cell from
# all of them, and counts the lonely strata of the whole sample instead of the cell's.
add_cells <- function(name, statistic, variables, by, domain = NULL, together = TRUE) in_design(name, {
  d <- part(designs[[name]]$made, c(variables, by), domain)
  s <- if (statistic == "ratio") {
    svyby(formula_of(variables[1]), formula_of(by), d, svyratio, denominator = formula_of(variables[2]), covmat = together,
          keep.names = FALSE)
  } else {
    svyby(formula_of(variables), formula_of(by), d, switch(statistic, mean = svymean, total = svytotal), covmat = together,
          keep.names = FALSE)
  }
  cells <- lapply(seq_len(nrow(s)), function(i) lapply(by, function(b) as.character(s[[b]][i])))
  first <- if (statistic == "ratio") "ratio" else variables
  labels <- unlist(lapply(first, function(v) lapply(cells, function(cell) c(list(v), cell))), recursive = FALSE)
  in_cell <- function(cell) Reduce(`&`, Map(function(b, v) as.character(d$variables[[b]]) == v, by, cell))
  df <- vapply(cells, function(cell) degf(d[which(in_cell(cell)), ]), numeric(1))
  told <- if (together) with_vcov(coef(s), vcov(s)) else list(value = plain(coef(s)), se = plain(unlist(SE(s))))
  do.call(add, c(list(name, statistic, variables, by, domain), told,
                 list(labels = labels, df = plain(rep(df, times = length(first))))))
})

# Totals of a variable in the two halves of a sample, as totals of products: their covariance after calibration.
add_products <- function(name, variable, by) in_design(name, {
  d <- designs[[name]]$made
  values <- sort(unique(d$variables[[by]]))
  for (i in seq_along(values)) {
    d$variables[[paste0("product", i)]] <- d$variables[[variable]] * (d$variables[[by]] == values[i])
  }
  m <- svytotal(formula_of(paste0("product", seq_along(values))), d)
  do.call(add, c(list(name, "total", variable, by), with_vcov(coef(m), vcov(m)),
                 list(df = plain(vapply(values, function(v) degf(d[which(d$variables[[by]] == v), ]), numeric(1))),
                      labels = lapply(values, function(v) list(variable, v)))))
})

# One domain at a time: means and totals with design effects.
add_domain <- function(name, variables, domain = NULL) in_design(name, {
  d <- part(designs[[name]]$made, variables, domain)
  for (statistic in c("mean", "total")) {
    fun <- if (statistic == "mean") svymean else svytotal
    m <- fun(formula_of(variables), d)
    # svrepstat has the design effects of all pairs of variables.
    effect <- function(kind) { e <- deff(fun(formula_of(variables), d, deff = kind)); plain(if (is.matrix(e)) diag(e) else e) }
    effects <- list(deff = effect("replace"), deff_srswor = effect(TRUE))
    do.call(add, c(list(name, statistic, variables, domain = domain), with_vcov(coef(m), vcov(m)),
                   list(labels = lapply(variables, list), df = degf(d)), effects))
  }
})

METHODS <- c(logit = "xlogit", beta = "beta", wald = "mean")
add_share <- function(name, variable, condition, domain = NULL, level = 0.95) in_design(name, {
  d <- part(designs[[name]]$made, variable, domain)
  f <- as.formula(paste("~ I(as.numeric(", condition, "))"))
  m <- svymean(f, d)
  # For "beta" R counts the rows of the whole sample, when it is calibrated, also in a part of it.
  methods <- METHODS[is.null(d$postStrata) | is.null(domain) | names(METHODS) != "beta"]
  intervals <- lapply(methods, function(method) plain(confint(svyciprop(f, d, method = method, level = level))))
  do.call(add, c(list(name, "share", condition, domain = domain), with_vcov(coef(m), vcov(m)),
                 list(labels = list(list("share")), answered = variable, level = level, df = degf(d),
                      intervals = intervals)))
})

add_quantiles <- function(name, variable, p, domain = NULL, level = 0.95) in_design(name, {
  d <- part(designs[[name]]$made, variable, domain)
  # R's default without and with replicate weights: interval.type "mean", qrule "math".
  q <- svyquantile(formula_of(variable), d, p, alpha = 1 - level)[[1]]
  q95 <- svyquantile(formula_of(variable), d, p)[[1]]
  for (i in seq_along(p)) {
    add(name, "quantile", variable, domain = domain, p = p[i], level = level, value = plain(q[i, 1]), se = plain(q95[i, 4]),
        interval = plain(q[i, 2:3]), df = degf(d), labels = list(list("quantile")))
  }
})

add_table <- function(name, rows, columns, domain = NULL) in_design(name, {
  d <- part(designs[[name]]$made, c(rows, columns), domain)
  f <- as.formula(paste("~", rows, "+", columns))
  second <- svychisq(f, d, statistic = "F")
  first <- svychisq(f, d, statistic = "Chisq")
  add(name, "table", c(rows, columns), domain = domain, f = unname(second$statistic),
      ndf = unname(second$parameter[1]), ddf = unname(second$parameter[2]), second = unname(second$p.value),
      x2 = unname(first$statistic), df = unname(first$parameter[1]), first = unname(first$p.value))
})
add_weights <- function(name) add(name, "weights", "weights", weights = plain(weights(designs[[name]]$made, "sampling")))

api <- grep("^(strat|clus|lonely)", names(designs), value = TRUE)
for (name in api) {
  many <- grepl("lonely", name)
  joint <- !grepl("average|_(post|greg|raked|sweeps|logit)$", name)
  add_cells(name, "mean", c("api00", "meals"), c("sch_wide", "comp_imp"), together = joint)
  add_cells(name, "total", c("api99", "api_stu"), "awards", together = joint)
  add_cells(name, "ratio", c("api00", "api99"), c("stype", "sch_wide"), together = joint)
  add_cells(name, "mean", c("api00", "ell", "meals"), "stype", "api99 > 620", together = joint)
  if (!joint && !many) add_products(name, "api00", "awards")
  add_domain(name, c("api00", "meals"), "meals > 40")
  add_domain(name, c("growth", "meals"), "stype == 'E'")
  if (!many) add_domain(name, c("growth", "ell"))
  if (many) add_domain(name, "api00", "cname == 'Los Angeles'")
  add_share(name, "awards", "awards == 'Yes'")
  add_share(name, "awards", "awards == 'Yes'", "meals > 30", 0.9)
  add_quantiles(name, "api00", c(0.25, 0.6))
  add_quantiles(name, "meals", 0.3, "sch_wide == 'Yes'", 0.9)
  add_quantiles(name, "ell", 0.5, "stype == 'E' & api99 > 500")
  if (!many) {
    add_table(name, "stype", "awards")
    # Of a part of a calibrated sample R multiplies the raw X2 by the rows of the whole sample.
    if (joint) add_table(name, "sch_wide", "awards", "stype == 'E'")
  }
}
for (name in grep("_(post|greg|raked|sweeps|logit)$", names(designs), value = TRUE)) add_weights(name)
for (name in grep("^small", names(designs), value = TRUE)) {
  add_cells(name, "mean", c("yes", "score"), "grp", together = !grepl("average", name))
  add_cells(name, "total", "score", "grp", together = FALSE)
  add_domain(name, "score", "grp == 'x'")
  add_domain(name, "score", "stratum == 'a'")
  add_domain(name, c("yes", "score"), "score > 2")
}
add_cells("nhanes", "mean", "HI_CHOL", c("race", "agecat"))
add_cells("nhanes", "total", "HI_CHOL", c("race", "RIAGENDR"))
add_cells("nhanes", "mean", c("HI_CHOL", "race"), c("agecat", "RIAGENDR"), "race > 1")
add_domain("nhanes", c("HI_CHOL", "race"), "agecat == 3 & RIAGENDR == 2")
add_quantiles("nhanes", "race", c(0.3, 0.6), "HI_CHOL == 1")
add_table("nhanes", "race", "agecat")
add_table("nhanes", "race", "agecat", "HI_CHOL == 1")
for (method in c(0.95, 0.99)) add_share("nhanes", "HI_CHOL", "HI_CHOL == 1", "agecat == 1 & race == 4", method)
add_domain("yrbs", "qn8", "stratum < 104")
add_share("yrbs", "qn8", "qn8 == 1", "stratum == 101")
add_table("yrbs", "stratum", "qn8")
add_domain("scd", c("arrests", "alive"), "arrests > 100")
add_cells("scd", "ratio", c("alive", "arrests"), "ESA")
add_domain("mu284", c("y1", "n2"), "y1 > 40")
add_domain("mu284", "y1", "id1 > 20")
add_cells("mu284", "total", c("y1", "n2"), "id1")
add_quantiles("mu284", "y1", 0.5)
add_quantiles("mu284", "y1", 0.5, "id1 > 20")
add_domain("hospital", "births", "births > 500")
add_cells("hospital", "total", "births", "oblevel", "births > 300")
add_quantiles("hospital", "births", c(0.25, 0.6))
add_domain("election", c("Bush", "Kerry", "Nader", "votes"), "Bush > Kerry")
add_share("election", "Bush", "Bush > Kerry", "votes > 20000", 0.9)
add_domain("fpc", "x", "x > 3")
add_domain("crowd", c("rooms", "person"), "person > 2")
for (name in grep("^(rep_|jack_)", names(designs), value = TRUE)) {
  if (grepl("scd", name)) {
    add_domain(name, c("arrests", "alive"), "arrests > 40")
    add_quantiles(name, "arrests", c(0.4, 0.6))
    next
  }
  if (grepl("nhanes", name)) {
    add_cells(name, "mean", "HI_CHOL", c("race", "RIAGENDR"))
    add_quantiles(name, "race", 0.6)
    add_share(name, "HI_CHOL", "HI_CHOL == 1")
    next
  }
  add_cells(name, "mean", c("api00", "meals"), c("stype", "sch_wide"), together = FALSE)
  add_cells(name, "total", c("api99", "ell"), "comp_imp")
  add_cells(name, "ratio", c("api00", "api99"), "stype", "meals > 20", together = FALSE)
  add_domain(name, c("api00", "ell"), "meals > 40")
  add_share(name, "api00", "api00 > 650")
  # R's degrees of freedom of a part are the rank of its replicate weights; of a jackknife made here, units minus strata.
  if (startsWith(name, "rep_")) add_share(name, "api00", "api00 > 650", "stype == 'E'", 0.9)
  add_quantiles(name, "api00", c(0.25, 0.5, 0.8))
  add_quantiles(name, "api99", 0.5, level = 0.9)
  if (startsWith(name, "rep_")) add_quantiles(name, "meals", c(0.3, 0.6), "sch_wide == 'Yes'", 0.9)
  add_table(name, "stype", "comp_imp")
}

# ---- writing ------------------------------------------------------------------------------------------------------

# As in more.R: jsonlite stops at 15 digits and a double needs 17, so numbers pass through it as marked text.
marked <- function(x) {
  if (is.list(x)) return(lapply(x, marked))
  if (!is.numeric(x)) return(x)
  if (is.finite(x)) paste0("#", formatC(x, digits = 17, format = "g", width = 1)) else NA
}
line <- function(x) gsub("\"#([^\"]+)\"", "\\1", toJSON(marked(x), auto_unbox = TRUE, null = "null"))
lines <- function(items) paste0("  ", items, c(rep(",", length(items) - 1), ""))
meta <- list(script = "tests/reference/audit.R", r = R.version.string,
             survey = as.character(packageVersion("survey")), date = format(Sys.Date()))
told <- vapply(designs, function(d) line(d$told), "")
writeLines(c("{", paste0(" \"meta\": ", line(meta), ","),
             " \"designs\": {", lines(paste0("\"", names(told), "\": ", told)), " },",
             " \"results\": [", lines(vapply(results, line, "")), " ]", "}"),
           "audit.json", useBytes = TRUE)
cat(length(results), "results written\n")
