package dev.kvbench.results.quality;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kvbench.results.stats.Estimate;
import java.util.List;
import java.util.regex.Pattern;

/** Writes what {@link QualityReader} reads: a quality run's figures, as JSON. */
public final class QualityFile {
  /** Its name in a run directory. */
  public static final String NAME = "quality.json";

  /** Grows when a member changes its meaning or goes; new members do not count. */
  public static final int SCHEMA = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  /** An array of numbers, which need not be a line each. */
  private static final Pattern NUMBERS = Pattern.compile("\\[[-+0-9.eE,\\snul]*]");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private QualityFile() {}

  /** An object with {@code schema}; a number that is not finite is null. */
  public static String of(Quality quality) {
    JsonObject root = new JsonObject();
    root.addProperty("schema", SCHEMA);
    root.add("setting", GSON.toJsonTree(quality.setting()));
    JsonArray arms = new JsonArray();
    quality.arms().forEach(arm -> arms.add(arm(arm)));
    root.add("arms", arms);
    String text = GSON.toJson(root);
    return NUMBERS.matcher(text).replaceAll(array -> SPACE.matcher(array.group()).replaceAll(" "))
        + "\n";
  }

  private static JsonObject arm(ArmQuality arm) {
    JsonObject object = new JsonObject();
    object.addProperty("policy", arm.policy());
    object.addProperty("dtype", arm.dtype());
    object.addProperty("answer", arm.answer().name());
    object.add("windowDifference", number(arm.windowDifference()));
    object.add("windowLimit", number(arm.windowLimit()));
    object.add("greedy", greedy(arm.greedy()));
    object.add("cost", cost(arm.cost()));
    JsonArray regions = new JsonArray();
    arm.regions().forEach(region -> regions.add(region(region)));
    object.add("regions", regions);
    object.add("positions", positions(arm.positions()));
    return object;
  }

  private static JsonObject region(RegionQuality quality) {
    JsonObject object = new JsonObject();
    object.addProperty("name", quality.region().name());
    object.addProperty("from", quality.region().from());
    object.addProperty("to", quality.region().to());
    object.add("nll", estimate(quality.nll()));
    object.add("deltaNll", estimate(quality.deltaNll()));
    object.add("kl", estimate(quality.kl()));
    object.add("topOne", estimate(quality.topOne()));
    object.add("maxLogitDifference", number(quality.maxLogitDifference()));
    return object;
  }

  private static JsonObject positions(PositionMeans means) {
    JsonObject object = new JsonObject();
    object.add("nll", numbers(means.nll()));
    object.add("deltaNll", numbers(means.deltaNll()));
    object.add("kl", numbers(means.kl()));
    object.add("topOne", numbers(means.topOne()));
    object.add("maxLogitDifference", numbers(means.maxLogitDifference()));
    return object;
  }

  private static JsonObject greedy(GreedyMatch greedy) {
    JsonObject object = new JsonObject();
    object.add("mean", estimate(greedy.mean()));
    object.add("median", number(greedy.median()));
    object.addProperty("toTheEnd", greedy.toTheEnd());
    return object;
  }

  private static JsonObject cost(RoughCost cost) {
    JsonObject object = new JsonObject();
    object.add("microseconds", number(cost.microseconds()));
    object.add("fastest", number(cost.fastest()));
    object.add("slowest", number(cost.slowest()));
    object.addProperty("rounds", cost.rounds());
    return object;
  }

  private static JsonObject estimate(Estimate estimate) {
    JsonObject object = new JsonObject();
    object.add("value", number(estimate.value()));
    object.add("low", number(estimate.low()));
    object.add("high", number(estimate.high()));
    return object;
  }

  private static JsonArray numbers(List<Double> values) {
    JsonArray array = new JsonArray(values.size());
    values.forEach(value -> array.add(number(value)));
    return array;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
