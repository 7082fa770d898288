/** Files of weights: safetensors, Hugging Face folders, PyTorch's .pth. */
package dev.kvbench.transformer.checkpoint;
