package dev.kvbench.benchmarks.doctor;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The libtorches within DJL's reach: in the jar, named by the environment, or fetched before.
 * {@link NativesVerdict} tells which one DJL takes.
 *
 * @param platform this machine's, as DJL names it, for example linux-x86_64
 * @param bundled in the jar
 * @param jniVersion of DJL's own native library in the jar, for example 2.7.1-0.36.0; empty for
 *     none
 * @param jniFlavours that it has for this platform
 * @param engine DJL's version
 * @param meant version of libtorch that DJL fetches if it finds none
 * @param libraryPath PYTORCH_LIBRARY_PATH; empty where it is not set
 * @param named the libtorch that it names
 * @param flavour PYTORCH_FLAVOR; empty where it is not set
 * @param version PYTORCH_VERSION; empty where it is not set
 * @param cached folders of libtorches in the engine cache
 * @param runtimeFlavour cu and the version of the CUDA runtime, without point, where it finds a
 *     GPU; cpu elsewhere
 */
record Natives(
    String platform,
    List<Bundled> bundled,
    String jniVersion,
    Set<String> jniFlavours,
    String engine,
    String meant,
    String libraryPath,
    Optional<LibraryFolder> named,
    String flavour,
    String version,
    Set<String> cached,
    String runtimeFlavour) {
  private static final List<String> FLAVOURS = List.of("cpu", "cu128", "cu126", "cu124", "cu121");

  /**
   * A libtorch in the jar.
   *
   * @param version for example 2.7.1-20250812
   * @param flavour cpu, or cu and a version
   * @param platform whose it is
   */
  record Bundled(String version, String flavour, String platform) {
    @Override
    public String toString() {
      return version + " for " + flavour + " on " + platform;
    }
  }

  /**
   * Looks.
   *
   * @param cached what the engine cache holds
   * @param runtimeFlavour see the record
   */
  static Natives look(Set<String> cached, String runtimeFlavour) {
    String platform = thisPlatform();
    Properties engine = read("pytorch-engine.properties");
    String jni = System.mapLibraryName("djl_torch");
    Set<String> flavours = new TreeSet<>();
    for (String flavour : FLAVOURS) {
      if (resource("jnilib/" + platform + '/' + flavour + '/' + jni) != null) {
        flavours.add(flavour);
      }
    }
    String path = variable("PYTORCH_LIBRARY_PATH");
    return new Natives(
        platform,
        bundledOnes(),
        read("jnilib/pytorch.properties").getProperty("jni_version", ""),
        flavours,
        engine.getProperty("djl_version", ""),
        engine.getProperty("pytorch_version", ""),
        path,
        named(path, engine.getProperty("djl_version", "")),
        variable("PYTORCH_FLAVOR"),
        variable("PYTORCH_VERSION"),
        cached,
        runtimeFlavour);
  }

  private static Optional<LibraryFolder> named(String path, String djl) {
    try {
      return path.isEmpty() ? Optional.empty() : LibraryFolder.on(path, djl);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String variable(String name) {
    return Utils.getEnvOrSystemProperty(name, "");
  }

  private static String thisPlatform() {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "").replace("amd64", "x86_64");
    String prefix =
        os.startsWith("Win") ? "win" : os.startsWith("Mac") ? "osx" : os.toLowerCase(Locale.ROOT);
    return prefix + '-' + arch;
  }

  private static List<Bundled> bundledOnes() {
    List<Bundled> bundled = new ArrayList<>();
    try {
      for (URL url :
          Collections.list(
              Natives.class.getClassLoader().getResources("native/lib/pytorch.properties"))) {
        Properties properties = read(url);
        bundled.add(
            new Bundled(
                properties.getProperty("version", "unknown"),
                properties.getProperty("flavor", "unknown"),
                properties.getProperty("classifier", "unknown")));
      }
    } catch (IOException e) {
      return List.of(); // DJL would not find them either
    }
    return bundled;
  }

  private static URL resource(String name) {
    return Natives.class.getClassLoader().getResource(name);
  }

  private static Properties read(String resource) {
    URL url = resource(resource);
    return url == null ? new Properties() : read(url);
  }

  private static Properties read(URL url) {
    Properties properties = new Properties();
    try (InputStream in = url.openStream()) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      // a jar that is damaged there: as if it had none
    }
    return properties;
  }

  /** The jar's libtorch that DJL would take, if there is one. */
  Optional<Bundled> matching() {
    return bundled.stream()
        .filter(one -> one.platform().equals(platform))
        .filter(one -> one.flavour().startsWith("cpu") || runs(one.flavour()))
        .findFirst();
  }

  /** DJL takes a CUDA build only beside a runtime of its version or a later one. */
  private boolean runs(String cuda) {
    return runtimeFlavour.startsWith("cu")
        && number(cuda) <= number(runtimeFlavour)
        && number(cuda) > 0;
  }

  /** Of a flavour: cu128 is 128. */
  static int number(String flavour) {
    String digits = flavour.replaceFirst("^cu(\\d+).*", "$1");
    return digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : 0;
  }

  /** The version without its date. */
  static String base(String version) {
    return version.replaceFirst("[-+].*", "");
  }

  /** The flavour that DJL takes or fetches. */
  String taken() {
    if (named.isPresent()) {
      return flavour;
    }
    return matching().map(Bundled::flavour).orElse(flavour.isEmpty() ? runtimeFlavour : flavour);
  }

  boolean isForCuda() {
    return taken().startsWith("cu");
  }

  /** Whether DJL needs to write no libtorch into the cache. */
  boolean isUnpacked(Set<String> libtorches) {
    String version = matching().map(Bundled::version).orElse(meant);
    return named.isPresent() || libtorches.contains(version + '-' + taken() + '-' + platform);
  }
}
