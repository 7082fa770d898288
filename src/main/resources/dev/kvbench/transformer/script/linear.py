
  # Adds a linear layer: weight [out, in], bias [out], and what follows it: 0 nothing, 1 ReLU, 2 GELU. few, some, many and what adds to them
  # are added to this class below.
  def add_kernel(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.add_few(w, b, after)
    self.add_some(w, b, after)
    self.add_many(w, b, after)

  # Layer i of x [rows, in] → [rows, out]. One row is bound by reading weights, many by arithmetic, some by either.
  def kernel(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    if x.size(0) < 5:
      y = self.few(x, i)
    elif x.size(0) < 48:
      y = self.some(x, i)
    else:
      y = self.many(x, i)
    return y

