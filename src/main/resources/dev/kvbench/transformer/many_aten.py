  many_weights : List[Tensor]
  many_biases : List[Optional[Tensor]]
  many_relus : List[bool]

  # libtorch's own linear layer.
  def add_many(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], relu: bool) -> None:
    self.many_weights.append(w)
    self.many_biases.append(b)
    self.many_relus.append(relu)

  # [rows, in] → [rows, out]
  def many(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    w = self.many_weights[i]
    b = self.many_biases[i]
    if w.dtype != 6 and not x.is_cuda:
      # A CPU without instructions for a short format has no fast matrix product for it, but one for float32.
      if b is not None:
        b = b.to(dtype=6)
      y = torch.linear(x.to(dtype=6), w.to(dtype=6), b).to(dtype=w.dtype)
    else:
      y = torch.linear(x, w, b)
    if self.many_relus[i]:
      y.relu_()
    return y
