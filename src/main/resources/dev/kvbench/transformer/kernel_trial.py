# Times a linear layer's kernel on the matrices of the article's model; see LinearKernels.java, which puts few or many in
# the place of KIND. What the loop computes is added to a tensor that stays: the compiler drops what nobody uses.
class Trial(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  inputs : List[Tensor]
  sum : List[Tensor]

  # dtype is a c10::ScalarType
  def init(self: __torch__.Trial, like: Tensor, dtype: int) -> None:
    embed = 256
    for layer in range(4):
      for out, into in [(3 * embed, embed), (embed, embed), (4 * embed, embed), (embed, 4 * embed)]:
        w = torch.rand([out, into]).to(dtype=dtype)
        self.add_KIND(w, torch.rand([out]).to(dtype=dtype), out > 3 * embed)
    self.inputs = [torch.rand([512, embed]).to(dtype=dtype), torch.rand([512, 4 * embed]).to(dtype=dtype)]
    self.sum = [torch.zeros([1], dtype=dtype)]

  # One pass of so many rows, up to 512, through all matrices.
  def run(self: __torch__.Trial, rows: int) -> None:
    narrow = self.inputs[0].narrow(0, 0, rows)
    wide = self.inputs[1].narrow(0, 0, rows)
    for i in range(16):
      x = narrow
      if i % 4 == 3:
        x = wide
      self.sum[0].add_(torch.select(torch.select(self.KIND(x, i), 0, 0), 0, 0))

