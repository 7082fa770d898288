# What the machine itself can do from inside a script, for TorchScript; see CeilingScript.java. What a loop computes is added
# to a tensor that stays: the compiler drops what nobody uses.
class Ceiling(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  memory : List[Tensor]
  rows : List[Tensor]
  data : List[Tensor]

  # Numbers to read; a square matrix; a small row. dtype is a c10::ScalarType.
  def init(self: __torch__.Ceiling, memory: List[Tensor], size: int, dtype: int) -> None:
    device = memory[0].device
    matrix = torch.rand([size, size], device=device).to(dtype=dtype)
    row = torch.zeros([1, 256], dtype=dtype, device=device)
    self.memory = memory
    self.data = [matrix, row, torch.zeros([1], device=device)]
    self.add_kernel(matrix, None, 0)

  # Readies products with the memory, if it is matrices [out, in] of the kernel's dtype.
  def init_products(self: __torch__.Ceiling) -> None:
    for m in self.memory:
      self.rows.append(torch.rand([1, m.size(1)], device=m.device))

  def nothing(self: __torch__.Ceiling) -> None:
    pass

  # Reads all numbers.
  def read(self: __torch__.Ceiling, times: int) -> None:
    for i in range(times):
      for m in self.memory:
        self.data[2].add_(torch.sum(m))

  # Reads all numbers, too, multiplying every matrix by a row: by libtorch's own product, which needs no copy of it.
  def multiply_rows(self: __torch__.Ceiling, times: int) -> None:
    for i in range(times):
      for m in range(len(self.rows)):
        self.data[2].add_(torch.select(torch.select(torch.linear(self.rows[m], self.memory[m]), 0, 0), 0, 0))

  # Multiplies the matrix by itself.
  def matmul(self: __torch__.Ceiling, times: int) -> None:
    for i in range(times):
      self.data[2].add_(torch.select(torch.select(self.kernel(self.data[0], 0), 0, 0), 0, 0))

  # The same by libtorch's own product.
  def matmul_aten(self: __torch__.Ceiling, times: int) -> None:
    for i in range(times):
      product = torch.mm(self.data[0], self.data[0].t())
      self.data[2].add_(torch.select(torch.select(product, 0, 0), 0, 0))

  # The cheapest operation there is: adds a number to a row of 256.
  def small(self: __torch__.Ceiling, times: int) -> None:
    for i in range(times):
      self.data[1].add_(1)

  # Waits for the device.
  def wait(self: __torch__.Ceiling) -> float:
    return float(self.data[2].to(dtype=6))

