  bag_biases : List[Optional[Tensor]]
  bag_after : List[int]
  bag_transposed : List[Tensor]
  bag_bags : List[Tensor]
  bag_offsets : List[Tensor]

  # A linear layer as a sum of the weights' columns, weighted by what the row holds, for libtorch's embedding_bag is
  # made for such sums.
  def add_bag(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], after: int) -> None:
    self.bag_biases.append(b)
    self.bag_after.append(after)
    self.bag_transposed.append(w.t().contiguous())
    n = w.size(1)
    for rows in range(1, 5):
      self.bag_bags.append(torch.arange(n).repeat([rows]))
      self.bag_offsets.append(torch.arange(rows) * n)

  # [rows, in] → [rows, out]
  def bag(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    b = self.bag_biases[i]
    at = 4 * i + x.size(0) - 1
    factors = x.reshape([-1])
    y, _0, _1, _2 = torch.embedding_bag(self.bag_transposed[i], self.bag_bags[at], self.bag_offsets[at], False, 0, False, factors,
        False)
    if b is not None:
      y.add_(b)
    after = self.bag_after[i]
    if after == 1:
      y.relu_()
    elif after == 2:
      y = torch.gelu(y, approximate="tanh")
    return y
