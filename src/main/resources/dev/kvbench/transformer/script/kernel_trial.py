# Times a linear layer's kernel on a model's matrices; see LinearKernels.java, which puts its name in
# the place of KIND. What the loop computes is added to a tensor that stays: the compiler drops what nobody uses.
class Trial(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  inputs : List[Tensor]
  sum : List[Tensor]
  count : int

  # Random matrices of layers of width embed; dtype is a c10::ScalarType.
  def init_random(self: __torch__.Trial, dtype: int, embed: int, layers: int) -> None:
    ws : List[Tensor] = annotate(List[Tensor], [])
    for layer in range(layers):
      for out, into in [(3 * embed, embed), (embed, embed), (4 * embed, embed), (embed, 4 * embed)]:
        ws.append(torch.rand([out, into]))
    self.init_own(ws, dtype)

  # A model's matrices [out, in], four a layer, of which the third has an activation behind it.
  def init_own(self: __torch__.Trial, ws: List[Tensor], dtype: int) -> None:
    for i in range(len(ws)):
      after = 0
      if i % 4 == 2:
        after = 1
      w = ws[i].to(dtype=dtype)
      self.add_KIND(w, torch.rand([w.size(0)]).to(dtype=dtype), after)
    self.count = len(ws)
    for i in range(4):
      self.inputs.append(torch.rand([512, ws[i].size(1)]).to(dtype=dtype))
    self.sum = [torch.zeros([1], dtype=dtype)]

  # One pass of so many rows, up to 512, through so many matrices, or all if there are fewer.
  def run(self: __torch__.Trial, rows: int, matrices: int) -> None:
    for i in range(min(self.count, matrices)):
      x = self.inputs[i % 4].narrow(0, 0, rows)
      self.sum[0].add_(torch.select(torch.select(self.KIND(x, i), 0, 0), 0, 0))

