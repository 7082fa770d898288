package dev.kvbench.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Which sources this jar was built from. */
public final class BuildInfo {
  private BuildInfo() {}

  /** Version, commit and whether the work tree differed from it; "unknown" outside of git. */
  public static Map<String, String> facts() {
    Properties git = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        git.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = BuildInfo.class.getPackage().getImplementationVersion();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", version == null ? "unknown" : version);
    facts.put("git.commit", git.getProperty("git.commit.id.full", "unknown"));
    facts.put("git.dirty", git.getProperty("git.dirty", "unknown"));
    return facts;
  }
}
