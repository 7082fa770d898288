package dev.kvbench.benchmarks.arm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kvbench.results.io.TemporaryFile;
import dev.kvbench.transformer.device.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** An operation from its begin to its end, in microseconds, on one thread. */
  private record Span(String thread, double begin, double end) {}

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
    int waits = 0;
    List<Span> spans = new ArrayList<>();
    JsonElement root = JsonParser.parseString(trace);
    JsonArray events =
        root.isJsonArray()
            ? root.getAsJsonArray()
            : root.getAsJsonObject().getAsJsonArray("traceEvents");
    for (JsonElement element : events) {
      JsonObject event = element.getAsJsonObject();
      String name = event.has("name") ? event.get("name").getAsString() : "";
      if (OPERATION.matcher(name).matches() && event.has("dur")) {
        waits += WAITS.contains(name) ? 1 : 0;
        double begin = event.get("ts").getAsDouble();
        spans.add(
            new Span(
                event.get("tid").getAsString(), begin, begin + event.get("dur").getAsDouble()));
      }
    }
    spans.sort(
        Comparator.comparing(Span::thread)
            .thenComparing(Span::begin)
            .thenComparing(Comparator.comparing(Span::end).reversed()));
    int count = 0;
    Span outer = null;
    for (Span span : spans) {
      boolean inside =
          outer != null && outer.thread().equals(span.thread()) && span.end() <= outer.end();
      if (!inside) {
        count++;
        outer = span;
      }
    }
    return new OperationCount(count, waits);
  }
}
