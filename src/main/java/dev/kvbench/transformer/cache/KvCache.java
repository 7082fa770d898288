package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;

/**
 * What a decoder keeps of the tokens it has seen, and the rule for when the window is full: a cache
 * policy at work.
 *
 * <p>For the tokens that are fed at once (T of them) the transformer asks for their {@link
 * #positions} in a table, or how many {@link #tokens} came before them, then hands over every
 * head's keys and values with {@link #update}, turns the scores that these give into weights with
 * {@link #weights}, and says {@link #advance} when the tokens have passed all layers. To add a
 * policy, implement this interface and name it in {@link CachePolicy}.
 */
public interface KvCache extends AutoCloseable {

  /**
   * The rows of the position-embedding table that are added to the next tokens: {@code count}
   * consecutive rows, or a single row for all of them.
   */
  record Positions(int first, int rows) {}

  /**
   * Keys and values that the tokens being fed attend to, both [B, S, headSize], in the order of the
   * columns of the scores. The receiver closes them.
   */
  record Attended(NDArray keys, NDArray values) implements AutoCloseable {
    @Override
    public void close() {
      keys.close();
      values.close();
    }
  }

  /**
   * Builds now what a text of so many tokens needs only once, a mask for instance, so that no timed
   * step has to.
   */
  default void prepare(int tokens) {}

  /** The positions of the next count tokens, in a table of as many as the block has tokens. */
  Positions positions(int count);

  /** Tokens taken since the last {@link #reset}: the rotary position of the next one. */
  int tokens();

  /**
   * Takes one head's keys and values of the tokens being fed and returns what they attend to.
   *
   * @param keys [B, T, headSize], stays the caller's to close
   * @param values [B, T, headSize], stays the caller's to close
   */
  Attended update(int layer, int head, NDArray keys, NDArray values);

  /**
   * Attention weights from scaled scores: the policy's mask and the softmax.
   *
   * @param scores [B, T, S], or [B, 1, S] of the last token alone; may be overwritten
   * @return a new array of their shape
   */
  NDArray weights(NDArray scores);

  /**
   * How many of the latest tokens, the next one among them, the cache must be filled anew with
   * before it takes another, after a {@link #reset}. 0 while it has room, or makes it by itself.
   */
  default int refill() {
    return 0;
  }

  /** The tokens being fed have passed all layers. */
  void advance(int count);

  /**
   * Forgets all but the first tokens, for another text to go on from. They are all there: the
   * caller has fed no more than fit.
   *
   * @throws IllegalArgumentException where the policy cannot
   */
  void keep(int count);

  /** Forgets everything. */
  void reset();

  @Override
  void close();
}
