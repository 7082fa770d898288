  onednn_weights : List[Tensor]
  onednn_biases : List[Optional[Tensor]]
  onednn_after : List[str]

  # oneDNN's linear layer, ReLU or GELU in the same kernel. It fails where a processor has not what it needs for a precision:
  # bfloat16 takes AVX-512.
  def add_onednn(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.onednn_weights.append(w)
    self.onednn_biases.append(b)
    self.onednn_after.append(["none", "relu", "gelu"][after])

  # [rows, in] → [rows, out]
  def onednn(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, self.onednn_weights[i], self.onednn_biases[i], self.onednn_after[i],
        annotate(List[Optional[number]], []), "tanh")
