package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.checkpoint.WeightsFile;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Folders with a small GPT-2 of random weights, as Hugging Face has them. */
public final class Gpt2Files {
  private Gpt2Files() {}

  /** One layer of two heads, width 16, 32 positions. */
  public static TransformerConfig config(int vocabulary) {
    return new TransformerConfig(ModelFamily.GPT2, 1, 2, 16, 32, vocabulary);
  }

  /** The tokens of its tokeniser. */
  public static final int TOKENS = 401;

  /** Makes the folder with config.json, model.safetensors and tokenizer.json. */
  public static Path write(Path folder, TransformerConfig config) throws IOException {
    Torch.start(1);
    Files.createDirectories(folder);
    Files.copy(
        Path.of("../src/test/resources/golden/tokenisers/bytes/tokenizer.json"),
        folder.resolve("tokenizer.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        folder.resolve("config.json"),
        String.format(
            "{\"model_type\": \"gpt2\", \"n_layer\": %d, \"n_head\": %d, \"n_embd\": %d,"
                + " \"n_positions\": %d, \"vocab_size\": %d}",
            config.layers(),
            config.heads(),
            config.embedSize(),
            config.blockSize(),
            config.vocabularySize()));
    try (NDManager manager = NDManager.newBaseManager();
        Weights weights = Weights.initialise(config, 7, manager)) {
      WeightsFile.save(weights, folder.resolve("model.safetensors"));
    }
    return folder;
  }
}
