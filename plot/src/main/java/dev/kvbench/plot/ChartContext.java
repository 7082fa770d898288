package dev.kvbench.plot;

/**
 * What a chart says below its title about where its figures come from.
 *
 * @param model the model in words, for example {@code 4 layers, 4 heads, embed 256, block 1024,
 *     fp32}
 * @param device the device in words, for example {@code CPU: AMD EPYC}
 * @param threads the engine's threads, for example {@code 2}
 */
public record ChartContext(String model, String device, String threads) {
  /** The threads in words, for example {@code 2 threads}. */
  String threadsInWords() {
    return Numbers.unbroken(threads + (threads.equals("1") ? " thread" : " threads"));
  }
}
