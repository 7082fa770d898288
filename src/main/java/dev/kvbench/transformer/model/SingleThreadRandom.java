package dev.kvbench.transformer.model;

import java.util.Random;

/** {@link Random}'s numbers for one thread: that one pays an atomic update for each. */
final class SingleThreadRandom extends Random {
  private static final long serialVersionUID = 1;
  private static final long MULTIPLIER = 0x5DEECE66DL; // both fixed by Random's documentation
  private static final long MASK = (1L << 48) - 1;

  private long state;

  SingleThreadRandom(long seed) {
    super(seed); // calls setSeed
  }

  @Override
  public synchronized void setSeed(long seed) {
    super.setSeed(seed);
    state = (seed ^ MULTIPLIER) & MASK;
  }

  @Override
  protected int next(int bits) {
    state = (state * MULTIPLIER + 0xBL) & MASK;
    return (int) (state >>> (48 - bits));
  }
}
