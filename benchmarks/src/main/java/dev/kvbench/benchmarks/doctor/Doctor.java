package dev.kvbench.benchmarks.doctor;

import dev.kvbench.benchmarks.session.RunLock;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.TemporaryFile;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything that suites need, and says what there is and what is missing. */
public final class Doctor {
  private Doctor() {}

  /**
   * Looks, and tells.
   *
   * @param fetch whether DJL may download a libtorch where there is none
   * @param wantsCuda whether it is a problem that CUDA does not work
   * @return whether suites can run
   */
  public static boolean print(boolean fetch, boolean wantsCuda, PrintStream out) {
    Optional<Finding> lock = lock(); // before anything of ours disturbs who holds it
    Machine machine = Machine.look();
    List<Finding> findings = new ArrayList<>(machine.findings());
    findings.forEach(finding -> out.println(finding.text())); // what follows takes a while
    List<Finding> libtorch =
        lock.map(List::of).orElseGet(() -> EngineProbe.run(fetch, wantsCuda, machine.hasGpu()));
    libtorch.forEach(finding -> out.println(finding.text()));
    findings.addAll(libtorch);
    long problems = findings.stream().filter(Finding::isProblem).count();
    out.println();
    out.println(
        problems == 0
            ? lock.isEmpty()
                ? "Suites can run here."
                : "Nothing keeps suites from running here but the run that goes on."
            : String.format(
                "Suites cannot run here: %d %s, see above.",
                problems, problems == 1 ? "problem" : "problems"));
    return problems == 0;
  }

  /** That another run measures, or why this cannot be known; empty where none does. */
  private static Optional<Finding> lock() {
    try {
      TemporaryFile.require();
      RunLock.ofMachine().close();
      return Optional.empty();
    } catch (InputException e) {
      return Optional.of(Finding.note("libtorch", "was not started: " + e.getMessage(), ""));
    }
  }
}
