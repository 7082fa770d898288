package dev.kvbench.results.quality;

import dev.kvbench.results.stats.Estimate;

/**
 * An arm in a region: means over its positions, then over the stretches of text, whose number an
 * estimate has as its forks.
 *
 * @param name the region's
 * @param from its first position
 * @param to its last position
 * @param nll negative log-likelihood of the next token, nats
 * @param deltaNll the same less the reference's, stretch by stretch
 * @param kl Kullback-Leibler divergence of the arm's next-token distribution from the reference's,
 *     KL(reference ‖ arm), nats
 * @param topOne share of positions where both have the same likeliest token, 0 to 1
 * @param maxLogitDifference largest |Δlogit| to the reference
 */
public record RegionQuality(
    String name,
    int from,
    int to,
    Estimate nll,
    Estimate deltaNll,
    Estimate kl,
    Estimate topOne,
    double maxLogitDifference) {}
