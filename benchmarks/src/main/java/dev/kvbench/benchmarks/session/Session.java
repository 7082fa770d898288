package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.TemporaryFile;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.transformer.device.Torch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A command that makes results, from its start to its exit code: it holds the lock, makes run
 * directories with all that their results depend on, shows progress, and says what is kept when the
 * user stops it.
 */
public final class Session implements AutoCloseable {
  private final Invocation invocation;
  private final List<RunLock> locks = new ArrayList<>();
  private final ShutdownHook hook;
  private final Progress progress;
  private final List<Run> runs = new ArrayList<>();
  private volatile Supplier<String> stopMessage = () -> "stopped before anything was measured";
  private Environment machine;
  private double busyCores;
  private boolean shown = true;

  private Session(Invocation invocation, boolean forks) {
    this.invocation = invocation;
    this.progress = new Progress(System.out, invocation.terminal());
    if (forks) {
      locks.add(RunLock.ofMachine());
      hook = ShutdownHook.endingForks(this::stopped);
    } else {
      hook = ShutdownHook.halting(() -> stopMessage.get());
    }
  }

  /**
   * For work that forks measure, of which a machine does one at a time.
   *
   * @throws InputException when another run is measuring on this machine, or there is no room for
   *     temporary files
   */
  public static Session measuring(Invocation invocation) {
    TemporaryFile.require();
    return new Session(invocation, true);
  }

  /** For work that libtorch does in this process; when it is stopped, it halts. */
  public static Session computing(Invocation invocation) {
    return new Session(invocation, false);
  }

  /**
   * Makes a run directory and writes its environment.json: the machine, the operating system, this
   * JVM, this build, and when and by which command the run began.
   *
   * @param name what its name ends with, after the time
   * @param sections what else the results depend on; one of a name from above replaces that
   * @throws InputException when it cannot be made
   */
  public Run begin(String name, Map<String, Map<String, String>> sections) {
    Instant start = Instant.now();
    Map<String, Map<String, String>> all = new LinkedHashMap<>(machine().sections());
    all.put("build", BuildInfo.facts());
    all.putAll(sections);
    Map<String, String> run = new LinkedHashMap<>();
    run.put("started", start.toString());
    run.put("state", MissingRows.RUNNING);
    run.put("command", invocation.command());
    all.put(MissingRows.SECTION, run);
    return added(
        new Run(RunDirectory.create(invocation.output(), name, start), Environment.of(all)));
  }

  /**
   * Goes on with the run of a directory, maybe on another machine or with another build: they are
   * written into a section of their own.
   *
   * @param section its name
   * @param facts what else there is to say
   */
  public Run resume(Path directory, String section, Map<String, String> facts) {
    RunDirectory run = RunDirectory.open(directory, "environment.json");
    Map<String, String> now = new LinkedHashMap<>(BuildInfo.facts());
    machine()
        .sections()
        .forEach((part, own) -> own.forEach((fact, value) -> now.put(part + "." + fact, value)));
    now.putAll(facts);
    now.put("command", invocation.command());
    return added(new Run(run, run.environment().with(section, now)));
  }

  private Run added(Run run) {
    runs.add(run);
    return run;
  }

  /**
   * Keeps other processes out of a run directory until the session ends.
   *
   * @throws InputException when one of them works in it
   */
  public void lock(Path directory) {
    locks.add(RunLock.ofDirectory(directory));
  }

  /** Machine, operating system and JVM, looked at once, which takes a second or two. */
  private Environment machine() {
    if (machine == null) {
      busyCores = MachineFacts.busyCores();
      machine =
          MachineFacts.capture()
              .with(
                  "machine",
                  Map.of("busyCoresAtStart", String.format(Locale.ROOT, "%.2f", busyCores)));
    }
    return machine;
  }

  /** Says so if other work keeps more cores busy than an idle system does. */
  public void warnIfBusy() {
    machine();
    if (busyCores > MachineFacts.BUSY_CORES) {
      System.out.printf(
          Locale.ROOT,
          "note: other work keeps %.1f cores busy. It slows the uncached arm most, whose threads"
              + " wait for each other, and so flatters the cache.%n",
          busyCores);
    }
  }

  /**
   * Section {@code engine} of work that this JVM's libtorch does: what libtorch is, what was asked
   * of it, and the variables that change it.
   *
   * @param chosen name, device and threads, say
   */
  public static Map<String, String> engine(Map<String, String> chosen) {
    Map<String, String> engine = new LinkedHashMap<>(Torch.facts());
    engine.putAll(chosen);
    engine.putAll(Libtorch.variables());
    return engine;
  }

  public Invocation invocation() {
    return invocation;
  }

  public Progress progress() {
    return progress;
  }

  /** What is said when the user stops the process: what is kept, and how to go on. */
  public void onStop(Supplier<String> message) {
    stopMessage = message;
  }

  /**
   * Does not return where the process is being stopped.
   *
   * @param afterFailure whether a fork has just failed, which may have been stopped with the
   *     process
   */
  public void blockIfStopping(boolean afterFailure) {
    hook.blockIfStopping(afterFailure);
  }

  private String stopped() {
    try {
      runs.forEach(Run::writeProfile);
    } catch (InputException | IllegalArgumentException e) {
      System.err.println("kvbench: " + e.getMessage());
    }
    return stopMessage.get();
  }

  /** Shows results; where that fails, the user is told why, for the results are safe. */
  public void showResults(Runnable results) {
    try {
      results.run();
    } catch (InputException e) {
      System.err.println("kvbench: " + e.getMessage());
      shown = false;
    }
  }

  /** 0 where all was measured and shown, 1 where a part failed. */
  public int exitCode() {
    return shown && runs.stream().allMatch(run -> run.missing().failed().isEmpty()) ? 0 : 1;
  }

  @Override
  public void close() {
    hook.close();
    runs.forEach(Run::closeLog);
    locks.forEach(RunLock::close);
  }
}
