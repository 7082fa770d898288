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
  /** Checks that every arm has the regions and positions of the setting. */
  public Quality {
    arms = List.copyOf(arms);
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("has no arm");
    }
    List<String> regions = setting.regions().stream().map(Region::name).toList();
    for (ArmQuality arm : arms) {
      if (!arm.regions().stream().map(RegionQuality::name).toList().equals(regions)) {
        throw new IllegalArgumentException(
            "has other regions for " + arm.label() + " than " + String.join(", ", regions));
      }
      if (!arm.positions().areSoMany(setting.positions())) {
        throw new IllegalArgumentException(
            "has not " + setting.positions() + " positions for " + arm.label());
      }
    }
  }

  /** The uncached arm in float32. */
  public ArmQuality reference() {
    return arms.get(0);
  }
}
