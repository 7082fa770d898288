package dev.kvbench.transformer.training;

/**
 * AdamW's settings; see {@code clip} and {@code adamw} in trainer.py.
 *
 * @param beta1 decay of the mean of the gradients, 0 … 1
 * @param beta2 decay of the mean of their squares, 0 … 1
 * @param weightDecay of matrices, a share of the learning rate
 * @param clip largest norm of all gradients together
 */
public record AdamW(double beta1, double beta2, double weightDecay, double clip) {

  /** What small character models are trained with: means of squares over 100 steps. */
  public static AdamW forCharacters() {
    return new AdamW(0.9, 0.99, 0.1, 1);
  }
}
