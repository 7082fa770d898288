package dev.kvbench.transformer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The article's weights in the order of trainer.py, queries, keys and values of all heads in one
 * matrix [3C, C], and back.
 */
final class FusedParameters {
  private static final List<String> PARTS = List.of("query", "key", "value");

  private FusedParameters() {}

  /** Copies, by name; those of a layer's queries, keys and values by {@code block.N.qkv}. */
  static Map<String, NDArray> of(Weights weights, NDManager manager) {
    Map<String, NDArray> fused = new LinkedHashMap<>();
    for (String name : names(weights.config())) {
      try (NDArray whole =
          name.endsWith(".qkv") ? qkv(weights, name) : weights.get(name).duplicate()) {
        // Through the host, so that it belongs to the manager given and lies on its device.
        fused.put(name, manager.create(HostRead.floats(whole), whole.getShape()));
      }
    }
    return fused;
  }

  private static NDArray qkv(Weights weights, String name) {
    NDList parts = new NDList();
    heads(weights.config(), name).forEach(head -> parts.add(weights.get(head)));
    return NDArrays.concat(parts, 0);
  }

  /** Copies under the article's names, for the caller to close. */
  static Weights split(TransformerConfig config, Map<String, NDArray> fused, NDManager parent) {
    NDManager manager = parent.newSubManager();
    Map<String, Shape> shapes = Weights.shapes(config);
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    fused.forEach(
        (name, parameter) -> {
          float[] values = HostRead.floats(parameter);
          if (name.endsWith(".qkv")) {
            int size = config.headSize() * config.embedSize();
            int at = 0;
            for (String head : heads(config, name)) {
              float[] part = Arrays.copyOfRange(values, at, at + size);
              tensors.put(head, manager.create(part, shapes.get(head)));
              at += size;
            }
          } else {
            tensors.put(name, manager.create(values, parameter.getShape()));
          }
        });
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    shapes.keySet().forEach(name -> ordered.put(name, tensors.get(name)));
    return new Weights(config, manager, ordered);
  }

  /** The heads' matrices in the order of their rows in the fused one. */
  static List<String> heads(TransformerConfig config, String name) {
    String block = name.substring(0, name.length() - "qkv".length());
    List<String> heads = new ArrayList<>();
    for (String part : PARTS) {
      for (int head = 0; head < config.heads(); head++) {
        heads.add(block + "multihead.sa_head." + head + "." + part + ".weight");
      }
    }
    return heads;
  }

  /** Names of all parameters, in the order in which scripts take them. */
  static List<String> names(TransformerConfig config) {
    return Weights.shapes(config).keySet().stream()
        .map(name -> name.replaceFirst("multihead\\.sa_head\\..*", "qkv"))
        .distinct()
        .toList();
  }
}
