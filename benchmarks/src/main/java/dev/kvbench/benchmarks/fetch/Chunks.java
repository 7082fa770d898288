package dev.kvbench.benchmarks.fetch;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response's body in the chunks in which it comes, each waited for no longer than a while: the
 * HTTP client's own stream would wait for ever for a server that has gone silent.
 */
final class Chunks implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  /** Bytes, or the end: with its reason or, of a whole body, without. */
  private record Signal(Optional<List<ByteBuffer>> bytes, Optional<Throwable> failure) {}

  private final Duration patience;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(); // holds 2 at most
  private Flow.Subscription subscription;
  private boolean closed;

  Chunks(Duration patience) {
    this.patience = patience;
  }

  /**
   * The next bytes; empty at the end of the body.
   *
   * @throws IOException if the connection broke or nothing has come for too long
   */
  Optional<List<ByteBuffer>> next() throws IOException, InterruptedException {
    Signal signal = signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (signal == null) {
      throw new HttpTimeoutException(
          "the server has sent nothing for " + HttpReason.words(patience));
    }
    if (signal.failure().isPresent()) {
      Throwable failure = signal.failure().get();
      throw new IOException("the connection broke off (" + HttpReason.of(failure) + ")", failure);
    }
    if (signal.bytes().isPresent()) {
      request();
    }
    return signal.bytes();
  }

  private synchronized void request() {
    subscription.request(1);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (closed) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    signals.add(new Signal(Optional.of(bytes), Optional.empty()));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new Signal(Optional.empty(), Optional.of(failure)));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal(Optional.empty(), Optional.empty()));
  }

  /** Gives the rest of the body up, and with it the connection. */
  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
