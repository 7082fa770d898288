package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a state dict of a model holds, whatever file it comes from. */
final class StateDict {
  private static final int SHOWN = 100; // characters of a name from a file

  private StateDict() {}

  /**
   * The article's model that tensors of these names and shapes are to make: layers and heads are
   * counted from the names, the sizes are those of the two embeddings.
   *
   * @throws IllegalArgumentException with one line if there is no such model
   */
  static TransformerConfig configOf(Map<String, Shape> shapes) {
    Shape tokens = matrix(shapes, "token_embedding_table.weight");
    Shape positions = matrix(shapes, "possitional_embedding.weight");
    try {
      return new TransformerConfig(
          count(shapes, "block.", ".ll1.weight"),
          count(shapes, "block.0.multihead.sa_head.", ".key.weight"),
          Math.toIntExact(tokens.get(1)),
          Math.toIntExact(positions.get(0)),
          Math.toIntExact(tokens.get(0)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw notTheModel(e.getMessage());
    }
  }

  private static Shape matrix(Map<String, Shape> shapes, String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      String prefixed = // torch.compile and DataParallel put one before every name
          shapes.keySet().stream()
              .filter(other -> other.endsWith("." + name))
              .findFirst()
              .map(other -> OneLine.of(", take the prefix off the name " + shown(other)))
              .orElse("");
      throw notTheModel("tensor " + name + " is missing" + prefixed);
    }
    if (shape.dimension() != 2) {
      throw notTheModel("tensor " + name + " has shape " + shape + ", and not two dimensions");
    }
    return shape;
  }

  /** How many of the names prefix0suffix, prefix1suffix, … there are before the first gap. */
  private static int count(Map<String, Shape> shapes, String prefix, String suffix) {
    int count = 0;
    while (shapes.containsKey(prefix + count + suffix)) {
      count++;
    }
    return count;
  }

  private static IllegalArgumentException notTheModel(String why) {
    return new IllegalArgumentException("these are not the weights of the article's model: " + why);
  }

  /**
   * The first tensor that is missing, has another shape or is not part of the model; null if there
   * is none.
   */
  static String difference(Map<String, Shape> found, Map<String, Shape> model) {
    for (Map.Entry<String, Shape> expected : model.entrySet()) {
      String name = expected.getKey();
      Shape shape = found.get(name);
      if (shape == null) {
        return "tensor " + name + " is missing";
      }
      if (!shape.equals(expected.getValue())) {
        return "tensor %s has shape %s, the model needs %s"
            .formatted(name, shape, expected.getValue());
      }
    }
    return found.keySet().stream()
        .filter(name -> !model.containsKey(name) && !name.endsWith(".tril"))
        .findFirst()
        .map(name -> OneLine.of("tensor " + shown(name) + " is not part of the model"))
        .orElse(null);
  }

  /**
   * Checks that there is such a file.
   *
   * @throws IOException with one line, if there is none, or it is a directory
   */
  static void requireFile(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw OneLine.problem(
          file, "is a directory; give a file in it, for example model.safetensors");
    }
    if (!Files.isRegularFile(file)) {
      throw OneLine.problem(file, "no such file");
    }
  }

  /** A name from a file, cut to what a line can hold. */
  static String shown(String name) {
    return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
  }
}
