package dev.kvbench.transformer.script;

import static java.util.stream.Collectors.joining;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import dev.kvbench.transformer.device.CLibrary;
import dev.kvbench.transformer.device.MachineProfile;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels that a script's linear layers use: one for few rows, below 5, which are bound by
 * reading weights, one for some, below 48, and one for many. Each is the fastest that this libtorch
 * was built with and this processor can run, by measurement: which that is depends on the
 * processor.
 *
 * <p>They are measured once for each device, precision, number of threads and kind of model, and
 * kept in the {@link MachineProfile}, so that all arms of a run and the ceilings get the same.
 *
 * <p>XNNPACK keeps a copy of a model's matrices. Of a model larger than the processor's caches it
 * is taken where that copy is read clearly faster than the matrices themselves are: a step takes
 * the time that reading takes.
 *
 * @param few names the resource {@code linear_*.py} for few rows
 * @param some likewise
 * @param many likewise
 */
public record LinearKernels(String few, String some, String many) {
  private static final Logger LOG = LoggerFactory.getLogger(LinearKernels.class);

  private static final LinearKernels LIBTORCHS_OWN = new LinearKernels("aten", "aten", "aten");

  /** Less is noise, and the choice should be the same in every run. */
  private static final double CLEARLY_FASTER = 1.15;

  /** Rows of a product that those for few, some and many are tried with. */
  private static final int[] ROWS = {1, 12, 100};

  private static final int ROUNDS = 7;

  /** Seconds after which no further round begins: of what takes so long noise decides little. */
  private static final double ENOUGH = 3;

  /**
   * Matrices that a trial of many rows goes through, of five layers: arithmetic takes long, and is
   * the same wherever they lie. Few rows go through all: they are bound by reading.
   */
  private static final int MATRICES_FOR_MANY = 20;

  private record Place(
      Device device, Precision precision, int threads, int embed, int layers, boolean own) {
    /** The names of those on a CPU. */
    static final Pattern OF_CPU = Pattern.compile("kernels\\.cpu\\.(\\w+)\\..*");

    /** In a {@link MachineProfile}. */
    String name() {
      return String.format(
          "kernels.%s.%s.threads%d.embed%d.layers%d%s",
          device.getDeviceType(), precision.label(), threads, embed, layers, own ? ".large" : "");
    }
  }

  /** Those that there are, of this build. */
  private static final Set<String> NAMES = Set.of("aten", "bag", "onednn", "xnnpack");

  /** Those for a device, a precision and such matrices, with libtorch's present threads. */
  static LinearKernels of(Device device, Precision precision, TrialMatrices matrices) {
    if (device.isGpu()) {
      return LIBTORCHS_OWN;
    }
    Place here =
        new Place(
            device,
            precision,
            Torch.threads(),
            matrices.embed(),
            matrices.layers(),
            matrices.isOfOwn());
    if (here.own) {
      keepFewOneDnnKernels();
    }
    String known =
        MachineProfile.here()
            .get(here.name(), () -> String.join(",", measured(here, matrices).names()));
    return parse("machine profile: " + here.name(), known);
  }

  /**
   * Tries the kernels of a profile, which may be another machine's. libtorch must have been
   * started.
   *
   * @throws IllegalArgumentException in one line, for a file that cannot be read, for what is no
   *     kernel, and for the first one that does not run here
   */
  public static void check(Path profile) {
    MachineProfile.read(profile)
        .forEach(
            (name, value) -> {
              Matcher place = Place.OF_CPU.matcher(name);
              if (place.matches()) {
                String where = profile + ": " + name;
                parse(where, value).check(where, Precision.of(place.group(1)));
              }
            });
  }

  private void check(String where, Precision precision) {
    Place small = new Place(Device.cpu(), precision, 1, 8, 1, false);
    for (int i = 0; i < ROWS.length; i++) {
      String name = names().get(i);
      int rows = ROWS[i];
      Trial.open(name, rows, small, TrialMatrices.ARTICLE)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      String.format(
                          "%s: kernel '%s' does not run on this machine for %s and %d rows;"
                              + " without the line kernels are chosen here",
                          where, name, precision.label(), rows)))
          .script
          .close();
    }
  }

  private static LinearKernels parse(String where, String words) {
    List<String> names = List.of(words.split(",", -1));
    if (names.size() != ROWS.length || !NAMES.containsAll(names)) {
      throw new IllegalArgumentException(
          String.format(
              "%s=%s: must be three of %s, for few, some and many rows",
              where, words, new TreeSet<>(NAMES)));
    }
    return new LinearKernels(names.get(0), names.get(1), names.get(2));
  }

  private List<String> names() {
    return List.of(few, some, many);
  }

  /** What is added to a script's class for its linear layers. */
  String source(String className) {
    Set<String> distinct = new TreeSet<>(names());
    String adding =
        distinct.stream()
            .map(name -> "    self.add_" + name + "(w, b, after)")
            .collect(joining("\n"));
    return Script.read("linear.py")
            .replace("    self.add_kernels(w, b, after)", adding)
            .replace("FEW(", few + "(")
            .replace("SOME(", some + "(")
            .replace("MANY(", many + "(")
            .replace("CLASS", className)
        + distinct.stream().map(name -> kernel(name, className)).collect(joining());
  }

  /** The methods of a kernel. */
  static String kernel(String name, String className) {
    return Script.read("linear_" + name + ".py").replace("CLASS", className);
  }

  private static LinearKernels measured(Place place, TrialMatrices matrices) {
    // XNNPACK has threads of its own, and they and libtorch's take the cores from each other.
    boolean alone = place.precision == Precision.FLOAT32 && place.threads == 1;
    List<String> xnnpack = alone ? List.of("xnnpack") : List.of();
    List<String> own = List.of("aten", "onednn");
    List<String> more = place.own ? own : concat(xnnpack, own);
    List<String> few = place.own ? concat(own, xnnpack) : concat(xnnpack, List.of("bag", "aten"));
    LinearKernels chosen =
        new LinearKernels(
            fastest(few, ROWS[0], place, matrices),
            fastest(more, ROWS[1], place, matrices),
            fastest(more, ROWS[2], place, matrices));
    LOG.debug("{}: {}", place, chosen);
    return chosen;
  }

  /**
   * Has oneDNN keep few of the kernels that it prepares, one for each shape of a product. It keeps
   * 1024 unless told otherwise, and an arm without a cache has another shape at every step: of
   * GPT-2 they are 3 MB each, so that 1000 tokens take 3 GB. To prepare them takes next to no time
   * beside what they compute; of the article's model it does take time, and they are small.
   *
   * <p>oneDNN reads the variables, the first one first, when it prepares its first kernel: later
   * calls do nothing. One that the user has set stays.
   */
  private static void keepFewOneDnnKernels() {
    String capacity = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";
    if (System.getenv(capacity) == null && System.getenv("DNNL_PRIMITIVE_CACHE_CAPACITY") == null) {
      CLibrary.setVariable(capacity, "12"); // a step has ten shapes: the next finds its kernels
    }
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** The first of those that no other is clearly faster than. */
  private static String fastest(List<String> names, int rows, Place place, TrialMatrices matrices) {
    List<Trial> trials = new ArrayList<>();
    try {
      for (String name : names) {
        Trial.open(name, rows, place, matrices).ifPresent(trials::add);
      }
      long begin = System.nanoTime();
      for (int round = 0; round < ROUNDS && System.nanoTime() - begin < ENOUGH * 1e9; round++) {
        for (Trial trial : trials) {
          // A decoder without a cache has another number of rows at every step, too.
          trial.run(
              rows == 1 ? 1 : rows + round, rows == 1 ? Integer.MAX_VALUE : MATRICES_FOR_MANY);
        }
      }
      Trial best = trials.get(0);
      for (Trial trial : trials) {
        LOG.debug("{} rows by {}: {} µs", rows, trial.name, trial.nanoseconds / 1000);
        best = best.nanoseconds > CLEARLY_FASTER * trial.nanoseconds ? trial : best;
      }
      return best.name;
    } finally {
      trials.forEach(trial -> trial.script.close());
    }
  }

  private static final class Trial {
    private final String name;
    private final Script script;
    private long nanoseconds = Long.MAX_VALUE;

    private Trial(String name, Script script) {
      this.name = name;
      this.script = script;
    }

    /** Empty where this libtorch or processor has no such kernel. */
    static Optional<Trial> open(String name, int rows, Place place, TrialMatrices matrices) {
      Script script = null;
      try {
        String source =
            Script.read("kernel_trial.py").replace("KIND", name) + kernel(name, "Trial");
        script = new Script(source, place.device);
        int dtype = place.precision.scalarType();
        if (place.own) {
          script.call("init_own", matrices.own(), dtype);
        } else {
          script.call("init_random", dtype, place.embed, place.layers);
        }
        script.call("run", rows, MATRICES_FOR_MANY);
        return Optional.of(new Trial(name, script));
      } catch (EngineException e) {
        LOG.debug("no {} for {}", name, place, e);
        if (script != null) {
          script.close();
        }
        return Optional.empty();
      }
    }

    void run(int rows, int matrices) {
      long begin = System.nanoTime();
      script.call("run", rows, matrices);
      nanoseconds = Math.min(nanoseconds, System.nanoTime() - begin);
    }
  }
}
