  few_weights : List[Tensor]
  few_biases : List[Optional[Tensor]]
  few_relus : List[bool]

  # libtorch's own linear layer.
  def add_few(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], relu: bool) -> None:
    self.few_weights.append(w)
    self.few_biases.append(b)
    self.few_relus.append(relu)

  # [rows, in] → [rows, out]
  def few(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    y = torch.linear(x, self.few_weights[i], self.few_biases[i])
    if self.few_relus[i]:
      y.relu_()
    return y
