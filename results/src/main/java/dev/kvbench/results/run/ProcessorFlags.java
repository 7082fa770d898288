package dev.kvbench.results.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import oshi.SystemInfo;

/** What instructions a processor has beyond the basic ones. */
public final class ProcessorFlags {
  private ProcessorFlags() {}

  /** Their names as the system writes them, in small letters; empty where it does not tell. */
  public static Set<String> read() {
    try {
      Set<String> flags = new TreeSet<>();
      for (String line : new SystemInfo().getHardware().getProcessor().getFeatureFlags()) {
        // On Linux "flags : fpu vme …", and "Features : fp asimd …" on ARM
        String names = line.substring(line.indexOf(':') + 1).toLowerCase(Locale.ROOT);
        Arrays.stream(names.split("[\\s,]+")).filter(name -> !name.isEmpty()).forEach(flags::add);
      }
      return flags;
    } catch (RuntimeException | LinkageError e) {
      return Set.of(); // OSHI refuses systems that it does not know
    }
  }
}
