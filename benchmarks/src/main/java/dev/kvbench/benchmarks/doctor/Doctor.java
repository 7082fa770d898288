package dev.kvbench.benchmarks.doctor;

import dev.kvbench.benchmarks.session.RunLock;
import dev.kvbench.results.io.InputException;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything that suites need, and says in words what there is and what is missing. */
public final class Doctor {
  private static final String LOCK = "JMH's lock";

  private final boolean fetch;
  private final boolean needsCuda;

  /**
   * A doctor.
   *
   * @param fetch whether DJL may fetch a libtorch where there is none
   * @param needsCuda whether it is a problem that CUDA does not work
   */
  public Doctor(boolean fetch, boolean needsCuda) {
    this.fetch = fetch;
    this.needsCuda = needsCuda;
  }

  /**
   * Looks, and tells.
   *
   * @return whether suites can run
   */
  public boolean tell(PrintStream out) {
    List<Finding> findings = findings();
    findings.forEach(finding -> out.println(finding.text()));
    List<Finding> problems = findings.stream().filter(Finding::isProblem).toList();
    boolean passing = problems.stream().allMatch(problem -> problem.subject().equals(LOCK));
    out.println();
    out.println(
        problems.isEmpty()
            ? "Suites can run here."
            : String.format(
                "Suites cannot run %s: %d %s, see above.",
                passing ? "now" : "here",
                problems.size(),
                problems.size() == 1 ? "problem" : "problems"));
    return problems.isEmpty();
  }

  private List<Finding> findings() {
    Finding lock = lock(); // before anything of ours computes beside who holds it
    Machine machine = Machine.look();
    Gpus gpus = Gpus.look(machine.facts());
    EngineCache before = EngineCache.look(); // as it was
    EngineReport engine =
        lock.isProblem()
            ? EngineReport.notStarted(CudaRuntime.ask())
            : EngineReport.run(fetch, minutes(before));
    EngineCache cache = fetch ? EngineCache.look() : before;
    Natives natives = Natives.look(cache, CudaRuntime.flavour(engine.facts()));
    Optional<LibraryFolder> python =
        gpus.any() || gpus.hasDriver() ? InstalledTorch.look() : Optional.empty();
    Commands commands =
        Commands.of(
            natives.platform(),
            gpus,
            engine.facts(),
            python,
            System.getProperty("jna.library.path", ""));
    List<Finding> findings = new ArrayList<>(machine.findings());
    findings.add(cache.finding(natives));
    findings.addAll(new NativesVerdict(natives, commands, takesCu128(gpus, engine)).findings());
    findings.addAll(engine.findings());
    findings.addAll(cuda(new CudaVerdict(gpus, natives, engine, python, commands)));
    findings.add(fonts());
    findings.add(output(Path.of("").toAbsolutePath()));
    findings.add(lock);
    return findings;
  }

  private static boolean takesCu128(Gpus gpus, EngineReport engine) {
    return (gpus.any() || engine.facts().containsKey(CudaRuntime.CAPABILITY))
        && CudaBuild.CU128.runs(engine.computeCapability());
  }

  /** To start libtorch in: fetching and unpacking some GB take theirs. */
  private int minutes(EngineCache cache) {
    return fetch ? 120 : Natives.look(cache, "cpu").hasToUnpack() ? 30 : 3;
  }

  private List<Finding> cuda(CudaVerdict verdict) {
    List<Finding> findings = new ArrayList<>(verdict.findings());
    if (needsCuda && !verdict.engine().cudaWorks()) {
      Finding last = findings.remove(findings.size() - 1);
      String remedy =
          last.remedy().isEmpty()
              ? "use a machine with an NVIDIA GPU and its driver, or leave out --device cuda"
              : last.remedy();
      findings.add(Finding.problem(last.subject(), last.fact(), remedy));
    }
    return findings;
  }

  /** Charts are text for the most part. */
  static Finding fonts() {
    try {
      Graphics2D pen = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
      try {
        int width = pen.getFontMetrics().stringWidth("tokens a second");
        pen.drawString("a", 0, 8);
        return width > 0
            ? Finding.ok("fonts", "charts can be drawn, in " + pen.getFont().getFamily())
            : noFonts("its letters have no width");
      } finally {
        pen.dispose();
      }
    } catch (RuntimeException | LinkageError | InternalError e) {
      return noFonts(e.toString()); // what a JVM without usable fonts throws depends on its version
    }
  }

  private static Finding noFonts(String reason) {
    return Finding.note(
        "fonts",
        "this JVM cannot draw text (" + reason + "): suites measure, but leave no charts",
        "install fontconfig and a font (fonts-dejavu-core), then: plot RUN");
  }

  /** Where a suite makes its run directory if not told otherwise. */
  static Finding output(Path folder) {
    Path output = folder.resolve("results").resolve("local");
    Path existing = output;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    String where = "results/local of this folder";
    try {
      if (!Files.isDirectory(existing)) {
        return noOutput(where + ": a file is in the way");
      }
      Files.delete(Files.createTempFile(existing, "doctor", ".tmp"));
      return Finding.ok("results", "go to " + where);
    } catch (IOException e) {
      return noOutput(where + ": nothing can be written there");
    }
  }

  private static Finding noOutput(String fact) {
    return Finding.note("results", fact, "suite NAME --output /a/folder/of/yours");
  }

  private static Finding lock() {
    try (RunLock free = RunLock.ofMachine()) {
      return Finding.ok(LOCK, free.isIgnored() ? "is not asked for" : "is free");
    } catch (InputException e) {
      return Finding.problem(LOCK, e.getMessage(), "");
    } catch (IOException e) {
      return Finding.note(LOCK, e.getMessage(), "");
    }
  }
}
