package dev.kvbench.plot;

import dev.kvbench.results.stats.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names lines by what sets them apart, and by nothing that all of them share. */
final class Names {
  private static final Map<String, String> WORDS =
      Map.of("blockSize", "block", "embedSize", "embed", "batchSize", "batch");

  /** Parameters whose value says by itself what it is. */
  private static final List<String> SPEAKING = List.of("device", "engine", "dtype", "mode");

  private final List<String> differing = new ArrayList<>();

  Names(List<Measurement> all) {
    SortedMap<String, Integer> names = new TreeMap<>();
    all.forEach(m -> m.setting().keySet().forEach(name -> names.put(name, 0)));
    for (String name : names.keySet()) {
      if (all.stream().map(m -> m.setting().getOrDefault(name, "")).distinct().count() > 1) {
        differing.add(name);
      }
    }
  }

  /** The name of a line: arm, policy and what sets its setting apart. */
  String of(List<Measurement> line) {
    Measurement first = line.get(0);
    StringBuilder name = new StringBuilder(first.arm().word());
    String policy = policy(line);
    if (!policy.isEmpty()) {
      name.append(" (").append(policy).append(')');
    }
    for (String param : differing) {
      String value = first.setting().get(param);
      if (value != null) {
        name.append(", ").append(inWords(param, value));
      }
    }
    return name.toString();
  }

  private static String policy(List<Measurement> line) {
    String policy = line.get(0).policy();
    String words = policy.equals(Measurement.ARTICLE) ? "article, as published" : policy;
    String approximate = approximate(line);
    return words + (words.isEmpty() || approximate.isEmpty() ? "" : ": ") + approximate;
  }

  private static String approximate(List<Measurement> line) {
    long count = line.stream().filter(Measurement::isApproximate).count();
    if (count == 0) {
      return "";
    }
    if (count == line.size()) {
      return "approximate";
    }
    long from =
        line.stream()
            .filter(Measurement::isApproximate)
            .mapToLong(Measurement::steps)
            .min()
            .orElseThrow();
    return "approximate from " + Numbers.count((double) from) + " steps";
  }

  private static String inWords(String param, String value) {
    if (SPEAKING.contains(param)) {
      return value;
    }
    if (param.equals("threads")) {
      return value + (value.equals("1") ? " thread" : " threads");
    }
    return WORDS.getOrDefault(param, param) + " " + value;
  }
}
