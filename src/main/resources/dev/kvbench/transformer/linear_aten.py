  kernel_weights : List[Tensor]
  kernel_biases : List[Optional[Tensor]]
  kernel_relus : List[bool]

  # libtorch's own linear layer, for a device or build without the others.
  def add_kernel(self: __torch__.CLASS, w: Tensor, b: Optional[Tensor], relu: bool) -> None:
    self.kernel_weights.append(w)
    self.kernel_biases.append(b)
    self.kernel_relus.append(relu)

  # [rows, in] → [rows, out]
  def kernel(self: __torch__.CLASS, x: Tensor, i: int) -> Tensor:
    y = torch.linear(x, self.kernel_weights[i], self.kernel_biases[i])
    if self.kernel_relus[i]:
      y.relu_()
    return y
