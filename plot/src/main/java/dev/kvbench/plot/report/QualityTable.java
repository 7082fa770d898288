package dev.kvbench.plot.report;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.report.DataTable.Cell;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;

/** What a quality run and a training found, as tables. */
final class QualityTable {
  private static final List<String> HEAD =
      List.of(
          "policy",
          "dtype",
          "answer in the window",
          "region",
          "NLL, nats",
          "ΔNLL, nats",
          "95 % from",
          "95 % to",
          "KL, nats",
          "same likeliest token",
          "largest |Δlogit|",
          "µs/token past the window (rough)");

  private QualityTable() {}

  /** A line for each arm and region. */
  static Html of(String id, String name, Quality quality) {
    List<List<Cell>> lines = new ArrayList<>();
    for (ArmQuality arm : quality.arms()) {
      arm.regions().forEach(region -> lines.add(line(arm, region)));
    }
    return DataTable.of(id, name + ": every arm, by region of the text", HEAD, lines);
  }

  private static List<Cell> line(ArmQuality arm, RegionQuality region) {
    Estimate delta = region.deltaNll();
    double same = region.topOne().value();
    List<Cell> line =
        new ArrayList<>(
            List.of(
                Cell.of(arm.policy()),
                Cell.of(arm.dtype()),
                Cell.of(arm.answer().label()),
                Cell.of(region.name()),
                Cell.of(region.nll().value()),
                Cell.of(delta.value())));
    line.addAll(Cell.ends(delta));
    line.add(Cell.of(region.kl().value()));
    line.add(new Cell(Numbers.percent(same), same));
    line.add(Cell.of(region.maxLogitDifference()));
    line.add(Cell.of(arm.cost().microseconds()));
    return line;
  }

  /** A line for each evaluation of a training. */
  static Html ofLosses(String id, String name, List<RunData.Loss> losses) {
    return DataTable.of(
        id,
        name + ": loss in nats a token",
        List.of("step", "training", "held out"),
        losses.stream()
            .map(
                loss ->
                    List.of(
                        Cell.of(loss.step()), Cell.of(loss.training()), Cell.of(loss.heldOut())))
            .toList());
  }
}
