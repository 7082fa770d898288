package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.NoCache;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.tensor.Ops;

/** Recomputes the window of the last blockSize tokens for each new one; the head sees the last. */
final class UncachedDecoder extends EagerDecoder {
  private final HeapTrimmer trimmer;

  UncachedDecoder(Transformer transformer, NDManager manager, NoCache cache) {
    super(transformer, manager, cache);
    trimmer = HeapTrimmer.uncached(transformer.config(), manager.getDevice());
  }

  @Override
  public void advance(int tokens) {
    for (int decoded = 0; decoded < tokens; ) {
      int next = trimmer.next(tokens - decoded);
      super.advance(next);
      decoded += next;
      trimmer.decoded(next);
    }
  }

  @Override
  NDArray nextLogits(NDArray text) {
    long length = text.getShape().get(1);
    try (NDArray window =
        Ops.slice(text.getManager(), text, 1, Math.max(0, length - blockSize), length)) {
      return transformer.nextLogits(window, cache);
    }
  }
}
