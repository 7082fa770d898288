# Times a linear layer's kernel on a model's matrices; see LinearKernels.java, which puts few or many in
# the place of KIND. What the loop computes is added to a tensor that stays: the compiler drops what nobody uses.
class Trial(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  inputs : List[Tensor]
  sum : List[Tensor]
  count : int

  # dtype is a c10::ScalarType; stored says that matrices are stored [in, out].
  def init(self: __torch__.Trial, like: Tensor, dtype: int, embed: int, layers: int, stored: bool) -> None:
    for layer in range(layers):
      for out, into in [(3 * embed, embed), (embed, embed), (4 * embed, embed), (embed, 4 * embed)]:
        if stored:
          w = torch.rand([into, out]).to(dtype=dtype).t()
        else:
          w = torch.rand([out, into]).to(dtype=dtype)
        after = "none"
        if out > 3 * embed:
          after = "relu"
        self.add_KIND(w, torch.rand([out]).to(dtype=dtype), after)
    self.count = 4 * layers
    self.inputs = [torch.rand([512, embed]).to(dtype=dtype), torch.rand([512, 4 * embed]).to(dtype=dtype)]
    self.sum = [torch.zeros([1], dtype=dtype)]

  # One pass of so many rows, up to 512, through all matrices.
  def run(self: __torch__.Trial, rows: int) -> None:
    narrow = self.inputs[0].narrow(0, 0, rows)
    wide = self.inputs[1].narrow(0, 0, rows)
    for i in range(self.count):
      x = narrow
      if i % 4 == 3:
        x = wide
      self.sum[0].add_(torch.select(torch.select(self.KIND(x, i), 0, 0), 0, 0))

