package dev.kvbench.benchmarks.arm;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kvbench.results.io.TemporaryFile;
import dev.kvbench.transformer.device.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What some work calls, by libtorch's own profiler.
 *
 * @param operations that the work calls; those that libtorch calls inside of them do not count
 * @param hostWaits for a value of the device to decide by, wherever they are called: on a GPU each
 *     of them lets it run idle. They are called on a CPU too, where they cost nothing
 */
record OperationCount(int operations, int hostWaits) {
  /** A number is read from a tensor; the shape of a result depends on values. */
  private static final Set<String> WAITS =
      Set.of("aten::_local_scalar_dense", "aten::nonzero", "aten::masked_select");

  private static final Pattern OPERATION = Pattern.compile("\\w+::\\w+");

  private static final Gson GSON = new Gson();

  /** Something on a thread, from a time in microseconds on; of what takes none, dur is null. */
  private record Event(String name, String tid, double ts, Double dur) {
    double end() {
      return ts + dur;
    }
  }

  /** Runs the work under the profiler. */
  static OperationCount of(Runnable work) {
    try {
      Path trace = TemporaryFile.create("kvbench-trace", ".json");
      try {
        Torch.profile(work, trace);
        return in(Files.readString(trace));
      } catch (JsonParseException e) { // libtorch does not tell when it cannot write
        throw new IOException(
            trace.getParent() + ": libtorch's profile is cut short; is there no room left?", e);
      } finally {
        Files.deleteIfExists(trace);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Operations of a trace that lie in no other of their thread, and host waits anywhere. */
  static OperationCount in(String trace) {
    JsonElement root = JsonParser.parseString(trace);
    JsonElement events = root.isJsonArray() ? root : root.getAsJsonObject().get("traceEvents");
    List<Event> operations =
        Arrays.stream(GSON.fromJson(events, Event[].class))
            .filter(event -> event.dur != null && event.name != null)
            .filter(event -> OPERATION.matcher(event.name).matches())
            .sorted(
                Comparator.comparing(Event::tid)
                    .thenComparing(Event::ts)
                    .thenComparing(Comparator.comparing(Event::end).reversed()))
            .toList();
    int count = 0;
    Event outer = null;
    for (Event event : operations) {
      if (outer == null || !outer.tid.equals(event.tid) || event.end() > outer.end()) {
        count++;
        outer = event;
      }
    }
    long waits = operations.stream().filter(event -> WAITS.contains(event.name)).count();
    return new OperationCount(count, (int) waits);
  }
}
