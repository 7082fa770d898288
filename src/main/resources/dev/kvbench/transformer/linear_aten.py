  # libtorch's own linear layer, [rows, in] → [rows, out], for a device or build without oneDNN.
  def many_rows(self: __torch__.CLASS, x: Tensor, w: Tensor, b: Optional[Tensor]) -> Tensor:
    return torch.linear(x, w, b)

  def many_rows_relu(self: __torch__.CLASS, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return torch.relu_(torch.linear(x, w, b))
