  KIND_weights : List[Tensor]
  KIND_biases : List[Optional[Tensor]]
  KIND_after : List[int]

  # libtorch's own linear layer.
  def add_KIND(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.KIND_weights.append(w)
    self.KIND_biases.append(b)
    self.KIND_after.append(after)

  # [rows, in] → [rows, out]
  def KIND(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    w = self.KIND_weights[i]
    b = self.KIND_biases[i]
    if w.dtype != 6 and x.size(0) > 4 and not x.is_cuda:
      # A CPU without instructions for a short format has no fast matrix product for it, but one for float32.
      if b is not None:
        b = b.to(dtype=6)
      y = torch.linear(x.to(dtype=6), w.to(dtype=6), b).to(dtype=w.dtype)
    else:
      y = torch.linear(x, w, b)
    after = self.KIND_after[i]
    if after == 1:
      y.relu_()
    elif after == 2:
      y = torch.gelu(y, approximate="tanh")
    return y
