package dev.kvbench.benchmarks.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ways to a libtorch for CUDA that has kernels for this GPU, the one that needs least first,
 * with their commands. docs/cuda.md tells of each.
 *
 * @param natives the libtorches within reach
 * @param python the PyTorch of the Python on the path
 * @param commands as this machine takes them
 * @param capability ten times the GPU's compute capability; 0 where it is unknown
 */
record CudaWays(
    Natives natives, Optional<LibraryFolder> python, Commands commands, int capability) {
  private static final String DOCTOR = "doctor --device cuda";
  private static final String FOLDER = "torch-for-kvbench"; // of this directory

  /**
   * One.
   *
   * @param words what it is
   * @param commands to type, a line each
   */
  private record Way(String words, List<String> commands) {}

  /** A line each. */
  String text() {
    List<Way> ways = new ArrayList<>();
    installed().ifPresent(ways::add);
    if (CudaBuild.CU128.runs(capability)) {
      ways.add(fetched());
    }
    if (installed().isEmpty()) {
      pip().ifPresent(ways::add);
    }
    maven().ifPresent(ways::add);
    if (ways.isEmpty()) {
      return "no libtorch that DJL has a library for has kernels of compute capability "
          + CudaBuild.words(capability)
          + ": use device cpu";
    }
    List<String> lines = new ArrayList<>();
    for (Way way : ways) {
      lines.add((lines.isEmpty() ? "applies here, " : "or ") + way.words + ":");
      lines.addAll(way.commands);
    }
    return String.join("\n", lines);
  }

  private Optional<Way> installed() {
    return python
        .filter(torch -> torch.hasCuda() && Natives.base(torch.version()).equals(natives.meant()))
        .filter(
            torch ->
                CudaBuild.of(torch.version()).map(build -> build.runs(capability)).orElse(true))
        .map(
            torch ->
                new Way(
                    "with the PyTorch " + torch.version() + " of python3",
                    withNormalJar(commands.java(named(torch.folder().toString()), DOCTOR))));
  }

  private static Map<String, String> named(String folder) {
    return Map.of("PYTORCH_LIBRARY_PATH", folder, "PYTORCH_FLAVOR", NativesVerdict.CUDA);
  }

  /** DJL's library for libtorch 2.7.1 has to be in the jar. */
  private List<String> withNormalJar(String... more) {
    List<String> lines = new ArrayList<>();
    if (!natives.jniFlavours().contains(NativesVerdict.CUDA)) {
      lines.add(commands.build(""));
    }
    lines.addAll(List.of(more));
    return lines;
  }

  private Way fetched() {
    List<String> lines = new ArrayList<>();
    boolean isSuchAJar =
        natives.bundled().isEmpty() && natives.jniFlavours().contains(NativesVerdict.CUDA);
    if (!isSuchAJar) {
      lines.add(commands.build("cuda"));
    }
    lines.add(commands.java(Map.of("PYTORCH_FLAVOR", NativesVerdict.CUDA), DOCTOR + " --fetch"));
    return new Way(
        "where the network is up, with libtorch cu128 that DJL fetches, some GB"
            + unless(CudaBuild.CU128),
        lines);
  }

  /** On Linux that is a build for CUDA 12.6; elsewhere one for the CPU. */
  private Optional<Way> pip() {
    if (!commands.isForLinux() || !CudaBuild.CU126.runs(capability)) {
      return Optional.empty();
    }
    return Optional.of(
        new Way(
            "with a PyTorch of pip's, some GB" + unless(CudaBuild.CU126),
            withNormalJar(
                "python3 -m pip install --target " + FOLDER + " torch==" + natives.meant(),
                commands.java(
                    named(FOLDER + "/torch/lib"), FOLDER + "/nvidia/cuda_runtime/lib", DOCTOR))));
  }

  private Optional<Way> maven() {
    return commands.isForLinux() && CudaBuild.CU124.runs(capability)
        ? Optional.of(
            new Way(
                "where Maven's repository alone can be reached (2.4 GB, a CUDA runtime from 12.4"
                    + " on)"
                    + unless(CudaBuild.CU124),
                List.of(commands.build("cuda-maven"), commands.java(DOCTOR))))
        : Optional.empty();
  }

  /** What the GPU has to be, where that is not known to be so. */
  private String unless(CudaBuild build) {
    return capability == 0 ? ", for " + build.range() : "";
  }
}
