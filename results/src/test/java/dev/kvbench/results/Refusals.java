package dev.kvbench.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Messages of what is refused: each is one line. */
public final class Refusals {
  private Refusals() {}

  /** The message of an {@link InputException}. */
  public static String refusal(ThrowingCallable call) {
    return message(InputException.class, call);
  }

  /** The message of an {@link IncomparableException}. */
  public static String incomparable(ThrowingCallable call) {
    return message(IncomparableException.class, call);
  }

  private static String message(Class<? extends Exception> type, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isExactlyInstanceOf(type);
    assertThat(thrown.getMessage().lines()).hasSize(1);
    return thrown.getMessage();
  }
}
