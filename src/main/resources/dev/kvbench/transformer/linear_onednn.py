  # oneDNN's linear layer, [rows, in] → [rows, out], and with ReLU in the same kernel.
  def many_rows(self: __torch__.CLASS, x: Tensor, w: Tensor, b: Optional[Tensor]) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, w, b, "none", annotate(List[Optional[number]], []), "")

  def many_rows_relu(self: __torch__.CLASS, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, w, b, "relu", annotate(List[Optional[number]], []), "")
