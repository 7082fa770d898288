package dev.kvbench.benchmarks.doctor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.session.Jvm;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.Precision;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts libtorch and computes with it, in a JVM of its own: a library that does not fit may crash
 * the whole process. Findings are printed as they come, so that those before a crash are known;
 * those of the CPU come before a GPU is used.
 */
final class EngineProbe {
  static final String SUBJECT = "libtorch";
  private static final String CUDA = "CUDA";

  /** The ways to a libtorch with CUDA, and causes of trouble on them. */
  private static final String DOCS = "see docs/cuda.md";

  private EngineProbe() {}

  /**
   * Runs the probe in another JVM, which has half an hour, since it may have to unpack some GB.
   *
   * @param fetch whether DJL may download a libtorch, in two hours; its progress is then shown
   * @param wantsCuda whether it is a problem that CUDA cannot be used
   * @param hasGpu whether the machine has an NVIDIA GPU
   */
  static List<Finding> run(boolean fetch, boolean wantsCuda, boolean hasGpu) {
    ProcessBuilder builder = new ProcessBuilder(command(wantsCuda, hasGpu));
    builder.environment().put(Subprocess.EXIT_WITH_PARENT, "true");
    if (fetch) {
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    } else {
      builder.redirectErrorStream(true).environment().put("DJL_OFFLINE", "true");
    }
    try {
      return findings(Subprocess.ask(builder, TimeUnit.MINUTES.toSeconds(fetch ? 120 : 30)));
    } catch (InputException e) {
      return List.of(Finding.problem(SUBJECT, e.getMessage(), "try again while nothing else runs"));
    }
  }

  private static List<String> command(boolean wantsCuda, boolean hasGpu) {
    List<String> command = new ArrayList<>();
    command.add(Jvm.in(Path.of(System.getProperty("java.home"))).toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+SuppressFatalErrorMessage", // which would leave a file in the user's folder
            "-cp",
            System.getProperty("java.class.path"),
            EngineProbe.class.getName(),
            Boolean.toString(wantsCuda),
            Boolean.toString(hasGpu)));
    return command;
  }

  /** What the other JVM told, and how it ended if it did not tell all. */
  static List<Finding> findings(Subprocess.Answer answer) {
    List<Finding> findings = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String line : answer.lines()) {
      Finding.parse(line).ifPresentOrElse(findings::add, () -> others.add(line));
    }
    if (answer.exit() != 0) {
      String reason = Subprocess.reason(others);
      findings.add(
          Finding.problem(
              SUBJECT,
              String.format(
                  "%s: its JVM ended with code %d%s%s",
                  findings.isEmpty() ? "cannot be started" : "failed; see the lines above",
                  answer.exit(),
                  answer.exit() > 128 ? ", so it crashed or was killed" : "",
                  reason.isEmpty() ? "" : "; it said: " + reason),
              "unset PYTORCH_LIBRARY_PATH, or delete the folder named above, which is then filled"
                  + " again; with a GPU "
                  + DOCS));
    }
    return findings;
  }

  public static void main(String[] args) {
    Subprocess.exitWithParent();
    try {
      Libtorch.start();
    } catch (InputException e) {
      print(
          Finding.problem(
              SUBJECT,
              e.getMessage(),
              "doctor --fetch downloads one where the jar has none; for CUDA, or with"
                  + " PYTORCH_LIBRARY_PATH, "
                  + DOCS));
      return;
    }
    print(
        Finding.ok(
            SUBJECT,
            String.format(
                "%s with %d threads and DJL's library %s, from %s",
                Torch.build(),
                Torch.threads(),
                Torch.library(),
                MachineFacts.withoutHome(Torch.folder().toString()))));
    Torch.start(1); // several threads wait for each other where other work has the cores
    AnswerCheck.on(Device.cpu(), List.of(Precision.FLOAT32), EngineProbe::print);
    boolean wanted = Boolean.parseBoolean(args[0]);
    boolean gpu = Boolean.parseBoolean(args[1]);
    print(
        Torch.cudaWorks() ? useGpu() : noCuda(wanted, gpu, Torch.builtForCuda(), Torch.seesCuda()));
  }

  /**
   * Why CUDA is not used.
   *
   * @param wanted whether that is a problem
   * @param gpu whether the machine has an NVIDIA GPU
   * @param built whether this libtorch was built for CUDA
   * @param libtorchSees whether it sees a GPU, which DJL then does not
   */
  static Finding noCuda(boolean wanted, boolean gpu, boolean built, boolean libtorchSees) {
    String words =
        !built
            ? "this libtorch is for the CPU only"
            : libtorchSees
                ? "libtorch sees a GPU, but DJL does not: it finds no libcudart that sees one"
                : "this libtorch is for CUDA, but sees no GPU";
    if (wanted) {
      return Finding.problem(CUDA, words, DOCS);
    }
    words += "; suites run on device cpu";
    return built || gpu ? Finding.note(CUDA, words, "for CUDA " + DOCS) : Finding.ok(CUDA, words);
  }

  /** CUDA works if the host could wait for the GPU, as suites do, and all answers are right. */
  private static Finding useGpu() {
    String trouble;
    try (NDManager manager = NDManager.newBaseManager(Device.gpu());
        ComputeDevice device = ComputeDevice.of(manager)) {
      device.await();
      Map<String, String> facts = Torch.cudaFacts();
      if (AnswerCheck.on(Device.gpu(), List.of(Precision.values()), EngineProbe::print)) {
        return Finding.ok(CUDA, "works, with libcudart " + facts.get("cudart.version"));
      }
      trouble = "answers wrongly, see above";
    } catch (RuntimeException | LinkageError e) {
      trouble = "fails: " + AnswerCheck.cause(e);
    }
    return Finding.problem(
        CUDA,
        "libtorch sees the GPU, but " + trouble,
        "until it works: suite NAME -p device=cpu; which GPUs a libtorch is for: docs/cuda.md");
  }

  /** In one piece and on a line of its own: native code may write between ours. */
  private static void print(Finding finding) {
    System.out.writeBytes(("\n" + finding.line() + "\n").getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }
}
