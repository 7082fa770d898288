package dev.kvbench.results.run;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final String UNKNOWN = "unknown";
  private static final long DEADLINE_MS = 1500;
  private static final Path NVIDIA = Path.of("/proc/driver/nvidia");

  private final ExecutorService worker;

  /** Made and used on the worker only: OSHI refuses systems that it does not know. */
  private SystemInfo system;

  private final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);

  private MachineFacts(ExecutorService worker) {
    this.worker = worker;
  }

  /**
   * Sections {@code machine}, {@code os} and {@code jvm}, in at most two seconds. A fact that
   * cannot be had, or not in time, is {@code unknown}; nothing is thrown.
   */
  public static Environment capture() {
    // OSHI logs what it cannot find, but "unknown" says it already; the user's own setting wins.
    System.getProperties().putIfAbsent("org.slf4j.simpleLogger.log.oshi", "off");
    ExecutorService worker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "machine-facts");
              // A fact that never comes must not keep the JVM from ending.
              thread.setDaemon(true);
              return thread;
            });
    try {
      MachineFacts facts = new MachineFacts(worker);
      Map<String, Map<String, String>> sections = new LinkedHashMap<>();
      // Asked for from the quickest to the slowest, so that little is lost if time runs out.
      Map<String, String> jvm = facts.jvm();
      Map<String, String> os = facts.os();
      sections.put("machine", facts.machine());
      sections.put("os", os);
      sections.put("jvm", jvm);
      return Environment.of(sections);
    } finally {
      worker.shutdownNow();
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

  private static long ownCpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  private Map<String, String> machine() {
    Callable<HardwareAbstractionLayer> hardware = () -> system().getHardware();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("loadAverage1min", fact(MachineFacts::loadAverage));
    facts.put("cpu.arch", fact(() -> System.getProperty("os.arch")));
    facts.put("cpu.availableToJvm", fact(Runtime.getRuntime()::availableProcessors));
    facts.put("cpu", fact(() -> cpu(identifier(hardware))));
    facts.put("cpu.model", fact(() -> identifier(hardware).getIdentifier().trim()));
    facts.put(
        "cpu.physicalCores",
        fact(() -> positive(hardware.call().getProcessor().getPhysicalProcessorCount())));
    facts.put(
        "cpu.logicalCores",
        fact(() -> positive(hardware.call().getProcessor().getLogicalProcessorCount())));
    facts.put(
        "cpu.maxMHz",
        fact(() -> positive(hardware.call().getProcessor().getMaxFreq() / 1_000_000)));
    facts.put("memory.totalMiB", fact(() -> positive(mib(hardware.call().getMemory().getTotal()))));
    facts.put(
        "memory.availableMiB",
        fact(() -> positive(mib(hardware.call().getMemory().getAvailable()))));
    facts.put("gpu.driver", fact(() -> NvidiaProc.driver(NVIDIA)));
    // Last: on some systems OSHI starts a process for it.
    facts.put("gpu", fact(() -> gpus(hardware.call())));
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

  private Map<String, String> os() {
    Callable<OperatingSystem> os = () -> system().getOperatingSystem();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", fact(() -> os.call().getFamily()));
    facts.put("version", fact(() -> os.call().getVersionInfo().getVersion()));
    facts.put("kernel", fact(() -> os.call().getVersionInfo().getBuildNumber()));
    facts.put("container", fact(MachineFacts::container));
    return facts;
  }

  private Map<String, String> jvm() {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("vendor", fact(runtime::getVmVendor));
    facts.put("name", fact(runtime::getVmName));
    facts.put("version", fact(runtime::getVmVersion));
    facts.put("args", fact(() -> args(runtime.getInputArguments())));
    facts.put("maxHeapMiB", fact(() -> mib(Runtime.getRuntime().maxMemory())));
    return facts;
  }

  private SystemInfo system() {
    if (system == null) {
      system = new SystemInfo();
    }
    return system;
  }

  /** Every fact is asked for on the worker, so that neither an error nor a hang gets out. */
  private String fact(Callable<?> source) {
    Future<?> answer = worker.submit(source);
    try {
      Object fact = answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      String words = Objects.toString(fact, "");
      return words.isBlank() ? UNKNOWN : words;
    } catch (ExecutionException | TimeoutException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
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
