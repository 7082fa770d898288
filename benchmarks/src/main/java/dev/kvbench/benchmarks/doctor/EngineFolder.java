package dev.kvbench.benchmarks.doctor;

import ai.djl.util.Utils;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.run.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The folder that DJL unpacks or downloads libtorch into, and loads it from. */
final class EngineFolder {
  private static final String SUBJECT = "folder";

  private static final String REMEDY =
      "name another one: ENGINE_CACHE_DIR=/some/folder java -jar benchmarks.jar ...";

  private EngineFolder() {}

  /** That which DJL uses on this machine. */
  static Finding look() {
    return look(Utils.getEngineCacheDir("pytorch"));
  }

  /**
   * Tries a folder. Leaves nothing behind in it but the folder itself.
   *
   * @return at most a note: libtorch may be there already, or be loaded from elsewhere
   */
  static Finding look(Path folder) {
    String words = MachineFacts.withoutHome(folder.toString()) + " for libtorch's files: ";
    try {
      Files.createDirectories(folder);
      Path file = Files.createTempFile(folder, "doctor", ".tmp");
      try {
        if (!file.toFile().setExecutable(true) || !Files.isExecutable(file)) {
          return Finding.note(SUBJECT, words + "nothing may be executed there (noexec)", REMEDY);
        }
      } finally {
        Files.delete(file);
      }
      double free = Files.getFileStore(folder).getUsableSpace() / 1e9;
      return Finding.ok(
          SUBJECT, String.format(Locale.ROOT, "%swritable, executable, %.1f GB free", words, free));
    } catch (IOException e) {
      return Finding.note(
          SUBJECT, words + "nothing can be written there (" + IoReason.of(e) + ')', REMEDY);
    }
  }
}
