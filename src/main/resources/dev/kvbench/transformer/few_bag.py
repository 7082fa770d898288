  few_biases : List[Optional[Tensor]]
  few_relus : List[bool]
  transposed : List[Tensor]
  bags : List[Tensor]
  offsets : List[Tensor]

  # A linear layer as a sum of the weights' columns, weighted by what the row holds, for libtorch's embedding_bag is
  # made for such sums.
  def add_few(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], relu: bool) -> None:
    self.few_biases.append(b)
    self.few_relus.append(relu)
    self.transposed.append(w.t().contiguous())
    n = w.size(1)
    for rows in range(1, 5):
      self.bags.append(torch.arange(n).repeat([rows]))
      self.offsets.append(torch.arange(rows) * n)

  # [rows, in] → [rows, out]
  def few(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    b = self.few_biases[i]
    at = 4 * i + x.size(0) - 1
    factors = x.reshape([-1])
    y, _0, _1, _2 = torch.embedding_bag(self.transposed[i], self.bags[at], self.offsets[at], False, 0, False, factors,
        False)
    if b is not None:
      y.add_(b)
    if self.few_relus[i]:
      y.relu_()
    return y
