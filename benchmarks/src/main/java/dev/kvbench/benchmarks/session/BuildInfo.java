package dev.kvbench.benchmarks.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Which sources this jar was built from, and which libraries it bundles. */
public final class BuildInfo {
  /** Names of facts. */
  public static final String DJL = "djl";

  public static final String LIBTORCH = "libtorch";

  private BuildInfo() {}

  /** Version, commit and whether the work tree differed from it; "unknown" outside of git. */
  public static Map<String, String> facts() {
    Properties git = read("build.properties");
    String version = BuildInfo.class.getPackage().getImplementationVersion();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", version == null ? "unknown" : version);
    facts.put("git.commit", git.getProperty("git.commit.id.full", "unknown"));
    facts.put("git.dirty", git.getProperty("git.dirty", "unknown"));
    return facts;
  }

  /** Versions of DJL and of the libtorch that is meant for it, as the build had them. */
  public static Map<String, String> libraries() {
    Properties versions = read("versions.properties");
    Map<String, String> facts = new LinkedHashMap<>();
    for (String name : List.of(DJL, LIBTORCH)) {
      facts.put(name, versions.getProperty(name, "unknown"));
    }
    return facts;
  }

  private static Properties read(String name) {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(name)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
