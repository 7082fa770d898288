  kernel_weights : List[Tensor]
  kernel_biases : List[Optional[Tensor]]
  kernel_relus : List[bool]
  transposed : List[Tensor]
  bags : List[Tensor]
  offsets : List[Tensor]

  # oneDNN's linear layer, ReLU in the same kernel, for bfloat16, several threads or a build without XNNPACK. It is slow
  # at few rows: they are sums of the weights' columns, weighted by what the row holds, and libtorch's embedding_bag,
  # made for such sums, reads them twice as fast on a core of an EPYC (Zen 4).
  def add_kernel(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], relu: bool) -> None:
    self.kernel_weights.append(w)
    self.kernel_biases.append(b)
    self.kernel_relus.append(relu)
    self.transposed.append(w.t().contiguous())
    n = w.size(1)
    for rows in range(1, 5):
      self.bags.append(torch.arange(n).repeat([rows]))
      self.offsets.append(torch.arange(rows) * n)

  # Fails where this processor has not what oneDNN needs for the precision: bfloat16 takes AVX-512.
  # What it returns is of no use, but the compiler drops what nobody uses.
  def probe(self: __torch__.CLASS, like: Tensor, dtype: int) -> Tensor:
    x = like.to(dtype=dtype)
    return ops.mkldnn._linear_pointwise(x, x, None, "none", annotate(List[Optional[number]], []), "")

  # [rows, in] → [rows, out]
  def kernel(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    b = self.kernel_biases[i]
    relu = self.kernel_relus[i]
    rows = x.size(0)
    if rows < 5:
      at = 4 * i + rows - 1
      factors = x.reshape([-1])
      y, _0, _1, _2 = torch.embedding_bag(self.transposed[i], self.bags[at], self.offsets[at], False, 0, False, factors,
          False)
      if b is not None:
        y.add_(b)
      if relu:
        y.relu_()
    else:
      after = "none"
      if relu:
        after = "relu"
      y = ops.mkldnn._linear_pointwise(x, self.kernel_weights[i], b, after, annotate(List[Optional[number]], []), "")
    return y
