
  # Adds a linear layer: weight [out, in], bias [out], and what follows it: 0 nothing, 1 ReLU, 2 GELU. The kernels FEW, SOME and MANY are
  # added to this class below; add_kernels adds the layer to each of them.
  def add_kernel(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.add_kernels(w, b, after)

  # Layer i of x [rows, in] → [rows, out]. One row is bound by reading weights, many by arithmetic, some by either.
  def kernel(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    if x.size(0) < 5:
      y = self.FEW(x, i)
    elif x.size(0) < 48:
      y = self.SOME(x, i)
    else:
      y = self.MANY(x, i)
    return y
