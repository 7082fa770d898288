package dev.kvbench.results.quality;

import dev.kvbench.results.stats.Estimate;

/**
 * How long an arm's greedy text is the reference's. Both continue the same prompts; a prefix that
 * matches to the end is counted with the length of the text, so that the mean is a lower bound of
 * what longer texts would give.
 *
 * @param mean tokens, over the stretches of text
 * @param median tokens
 * @param toTheEnd texts that match to their end
 */
public record GreedyMatch(Estimate mean, double median, int toTheEnd) {}
