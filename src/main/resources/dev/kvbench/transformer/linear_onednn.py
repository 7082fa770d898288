  KIND_weights : List[Tensor]
  KIND_biases : List[Optional[Tensor]]
  KIND_relus : List[bool]

  # oneDNN's linear layer, ReLU in the same kernel. It fails where a processor has not what it needs for a precision:
  # bfloat16 takes AVX-512.
  def add_KIND(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], relu: bool) -> None:
    self.KIND_weights.append(w)
    self.KIND_biases.append(b)
    self.KIND_relus.append(relu)

  # [rows, in] → [rows, out]
  def KIND(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    after = "none"
    if self.KIND_relus[i]:
      after = "relu"
    return ops.mkldnn._linear_pointwise(x, self.KIND_weights[i], self.KIND_biases[i], after,
        annotate(List[Optional[number]], []), "")
