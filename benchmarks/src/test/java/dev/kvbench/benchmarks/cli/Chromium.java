package dev.kvbench.benchmarks.cli;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven by its DevTools protocol. Its {@code --dump-dom} would
 * need a script of the test inside the page, which the page's own policy forbids.
 */
final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern LISTENS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Gson GSON = new Gson();

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();

  /** What the page complained of since it was opened. */
  private final List<String> complaints = new ArrayList<>();

  private String session = "";
  private int last;

  /** The browser's program, where this machine has one. */
  static Optional<Path> program() {
    String named = System.getenv("KVBENCH_CHROMIUM");
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(at -> Path.of(at, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Chromium(Path program) throws IOException, InterruptedException {
    profile = Files.createTempDirectory("chromium");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox", // root in a container has none
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address()), new Listener())
            .join();
    JsonObject target = call("Target.createTarget", Map.of("url", "about:blank"));
    Object id = target.get("targetId").getAsString();
    session =
        call("Target.attachToTarget", Map.of("targetId", id, "flatten", true))
            .get("sessionId")
            .getAsString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  private String address() throws IOException {
    BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
    List<String> said = new ArrayList<>();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      Matcher matcher = LISTENS.matcher(line);
      if (matcher.find()) {
        Thread drain = new Thread(() -> errors.lines().forEach(rest -> {}));
        drain.setDaemon(true);
        drain.start();
        return matcher.group(1);
      }
      said.add(line);
    }
    throw new IOException("Chromium did not start: " + said);
  }

  /** Opens a file in a window of this size and waits until it is loaded. */
  void open(Path file, int width, int height, boolean dark) throws InterruptedException {
    complaints.clear();
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!evaluate("document.readyState + location.protocol").equals("completefile:")) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the page does not load: " + complaints);
      }
      Thread.sleep(20);
    }
  }

  /** The value of an expression on the page, or of its promise, as a string. */
  String evaluate(String expression) throws InterruptedException {
    JsonObject answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer);
    }
    JsonElement value = answer.getAsJsonObject("result").get("value");
    return value == null ? "undefined" : value.getAsString();
  }

  /** Presses a key as a person would, for example {@code Tab}. */
  void press(String key, int code) throws InterruptedException {
    for (String type : List.of("keyDown", "keyUp")) {
      Map<String, Object> event = new HashMap<>();
      event.putAll(Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
      if (key.equals("Enter") && type.equals("keyDown")) {
        event.put("text", "\r"); // what a button waits for
      }
      call("Input.dispatchKeyEvent", event);
    }
  }

  /** Types words into what has the focus. */
  void type(String words) throws InterruptedException {
    call("Input.insertText", Map.of("text", words));
  }

  /** Calls a method of the protocol. */
  JsonObject call(String method, Map<String, ?> params) throws InterruptedException {
    JsonObject request = new JsonObject();
    int id = ++last;
    request.addProperty("id", id);
    request.addProperty("method", method);
    request.add("params", GSON.toJsonTree(params));
    if (!session.isEmpty()) {
      request.addProperty("sessionId", session);
    }
    socket.sendText(GSON.toJson(request), true).join();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonObject message = messages.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (message == null) {
        throw new IllegalStateException("no answer to " + method);
      }
      if (message.has("id") && message.get("id").getAsInt() == id) {
        if (message.has("error")) {
          throw new IllegalStateException(method + ": " + message.get("error"));
        }
        return message.getAsJsonObject("result");
      }
      note(message);
    }
  }

  private void note(JsonObject message) {
    String method = message.has("method") ? message.get("method").getAsString() : "";
    boolean request =
        method.equals("Network.requestWillBeSent") && !message.toString().contains("file:/");
    if (request
        || method.equals("Runtime.exceptionThrown")
        || method.equals("Log.entryAdded")
        || method.equals("Runtime.consoleAPICalled")
        || method.equals("Page.javascriptDialogOpening")) {
      complaints.add(message.toString());
    }
  }

  /** What the page said on its console, threw, or asked the network for. */
  List<String> complaints() throws InterruptedException {
    evaluate("1"); // what was said before is here by now
    return List.copyOf(complaints);
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      parts.append(data);
      if (isLast) {
        messages.add(GSON.fromJson(parts.toString(), JsonObject.class));
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
