package dev.kvbench.transformer.tensor;

/**
 * What the configuration of a Llama-like transformer says beside the sizes that all have.
 *
 * @param keyValueHeads heads of keys and values, each for a group of query heads (Ainslie et al.,
 *     2023); divides those
 * @param headSize width of one head, even
 * @param feedForwardSize width between the layers of the feed-forward
 * @param slidingWindow latest tokens that each attends to, itself included; the block's size or
 *     more means all
 * @param rope its positions
 * @param normEpsilon of its RMS norms
 * @param attentionBias whether queries, keys and values have biases
 * @param projectionBias whether what follows attention has one
 * @param feedForwardBias whether the feed-forward's layers have them
 * @param tiedHead whether the head multiplies by the token table
 */
public record LlamaShape(
    int keyValueHeads,
    int headSize,
    int feedForwardSize,
    int slidingWindow,
    Rope rope,
    double normEpsilon,
    boolean attentionBias,
    boolean projectionBias,
    boolean feedForwardBias,
    boolean tiedHead) {

  public LlamaShape {
    TransformerConfig.requirePositive("keyValueHeads", keyValueHeads);
    TransformerConfig.requirePositive("headSize", headSize);
    TransformerConfig.requirePositive("feedForwardSize", feedForwardSize);
    TransformerConfig.requirePositive("slidingWindow", slidingWindow);
    if (headSize % 2 != 0) {
      throw new IllegalArgumentException(
          "headSize " + headSize + " is odd, and rotary positions turn pairs");
    }
  }
}
