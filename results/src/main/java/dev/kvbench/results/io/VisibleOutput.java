package dev.kvbench.results.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Output for a terminal, whatever file the text is from: control characters but tabs and the ends
 * of lines are written as escapes, so that no text can colour, move or answer.
 */
public final class VisibleOutput extends FilterOutputStream {
  /** In UTF-8 begins the controls from U+0080 to U+009F, and other characters. */
  private static final int C1_LEAD = 0xc2;

  private final boolean utf8;
  private boolean lead;

  VisibleOutput(OutputStream out, boolean utf8) {
    super(out);
    this.utf8 = utf8;
  }

  /** In place of the process's own standard output or error. */
  public static PrintStream of(PrintStream out, Charset charset) {
    return new PrintStream(
        new VisibleOutput(out, charset.equals(StandardCharsets.UTF_8)), true, charset);
  }

  @Override
  public void write(int value) throws IOException {
    int unit = value & 0xff;
    if (lead) {
      lead = false;
      if (unit >= 0x80 && unit < 0xa0) {
        escape(unit);
        return;
      }
      out.write(C1_LEAD);
    }
    if (utf8 && unit == C1_LEAD) {
      lead = true;
    } else if ((unit < ' ' && unit != '\n' && unit != '\r' && unit != '\t') || unit == 0x7f) {
      escape(unit);
    } else {
      out.write(unit);
    }
  }

  private void escape(int unit) throws IOException {
    out.write(Visible.of(Character.toString(unit)).getBytes(StandardCharsets.US_ASCII));
  }
}
