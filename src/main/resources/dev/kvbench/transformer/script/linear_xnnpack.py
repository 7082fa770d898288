  xnnpack_packed : List[__torch__.torch.classes.xnnpack.LinearOpContext]
  xnnpack_after : List[int]

  # XNNPACK's linear layer, for float32: a copy of the weights in the order in which its kernel reads them, bias and ReLU in the
  # same kernel.
  def add_xnnpack(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.xnnpack_after.append(after)
    if after == 1:
      c = ops.prepacked.linear_clamp_prepack(w, b, 0, None)
    else:
      c = ops.prepacked.linear_clamp_prepack(w, b, None, None)
    self.xnnpack_packed.append(c)

  # [rows, in] → [rows, out]
  def xnnpack(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    y = ops.prepacked.linear_clamp_run(x, self.xnnpack_packed[i])
    if self.xnnpack_after[i] == 2:
      y = torch.gelu(y, approximate="tanh")
    return y
