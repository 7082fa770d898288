package dev.kvbench.results.run;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.ProcessorIdentifier;
import oshi.hardware.GraphicsCard;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;

/**
 * The facts about this machine, its operating system and this JVM that a result depends on. Host
 * and user names are left out and the home directory is written {@code ~}, since results get
 * published.
 */
public final class MachineFacts {
  /** Cores' worth of other work that is worth a note; an idle system has less. */
  public static final double BUSY_CORES = 0.25;

  private static final String UNKNOWN = "unknown";
  private static final Path NVIDIA = Path.of("/proc/driver/nvidia");

  private MachineFacts() {}

  /**
   * Sections {@code machine}, {@code os} and {@code jvm}. A fact that cannot be had is {@code
   * unknown}; nothing is thrown.
   */
  public static Environment capture() {
    // OSHI logs what it cannot find, but "unknown" says it already; the user's own setting wins.
    System.getProperties().putIfAbsent("org.slf4j.simpleLogger.log.oshi", "off");
    SystemInfo system = new SystemInfo();
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put("machine", machine(system::getHardware));
    sections.put("os", os(system::getOperatingSystem));
    sections.put("jvm", jvm());
    return Environment.of(sections);
  }

  private static void put(Map<String, String> facts, String name, Callable<?> source) {
    String words;
    try {
      words = Objects.toString(source.call(), "");
    } catch (Exception | LinkageError e) { // OSHI refuses systems that it does not know
      words = "";
    }
    facts.put(name, words.isBlank() ? UNKNOWN : words);
  }

  /**
   * How many cores other work keeps busy, looked at for a second: 0 on an idle machine. A load
   * average would still show the build that came before. What this process itself does meanwhile,
   * which just after its start is to compile itself, is not counted.
   *
   * @return cores' worth of work; NaN where the system does not tell
   */
  public static double busyCores() {
    try {
      CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
      long begin = System.nanoTime();
      long ownBegin = ownCpuNanos();
      double load = processor.getSystemCpuLoad(1000);
      double own = (double) (ownCpuNanos() - ownBegin) / (System.nanoTime() - begin);
      return otherWork(load, processor.getLogicalProcessorCount(), own);
    } catch (RuntimeException | LinkageError e) {
      return Double.NaN; // OSHI refuses systems that it does not know
    }
  }

  /**
   * Cores that others keep busy.
   *
   * @param load of all cores, from 0 to 1; negative where it is unknown
   * @param own cores that this process keeps busy
   */
  static double otherWork(double load, int cores, double own) {
    return load < 0 ? Double.NaN : Math.max(0, load * cores - own);
  }

  private static long ownCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private static Map<String, String> machine(Callable<HardwareAbstractionLayer> hardware) {
    Callable<CentralProcessor> cpu = () -> hardware.call().getProcessor();
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "cpu.arch", () -> System.getProperty("os.arch"));
    put(facts, "cpu.availableToJvm", Runtime.getRuntime()::availableProcessors);
    put(facts, "cpu", () -> cpu(cpu.call().getProcessorIdentifier()));
    put(facts, "cpu.model", () -> cpu.call().getProcessorIdentifier().getIdentifier().trim());
    put(facts, "cpu.physicalCores", () -> positive(cpu.call().getPhysicalProcessorCount()));
    put(facts, "cpu.logicalCores", () -> positive(cpu.call().getLogicalProcessorCount()));
    put(facts, "cpu.maxMHz", () -> positive(cpu.call().getMaxFreq() / 1_000_000));
    put(facts, "memory.totalMiB", () -> positive(mib(hardware.call().getMemory().getTotal())));
    put(
        facts,
        "memory.availableMiB",
        () -> positive(mib(hardware.call().getMemory().getAvailable())));
    put(facts, "gpu.driver", () -> NvidiaProc.driver(NVIDIA));
    put(facts, "gpu", () -> gpus(hardware.call()));
    return facts;
  }

  /**
   * The processor's name. In virtual machines it may be that of a whole series, without a number,
   * whose members are not equally fast: family and model then tell them apart.
   */
  static String cpu(ProcessorIdentifier identifier) {
    String name = identifier.getName().trim();
    return name.chars().anyMatch(Character::isDigit)
        ? name
        : "%s (family %s, model %s)".formatted(name, identifier.getFamily(), identifier.getModel());
  }

  private static Map<String, String> os(Callable<OperatingSystem> os) {
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "name", () -> os.call().getFamily());
    put(facts, "version", () -> os.call().getVersionInfo().getVersion());
    put(facts, "kernel", () -> os.call().getVersionInfo().getBuildNumber());
    put(facts, "container", MachineFacts::container);
    return facts;
  }

  private static Map<String, String> jvm() {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    String args = String.join(" ", runtime.getInputArguments());
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "vendor", runtime::getVmVendor);
    put(facts, "name", runtime::getVmName);
    put(facts, "version", runtime::getVmVersion);
    put(facts, "args", () -> args.isEmpty() ? "none" : withoutHome(args));
    put(facts, "maxHeapMiB", () -> mib(Runtime.getRuntime().maxMemory()));
    return facts;
  }

  /** Null, that is unknown, for the zero or -1 that OSHI gives when it does not know. */
  private static Long positive(long value) {
    return value > 0 ? value : null;
  }

  private static long mib(long bytes) {
    return bytes >> 20;
  }

  /** NVIDIA's driver names the product, OSHI at best the chip. */
  private static String gpus(HardwareAbstractionLayer hardware) throws Exception {
    List<String> names = NvidiaProc.models(NVIDIA);
    if (names.isEmpty()) {
      names = hardware.getGraphicsCards().stream().map(GraphicsCard::getName).toList();
    }
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String container() {
    if (System.getenv("KUBERNETES_SERVICE_HOST") != null) {
      return "kubernetes";
    }
    if (Files.exists(Path.of("/.dockerenv"))) {
      return "docker";
    }
    if (Files.exists(Path.of("/run/.containerenv"))) {
      return "podman";
    }
    return "none seen";
  }

  /** A text for others to read: with ~ instead of this user's home directory. */
  public static String withoutHome(String text) {
    return withoutHome(text, System.getProperty("user.home"));
  }

  /** Replaces the home directory, but not a sibling whose name begins alike. */
  static String withoutHome(String text, String home) {
    if (home == null || home.length() < 2) {
      return text;
    }
    return Pattern.compile(Pattern.quote(home) + "(?![\\p{Alnum}_.-])")
        .matcher(text)
        .replaceAll("~");
  }
}
