package dev.kvbench.benchmarks.doctor;

import dev.kvbench.benchmarks.session.RunLock;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TemporaryFile;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything that suites need, and says what there is and what is missing. */
public final class Doctor {
  private static final String NOT_STARTED = "was not started: ";

  private Doctor() {}

  /**
   * Looks, and tells.
   *
   * @param fetch whether DJL may download a libtorch where there is none
   * @param wantsCuda whether it is a problem that CUDA does not work
   * @return whether suites can run
   * @throws InputException when CUDA is wanted and cannot be tried, as another run is measuring
   */
  public static boolean print(boolean fetch, boolean wantsCuda, PrintStream out) {
    Optional<Finding> lock = lock(); // before anything of ours disturbs who holds it
    if (wantsCuda && lock.isPresent() && !lock.get().isProblem()) {
      throw new InputException("CUDA was not tried: libtorch " + lock.get().fact());
    }
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
            : "Suites cannot run here: " + Numbers.of(problems, "problem") + ", see above.");
    return problems == 0;
  }

  /** That another run measures, or the problem that keeps any from it; empty where none is. */
  private static Optional<Finding> lock() {
    try {
      TemporaryFile.require();
      Optional<RunLock> lock = RunLock.tryMachine();
      lock.ifPresent(RunLock::close);
      return lock.isPresent()
          ? Optional.empty()
          : Optional.of(Finding.note(EngineProbe.SUBJECT, NOT_STARTED + RunLock.held(), ""));
    } catch (InputException e) {
      return Optional.of(Finding.problem(EngineProbe.SUBJECT, NOT_STARTED + e.getMessage(), ""));
    }
  }
}
