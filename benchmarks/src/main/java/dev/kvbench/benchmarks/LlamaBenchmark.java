package dev.kvbench.benchmarks;

import org.openjdk.jmh.annotations.Param;

/**
 * The same of a Llama-like model of one's own: how long do a prompt and the tokens after it take,
 * and what does grouping queries save?
 *
 * <p>To run only this: {@code java -jar benchmarks.jar LlamaBenchmark.cached -p model=FOLDER -p
 * phase=decode -p promptLength=512}
 */
public class LlamaBenchmark extends PretrainedBenchmark {
  /**
   * A folder with config.json and weights, or with config.json alone, whose weights are random
   * then; or smollm2-135m, whose shape is known and whose weights are random.
   */
  @Param("smollm2-135m")
  public String model;
}
