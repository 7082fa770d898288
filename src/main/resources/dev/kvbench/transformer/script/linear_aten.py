  aten_weights : List[Tensor]
  aten_biases : List[Optional[Tensor]]
  aten_after : List[int]

  # libtorch's own linear layer.
  def add_aten(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.aten_weights.append(w)
    self.aten_biases.append(b)
    self.aten_after.append(after)

  # [rows, in] → [rows, out]
  def aten(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    w = self.aten_weights[i]
    b = self.aten_biases[i]
    if w.dtype != 6 and x.size(0) > 4 and not x.is_cuda:
      # A CPU without instructions for a short format has no fast matrix product for it, but one for float32.
      if b is not None:
        b = b.to(dtype=6)
      y = torch.linear(x.to(dtype=6), w.to(dtype=6), b).to(dtype=w.dtype)
    else:
      y = torch.linear(x, w, b)
    after = self.aten_after[i]
    if after == 1:
      y.relu_()
    elif after == 2:
      y = torch.gelu(y, approximate="tanh")
    return y
