package dev.kvbench.transformer.checkpoint;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** A safetensors file taken apart, for a test to break it in one place. */
@SuppressWarnings("ArrayRecordComponent")
public record SafetensorsBytes(JsonObject header, byte[] data) {
  public static SafetensorsBytes read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = headerLength(bytes);
    return new SafetensorsBytes(
        JsonParser.parseString(new String(bytes, 8, length, StandardCharsets.UTF_8))
            .getAsJsonObject(),
        Arrays.copyOfRange(bytes, 8 + length, bytes.length));
  }

  public static int headerLength(byte[] bytes) {
    return Math.toIntExact(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }

  /** Adds a tensor of zeros at the end. */
  SafetensorsBytes with(String name, String dtype, int bytes, long... shape) {
    String tensor =
        String.format(
            Locale.ROOT,
            "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
            dtype,
            Arrays.toString(shape),
            data.length,
            data.length + bytes);
    header.add(name, JsonParser.parseString(tensor));
    return new SafetensorsBytes(header, Arrays.copyOf(data, data.length + bytes));
  }

  Path write(Path file) {
    return write(file, header.toString(), data);
  }

  public static Path write(Path file, String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(data);
    try {
      return Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
