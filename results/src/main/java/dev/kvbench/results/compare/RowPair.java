package dev.kvbench.results.compare;

/**
 * A row of both sides.
 *
 * @param better which way the metric gets better
 * @param threshold the smallest change that matters, as a fraction: the user's or the noise floor
 */
record RowPair(
    Sample baseline,
    Sample candidate,
    Better better,
    Change change,
    double threshold,
    ExactMetric.Findings exact) {}
