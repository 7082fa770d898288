package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.KvCache;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.tensor.Ops;

/** Feeds each token once: the prompt in one pass, then one token at a time. */
final class CachedDecoder extends EagerDecoder {
  private long fed;
  private boolean begun;

  CachedDecoder(Transformer transformer, NDManager manager, KvCache cache) {
    super(transformer, manager, cache);
  }

  @Override
  void reset(int kept) {
    if (kept > 0) {
      Prompt.requireKept(kept, fed, transformer.config().window());
    }
    super.reset(kept);
    fed = kept;
    begun = false;
  }

  @Override
  NDArray nextLogits(NDArray text) {
    long length = text.getShape().get(1);
    if (length <= fed) {
      throw new IllegalStateException(
          "the text has " + length + " tokens, of which " + fed + " were fed before");
    }
    // A prompt goes in one pass, what is not kept of it and as much as the window takes.
    long until = begun ? fed + 1 : Math.min(length, blockSize);
    begun = true;
    NDArray logits = feed(text, until);
    while (fed < length) {
      logits.close();
      logits = feed(text, fed + 1);
    }
    return logits;
  }

  private NDArray feed(NDArray text, long until) {
    long from = fed;
    int refill = cache.refill();
    if (refill > 0) {
      cache.reset();
      from = until - refill;
    }
    try (NDArray tokens = Ops.slice(text.getManager(), text, 1, from, until)) {
      fed = until;
      return transformer.nextLogits(tokens, cache);
    }
  }
}
