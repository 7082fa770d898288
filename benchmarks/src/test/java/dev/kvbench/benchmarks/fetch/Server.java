package dev.kvbench.benchmarks.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of this machine that treats a request as a test says. */
final class Server implements AutoCloseable {
  /** Answers the request of a number, which counts from 1. */
  interface Answer {
    void to(HttpExchange exchange, int number) throws IOException;
  }

  static final byte[] CONTENT = new byte[300_000];

  static {
    new Random(7).nextBytes(CONTENT);
  }

  /** The Range header of each request, or "". */
  final List<String> ranges = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  Server(Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(range == null ? "" : range);
          try (exchange) {
            answer.to(exchange, ranges.size());
          }
        });
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** All of CONTENT, or the rest that is asked for. */
  static void sendRange(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestHeaders().getFirst("Range");
    int from = asked == null ? 0 : Integer.parseInt(asked.replaceAll("\\D", ""));
    if (from > 0) {
      String range = "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length;
      exchange.getResponseHeaders().set("Content-Range", range);
    }
    send(exchange, from > 0 ? 206 : 200, Arrays.copyOfRange(CONTENT, from, CONTENT.length));
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Announces all of CONTENT and sends some of it; the connection is cut when this is all. */
  static void sendSome(HttpExchange exchange, int count) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, count);
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
