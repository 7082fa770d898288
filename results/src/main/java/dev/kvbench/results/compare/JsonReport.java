package dev.kvbench.results.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.kvbench.results.jmh.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** A comparison for programs. */
public final class JsonReport {
  /** Grows when a member changes its meaning or goes; new members do not count. */
  public static final int SCHEMA = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private JsonReport() {}

  /** An object with {@code schema}; what is not known is null. */
  public static String of(Comparison comparison, boolean strict) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema", SCHEMA);
    root.put("exitCode", comparison.exitCode(strict));
    root.put("summary", comparison.summary());
    root.put("outcome", comparison.outcome(strict));
    root.put("sight", comparison.sight());
    root.put("metric", comparison.gate().metric().orElse("primary"));
    root.put("threshold", comparison.gate().threshold());
    root.put("alpha", comparison.gate().alpha());
    root.put("rows", comparison.rows().stream().map(JsonReport::row).toList());
    root.put("missing", comparison.missing());
    root.put("added", comparison.added());
    root.put("failed", comparison.failed());
    root.put("remarks", comparison.remarks());
    return GSON.toJson(root) + "\n";
  }

  private static Map<String, Object> row(RowVerdict verdict) {
    Map<String, Object> object = new LinkedHashMap<>();
    Row row = verdict.row();
    Change change = verdict.change();
    object.put("benchmark", row.benchmark());
    object.put("mode", row.mode());
    object.put("threads", row.threads());
    object.put("batchSize", row.batchSize());
    object.put("params", row.params());
    object.put("verdict", verdict.verdict().name());
    object.put("baseline", number(verdict.baseline()));
    object.put("candidate", number(verdict.candidate()));
    object.put("unit", verdict.unit());
    object.put("ratio", number(verdict.ratio()));
    object.put("ratioLow", number(verdict.low()));
    object.put("ratioHigh", number(verdict.high()));
    object.put("baselineForks", verdict.pair().baseline().forks());
    object.put("candidateForks", verdict.pair().candidate().forks());
    object.put("p", number(change.p()));
    object.put("adjustedP", number(verdict.adjustedP()));
    object.put("rankP", number(change.rankP()));
    object.put("smallestRankP", verdict.pair().smallestRankP());
    object.put("threshold", verdict.pair().threshold());
    object.put("detectable", number(verdict.detectable()));
    object.put("reasons", verdict.reasons());
    return object;
  }

  /** JSON has no NaN and no infinity. */
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
