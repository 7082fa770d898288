package dev.kvbench.benchmarks.doctor;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
 * @param indexed flavours for CUDA of the version to fetch, by DJL's list of them in the cache;
 *     empty where it is not there yet
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
    Set<String> indexed,
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
   * @param runtimeFlavour see the record
   */
  static Natives look(EngineCache cache, String runtimeFlavour) {
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
    String meant = engine.getProperty("pytorch_version", "");
    String version = variable("PYTORCH_VERSION");
    return new Natives(
        platform,
        bundledOnes(),
        read("jnilib/pytorch.properties").getProperty("jni_version", ""),
        flavours,
        engine.getProperty("djl_version", ""),
        meant,
        path,
        named(path, engine.getProperty("djl_version", "")),
        variable("PYTORCH_FLAVOR"),
        version,
        cache.libtorches(),
        cache.indexed(version.isEmpty() ? meant : version, platform),
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
    return matching().map(Bundled::flavour).orElseGet(this::fetched);
  }

  /** That of the version to fetch, of which DJL takes the newest no newer than was asked for. */
  private String fetched() {
    String asked = asked();
    if (!asked.startsWith("cu") || isCached(asked)) {
      return asked;
    }
    // Without DJL's list: by what its library in the jar was made for.
    return (indexed.isEmpty() ? jniFlavours : indexed)
        .stream()
            .filter(one -> one.startsWith("cu") && number(one) <= number(asked))
            .max(Comparator.comparingInt(Natives::number))
            .orElse("cpu");
  }

  private String asked() {
    return flavour.isEmpty() ? runtimeFlavour : flavour;
  }

  private boolean isCached(String one) {
    return cached.contains((version.isEmpty() ? meant : version) + '-' + one + '-' + platform);
  }

  /** Whether DJL finds in its cache what it would fetch: by another flavour only with its list. */
  boolean isFetched() {
    return isCached(asked()) || (!indexed.isEmpty() && isCached(fetched()));
  }

  boolean isForCuda() {
    return taken().startsWith("cu");
  }

  /** Whether DJL needs to write no libtorch into the cache. */
  boolean isUnpacked() {
    return named.isPresent() || matching().map(this::isUnpacked).orElseGet(this::isFetched);
  }

  private boolean isUnpacked(Bundled one) {
    return cached.contains(one.version() + '-' + one.flavour() + '-' + platform);
  }

  /** Whether the jar holds some for this platform that DJL has not unpacked yet. */
  boolean hasToUnpack() {
    return bundled.stream().anyMatch(one -> one.platform().equals(platform) && !isUnpacked(one));
  }
}
