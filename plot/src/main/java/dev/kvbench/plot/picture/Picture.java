package dev.kvbench.plot.picture;

/** What a chart shows, before anything draws it: the same figures for files and for the report. */
public sealed interface Picture permits LinePicture, BarPicture, GridPicture {
  /** What stands above the chart. */
  Heading heading();

  /** The name of the chart's files, without their ending. */
  default String key() {
    return heading().key();
  }
}
