  KIND_weights : List[Tensor]
  KIND_biases : List[Optional[Tensor]]
  KIND_after : List[str]

  # oneDNN's linear layer, ReLU or GELU in the same kernel. It fails where a processor has not what it needs for a precision:
  # bfloat16 takes AVX-512.
  def add_KIND(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.KIND_weights.append(w)
    self.KIND_biases.append(b)
    self.KIND_after.append(["none", "relu", "gelu"][after])

  # [rows, in] → [rows, out]
  def KIND(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, self.KIND_weights[i], self.KIND_biases[i], self.KIND_after[i],
        annotate(List[Optional[number]], []), "tanh")
