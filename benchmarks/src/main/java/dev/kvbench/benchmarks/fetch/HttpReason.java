package dev.kvbench.benchmarks.fetch;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Says in words why a connection failed: the HTTP client's exceptions often have no message. */
final class HttpReason {
  private HttpReason() {}

  static String of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "its host is not found; is this machine online?";
      }
    }
    String detail = failure.getMessage() == null ? "" : failure.getMessage();
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection within the time-out";
    }
    if (failure instanceof ConnectException) {
      return "no connection" + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
    if (failure instanceof SSLException) {
      return "no trusted connection (" + detail + ")";
    }
    if (failure instanceof HttpTimeoutException && detail.isEmpty()) {
      return "no answer within the time-out";
    }
    return detail.isEmpty() ? failure.getClass().getSimpleName() : detail;
  }

  /** A wait in words. */
  static String words(Duration wait) {
    return wait.toMillis() % 1000 == 0 ? wait.toSeconds() + " s" : wait.toMillis() + " ms";
  }
}
