package dev.kvbench.results.quality;

/**
 * What a token costs past the window, roughly: rounds in one process, in turns with the other arms,
 * without JMH's forks. For a figure to quote there are suites.
 *
 * @param microseconds median over the rounds of the microseconds a token
 * @param fastest round
 * @param slowest round
 * @param rounds their number
 */
public record RoughCost(double microseconds, double fastest, double slowest, int rounds) {}
