  KIND_packed : List[__torch__.torch.classes.xnnpack.LinearOpContext]

  # XNNPACK's linear layer, for float32, one thread and no GELU: weights in the order in which its kernel reads them, bias and
  # ReLU in the same kernel.
  def add_KIND(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    if after == 1:
      c = ops.prepacked.linear_clamp_prepack(w, b, 0, None)
    else:
      c = ops.prepacked.linear_clamp_prepack(w, b, None, None)
    self.KIND_packed.append(c)

  # [rows, in] → [rows, out]
  def KIND(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    return ops.prepacked.linear_clamp_run(x, self.KIND_packed[i])
