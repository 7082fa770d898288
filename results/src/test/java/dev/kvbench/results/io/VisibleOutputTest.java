package dev.kvbench.results.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleOutputTest {
  @ParameterizedTest
  @CsvSource({
    "UTF-8, '\u001b]0;title\u0007', \\u001b]0;title\\u0007",
    "UTF-8, '\u009b31mred\u007f\u0000', \\u009b31mred\\u007f\\u0000",
    "UTF-8, 'größe\u00a0數 × µ\t1\r\n', 'größe\u00a0數 × µ\t1\r\n'",
    "ISO-8859-1, 'Â\u00a0µ', 'Â\u00a0µ'"
  })
  void controlsAreEscapesAndAllElseIsItself(Charset charset, String text, String written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = VisibleOutput.of(new PrintStream(bytes, true, charset), charset);
    out.print(text);
    out.flush();
    assertThat(bytes.toString(charset)).isEqualTo(written);
  }
}
