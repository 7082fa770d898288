package dev.kvbench.plot.report;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From how many tokens on a cache pays, by curves that were fitted to the measured lengths.
 *
 * @param policy the cache policy
 * @param setting what else the rows of both arms share, by name
 * @param tokens the first number of tokens at which the cached curve is the faster; empty where
 *     there is none up to {@code longest}
 * @param longest the longest length that both arms were measured at
 * @param beyond whether that number is shorter than all measured lengths
 * @param worstError how far a curve is off a measured time at most, as a fraction
 */
public record PaysFrom(
    String policy,
    SortedMap<String, String> setting,
    OptionalInt tokens,
    long longest,
    boolean beyond,
    double worstError) {
  /** Keeps a copy of the setting. */
  public PaysFrom {
    setting = new TreeMap<>(setting);
  }

  boolean isOf(String otherPolicy, Map<String, String> otherSetting) {
    return policy.equals(otherPolicy) && setting.equals(otherSetting);
  }

  /** From where on, whether that is beyond what was measured, and how good the curves are. */
  String words() {
    String from =
        tokens.isEmpty()
            ? "it does not pay up to " + longest + " tokens"
            : tokens.getAsInt() == 1
                ? "it pays from the first token on"
                : "it pays from about " + tokens.getAsInt() + " tokens on";
    return from
        + (beyond ? ", which is shorter than what was measured" : "")
        + String.format(
            Locale.ROOT, ", by curves that miss a time by up to %.0f %%", 100 * worstError);
  }
}
