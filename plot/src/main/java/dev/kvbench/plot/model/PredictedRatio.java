package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Row;

/**
 * Predicted uncached time ÷ predicted cached time of one model, both from the same ceilings.
 *
 * <p>The prediction in a row is made of what its own processes could read and multiply, which moves
 * from process to process: two arms that do the same work would differ by that alone. So what a
 * row's calls cost is kept, and its work is priced anew at the geometric mean of both rows'
 * ceilings.
 */
final class PredictedRatio {
  private static final String PREDICTION = "predictedMicroseconds";
  private static final String BANDWIDTH = "ceilingGigabytesPerSecond";
  private static final String PEAK = "ceilingGigaflops";

  private PredictedRatio() {}

  /** The ratio, from the rows' own predictions where they have no ceilings; NaN without any. */
  static double of(Row uncached, Row cached) {
    double bandwidth =
        Math.sqrt(score(uncached, BANDWIDTH) * score(cached, BANDWIDTH)); // GB/s, that is 1000 B/µs
    double peak = Math.sqrt(score(uncached, PEAK) * score(cached, PEAK));
    double ratio = priced(uncached, bandwidth, peak) / priced(cached, bandwidth, peak);
    return Double.isNaN(ratio) ? score(uncached, PREDICTION) / score(cached, PREDICTION) : ratio;
  }

  /** Microseconds; NaN where the row's own work takes longer than all, as beside a GPU's calls. */
  private static double priced(Row row, double bandwidth, double peak) {
    double calls = score(row, PREDICTION) - work(row, score(row, BANDWIDTH), score(row, PEAK));
    return calls < 0 ? Double.NaN : calls + work(row, bandwidth, peak);
  }

  /** Microseconds of a row whose operation is one token. */
  private static double work(Row row, double bandwidth, double peak) {
    return Math.max(
        score(row, "bytesPerToken") / bandwidth / 1e3, score(row, "flopsPerToken") / peak / 1e3);
  }

  private static double score(Row row, String name) {
    return RowFacts.metric(row, name).orElse(Double.NaN);
  }
}
