package dev.kvbench.results.run;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final long DEADLINE_MS = 1500;
  private static final Path NVIDIA = Path.of("/proc/driver/nvidia");

  /** Made and used by the one thread that asks: OSHI refuses systems that it does not know. */
  private SystemInfo system;

  private MachineFacts() {}

  /**
   * Sections {@code machine}, {@code os} and {@code jvm}, in at most two seconds. A fact that
   * cannot be had, or not in time, is {@code unknown}; nothing is thrown.
   */
  public static Environment capture() {
    // OSHI logs what it cannot find, but "unknown" says it already; the user's own setting wins.
    System.getProperties().putIfAbsent("org.slf4j.simpleLogger.log.oshi", "off");
    MachineFacts facts = new MachineFacts();
    Map<String, Map<String, Callable<?>>> questions = new LinkedHashMap<>();
    questions.put("machine", facts.machine());
    questions.put("os", facts.os());
    questions.put("jvm", facts.jvm());
    Map<String, String> answers = new ConcurrentHashMap<>();
    Thread asking = new Thread(() -> ask(questions, answers), "machine-facts");
    asking.setDaemon(true); // a fact that never comes must not keep the JVM from ending
    asking.start();
    try {
      asking.join(DEADLINE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    questions.forEach(
        (section, names) -> {
          Map<String, String> known = new LinkedHashMap<>();
          names
              .keySet()
              .forEach(
                  name -> known.put(name, answers.getOrDefault(section + "." + name, UNKNOWN)));
          sections.put(section, known);
        });
    return Environment.of(sections);
  }

  /** From the quickest to the slowest, so that little is lost if time runs out. */
  private static void ask(
      Map<String, Map<String, Callable<?>>> questions, Map<String, String> answers) {
    for (String section : List.of("jvm", "os", "machine")) {
      questions
          .get(section)
          .forEach((name, source) -> answers.put(section + "." + name, answer(source)));
    }
  }

  private static String answer(Callable<?> source) {
    try {
      String words = Objects.toString(source.call(), "");
      return words.isBlank() ? UNKNOWN : words;
    } catch (Exception | LinkageError e) {
      return UNKNOWN;
    }
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

  /**
   * What instructions the processor has beyond the basic ones: names as the system writes them, in
   * small letters; empty where it does not tell.
   */
  public static Set<String> processorFlags() {
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

  private static long ownCpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  private Map<String, Callable<?>> machine() {
    Callable<HardwareAbstractionLayer> hardware = () -> system().getHardware();
    Map<String, Callable<?>> facts = new LinkedHashMap<>();
    facts.put("loadAverage1min", MachineFacts::loadAverage);
    facts.put("cpu.arch", () -> System.getProperty("os.arch"));
    facts.put("cpu.availableToJvm", Runtime.getRuntime()::availableProcessors);
    facts.put("cpu", () -> cpu(identifier(hardware)));
    facts.put("cpu.model", () -> identifier(hardware).getIdentifier().trim());
    facts.put(
        "cpu.physicalCores",
        () -> positive(hardware.call().getProcessor().getPhysicalProcessorCount()));
    facts.put(
        "cpu.logicalCores",
        () -> positive(hardware.call().getProcessor().getLogicalProcessorCount()));
    facts.put(
        "cpu.maxMHz", () -> positive(hardware.call().getProcessor().getMaxFreq() / 1_000_000));
    facts.put("memory.totalMiB", () -> positive(mib(hardware.call().getMemory().getTotal())));
    facts.put(
        "memory.availableMiB", () -> positive(mib(hardware.call().getMemory().getAvailable())));
    facts.put("gpu.driver", () -> NvidiaProc.driver(NVIDIA));
    // Last: on some systems OSHI starts a process for it.
    facts.put("gpu", () -> gpus(hardware.call()));
    return facts;
  }

  private static ProcessorIdentifier identifier(Callable<HardwareAbstractionLayer> hardware)
      throws Exception {
    return hardware.call().getProcessor().getProcessorIdentifier();
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

  private Map<String, Callable<?>> os() {
    Callable<OperatingSystem> os = () -> system().getOperatingSystem();
    Map<String, Callable<?>> facts = new LinkedHashMap<>();
    facts.put("name", () -> os.call().getFamily());
    facts.put("version", () -> os.call().getVersionInfo().getVersion());
    facts.put("kernel", () -> os.call().getVersionInfo().getBuildNumber());
    facts.put("container", MachineFacts::container);
    return facts;
  }

  private Map<String, Callable<?>> jvm() {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    Map<String, Callable<?>> facts = new LinkedHashMap<>();
    facts.put("vendor", runtime::getVmVendor);
    facts.put("name", runtime::getVmName);
    facts.put("version", runtime::getVmVersion);
    facts.put("args", () -> args(runtime.getInputArguments()));
    facts.put("maxHeapMiB", () -> mib(Runtime.getRuntime().maxMemory()));
    return facts;
  }

  private SystemInfo system() {
    if (system == null) {
      system = new SystemInfo();
    }
    return system;
  }

  /** Null, that is unknown, for the zero or -1 that OSHI gives when it does not know. */
  private static Long positive(long value) {
    return value > 0 ? value : null;
  }

  private static long mib(long bytes) {
    return bytes >> 20;
  }

  private static String loadAverage() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? null : String.format(Locale.ROOT, "%.2f", load);
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

  private static String args(List<String> args) {
    return args.isEmpty() ? "none" : withoutHome(String.join(" ", args));
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
