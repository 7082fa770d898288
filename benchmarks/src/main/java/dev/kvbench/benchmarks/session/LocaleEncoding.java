package dev.kvbench.benchmarks.session;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the locale's encoding lets Java read. In a POSIX locale, as containers and cron have it,
 * that is ASCII: all other characters of arguments, of environment variables and of folders become
 * U+FFFD, and no such file can be opened.
 */
public final class LocaleEncoding {
  private static final String LOST = "\uFFFD";

  /** Folders that kvbench and DJL are told. */
  private static final String[] VARIABLES = {
    "KVBENCH_CACHE_DIR", "ENGINE_CACHE_DIR", "DJL_CACHE_DIR", "PYTORCH_LIBRARY_PATH"
  };

  private LocaleEncoding() {}

  /**
   * The first thing that was not read right.
   *
   * @return one line that names it and says what to do; empty if all was
   */
  public static Optional<String> problem(
      String[] arguments, Map<String, String> environment, Properties system) {
    String encoding = system.getProperty("sun.jnu.encoding", "UTF-8");
    if (Charset.isSupported(encoding)
        && Charset.forName(encoding).equals(StandardCharsets.UTF_8)) { // a U+FFFD is one there
      return Optional.empty();
    }
    Map<String, String> read = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      read.put("argument " + (i + 1), arguments[i]);
    }
    for (String variable : VARIABLES) {
      read.put("environment variable " + variable, environment.getOrDefault(variable, ""));
    }
    read.put("the current folder", system.getProperty("user.dir", ""));
    read.put("the home folder", system.getProperty("user.home", ""));
    read.put("the folder for temporary files", system.getProperty("java.io.tmpdir", ""));
    read.put("the jar's path", system.getProperty("java.class.path", ""));
    return read.entrySet().stream()
        .filter(each -> each.getValue().contains(LOST))
        .findFirst()
        .map(
            each ->
                String.format(
                    "%s has characters that this locale's encoding, %s, lacks; set"
                        + " LC_ALL=C.UTF-8 and run it again",
                    each.getKey(), encoding));
  }
}
