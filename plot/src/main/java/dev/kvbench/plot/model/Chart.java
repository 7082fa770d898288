package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import java.util.List;

/** A question that runs can be asked, and the pictures that answer it. */
interface Chart {
  /**
   * The pictures of a run; none where it says nothing about the question.
   *
   * @param scale how axes count, where the chart leaves a choice
   * @throws dev.kvbench.results.io.InputException if a row holds no positive, finite figure
   */
  List<Picture> of(RunData run, Scale scale);
}
