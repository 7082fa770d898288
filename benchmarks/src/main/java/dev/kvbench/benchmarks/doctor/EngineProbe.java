package dev.kvbench.benchmarks.doctor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Parent;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What only libtorch can tell, found out in a JVM of its own: a library that does not fit may take
 * the whole process with it. Facts are printed as they come, so that those before a crash are
 * known; those of the CPU come before a GPU is used.
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
    probe.tell(Torch.hostFacts());
    probe.tell(EngineReport.BUILD, Torch.build());
    probe.tell(EngineReport.LIBRARY, Torch.library());
    probe.tell(EngineReport.BUILT_FOR_CUDA, Boolean.toString(Torch.builtForCuda()));
    Torch.start(1); // several threads wait for each other where other work has the cores
    AnswerCheck.onCpu(answer -> probe.out.println(answer.line()));
    if (Torch.cudaWorks()) {
      probe.useGpu();
    }
    probe.tell(EngineReport.COMPLETE, "true");
  }

  /** Readied as suites ready it. */
  private void useGpu() {
    tell(EngineReport.GPU_TRIED, "true");
    try (NDManager manager = NDManager.newBaseManager(Device.gpu());
        ComputeDevice device = ComputeDevice.of(manager)) {
      tell(Torch.cudaFacts());
      device.await();
      tell(EngineReport.AWAITED, "reading an element");
      AnswerCheck.on(Device.gpu(), answer -> out.println(answer.line()));
    } catch (RuntimeException | LinkageError e) {
      tell(EngineReport.GPU_TROUBLE, AnswerCheck.cause(e));
    }
  }

  private void tell(Map<String, String> facts) {
    facts.forEach(this::tell);
  }

  private void tell(String name, String value) {
    out.println(EngineReport.line(name, value));
  }
}
