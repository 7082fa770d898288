package dev.kvbench.benchmarks.doctor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.Libtorch;
import dev.kvbench.benchmarks.Parent;
import dev.kvbench.results.InputException;
import dev.kvbench.transformer.ComputeDevice;
import dev.kvbench.transformer.Torch;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What only libtorch can tell, found out in a JVM of its own: a library that does not fit may take
 * the whole process with it. Facts are printed as they come, so that those before a crash are
 * known.
 */
final class EngineProbe {
  private final PrintStream out;

  private EngineProbe(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    Parent.endWithIt();
    EngineProbe probe = new EngineProbe(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    probe.tell(CudaRuntime.ask());
    try {
      Libtorch.start();
    } catch (InputException e) {
      probe.tell(EngineReport.FAILURE, e.getMessage());
      return;
    }
    probe.tell(Torch.facts());
    probe.tell(EngineReport.BUILT_FOR_CUDA, Boolean.toString(Torch.builtForCuda()));
    if (Torch.cudaWorks()) {
      try (NDManager manager = NDManager.newBaseManager(Device.gpu());
          ComputeDevice device = ComputeDevice.of(manager)) {
        device.await();
        probe.tell(EngineReport.WAITS_BY, device.waitsBy());
      }
    }
    Torch.start(1); // several threads wait for each other where other work has the cores
    for (Answer answer : AnswerCheck.all()) {
      probe.out.println(answer.line());
    }
    probe.tell(EngineReport.COMPLETE, "true");
  }

  private void tell(Map<String, String> facts) {
    facts.forEach(this::tell);
  }

  private void tell(String name, String value) {
    out.println(EngineReport.line(name, value));
  }
}
