package dev.kvbench.benchmarks;

import org.openjdk.jmh.annotations.Param;

/**
 * The article's last experiment: how long does GPT-2 take to continue "Once upon a time", with the
 * KV cache and without it?
 *
 * <p>To run only this: {@code java -jar benchmarks.jar Gpt2Benchmark -p phase=decode -p
 * engine=script}
 */
public class Gpt2Benchmark extends PretrainedBenchmark {
  /** distilgpt2, gpt2, gpt2-medium, gpt2-large, gpt2-xl, or a folder with one. */
  @Param("gpt2")
  public String model;
}
