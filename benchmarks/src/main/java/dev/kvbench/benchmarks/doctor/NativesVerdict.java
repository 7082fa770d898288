package dev.kvbench.benchmarks.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which libtorch DJL takes, by its own rules (LibUtils and Platform of DJL 0.36.0), and whether it
 * can load it.
 */
final class NativesVerdict {
  private static final String SUBJECT = "libtorch";

  /** The flavour of DJL's library that any libtorch 2.7.1 for CUDA 12 works with. */
  static final String CUDA = "cu128";

  private final Natives natives;
  private final Commands commands;
  private final boolean forGpu;

  /**
   * The verdict.
   *
   * @param forGpu whether this machine has a GPU that libtorch cu128 has kernels for
   */
  NativesVerdict(Natives natives, Commands commands, boolean forGpu) {
    this.natives = natives;
    this.commands = commands;
    this.forGpu = forGpu;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (natives.named().isPresent()) {
      findings.add(named(natives.named().get()));
      return findings;
    }
    if (!natives.libraryPath().isEmpty()) {
      findings.add(
          Finding.note(
              "PYTORCH_LIBRARY_PATH",
              natives.libraryPath()
                  + " holds no "
                  + System.mapLibraryName("torch")
                  + ", and is passed over",
              "name the folder that does, for example …/site-packages/torch/lib, or unset it"));
    }
    Optional<Natives.Bundled> matching = natives.matching();
    boolean other =
        matching.isPresent()
            && !natives.version().isEmpty()
            && !matching.get().version().startsWith(natives.version());
    if (other) {
      findings.add(
          Finding.problem(
              SUBJECT,
              String.format(
                  "PYTORCH_VERSION=%s is not the jar's %s: it would be fetched, and untested",
                  natives.version(), matching.get().version()),
              "unset PYTORCH_VERSION"));
    } else if (matching.isPresent()) {
      findings.addAll(bundled(matching.get()));
    } else {
      findings.add(none());
    }
    return findings;
  }

  private Finding named(LibraryFolder folder) {
    String words = "PYTORCH_LIBRARY_PATH names " + describe(folder);
    String base = Natives.base(folder.version());
    String supported = Natives.base(effectiveVersion());
    if (!base.isEmpty() && !base.equals(supported)) {
      return Finding.problem(
          SUBJECT,
          words + "; DJL's library in this jar is for " + supported + ", and others crash the JVM",
          "install PyTorch " + supported + ", or unset PYTORCH_LIBRARY_PATH");
    }
    if (folder.hasJni()) {
      return Finding.ok(SUBJECT, words + ", with DJL's library beside it");
    }
    String fitting =
        natives.jniFlavours().stream()
            .filter(flavour -> flavour.startsWith(folder.hasCuda() ? "cu" : "cpu"))
            .reduce((a, b) -> b)
            .orElse("cpu");
    String set = commands.java(Map.of("PYTORCH_FLAVOR", fitting), "...");
    String flavour = natives.flavour();
    if (flavour.isEmpty()) {
      return Finding.problem(
          SUBJECT,
          words + ", but PYTORCH_FLAVOR is not set: DJL then looks for a build that no jar has",
          set);
    }
    if (!natives.jniFlavours().contains(flavour)) {
      return Finding.problem(
          SUBJECT,
          String.format(
              "%s, but PYTORCH_FLAVOR=%s is none of this jar's: %s",
              words, flavour, String.join(", ", natives.jniFlavours())),
          set);
    }
    if (flavour.startsWith("cu") && !folder.hasCuda()) {
      return Finding.problem(
          SUBJECT, words + ", which PYTORCH_FLAVOR=" + flavour + " is not for", set);
    }
    return mismatch(effectiveVersion())
        .orElseGet(
            () ->
                flavour.startsWith("cpu") && folder.hasCuda()
                    ? Finding.note(
                        SUBJECT, words + ", but PYTORCH_FLAVOR=cpu leaves its CUDA out", set)
                    : Finding.ok(SUBJECT, words + ", flavour " + flavour));
  }

  private static String describe(LibraryFolder folder) {
    return String.format(
        "%s, libtorch %s %s",
        folder.folder(),
        folder.version().isEmpty() ? "of unknown version" : folder.version(),
        folder.hasCuda() ? "with CUDA" : "for the CPU");
  }

  /** That DJL assumes of a libtorch which is named. */
  private String effectiveVersion() {
    return natives.version().isEmpty()
        ? natives.matching().map(Natives.Bundled::version).orElse(natives.meant())
        : natives.version();
  }

  private List<Finding> bundled(Natives.Bundled one) {
    List<Finding> findings = new ArrayList<>();
    Optional<Finding> mismatch = mismatch(one.version());
    if (mismatch.isPresent()) {
      findings.add(mismatch.get());
    } else if (!natives.jniFlavours().contains(one.flavour())) {
      findings.add(
          Finding.problem(
              SUBJECT,
              String.format(
                  "the jar holds %s, but DJL's library only for %s",
                  one, String.join(", ", natives.jniFlavours())),
              "build again: " + commands.build("")));
    } else {
      findings.add(Finding.ok(SUBJECT, "the jar holds " + one));
    }
    if (!natives.flavour().isEmpty() && !natives.flavour().equals(one.flavour())) {
      findings.add(
          Finding.note(
              "PYTORCH_FLAVOR",
              natives.flavour()
                  + " has no effect: the jar's libtorch is for "
                  + one.flavour()
                  + ", and PYTORCH_LIBRARY_PATH is not set",
              "for CUDA build a jar without it: " + commands.build("cuda")));
    }
    return findings;
  }

  /** DJL fetches its own library anew if that in the jar is for other versions. */
  private Optional<Finding> mismatch(String version) {
    String wanted = Natives.base(version) + '-' + natives.engine();
    if (natives.jniVersion().startsWith(wanted)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.problem(
            SUBJECT,
            String.format(
                "it is %s, but DJL's library in the jar is %s where it wants %s: it would be"
                    + " fetched, and may not exist",
                version, natives.jniVersion().isEmpty() ? "missing" : natives.jniVersion(), wanted),
            "build again, all of it from one profile: " + commands.build("")));
  }

  /** Neither named nor in the jar: DJL looks into its cache, then fetches one. */
  private Finding none() {
    String version = natives.version().isEmpty() ? natives.meant() : natives.version();
    String folder = version + '-' + natives.taken() + '-' + natives.platform();
    if (natives.isFetched()) {
      return Finding.ok(SUBJECT, "the jar holds none that fits; the engine cache has " + folder);
    }
    String passedOver =
        natives.bundled().isEmpty()
            ? "the jar holds none"
            : natives.bundled().stream()
                .map(this::why)
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    return Finding.problem(
        SUBJECT,
        passedOver
            + ", and the engine cache has no "
            + folder
            + ": DJL would fetch it ("
            + (natives.taken().startsWith("cu") ? "some GB" : "some hundred MB")
            + ")",
        fetch()
            + "\nor build the jar on this machine, for the CPU: "
            + commands.build("")
            + "\nor name an installed PyTorch "
            + version
            + ":\n"
            + commands.java(
                Map.of(
                    "PYTORCH_LIBRARY_PATH",
                    "/folder/of/torch/lib",
                    "PYTORCH_FLAVOR",
                    forGpu && commands.isForCuda() ? CUDA : "cpu"),
                "doctor"));
  }

  private String fetch() {
    String now = "fetch it now, which needs the network:\n";
    return forGpu && commands.isForCuda() && natives.flavour().isEmpty()
        ? now
            + commands.java(Map.of("PYTORCH_FLAVOR", CUDA), "doctor --fetch")
            + "\nor that for the CPU only:\n"
            + commands.java(Map.of("PYTORCH_FLAVOR", "cpu"), "doctor --fetch")
        : now
            + commands.java(
                natives.flavour().isEmpty()
                    ? Map.of()
                    : Map.of("PYTORCH_FLAVOR", natives.flavour()),
                "doctor --fetch");
  }

  private String why(Natives.Bundled one) {
    return one.platform().equals(natives.platform())
        ? String.format(
            "the jar's %s is passed over, for %s",
            one,
            natives.runtimeFlavour().startsWith("cu")
                ? "the CUDA runtime is older: " + natives.runtimeFlavour()
                : "no CUDA runtime that finds a GPU can be loaded")
        : "the jar's " + one + " is not for " + natives.platform();
  }
}
