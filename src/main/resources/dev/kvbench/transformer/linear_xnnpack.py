  KIND_packed : List[__torch__.torch.classes.xnnpack.LinearOpContext]
  KIND_after : List[str]

  # XNNPACK's linear layer, for float32 and one thread: weights in the order in which its kernel reads them, bias and
  # ReLU in the same kernel.
  def add_KIND(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: str) -> None:
    if after == "relu":
      c = ops.prepacked.linear_clamp_prepack(w, b, 0, None)
    else:
      c = ops.prepacked.linear_clamp_prepack(w, b, None, None)
    self.KIND_packed.append(c)
    self.KIND_after.append(after)

  # [rows, in] → [rows, out]
  def KIND(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    y = ops.prepacked.linear_clamp_run(x, self.KIND_packed[i])
    if self.KIND_after[i] == "gelu":
      y = torch.gelu(y, approximate="tanh")
    return y
