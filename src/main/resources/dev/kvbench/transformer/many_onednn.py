  many_weights : List[Tensor]
  many_biases : List[Optional[Tensor]]
  many_relus : List[bool]

  # oneDNN's linear layer, ReLU in the same kernel. It fails where a processor has not what it needs for a precision:
  # bfloat16 takes AVX-512.
  def add_many(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], relu: bool) -> None:
    self.many_weights.append(w)
    self.many_biases.append(b)
    self.many_relus.append(relu)

  # [rows, in] → [rows, out]
  def many(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    after = "none"
    if self.many_relus[i]:
      after = "relu"
    return ops.mkldnn._linear_pointwise(x, self.many_weights[i], self.many_biases[i], after,
        annotate(List[Optional[number]], []), "")
