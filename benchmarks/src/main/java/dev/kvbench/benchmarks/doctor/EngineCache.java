package dev.kvbench.benchmarks.doctor;

import ai.djl.util.Utils;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.run.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that DJL unpacks or fetches libtorch into, and loads it from.
 *
 * @param folder DJL's, of its PyTorch engine
 * @param namedBy what decides it: ENGINE_CACHE_DIR, DJL_CACHE_DIR or the home directory
 * @param trouble why nothing can be written there; empty if something can
 * @param freeBytes of its disk; negative where unknown
 * @param libtorches folders in it that hold a libtorch, by version-flavour-platform
 */
record EngineCache(
    Path folder, String namedBy, String trouble, long freeBytes, Set<String> libtorches) {
  /** libtorch for the CPU takes 450 MB. */
  private static final long CPU_BYTES = 500_000_000L;

  private static final long CUDA_BYTES = 8_000_000_000L;

  static EngineCache look() {
    Path folder = Utils.getEngineCacheDir("pytorch");
    String named = "the home directory";
    for (String variable : List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")) {
      String value = Utils.getEnvOrSystemProperty(variable);
      if (value != null && !value.isEmpty()) {
        named = variable;
        break;
      }
    }
    return look(folder, named);
  }

  /** Looks at a folder, and leaves nothing behind in it but the folder itself. */
  static EngineCache look(Path folder, String namedBy) {
    String trouble = "";
    long free = -1;
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "doctor", ".tmp"));
    } catch (IOException e) {
      trouble = IoReason.of(e);
    }
    try {
      free = Files.getFileStore(existing(folder)).getUsableSpace();
    } catch (IOException e) {
      // then its disk is not known
    }
    return new EngineCache(folder, namedBy, trouble, free, libtorches(folder));
  }

  private static Path existing(Path folder) {
    Path path = folder.toAbsolutePath();
    while (path.getParent() != null && !Files.exists(path)) {
      path = path.getParent();
    }
    return path;
  }

  private static Set<String> libtorches(Path folder) {
    try (Stream<Path> folders = Files.list(folder)) {
      Set<String> names = new TreeSet<>();
      folders
          .filter(path -> Files.exists(path.resolve(System.mapLibraryName("torch"))))
          .forEach(path -> names.add(path.getFileName().toString()));
      return names;
    } catch (IOException | java.io.UncheckedIOException e) {
      return Set.of(); // not there, or not for us to read: then DJL finds none either
    }
  }

  /** Flavours for CUDA that DJL has noted there as its makers' own; empty where it noted none. */
  Set<String> indexed(String version, String platform) {
    Pattern entry =
        Pattern.compile(
            "(cu\\d{3})/"
                + Pattern.quote(
                    platform + "/native/lib/" + System.mapLibraryName("torch") + ".gz"));
    Set<String> flavours = new TreeSet<>();
    try (Stream<String> lines = Files.lines(folder.resolve(version + ".txt"))) {
      lines
          .map(entry::matcher)
          .filter(Matcher::matches)
          .forEach(matcher -> flavours.add(matcher.group(1)));
    } catch (IOException | java.io.UncheckedIOException e) {
      return Set.of(); // not there: DJL fetches it first
    }
    return flavours;
  }

  /**
   * Whether libtorch can be loaded from it.
   *
   * @param natives which one DJL will take
   */
  Finding finding(Natives natives) {
    String words =
        String.format(
            "%s, by %s%s%s",
            MachineFacts.withoutHome(folder.toString()),
            namedBy,
            freeBytes < 0 ? "" : String.format(", %.1f GB free", freeBytes / 1e9),
            libtorches.isEmpty() ? ", empty" : ", holds " + String.join(", ", libtorches));
    boolean complete = natives.isUnpacked();
    long need = natives.isForCuda() ? CUDA_BYTES : CPU_BYTES;
    if (!trouble.isEmpty()) {
      String fact = words + "; nothing can be written there (" + trouble + ")";
      String remedy = "ENGINE_CACHE_DIR=/a/folder/of/yours java -jar benchmarks.jar ...";
      return complete
          ? Finding.note("engine cache", fact, remedy)
          : Finding.problem("engine cache", fact, remedy);
    }
    if (!complete && freeBytes >= 0 && freeBytes < need) {
      return Finding.problem(
          "engine cache",
          words + String.format("; libtorch takes up to %.1f GB there", need / 1e9),
          "make room, or name a folder on another disk:\n"
              + "ENGINE_CACHE_DIR=/a/folder/of/yours java -jar benchmarks.jar ...");
    }
    return Finding.ok("engine cache", words);
  }
}
