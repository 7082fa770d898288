package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.doctor.Doctor;
import dev.kvbench.results.io.InputException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what this machine can run, and what is missing. */
@Command(
    name = "doctor",
    description = {
      "Says what this machine can run and what is missing, and whether both arms answer right"
          + " here.",
      "Exit code 0 when suites can run, 1 when something keeps them from it, 2 with --device cuda"
          + " while another run is measuring, beside which CUDA is not tried."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, or cuda, without which it is a problem (default: auto)")
  private String device;

  @Option(
      names = "--fetch",
      description =
          "let DJL download a libtorch where the jar has none, as a suite would: for CUDA some GB")
  private boolean fetch;

  @Override
  public Integer call() {
    if (!device.matches("auto|cpu|cuda")) {
      throw new InputException("unknown device '" + device + "'; there are auto, cpu, cuda");
    }
    return Doctor.print(fetch, device.equals("cuda"), System.out) ? 0 : 1;
  }
}
