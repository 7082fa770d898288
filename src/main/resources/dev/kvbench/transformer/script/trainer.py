# Training of the article's transformer, for TorchScript; see Trainer.java. The same function as pass_tokens in
# decoder.py, with the head on every position, in operations that libtorch can differentiate.
#
# Shapes: B sequences, T tokens, C embed size, N heads, H head size, V vocabulary.
class Trainer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  weights : List[Tensor]

  # weights: token table [V, C], position table [block, C], head [V, C] and its bias; for each layer queries, keys, values
  # [3C, C], then weight and bias of proj, up, down, ll1, ll2; final norm.
  def init(self: __torch__.Trainer, weights: List[Tensor], layers: int, heads: int) -> None:
    self.weights = weights
    self.layers = layers
    self.heads = heads

  # Mean cross-entropy in nats of targets [B, T] after tokens [B, T] → [].
  def forward(self: __torch__.Trainer, tokens: Tensor, targets: Tensor) -> Tensor:
    w = self.weights
    b = tokens.size(0)
    t = tokens.size(1)
    d = w[0].size(1)
    n = self.heads
    x = torch.add(torch.embedding(w[0], tokens), w[1].narrow(0, 0, t))
    for l in range(self.layers):
      o = 4 + 11 * l
      h = torch.layer_norm(x, [d], w[o + 7], w[o + 8], 1e-05)
      qkv = torch.linear(h, w[o]).view([b, t, 3, n, d // n]).permute([2, 0, 3, 1, 4])
      q, k, v = torch.unbind(qkv)
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
      x = torch.add(x, torch.linear(y.transpose(1, 2).reshape([b, t, d]), w[o + 1], w[o + 2]))
      h = torch.layer_norm(x, [d], w[o + 9], w[o + 10], 1e-05)
      x = torch.add(x, torch.linear(torch.relu(torch.linear(h, w[o + 3], w[o + 4])), w[o + 5], w[o + 6]))
    o = 4 + 11 * self.layers
    x = torch.layer_norm(x, [d], w[o], w[o + 1], 1e-05)
    logits = torch.linear(x, w[2], w[3])
    return torch.cross_entropy_loss(logits.view([b * t, -1]), targets.reshape([-1]))

  # The same, as a number and without a graph.
  def loss(self: __torch__.Trainer, tokens: Tensor, targets: Tensor) -> float:
    return float(self.forward(tokens, targets))

  # Scales gradients in place where their common norm is more than most (Pascanu et al. 2013). Returns that norm.
  def clip(self: __torch__.Trainer, gradients: List[Tensor], most: float) -> float:
    norm = torch.norm(torch.stack(torch._foreach_norm(gradients)))
    torch._foreach_mul_(gradients, torch.clamp_max(torch.div(most, torch.add(norm, 1e-06)), 1.))
    return float(norm)

  # One step of AdamW (Loshchilov and Hutter 2019), in place. The lists are arguments and not attributes, or lists of
  # them made here: of those libtorch 2.7.1 takes the step for one that nobody sees, and leaves it out. means: of
  # the gradients; squares: means of their squares; counts: steps that each has seen, [].
  def adamw(self: __torch__.Trainer, weights: List[Tensor], gradients: List[Tensor], means: List[Tensor],
      squares: List[Tensor], counts: List[Tensor], rate: float, beta1: float, beta2: float, decay: float) -> None:
    torch._foreach_add_(counts, 1)
    torch._fused_adamw_(weights, gradients, means, squares, annotate(List[Tensor], []), counts, lr=rate, beta1=beta1,
        beta2=beta2, weight_decay=decay, eps=1e-08, amsgrad=False, maximize=False)
