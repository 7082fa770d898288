package dev.kvbench.results.quality;

import java.util.List;

/**
 * What a quality run found: every arm against the reference, which is the uncached one in float32
 * and the first of the arms.
 *
 * @param setting what was looked at
 * @param arms the reference first
 */
public record Quality(QualitySetting setting, List<ArmQuality> arms) {
  /** Keeps a copy. */
  public Quality {
    arms = List.copyOf(arms);
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("no arm");
    }
  }

  /** The uncached arm in float32. */
  public ArmQuality reference() {
    return arms.get(0);
  }
}
